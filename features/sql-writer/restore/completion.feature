Feature: The end of a restore
  PostRestore makes a database of the copied files: it attaches them, redoes what the log holds and takes
  back what was not committed, unless more restores follow (SQLW-RST-04, -05, -14, -15, -27 to -29).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | F:   | F:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-RST-04 @needs:sql-writer
  Rule: In PostRestore the writer attaches the database

    Example: The database was dropped, and the files are copied
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | crashes | before PostRestore |
      Then the files in D:\data are exactly
        | path                | open by |
        | D:\\data\\sales.mdf |         |
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

    Example: The database was dropped, and the restore is over
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then Sales is ONLINE
      And the files of Sales are exactly
        | name      | path                | open path           |
        | sales     | D:\\data\\sales.mdf | D:\\data\\sales.mdf |
        | sales_log | E:\\log\\sales.ldf  | E:\\log\\sales.ldf  |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-RST-05 @needs:sql-writer
  Rule: In PostRestore the writer has the database recovered

    Example: A transaction was open at the backup and another one had just been committed
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And before Freeze, row 6 of Sales is set to "new"
      And a full backup "base" of Sales is taken
      And transaction T1 commits
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-5   | base |
        | 6     | new  |
        | 7-100 | base |
      And Sales is ONLINE

    Example: What was not committed lies in the files of the backup
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then in backup "base" the pages of Sales hold "dirty"

  @SQLW-RST-14
  Rule: The application sets SetAdditionalRestores where more is to be restored on top

    Background:
      Given rows 101-110 of Sales are set to "base"

    @needs:sql-writer
    Example: A log backup on top of a restore with additional restores
      Given a full backup "base" of Sales is taken
      And rows 111-120 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      And rows 1-120 of Sales are set to "lost"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-110   | base  |
        | 111-120 | later |

    @needs:sql-writer
    Example: A log backup on top of a restore without additional restores
      Given a full backup "base" of Sales is taken
      And rows 111-120 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When the backup "base" is restored
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-110 | base |

    @needs:sql
    Example: A log backup on top of a native restore without recovery
      Given a native full backup "base" of Sales is taken
      And rows 111-120 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      And rows 1-120 of Sales are set to "lost"
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-110   | base  |
        | 111-120 | later |

    @needs:sql
    Example: A log backup on top of a native restore with recovery
      Given a native full backup "base" of Sales is taken
      And rows 111-120 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When the native backup "base" is restored as Sales with recovery over what is there
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-110 | base |

  @SQLW-RST-15
  Rule: SetAdditionalRestores counts for the one database for which it is set

    @needs:sql-writer
    Scenario Outline: Additional restores of <more>, and of nothing else
      Given a full backup "base" of Sales and Hr is taken
      When the backup "base" is restored with
        | additional restores | <more> |
      Then <more> is RESTORING
      And <done> is ONLINE

      Examples: databases
        | more  | done  |
        | Sales | Hr    |
        | Hr    | Sales |

    @needs:sql
    Example: A native restore without recovery, and one with recovery
      Given a native full backup "base" of Sales is taken
      And a native full backup "side" of Hr is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "side" is restored as Hr with recovery over what is there
      Then Sales is RESTORING
      And Hr is ONLINE

  @SQLW-RST-27 @needs:sql-writer
  Rule: The work of the writer after the copy begins when the application calls PostRestore

    Scenario Outline: A minute after the copy of an application that <ends>
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | <option> | <value> |
      And 60 seconds pass
      Then Sales is RESTORING
      And the restore shows
        | copied bytes | at least 100000 |
      And the files in D:\data are exactly
        | path                | open by |
        | D:\\data\\sales.mdf |         |

      Examples: applications
        | ends                       | option   | value              |
        | ends before PostRestore    | crashes  | before PostRestore |
        | never calls PostRestore    | neglects | call PostRestore   |

    Example: The application calls PostRestore a minute after the copy
      Given a full backup "base" of Sales is taken
      And the requestor calls
        | InitializeForRestore  | base  |
        | GatherWriterMetadata  |       |
        | SetSelectedForRestore | Sales |
        | PreRestore            |       |
      And the files of Sales in the backup "base" are copied back
      And 60 seconds pass
      When the requestor calls
        | PostRestore |
      Then Sales is ONLINE
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-RST-28
  Rule: After the copy, what was committed and lies in the log only is redone

    @needs:sql-writer
    Example: A row was committed just before the freeze
      Given before Freeze, row 6 of Sales is set to "late"
      And a full backup "base" of Sales is taken
      And row 6 of Sales is set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-5   | base |
        | 6     | late |
        | 7-100 | base |

    @needs:sql-writer
    Example: Where a row lies that was committed just before the freeze
      Given before Freeze, row 6 of Sales is set to "late"
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then in backup "base" the log of Sales hold "late"
      And in backup "base" the pages of Sales do not hold "late"

    @needs:sql
    Example: A row was committed after the last checkpoint before a T-SQL snapshot
      Given Sales is altered
        | checkpoint |
      And row 6 of Sales is set to "late"
      And a T-SQL snapshot backup "base" of Sales is taken
      And row 6 of Sales is set to "later"
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text |
        | 1-5   | base |
        | 6     | late |
        | 7-100 | base |

  @SQLW-RST-29
  Rule: Without additional restores, what was not committed is taken back as well

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open

    @needs:sql-writer
    Example: A transaction was open at the backup
      Given a full backup "base" of Sales is taken
      And transaction T1 commits
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales is ONLINE

    @needs:sql-writer
    Example: The transaction that was open at the backup was committed in a log backup that follows
      Given a full backup "base" of Sales is taken
      And transaction T1 commits
      And a native log backup "log1" of Sales is taken
      And rows 1-100 of Sales are set to "lost"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text  |
        | 1-4   | base  |
        | 5     | dirty |
        | 6-100 | base  |

    @needs:sql
    Example: A transaction was open at a T-SQL snapshot
      Given a T-SQL snapshot backup "base" of Sales is taken
      And transaction T1 commits
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: The transaction that was open at a T-SQL snapshot was committed in a log backup that follows
      Given a T-SQL snapshot backup "base" of Sales is taken
      And transaction T1 commits
      And a native log backup "log1" of Sales is taken
      And rows 1-100 of Sales are set to "lost"
      When Sales of the snapshot backup "base" is restored as Sales without recovery
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text  |
        | 1-4   | base  |
        | 5     | dirty |
        | 6-100 | base  |
