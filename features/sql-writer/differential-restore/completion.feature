Feature: The end of a differential restore
  PostRestore redoes the log that came with the differential, and takes back what was not committed
  only when nothing more follows (SQLW-DRS-22, -23).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DRS-22 @needs:sql-writer
  Rule: PostRestore of a differential redoes what the log holds and the pages do not

    Background:
      Given a full backup "base" of Sales is taken
      And rows 51-100 of Sales are set to "monday"
      And before Freeze, rows 101-110 of Sales are set to "last"

    Example: Rows that were committed after the last checkpoint
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text   |
        | 1-50    | base   |
        | 51-100  | monday |
        | 101-110 | last   |
      And the errors in Sales are exactly
        | error |

    Example: The pages before and after PostRestore
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And before PostRestore, the files in D:\data are noted as "copied"
      When the backup "monday" is restored
      Then the files in D:\data differ from those noted in "copied"
      And Sales holds exactly
        | rows    | text   |
        | 1-50    | base   |
        | 51-100  | monday |
        | 101-110 | last   |

    Example: The instance crashes before PostRestore, and the restore is repeated
      Given a differential backup "monday" of Sales is taken
      And before PostRestore, the instance INST1 crashes
      And the backup "base" is restored with
        | additional restores | Sales |
      And the instance INST1 is started
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text   |
        | 1-50    | base   |
        | 51-100  | monday |
        | 101-110 | last   |

  @SQLW-DRS-23
  Rule: PostRestore recovers the database only when no additional restores are announced

    @needs:sql-writer
    Example: Nothing more follows
      Given a full backup "base" of Sales is taken
      And transaction T2 sets rows 41-60 of Sales to "open" and stays open
      And a differential backup "monday" of Sales is taken
      And transaction T2 commits
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Example: The database while more is to follow
      Given a full backup "base" of Sales is taken
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | additional restores | Sales |
      And row 5 of Sales is set to "early"
      Then the write is refused with SQL error 927
      And Sales is RESTORING

  @SQLW-DRS-23 @needs:sql-writer
  Rule: What was not committed stays in the pages for a log that follows

    Background:
      Given a full backup "base" of Sales is taken
      And transaction T2 sets rows 41-60 of Sales to "open" and stays open
      And a differential backup "monday" of Sales is taken

    Example: A log follows in which the open transaction commits
      Given transaction T2 commits
      And a native log backup "log1" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored with
        | additional restores | Sales |
      When the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows   | text |
        | 1-40   | base |
        | 41-60  | open |
        | 61-100 | base |

    Example: Nothing follows, and the log comes too late
      Given transaction T2 commits
      And a native log backup "log1" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      When the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-DRS-23 @needs:sql
  Rule: A native differential is recovered or left for a log in the same way

    Background:
      Given a native full backup "base" of Sales is taken
      And transaction T2 sets rows 41-60 of Sales to "open" and stays open
      And a native differential backup "monday" of Sales is taken

    Example: With recovery
      Given transaction T2 commits
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: Without recovery, and a log in which the open transaction commits
      Given transaction T2 commits
      And a native log backup "log1" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "monday" is restored as Sales without recovery
      When the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows   | text |
        | 1-40   | base |
        | 41-60  | open |
        | 61-100 | base |
