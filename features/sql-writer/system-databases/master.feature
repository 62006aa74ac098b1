Feature: System databases
  master comes back by a copy of its files while the instance is stopped; model and msdb come back while it
  runs (SQLW-SYS-01 to -05).

  Background:
    Given a SQL Server SRV1
    And the login "early" is created on INST1

  @SQLW-SYS-01
  Rule: master, model and msdb are there from the start, and can be backed up

    @needs:sql
    Example: The databases of an instance when one has been created
      When the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      Then the databases of INST1 are exactly
        | name   | state  |
        | master | ONLINE |
        | model  | ONLINE |
        | msdb   | ONLINE |
        | tempdb | ONLINE |
        | Sales  | ONLINE |

    @needs:sql-writer
    Example: What the writer offers of a new instance
      When SQL Server setup installs the instance INST2
      Then the components in the metadata are exactly
        | logical path  | name   | selectable |
        | SRV1\\INST1   | master | yes        |
        | SRV1\\INST1   | model  | yes        |
        | SRV1\\INST1   | msdb   | yes        |
        | SRV1\\INST2   | master | yes        |
        | SRV1\\INST2   | model  | yes        |
        | SRV1\\INST2   | msdb   | yes        |

    @needs:sql-writer
    Example: A full backup of the system databases
      When a full backup "base" of master, model and msdb is taken
      Then the files on the medium of "base" include
        | path                                 | part  |
        | C:\\MSSQL.INST1\\DATA\\master.mdf    | whole |
        | C:\\MSSQL.INST1\\DATA\\master.ldf    | whole |
        | C:\\MSSQL.INST1\\DATA\\model.mdf     | whole |
        | C:\\MSSQL.INST1\\DATA\\msdb.mdf      | whole |
      And the files on the medium of "base" do not include
        | path                                 |
        | C:\\MSSQL.INST1\\DATA\\tempdb.mdf    |

  @SQLW-SYS-02 @needs:sql-writer
  Rule: master is restored by a copy of its files between a stop and a start of the instance

    Background:
      Given a full backup "base" of master is taken
      And the login "late" is created on INST1

    Example: The instance is stopped
      Given the instance INST1 is stopped
      And the files of master in the backup "base" are copied back
      When the instance INST1 is started
      Then the logins of INST1 include
        | name  |
        | early |
      And the logins of INST1 do not include
        | name |
        | late |

    Example: The instance is running, and the files are to be overwritten
      When the files of master in the backup "base" are copied back
      Then the copy is refused with sharing-violation
      And the logins of INST1 include
        | name  |
        | early |
        | late  |

    Example: The instance is running, and the writer is asked
      When the backup "base" is restored
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And the logins of INST1 include
        | name  |
        | early |
        | late  |

    Example: The instance is restarted after it was asked
      Given the backup "base" is restored
      When the instance INST1 is restarted
      Then the control of the instance is granted
      And the logins of INST1 include
        | name  |
        | early |
        | late  |

  @SQLW-SYS-02 @needs:sql
  Rule: master is not restored while the instance runs as usual

    Background:
      Given a native full backup "base" of master is taken
      And the login "late" is created on INST1

    Example: A native restore
      When the native backup "base" is restored as master with recovery over what is there
      Then the native restore is refused with SQL error 3108
      And the logins of INST1 include
        | name  |
        | early |
        | late  |

    Scenario Outline: The file <file> of a running instance
      When the file C:\MSSQL.INST1\DATA\<file> is moved to G:\away\old.file
      Then the work on the file is refused with sharing-violation
      And the logins of INST1 include
        | name  |
        | early |
        | late  |

      Examples: files
        | file       |
        | master.mdf |
        | master.ldf |

    Scenario Outline: The file <file> of a stopped instance
      Given the instance INST1 is stopped
      When the file C:\MSSQL.INST1\DATA\<file> is moved to G:\away\old.file
      Then the files in G:\away are exactly
        | path               | open by |
        | G:\\away\\old.file |         |

      Examples: files
        | file       |
        | master.mdf |
        | master.ldf |

  @SQLW-SYS-03
  Rule: master is not rolled forward

    @needs:sql-writer
    Example: A restore that announces additional restores
      Given a full backup "base" of master is taken
      And the backup "base" is restored with
        | additional restores | master |
      When the instance INST1 is restarted
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And master is ONLINE
      And the control of the instance is granted

    @needs:sql-writer
    Example: A differential backup through VSS
      Given a full backup "base" of master is taken
      When a differential backup "monday" of master is taken
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | copied bytes | 0                               |

    @needs:sql
    Scenario Outline: A <kind> backup of master
      Given a native full backup "base" of master is taken
      When a <kind> backup "side" of master is taken
      Then the native backup is refused with SQL error <error>
      And the backup history of master are exactly
        | type |
        | D    |

      Examples: kinds
        | kind                | error |
        | native log          | 4212  |
        | native differential | 3024  |

  @SQLW-SYS-04
  Rule: model and msdb are restored while the instance runs

    Background:
      Given the databases
        | database | data | log | recovery |
        | Sales    | D:   | E:  | FULL     |
      And a native full backup "first" of Sales is taken
      And rows 1-100 of Sales are set to "base"

    @needs:sql-writer
    Example: model has another recovery model since
      Given a full backup "base" of model is taken
      And model is altered
        | set recovery model | SIMPLE |
      And transaction T1 sets row 5 of Sales to "open" and stays open
      When the backup "base" is restored
      And transaction T1 commits
      Then the databases of INST1 include
        | name  | state  | recovery model |
        | model | ONLINE | FULL           |
      And the write is granted

    @needs:sql-writer
    Example: msdb knows of another backup since
      Given a full backup "base" of msdb is taken
      And a native full backup "second" of Sales is taken
      And transaction T1 sets row 5 of Sales to "open" and stays open
      When the backup "base" is restored
      And transaction T1 commits
      Then the backup history of Sales are exactly
        | name  |
        | first |
      And the write is granted

    @needs:sql-writer
    Scenario Outline: Sales is written to <moment> of a restore of model and msdb
      Given a full backup "base" of model and msdb is taken
      And <moment>, row 5 of Sales is set to "meanwhile"
      When the backup "base" is restored
      Then the write has taken at most 1 second
      And the restore shows
        | state | completed |
      And Sales holds exactly
        | rows  | text      |
        | 1-4   | base      |
        | 5     | meanwhile |
        | 6-100 | base      |

      Examples: moments
        | moment             |
        | after PreRestore   |
        | before PostRestore |

    @needs:sql
    Example: A native restore of msdb
      Given a native full backup "base" of msdb is taken
      And a native full backup "second" of Sales is taken
      And transaction T1 sets row 5 of Sales to "open" and stays open
      When the native backup "base" is restored as msdb with recovery over what is there
      And transaction T1 commits
      Then the write is granted
      And the backup history of Sales are exactly
        | name  |
        | first |

    @needs:sql
    Example: A native restore of model
      Given a native full backup "base" of model is taken
      And model is altered
        | set recovery model | SIMPLE |
      And transaction T1 sets row 5 of Sales to "open" and stays open
      When the native backup "base" is restored as model with recovery over what is there
      And transaction T1 commits
      Then the write is granted
      And the databases of INST1 include
        | name  | state  | recovery model |
        | model | ONLINE | FULL           |
