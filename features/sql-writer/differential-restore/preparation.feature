@needs:sql-writer
Feature: What PreRestore makes ready for a differential
  When PreRestore returns, every file is there, as long as the differential says, zero where nothing
  stays, and open by nobody. The application has nothing to do but to copy (SQLW-DRS-04 to -07).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data     | log | MB |
      | Sales    | D: F: G: | E:  | 16 |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DRS-04
  Rule: Every file has the size that the differential says before the application copies

    Background:
      Given Sales is altered
        | grow file to MB | sales2 | 64 |
      And a full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB   | sales  | 64 |
        | shrink file to MB | sales2 | 16 |

    Example: One file has grown, one has shrunk and one has stayed
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then the files in D:\data are exactly
        | path                | MB |
        | D:\\data\\sales.mdf | 64 |
      And the files in F:\data are exactly
        | path                 | MB |
        | F:\\data\\sales2.ndf | 16 |
      And the files in G:\data are exactly
        | path                 | MB |
        | G:\\data\\sales3.ndf | 16 |

    Example: There is no room to grow
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And volume D: has only 30 MB left
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And the files in D:\data include
        | path                | MB |
        | D:\\data\\sales.mdf | 16 |

  @SQLW-DRS-05
  Rule: The part by which a file grows is zero before the application copies

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 24 |
      And a differential backup "monday" of Sales is taken

    Example: Old data had lain where the file grows
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the file D:\old.bin is written with 33554432 bytes of "stale"
      And the file D:\old.bin is deleted
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then 8388608 bytes of D:\data\sales.mdf from 16777216 on are zero
      And 8192 bytes of D:\data\sales.mdf from 0 on are not zero
      And the files in D:\data are exactly
        | path                | MB |
        | D:\\data\\sales.mdf | 24 |

    Example: What the base had put into the file
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the errors in Sales are exactly
        | error |

  @SQLW-DRS-06
  Rule: A file that the base did not have is made, full of zeros

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales4.ndf |
      And 3 extents side by side of file sales4 of Sales are filled with "monday" and noted as "changed"

    Example: There is no such file
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then the files in F:\data are exactly
        | path                 | MB |
        | F:\\data\\sales2.ndf | 16 |
        | F:\\data\\sales4.ndf | 8  |
      And 8388608 bytes of F:\data\sales4.ndf from 0 on are zero

    Example: There is an old file of that name
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the file F:\data\sales4.ndf is written with 9437184 bytes of "stale"
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then the files in F:\data include
        | path                 | MB |
        | F:\\data\\sales4.ndf | 8  |
      And 8388608 bytes of F:\data\sales4.ndf from 0 on are zero

    Example: An old file of that name, and the whole restore
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the file F:\data\sales4.ndf is written with 9437184 bytes of "stale"
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 3       |
      And the errors in Sales are exactly
        | error |

  @SQLW-DRS-07
  Rule: Nobody has any of the files open when PreRestore returns

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file        | F:\\data\\sales4.ndf |    |
        | grow file to MB | sales                | 24 |
      And a differential backup "monday" of Sales is taken

    Scenario Outline: Who has <path> open
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then the files in <folder> include
        | path   | open by |
        | <path> |         |
      And the restore shows
        | copied bytes | 0 |

      Examples: files that are resized, new and left as they are
        | path                 | folder   |
        | D:\\data\\sales.mdf  | D:\\data |
        | F:\\data\\sales2.ndf | F:\\data |
        | F:\\data\\sales4.ndf | F:\\data |
        | E:\\log\\sales.ldf   | E:\\log  |

    Scenario Outline: A person writes into <path> after PreRestore
      Given the backup "base" is restored with
        | additional restores | Sales |
      And after PreRestore, the bytes of <path> from 65536 on are overwritten with "exclusive"
      When the backup "monday" is restored
      Then the work on the file is granted
      And the restore shows
        | copied bytes | at least 8192 |

      Examples: files that are resized and new
        | path                 |
        | D:\\data\\sales.mdf  |
        | F:\\data\\sales4.ndf |
