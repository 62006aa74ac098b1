Feature: Restoring after a file has shrunk, or grown late
  The size of a file is that of the differential, and growth that came too late for the ranges comes
  back with the log (SQLW-DRS-15, -16).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | MB |
      | Sales    | D:   | E:  | 8  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DRS-15 @needs:sql-writer
  Rule: What was done in a grown region and stands in the log that was backed up is redone

    Background:
      Given a full backup "base" of Sales is taken
      And rows 51-100 of Sales are set to "monday"
      And before Freeze, Sales is altered
        | grow file to MB | sales | 16 |

    Example: The log is there
      Given before Freeze, 150 extents side by side of file sales of Sales are filled with "late" and noted as "grown"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text | extents |
        | late | 150     |
      And the files of Sales include
        | name  | MB |
        | sales | 16 |
      And the errors in Sales are exactly
        | error |

    Example: The log is withheld
      Given before Freeze, 150 extents side by side of file sales of Sales are filled with "late" and noted as "grown"
      And a differential backup "monday" of Sales is taken
      And the log files of backup "monday" are deleted
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore failed
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

    Example: The application leaves the log out
      Given before Freeze, 150 extents side by side of file sales of Sales are filled with "late" and noted as "grown"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | neglects | copy the log files |
      Then the restore failed
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

  @SQLW-DRS-16 @needs:sql-writer
  Rule: A file that has shrunk is cut to its new size before the application copies

    Background:
      Given Sales is altered
        | grow file to MB | sales | 64 |
      And a full backup "base" of Sales is taken
      And Sales is altered
        | shrink file to MB | sales | 16 |

    Example: Before the application copies
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then the files in D:\data are exactly
        | path                | MB |
        | D:\\data\\sales.mdf | 16 |
      And the restore shows
        | copied bytes | 0 |

    Example: After the restore
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files of Sales include
        | name  | MB |
        | sales | 16 |
      And the errors in Sales are exactly
        | error |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-DRS-16 @needs:sql
  Rule: A native differential leaves a file that has shrunk as short as it was

    Example: Native backups of a file that has shrunk
      Given Sales is altered
        | grow file to MB | sales | 64 |
      And a native full backup "base" of Sales is taken
      And Sales is altered
        | shrink file to MB | sales | 16 |
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the files of Sales include
        | name  | MB |
        | sales | 16 |
