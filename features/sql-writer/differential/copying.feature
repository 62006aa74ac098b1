@needs:sql-writer
Feature: Copying a differential
  The application reads the named bytes, from the shadow copy and not from the files that go on being
  written, and catalog files by their time (SQLW-DIF-11, -12).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | catalogs | MB |
      | Sales    | D: F: | E:  | foo G:   | 64 |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DIF-11
  Rule: The application puts the named ranges of the snapshot on the medium, and nothing else of the files

    Example: Clients fill extents before the ranges are copied
      Given a full backup "base" of Sales is taken
      And 10 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      And before copying, 10 extents, every second one, of file sales of Sales are filled with "later" and noted as "again"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 10      |

    Example: Clients write rows while the ranges are copied
      Given a full backup "base" of Sales is taken
      And rows 1-50 of Sales are set to "monday"
      And while copying, rows 41-100 of Sales are set to "later"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | monday |
        | 51-100 | base   |

    Example: As many bytes as ranges
      Given 100 extents side by side of file sales of Sales are filled with "base" and noted as "all"
      And a full backup "base" of Sales is taken
      And 16 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                | part   | bytes            |
        | D:\\data\\sales.mdf | ranges | at least 1048576 |
      And the files on the medium of "monday" include
        | path                | part   | bytes           |
        | D:\\data\\sales.mdf | ranges | at most 1572864 |
      And the files on the medium of "monday" do not include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |

    Example: The application reads the live files
      Given a full backup "base" of Sales is taken
      And before copying, 10 extents, every second one, of file sales of Sales are filled with "later" and noted as "again"
      And before copying, Sales is altered
        | checkpoint |
      And a differential backup "monday" of Sales is taken with
        | neglects | read from the shadow copy |
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore failed

  @SQLW-DIF-12
  Rule: Catalog files belong to a differential by the time they were changed, and whole

    Background:
      Given the file G:\ft\foo\a.idx is written with 65536 bytes of "old"
      And 1 hour passes
      And a full backup "base" of Sales is taken

    Example: One file older and one newer than the base
      Given 5 minutes pass
      And the file G:\ft\foo\b.idx is written with 65536 bytes of "new"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path               | part  | bytes |
        | G:\\ft\\foo\\b.idx | whole | 65536 |
      And the files on the medium of "monday" do not include
        | path               |
        | G:\\ft\\foo\\a.idx |
      And the partial files in the document of "monday" are exactly
        | name       |
        | sales.mdf  |
        | sales2.ndf |

    Example: The application looks at partial files only
      Given the file G:\ft\foo\b.idx is written with 65536 bytes of "new"
      And a differential backup "monday" of Sales is taken with
        | neglects | copy newer catalog files |
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales is ONLINE
      And the files in G:\ft\foo do not include
        | path               |
        | G:\\ft\\foo\\b.idx |
      And the files in G:\ft\foo include
        | path               |
        | G:\\ft\\foo\\a.idx |
