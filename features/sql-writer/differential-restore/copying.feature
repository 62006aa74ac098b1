Feature: Copying a differential back
  The application puts every range where the document says and leaves everything else alone; the files
  are ready for that, new ones and grown ones too (SQLW-DRS-08 to -10, -14).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | MB |
      | Sales    | D: F: | E:  | 8  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DRS-08 @needs:sql-writer
  Rule: The application writes the data of each range at its offset in the file, and nowhere else

    Background:
      Given 40 extents side by side of file sales of Sales are filled with "base" and noted as "all"
      And a full backup "base" of Sales is taken
      And 6 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"

    Example: Ranges with gaps between them
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | base   | 34      |
        | monday | 6       |
      And the errors in Sales are exactly
        | error |

    Example: The application writes one range after the other from the start
      Given the errors in Sales are noted as "well"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | neglects | write at the stored offsets |
      Then the errors in Sales differ from those noted in "well"
      And the restore shows
        | copied bytes | at most 12582912 |

    Example: A write fails
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And after PreRestore, the server has I/O errors on volume D:
      When the backup "monday" is restored
      Then the restore shows
        | state | failed           |
        | phase | file restoration |
      And the findings about the restore include
        | about               | says         |
        | D:\\data\\sales.mdf | not restored |
      And Sales is RESTORING

  @SQLW-DRS-09 @SQLW-DRS-10 @needs:sql-writer
  Rule: An added file is made by SQL Server, and the application only lays down the ranges

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales3.ndf |
      And 5 extents, every second one, of file sales3 of Sales are filled with "monday" and noted as "allocated"

    Example: What the application does with the file
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the events of the conversation include
        | who       | what  | of                   |
        | requestor | write | F:\\data\\sales3.ndf |
      And the events of the conversation do not include
        | who       | what   | of                   |
        | requestor | create | F:\\data\\sales3.ndf |
        | requestor | extend | F:\\data\\sales3.ndf |
      And the files of Sales include
        | name   | MB |
        | sales3 | 8  |

    Example: What is in the file
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 5       |
      And the errors in Sales are exactly
        | error |

    Example: What was never allocated
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | before PostRestore |
      Then 4194304 bytes of F:\data\sales3.ndf from 4194304 on are zero
      And 8192 bytes of F:\data\sales3.ndf from 0 on are not zero
      And the files in F:\data include
        | path                 | MB | open by |
        | F:\\data\\sales3.ndf | 8  |         |

  @SQLW-DRS-14 @needs:sql-writer
  Rule: A file that has grown is long enough for every range before the application copies

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 24 |

    Example: Extents in the grown region
      Given 200 extents side by side of file sales of Sales are filled with "monday" and noted as "grown"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 200     |
      And the files of Sales include
        | name  | MB |
        | sales | 24 |
      And the events of the conversation do not include
        | who       | what   | of                  |
        | requestor | extend | D:\\data\\sales.mdf |

    Example: What no range covers
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | before PostRestore |
      Then 16777216 bytes of D:\data\sales.mdf from 8388608 on are zero
      And the files in D:\data are exactly
        | path                | MB |
        | D:\\data\\sales.mdf | 24 |

  @SQLW-DRS-14 @needs:sql
  Rule: A native differential makes a grown file long enough in the same way

    Example: Native backups of a file that has grown
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 24 |
      And 200 extents side by side of file sales of Sales are filled with "monday" and noted as "grown"
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 200     |
