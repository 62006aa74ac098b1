@needs:sql-writer
Feature: Full-text catalogs in a backup
  A catalog is a folder of files that belongs to its database: it is named with it, frozen with it and
  backed up with it (SQLW-FTX-01 to -03).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs     |
      | Sales    | D:   | E:  | foo F: bar F: |
    And rows 1-10 of Sales are set to "autumn leaves"

  @SQLW-FTX-01
  Rule: Each catalog folder is a recursive file set of the component of its database

    Example: Two catalogs, and one more
      When Sales is altered
        | add catalog | late | F:\\ft\\late |
      Then the files in the metadata include
        | component | path        | spec      | recursive |
        | Sales     | D:\\data    | sales.mdf | no        |
        | Sales     | F:\\ft\\foo | *         | yes       |
        | Sales     | F:\\ft\\bar | *         | yes       |
        | Sales     | F:\\ft\\late | *         | yes       |
      And the components in the metadata include
        | name  |
        | Sales |
      And the components in the metadata do not include
        | name |
        | foo  |
        | bar  |
        | late |

    Example: A file in a folder of the catalog
      Given the file F:\ft\foo\deep\er\b.idx is written with 4096 bytes of "deep"
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                         | part  | bytes |
        | F:\\ft\\foo\\deep\\er\\b.idx | whole | 4096  |

  @SQLW-FTX-02
  Rule: Whoever selects the database has selected its catalogs

    Example: Only the database is selected
      Given the file F:\ft\foo\a.idx is written with 8192 bytes of "a"
      And the file F:\ft\foo\sub\b.idx is written with 4096 bytes of "b"
      And the file F:\ft\bar\c.idx is written with 2048 bytes of "c"
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                    | part  | bytes |
        | F:\\ft\\foo\\a.idx      | whole | 8192  |
        | F:\\ft\\foo\\sub\\b.idx | whole | 4096  |
        | F:\\ft\\bar\\c.idx      | whole | 2048  |

    Example: The volumes of the snapshot set
      Given Sales is altered
        | crawl the catalogs |
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state   | completed  |
        | volumes | D:, E:, F: |
      And the word autumn is found in rows "1, 2, 3, 4, 5, 6, 7, 8, 9, 10" of Sales

  @SQLW-FTX-03
  Rule: Catalogs are backed up and restored together with the files of the database, from one snapshot

    Background:
      Given Sales is altered
        | crawl the catalogs |

    Example: Rows and catalog are restored
      Given a full backup "base" of Sales is taken
      And rows 1-5 of Sales are set to "winter snow"
      And Sales is altered
        | crawl the catalogs |
      When the backup "base" is restored
      Then the word autumn is found in rows "1, 2, 3, 4, 5, 6, 7, 8, 9, 10" of Sales
      And the word winter is found in rows "" of Sales
      And Sales holds exactly
        | rows | text          |
        | 1-10 | autumn leaves |

    Example: The catalog is crawled again while the files are copied
      Given before copying, rows 1-5 of Sales are set to "winter snow"
      And before copying, Sales is altered
        | crawl the catalogs |
      And a full backup "base" of Sales is taken
      When the backup "base" is restored
      Then the word autumn is found in rows "1, 2, 3, 4, 5, 6, 7, 8, 9, 10" of Sales
      And the word winter is found in rows "" of Sales

    Example: Clients change words, and the catalog is crawled, until the freeze
      Given before Freeze, rows 1-3 of Sales are set to "spring rain"
      And before Freeze, Sales is altered
        | crawl the catalogs |
      And a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then the word spring is found in rows "1, 2, 3" of Sales
      And the word autumn is found in rows "4, 5, 6, 7, 8, 9, 10" of Sales

    Example: The volume of the catalogs is left out
      When a full backup "base" of Sales is taken with
        | volumes | D: E: |
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | message says | Sales                          |
        | copied bytes | 0                              |

    Example: The volume of the catalogs is gone
      Given after gathering, the server has no volume F:
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
