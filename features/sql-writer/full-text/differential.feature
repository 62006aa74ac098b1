@needs:sql-writer
Feature: Catalog files in a differential
  The application compares the time of every catalog file with that of the base, keeps newer files
  whole, and notes those that are gone, since nobody else will (SQLW-FTX-14, -15).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs |
      | Sales    | D:   | E:  | foo F:   |

  @SQLW-FTX-14
  Rule: Every catalog file that was changed after the base is in the differential, and as a whole

    Background:
      Given the file F:\ft\foo\a.idx is written with 1048576 bytes of "a"
      And the file F:\ft\foo\b.idx is written with 1048576 bytes of "b"
      And 1 second passes

    Example: One byte of a file was changed
      Given a full backup "base" of Sales is taken
      And 1 second passes
      And the bytes of F:\ft\foo\b.idx from 524288 on are overwritten with "x"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path               | part  | bytes   |
        | F:\\ft\\foo\\b.idx | whole | 1048576 |
      And the files on the medium of "monday" do not include
        | path               |
        | F:\\ft\\foo\\a.idx |

    Example: A file is changed within the second in which the base was taken
      Given rows 1-70 of Sales are set to "autumn leaves"
      And after Thaw, Sales is altered
        | crawl the catalogs |
      And a full backup "base" of Sales is taken
      And 1 minute passes
      When a differential backup "monday" of Sales is taken
      Then the differenced files in the document of "monday" are exactly
        | path        |
        | F:\\ft\\foo |
      And the files on the medium of "monday" include
        | path                                  | part  |
        | F:\\ft\\foo\\Properties\\status.txt | whole |

    Example: A file is written the moment that writes go on again
      Given after Thaw, the file F:\ft\foo\new.idx is written with 4096 bytes of "new"
      And a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  | bytes |
        | F:\\ft\\foo\\new.idx | whole | 4096  |
      And the files on the medium of "monday" do not include
        | path               |
        | F:\\ft\\foo\\a.idx |

    Example: A file was only touched
      Given a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\foo\a.idx is touched
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path               | part  | bytes   |
        | F:\\ft\\foo\\a.idx | whole | 1048576 |
      And the files on the medium of "monday" do not include
        | path               |
        | F:\\ft\\foo\\b.idx |

  @SQLW-FTX-14
  Rule: Newer catalog files are what a restore needs to find words again

    Background:
      Given rows 1-10 of Sales are set to "autumn leaves"
      And a full backup "base" of Sales is taken
      And 1 minute passes

    Example: The catalog was crawled after the base
      Given Sales is altered
        | crawl the catalogs |
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the word autumn is found in rows "1, 2, 3, 4, 5, 6, 7, 8, 9, 10" of Sales

    Example: The application copies no newer catalog files
      Given Sales is altered
        | crawl the catalogs |
      And a differential backup "monday" of Sales is taken with
        | neglects | copy newer catalog files |
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the word autumn is found in rows "" of Sales
      And Sales holds exactly
        | rows | text          |
        | 1-10 | autumn leaves |

  @SQLW-FTX-15
  Rule: The application notes which catalog files are gone since the base

    Background:
      Given the file F:\ft\foo\a.idx is written with 65536 bytes of "a"
      And the file F:\ft\foo\b.idx is written with 65536 bytes of "b"
      And a full backup "base" of Sales is taken

    Example: A file of the base was deleted
      Given the file F:\ft\foo\a.idx is deleted
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path               | part    |
        | F:\\ft\\foo\\a.idx | deleted |
      And the files on the medium of "monday" do not include
        | path               | part    |
        | F:\\ft\\foo\\b.idx | deleted |
      And the document of "monday" does not say "a.idx"

    Example: A file came and went after the base
      Given the file F:\ft\foo\c.idx is written with 4096 bytes of "c"
      And the file F:\ft\foo\c.idx is deleted
      And the file F:\ft\foo\d.idx is written with 4096 bytes of "d"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path               | part  |
        | F:\\ft\\foo\\d.idx | whole |
      And the files on the medium of "monday" do not include
        | path               | part  |
        | F:\\ft\\foo\\c.idx | whole |

    Example: What comes back when the application has noted it
      Given the file F:\ft\foo\a.idx is deleted
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in F:\ft\foo include
        | path               |
        | F:\\ft\\foo\\b.idx |
      And the files in F:\ft\foo do not include
        | path               |
        | F:\\ft\\foo\\a.idx |

    Example: What comes back when the application has not
      Given the file F:\ft\foo\a.idx is deleted
      And a differential backup "monday" of Sales is taken with
        | neglects | track deleted files |
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore completed
      And Sales is ONLINE
      And the files in F:\ft\foo include
        | path               |
        | F:\\ft\\foo\\a.idx |
