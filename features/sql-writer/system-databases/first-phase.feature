Feature: The first phase of a recovery of master with roll-forward
  The instance is stopped, and the files of the system databases and of what is not rolled forward are put
  back. The others stay away, or out of sight (SQLW-SYS-07 to -11).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Sales    | D:   | E:  | FULL     |
      | Stock    | F:   | F:  | SIMPLE   |
      | Hr       | C:   | C:  | FULL     |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SYS-07 @needs:sql-writer
  Rule: No file is put back before the instance is stopped

    Background:
      Given a full backup "base" of master and Sales is taken
      And rows 1-100 of Sales are set to "later"

    Scenario Outline: The instance is running, seen in <folder>
      Given the files in <folder> are noted as "before"
      When the files of master and Sales in the backup "base" are copied back
      Then the copy is refused with sharing-violation
      And the files in <folder> are as noted in "before"

      Examples: folders
        | folder                |
        | D:\\data              |
        | C:\\MSSQL.INST1\\DATA |

    Example: The instance was stopped, and has been started again by a restart of the server
      Given the instance INST1 is stopped
      And the server is restarted
      When the files of master and Sales in the backup "base" are copied back
      Then the copy is refused with sharing-violation
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The instance is stopped
      Given the instance INST1 is stopped
      When the files of master and Sales in the backup "base" are copied back
      Then the copy is granted
      And the files in D:\data include
        | path                | open by |
        | D:\\data\\sales.mdf |         |

  @SQLW-SYS-07 @needs:sql
  Rule: The files of an instance are out of use only when it is stopped

    Scenario Outline: A file of <database> while the instance runs
      When the file <path> is moved to G:\away\old.file
      Then the work on the file is refused with sharing-violation
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: files
        | database | path                              |
        | Sales    | D:\\data\\sales.mdf               |
        | master   | C:\\MSSQL.INST1\\DATA\\master.mdf |

    Scenario Outline: A file of <case>
      Given the instance INST1 <end>
      When the file <path> is moved to G:\away\old.file
      Then the files in G:\away are exactly
        | path               | open by |
        | G:\\away\\old.file |         |

      Examples: files
        | case                              | end        | path                              |
        | Sales when the instance stopped   | is stopped | D:\\data\\sales.mdf               |
        | master when the instance stopped  | is stopped | C:\\MSSQL.INST1\\DATA\\master.mdf |
        | Sales when the instance crashed   | crashes    | D:\\data\\sales.mdf               |

  @SQLW-SYS-08 @needs:sql-writer
  Rule: The files of the system databases and of the simple databases are put back first, and no others

    Background:
      Given a full backup "base" of master, model, msdb, Stock and Sales is taken
      And rows 1-100 of Sales are set to "later"
      And rows 1-10 of Stock are set to "later"

    Example: The files of a database that is to be rolled forward
      Given the instance INST1 is stopped
      And the files in D:\data are noted as "stopped"
      When the files of master, model, msdb and Stock in the backup "base" are copied back
      And the instance INST1 is started with -f
      Then the copy is granted
      And the files in D:\data are as noted in "stopped"
      And master is ONLINE

    Example: The files of a simple database and of msdb
      Given the instance INST1 is stopped
      And the files of master, model, msdb and Stock in the backup "base" are copied back
      When the instance INST1 is started
      Then Stock holds exactly
        | rows | text |
      And the backup history of Sales are exactly
        | type |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The instance is started with -f before everything is put back
      Given the instance INST1 is stopped
      And the files of Stock in the backup "base" are copied back
      When the instance INST1 is started with -f
      And the files of master, model and msdb in the backup "base" are copied back
      Then the copy is refused with sharing-violation

  @SQLW-SYS-08 @needs:sql
  Rule: What a start of the instance finds decides what it recovers

    Example: The volume of the simple database is there, and that of the other one is not
      Given rows 1-10 of Stock are set to "base"
      And the instance INST1 crashes
      And volume D: is taken away
      When the instance INST1 is started
      Then Stock is ONLINE
      And Sales is RECOVERY_PENDING

  @SQLW-SYS-09
  Rule: Volumes of databases that are to be rolled forward stay away while the others come back

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open

    @needs:sql-writer
    Example: The volume stays away until after the start
      Given a full backup "base" of master and Sales is taken
      And the instance INST1 crashes
      And the files of master and Sales in the backup "base" are copied back
      And the files in D:\data are noted as "put back"
      And volume D: is taken away
      When the instance INST1 is started
      Then Sales is RECOVERY_PENDING

    @needs:sql
    Example: The files on a volume that stayed away
      Given the instance INST1 crashes
      And the files in D:\data are noted as "crashed"
      And volume D: is taken away
      And the instance INST1 is started
      When volume D: is brought back
      Then the files in D:\data are as noted in "crashed"
      And the files in D:\data are exactly
        | path                |
        | D:\\data\\sales.mdf |

    @needs:sql
    Example: The volume comes back before the start
      Given the instance INST1 crashes
      And the files in D:\data are noted as "crashed"
      And volume D: is taken away
      And volume D: is brought back
      When the instance INST1 is started
      Then Sales is ONLINE
      And the files in D:\data differ from those noted in "crashed"

    @needs:sql-writer
    Example: A log when the volume came back before the start
      Given a full backup "base" of master and Sales is taken
      And a native log backup "log1" of Sales is taken
      And the instance INST1 crashes
      And the files of master and Sales in the backup "base" are copied back
      When the instance INST1 is started
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117

  @SQLW-SYS-10 @needs:sql-writer
  Rule: Whether the volumes can be told apart is looked at before the backup is made

    Scenario Outline: Hr lies on the volume of the system databases, <database> does not
      When the application checks the plan
        | mode                     | component                 |
        | components               | master, Hr and <database> |
        | roll forward with master | Hr and <database>         |
      Then the findings about the plan are exactly
        | about | says                      |
        | Hr    | must be hidden at restore |

      Examples: on volumes of their own
        | database |
        | Sales    |
        | Stock    |

    Example: Only the log lies there, and what lies there wholly is not to be rolled forward
      Given the databases
        | database | data | log |
        | Tiny     | G:   | C:  |
      When the application checks the plan
        | mode                     | component            |
        | components               | master, Hr and Tiny |
        | roll forward with master | Tiny                 |
      Then the findings about the plan are exactly
        | about | says                      |
        | Tiny  | must be hidden at restore |
