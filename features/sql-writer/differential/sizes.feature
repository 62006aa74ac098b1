Feature: Files that shrink and grow around a differential
  Ranges are only worth something while the file has those bytes. So nothing shrinks while they are
  collected, and what grows afterwards is left to the log (SQLW-DIF-24 to -27).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | MB |
      | Sales    | D:   | E:  | 16 |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DIF-24 @needs:sql-writer
  Rule: No file shrinks from before the first range is collected until the last one is

    Background:
      Given Sales is altered
        | grow file to MB | sales | 64 |
      And a full backup "base" of Sales is taken
      And rows 1-50 of Sales are set to "monday"

    Example: A shrink is asked for in PostSnapshot
      Given in PostSnapshot, Sales is altered
        | shrink file to MB | sales | 16 |
      When a differential backup "monday" of Sales is taken
      Then the change is refused with SQL error 3023
      And the files in D:\data include
        | path                | MB |
        | D:\\data\\sales.mdf | 64 |
      And the backup completed

    Example: A shrink is asked for while the writer still answers PostSnapshot
      Given the writer "SqlServerWriter" takes 30 seconds to answer PostSnapshot
      And in PostSnapshot, Sales is altered
        | shrink file to MB | sales | 16 |
      And in PostSnapshot, the files in D:\data are noted as "then"
      When a differential backup "monday" of Sales is taken
      Then the change is refused with SQL error 3023
      And the partial files in the document of "monday" are exactly
        | name      | ends within MB |
        | sales.mdf | 64             |

    Example: A shrink is asked for after the backup
      Given a differential backup "monday" of Sales is taken
      When Sales is altered
        | shrink file to MB | sales | 16 |
      Then the change is granted
      And the files in D:\data include
        | path                | MB |
        | D:\\data\\sales.mdf | 16 |

  @SQLW-DIF-25 @needs:sql-writer
  Rule: No range lies in the part by which a file has shrunk

    Background:
      Given 100 extents, every second one, of file sales of Sales are filled with "base" and noted as "all"
      And a full backup "base" of Sales is taken
      And 100 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"

    Example: The end of the file had changed before it was cut off
      Given Sales is altered
        | checkpoint        |       |   |
        | shrink file to MB | sales | 8 |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | name      | ends within MB |
        | sales.mdf | 8              |
      And the backup completed

    Example: A shrink is asked for right before the snapshot
      Given before DoSnapshotSet, Sales is altered
        | shrink file to MB | sales | 8 |
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 100     |
      And the errors in Sales are exactly
        | error |

  @SQLW-DIF-26
  Rule: What was allocated in a grown region before the ranges are collected is in them

    @needs:sql-writer
    Example: Extents beyond the end that the base knew
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 32 |
      And 300 extents side by side of file sales of Sales are filled with "monday" and noted as "grown"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | name      | covers the extents | ends within MB |
        | sales.mdf | grown              | 32             |

    @needs:sql-writer
    Example: What comes back of them
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 32 |
      And 300 extents side by side of file sales of Sales are filled with "monday" and noted as "grown"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 300     |

    @needs:sql
    Example: Native backups of a file that has grown
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 32 |
      And 300 extents side by side of file sales of Sales are filled with "monday" and noted as "grown"
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 300     |

  @SQLW-DIF-27 @needs:sql-writer
  Rule: What a file grows by after the ranges were collected is not in them, and does no harm

    Background:
      Given a full backup "base" of Sales is taken
      And rows 1-50 of Sales are set to "monday"

    Scenario Outline: The file grows <moment>
      Given <moment>, Sales is altered
        | grow file to MB | sales | 24 |
      And <moment>, 300 extents side by side of file sales of Sales are filled with "late" and noted as "grown"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | name      | ends within MB |
        | sales.mdf | 16             |
      And the backup completed
      And the filled extents of Sales are exactly
        | text | extents |
        | late | 300     |

      Examples: moments after the collection
        | moment         |
        | before copying |
        | while copying  |
        | after copying  |
