@needs:sql-writer
Feature: Full-text catalogs go with their database
  A catalog is a folder of files that nobody selects: it is part of the database's component, and comes
  back with it (SQLW-SUP-17, -18, -21, -23).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs |
      | Sales    | D:   | E:  | foo F:   |
    And rows 1-7 of Sales are set to "apple pie"

  @SQLW-SUP-17
  Rule: A catalog is a folder of the database's component, with everything that lies in it

    Example: The component of a database with two catalogs
      When Sales is altered
        | add catalog | bar | G:\\ft\\bar |
      Then the files in the metadata include
        | component | path         | spec | recursive |
        | Sales     | F:\\ft\\foo  | *    | yes       |
        | Sales     | G:\\ft\\bar  | *    | yes       |
      And the components in the metadata are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | Sales  |

    Example: The folders in the folder of a catalog
      Given Sales is altered
        | crawl the catalogs |
      And the file F:\ft\foo\Indexes\deep\down.idx is written with 3000 bytes of "deep"
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                                 | part  | bytes |
        | F:\\ft\\foo\\Indexes\\deep\\down.idx | whole | 3000  |
      And the files in the metadata include
        | component | path        | recursive |
        | Sales     | F:\\ft\\foo | yes       |

  @SQLW-SUP-18
  Rule: Whoever selects the database has its catalogs in the backup

    Background:
      Given Sales is altered
        | crawl the catalogs |
      And rows 8-9 of Sales are set to "cherry pie"
      And Sales is altered
        | crawl the catalogs |

    Example: The database and its catalog are gone
      Given the files in F:\ft\foo are noted as "before"
      And a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then the files in F:\ft\foo are as noted in "before"
      And the word apple is found in rows "1, 2, 3, 4, 5, 6, 7" of Sales
      And the word cherry is found in rows "8, 9" of Sales

    Example: The files of the catalog on the medium
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                     | part  |
        | F:\\ft\\foo\\catalog.cfg | whole |
      And the components in the document of "base" are exactly
        | name  |
        | Sales |

  @SQLW-SUP-21
  Rule: In a differential, the files of a catalog are told apart by when they were last changed

    Background:
      Given the file F:\ft\foo\two.idx is written with 1000 bytes of "two"
      And a full backup "base" of Sales is taken
      And 60 seconds pass

    Example: One of several files is changed
      Given the file F:\ft\foo\two.idx is written with 2000 bytes of "more"
      When a differential backup "monday" of Sales is taken
      Then the differenced files in the document of "monday" are exactly
        | component | path        | spec | recursive |
        | Sales     | F:\\ft\\foo | *    | yes       |
      And the files on the medium of "monday" include
        | path                 | part  | bytes |
        | F:\\ft\\foo\\two.idx | whole | 2000  |
      And the files on the medium of "monday" do not include
        | path                     |
        | F:\\ft\\foo\\catalog.cfg |
      And the partial files in the document of "monday" do not include
        | path        |
        | F:\\ft\\foo |

    Example: What was indexed since the base is found after a restore of both
      Given rows 8-9 of Sales are set to "cherry pie"
      And Sales is altered
        | crawl the catalogs |
      And a differential backup "monday" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then the word cherry is found in rows "8, 9" of Sales

  @SQLW-SUP-23
  Rule: A catalog can be restored to another place

    Background:
      Given Sales is altered
        | crawl the catalogs |
      And a full backup "base" of Sales is taken
      And Sales is altered
        | drop |

    Example: The catalog goes to another volume, and the database stays where it was
      When the backup "base" is restored with
        | new target | Sales F:\\ft\\foo -> G:\\ft\\foo |
      Then the files of Sales are exactly
        | kind     | path                |
        | ROWS     | D:\\data\\sales.mdf |
        | LOG      | E:\\log\\sales.ldf  |
        | FULLTEXT | G:\\ft\\foo         |
      And the word apple is found in rows "1, 2, 3, 4, 5, 6, 7" of Sales
      And the files in G:\ft\foo include
        | path                     |
        | G:\\ft\\foo\\catalog.cfg |
      And the files in the metadata do not include
        | component | path        |
        | Sales     | F:\\ft\\foo |

    Example: The catalog stays where it was
      When the backup "base" is restored
      Then the files of Sales include
        | kind     | path        |
        | FULLTEXT | F:\\ft\\foo |
      And the word apple is found in rows "1, 2, 3, 4, 5, 6, 7" of Sales
