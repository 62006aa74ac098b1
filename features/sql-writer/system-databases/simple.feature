Feature: User databases that come back together with master
  What is not to be rolled forward needs no restore command: its files are put back beside those of master,
  and the start of the instance recovers it (SQLW-SYS-05, -06).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Stock    | F:   | F:  | SIMPLE   |
      | Sales    | D:   | E:  | FULL     |
    And rows 1-100 of Stock are set to "base"

  @SQLW-SYS-05
  Rule: Databases in the simple recovery model are recovered by the start of the instance

    @needs:sql-writer
    Example: The files of master and of the database are copied back
      Given transaction T2 sets row 5 of Stock to "dirty" and stays open
      And before Freeze, row 6 of Stock is set to "new"
      And a full backup "base" of master and Stock is taken
      And the instance INST1 is stopped
      And the files of master and Stock in the backup "base" are copied back
      When the instance INST1 is started
      Then Stock holds exactly
        | rows  | text |
        | 1-5   | base |
        | 6     | new  |
        | 7-100 | base |

    @needs:sql-writer
    Example: The state of both after the start
      Given a full backup "base" of master and Stock is taken
      And rows 1-100 of Stock are set to "later"
      And the instance INST1 is stopped
      And the files of master and Stock in the backup "base" are copied back
      When the instance INST1 is started
      Then the databases of INST1 include
        | name   | state  |
        | master | ONLINE |
        | Stock  | ONLINE |
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: The volume of the database is mounted before the start
      Given transaction T2 sets row 5 of Stock to "dirty" and stays open
      And row 6 of Stock is set to "new"
      And the instance INST1 crashes
      And volume F: is taken away
      And volume F: is brought back
      When the instance INST1 is started
      Then Stock holds exactly
        | rows  | text |
        | 1-5   | base |
        | 6     | new  |
        | 7-100 | base |

    @needs:sql
    Example: The volume of the database is not mounted at the start
      Given the instance INST1 crashes
      And volume F: is taken away
      When the instance INST1 is started
      Then Stock is RECOVERY_PENDING
      And Sales is ONLINE

  @SQLW-SYS-06
  Rule: A database that is to be rolled forward must not be recovered together with master

    Background:
      Given rows 1-100 of Sales are set to "base"

    @needs:sql-writer
    Example: The files of master and of the database are put back, and the instance is started in one go
      Given a full backup "base" of master and Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      And the instance INST1 is stopped
      And the files of master and Sales in the backup "base" are copied back
      When the instance INST1 is started
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Example: A log after the instance was started in one go
      Given a full backup "base" of Sales is taken
      And a native log backup "log1" of Sales is taken
      And the instance INST1 is stopped
      And the files of Sales in the backup "base" are copied back
      When the instance INST1 is started
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117

    @needs:sql-writer
    Example: A log after the database was restored without recovery
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the instance INST1 is restarted
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    @needs:sql
    Example: A log after a native restore with recovery
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When the native backup "base" is restored as Sales with recovery over what is there
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A log after a native restore without recovery and a start of the instance
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native tail-log backup "log1" of Sales is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      And the instance INST1 is restarted
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |
