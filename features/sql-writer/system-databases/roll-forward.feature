Feature: The end of a recovery of master with roll-forward
  With master back and the instance running, the databases that were kept out are restored without recovery
  and take their logs (SQLW-SYS-17).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | F:   | G:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SYS-17 @needs:sql-writer
  Rule: After the procedure the databases are restored through VSS without recovery, and rolled forward

    Background:
      Given a full backup "base" of master, Sales and Hr is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken

    Example: The log follows
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When the backup "base" is restored with
        | components          | Sales |
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales is ONLINE
      And Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    Example: The database before the log follows
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When the backup "base" is restored with
        | components          | Sales |
        | additional restores | Sales |
      Then Sales is RESTORING
      And Hr is ONLINE

    Example: The last step restores with recovery
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When the backup "base" is restored with
        | components | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: Two databases that were set offline together
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | take offline |
      And Hr is altered
        | take offline |
      And the instance INST1 is restarted
      When the backup "base" is restored with
        | components          | Sales and Hr |
        | additional restores | all          |
      Then Sales is RESTORING
      And Hr is RESTORING

  @SQLW-SYS-17 @needs:sql-writer
  Rule: master has the logins of its backup when the databases have been rolled forward

    Background:
      Given a full backup "base" of master and Sales is taken
      And the login "late" is created on INST1
      And the instance INST1 is stopped

    Example: The whole procedure
      Given the files of master in the backup "base" are copied back
      And the instance INST1 is started with -f
      And Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When the backup "base" is restored with
        | components          | Sales |
        | additional restores | Sales |
      Then Sales is RESTORING
      And the logins of INST1 do not include
        | name |
        | late |

  @SQLW-SYS-17 @needs:sql
  Rule: Without VSS the databases are restored from a T-SQL snapshot without recovery, and rolled forward

    Background:
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken

    Example: The log follows a T-SQL snapshot
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When Sales of the snapshot backup "base" is restored as Sales without recovery
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    Example: The T-SQL snapshot is restored with recovery
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
