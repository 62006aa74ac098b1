Feature: The second phase of a recovery of master with roll-forward
  The instance is started with -f, the databases to be rolled forward are set offline or detached, and only
  then it is started as usual (SQLW-SYS-12 to -16).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Sales    | D:   | E:  | FULL     |
      | Hr       | G:   | G:  | FULL     |
      | Stock    | F:   | F:  | SIMPLE   |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SYS-12 @SQLW-SYS-13
  Rule: A start with -f recovers master, and no user database

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And the instance INST1 crashes
      And the files in D:\data are noted as "crashed"

    @needs:sql
    Example: The start has the parameter -f
      When the instance INST1 is started with -f
      Then master is ONLINE
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |
        | Hr    | ONLINE |
        | Stock | ONLINE |
      And the files in D:\data are as noted in "crashed"

    @needs:sql
    Example: The start is one as usual
      When the instance INST1 is started
      Then Sales is ONLINE
      And the files in D:\data differ from those noted in "crashed"

    @needs:sql
    Scenario Outline: Who has the files of <database> open after a start with -f
      When the instance INST1 is started with -f
      Then the files in <folder> are exactly
        | path   | open by |
        | <path> |         |
      And master is ONLINE

      Examples: databases
        | database | folder   | path                |
        | Sales    | D:\\data | D:\\data\\sales.mdf |
        | Hr       | G:\\data | G:\\data\\hr.mdf    |
        | Stock    | F:\\data | F:\\data\\stock.mdf |

  @SQLW-SYS-12 @needs:sql
  Rule: An instance that was started with -f says so, and lets one in at a time

    Scenario Outline: The instance <act>
      Given the instance INST1 is stopped
      When the instance INST1 <act>
      Then the start parameters of INST1 are exactly
        | parameter   |
        | <parameter> |

      Examples: a start with -f
        | act                | parameter |
        | is started with -f | -f        |

    Example: The instance is restarted as usual
      Given the instance INST1 is restarted with -f
      When the instance INST1 is restarted
      Then the start parameters of INST1 are exactly
        | parameter |
      And master is ONLINE

  @SQLW-SYS-13 @needs:sql-writer
  Rule: Under -f no database but master can be restored

    Example: A restore through VSS
      Given a full backup "base" of Sales is taken
      And the instance INST1 is stopped
      And the files in D:\data are noted as "stopped"
      And the instance INST1 is started with -f
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the files in D:\data are as noted in "stopped"

    Example: A restore through VSS after a start as usual
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the instance INST1 is stopped
      And the instance INST1 is started
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-SYS-14 @needs:sql
  Rule: A database that is set offline under -f stays offline at the next start

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And the instance INST1 crashes
      And the instance INST1 is started with -f

    Example: Two databases are set offline, and one is not
      Given Sales is altered
        | take offline |
      And Hr is altered
        | take offline |
      When the instance INST1 is restarted
      Then Sales is OFFLINE
      And Hr is OFFLINE
      And Stock is ONLINE

    Example: One of them is left out
      Given Sales is altered
        | take offline |
      When the instance INST1 is restarted
      Then Hr is ONLINE
      And Sales is OFFLINE

    Example: The files of a database that was set offline
      Given the files in D:\data are noted as "crashed"
      And Sales is altered
        | take offline |
      When the instance INST1 is restarted
      Then the files in D:\data are as noted in "crashed"
      And Hr is ONLINE

  @SQLW-SYS-15 @needs:sql-writer
  Rule: A database may be detached in place of being set offline

    Background:
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken

    Example: The database is detached under -f, and rolled forward after the next start
      Given the instance INST1 is restarted with -f
      And Sales is altered
        | detach |
      And the instance INST1 is restarted
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    Example: The files of a database that is detached before it was recovered
      Given the instance INST1 crashes
      And the instance INST1 is started with -f
      And the files in D:\data are noted as "crashed"
      And Sales is altered
        | detach |
      When the instance INST1 is restarted
      Then the files in D:\data are as noted in "crashed"
      And Hr is ONLINE

    Example: The files are hidden when the database is detached
      Given the instance INST1 is stopped
      And the file D:\data\sales.mdf is moved to G:\hidden\sales.mdf
      And the instance INST1 is started with -f
      And Sales is altered
        | detach |
      When the instance INST1 is restarted
      Then Sales is not there
      And Hr is ONLINE

  @SQLW-SYS-16
  Rule: The instance is started once more, and does not see the files of what is to be rolled forward

    Background:
      Given the instance INST1 crashes
      And the files in D:\data are noted as "crashed"
      And the instance INST1 is started with -f

    @needs:sql
    Example: The databases after the second start
      Given Sales is altered
        | take offline |
      When the instance INST1 is restarted
      Then the databases of INST1 are exactly
        | name   | state   |
        | master | ONLINE  |
        | model  | ONLINE  |
        | msdb   | ONLINE  |
        | tempdb | ONLINE  |
        | Sales  | OFFLINE |
        | Hr     | ONLINE  |
        | Stock  | ONLINE  |
      And the start parameters of INST1 are exactly
        | parameter |

    @needs:sql
    Scenario Outline: The files in <folder> after the second start
      Given Sales is altered
        | take offline |
      When the instance INST1 is restarted
      Then the files in <folder> are exactly
        | path   | open by |
        | <path> |         |
      And Stock is ONLINE

      Examples: folders
        | folder   | path                |
        | D:\\data | D:\\data\\sales.mdf |
        | E:\\log  | E:\\log\\sales.ldf  |

    @needs:sql
    Example: What the files hold after both starts
      Given Sales is altered
        | take offline |
      When the instance INST1 is restarted
      Then the files in D:\data are as noted in "crashed"
      And Hr is ONLINE

    @needs:sql
    Example: The files are moved after the second start
      Given Sales is altered
        | take offline |
      And the instance INST1 is restarted
      When the file D:\data\sales.mdf is moved to G:\away\sales.mdf
      Then the work on the file is granted
      And Hr is ONLINE
