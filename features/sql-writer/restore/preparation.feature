Feature: Preparation of a restore
  Before the application writes a byte, the writer looks whether the restore can succeed and makes the
  files free. What goes wrong here has cost nothing yet (SQLW-RST-03, -17 to -23).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | MB |
      | Sales    | D:   | E:  | 16 |
      | Hr       | F:   | F:  | 8  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-RST-03 @needs:sql-writer
  Rule: In PreRestore the writer validates what it wrote at the backup

    Scenario Outline: The metadata of the component <damage>
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the component metadata of backup "base" <damage>
      When the backup "base" is restored
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: what happens to it
        | damage       |
        | is damaged   |
        | is cut short |

    Example: The metadata of the component are sound
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the restore shows
        | state        | completed       |
        | writer state | VSS_WS_STABLE   |
        | copied bytes | at least 100000 |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-RST-18 @needs:sql-writer
  Rule: In PreRestore the files that joined the database after the backup are deleted, and no others

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | D:\\data\\added.ndf |
      And the file D:\data\other.txt is written with 100 bytes of "foreign"

    Example: The folder when PreRestore has returned
      When the backup "base" is restored with
        | crashes | after PreRestore |
      Then the files in D:\data are exactly
        | path                |
        | D:\\data\\sales.mdf |
        | D:\\data\\other.txt |
      And Sales is RESTORING

    Example: The database when the restore is over
      When the backup "base" is restored
      Then the files of Sales are exactly
        | path                | open path           |
        | D:\\data\\sales.mdf | D:\\data\\sales.mdf |
        | E:\\log\\sales.ldf  | E:\\log\\sales.ldf  |
      And the files in D:\data are exactly
        | path                | bytes            |
        | D:\\data\\sales.mdf | at least 8388608 |
        | D:\\data\\other.txt | 100              |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-RST-19
  Rule: In PreRestore the writer looks whether there is room for the files

    @needs:sql-writer
    Example: Less room than the file takes
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And volume G: has only 10 MB left
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\restored |
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    @needs:sql-writer
    Example: Enough room
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\restored |
      Then the restore shows
        | state        | completed         |
        | copied bytes | at least 16777216 |
      And the files in G:\restored are exactly
        | path                    | MB |
        | G:\\restored\\sales.mdf | 16 |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A native restore to a volume with less room than the files take
      Given a native full backup "base" of Sales is taken
      And volume G: has only 10 MB left
      When the native backup "base" is restored as Stock with recovery to G:\restored
      Then the native restore is refused with SQL error 3257
      And Stock is not there

  @SQLW-RST-21 @needs:sql-writer
  Rule: What would stop the copy is found before the copy

    Scenario Outline: Trouble that waits: <what>
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And <trouble>
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\restored |
      Then the restore shows
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And the events of the conversation do not include
        | who       | what        |
        | requestor | write       |
        | requestor | PostRestore |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: troubles
        | what                                 | trouble                                       |
        | the target volume is full            | volume G: has only 1 MB left                  |
        | the target volume is gone            | volume G: is taken away                       |
        | the target folder may not be written | the application may not write to G:\\restored |

  @SQLW-RST-17 @needs:sql-writer
  Rule: The document tells which database of which instance is restored

    Example: Two instances have a database of the same name
      Given SQL Server setup installs the instance INST2
      And the databases
        | database     | data | log |
        | INST2\\Sales | G:   | G:  |
      And a full backup "base" of INST2\Sales is taken
      When the backup "base" is restored with
        | crashes | after PreRestore |
      Then INST2\Sales is RESTORING
      And Sales is ONLINE

    Example: The rows of two databases of the same name
      Given SQL Server setup installs the instance INST2
      And the databases
        | database     | data | log |
        | INST2\\Sales | G:   | G:  |
      And a full backup "base" of INST2\Sales is taken
      And rows 1-10 of INST2\Sales are set to "later"
      When the backup "base" is restored
      Then INST2\Sales holds exactly
        | rows | text |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-RST-20 @needs:sql-writer
  Rule: In PreRestore every handle on the files of the database is closed

    Scenario Outline: <file> is overwritten <moment>
      Given a full backup "base" of Sales is taken
      And <moment>, the bytes of <path> from 65536 on are overwritten with "exclusive"
      When the backup "base" is restored
      Then the work on the file is <answer>
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: files
        | file                   | path                | moment            | answer                         |
        | The data file, locked, | D:\\data\\sales.mdf | before PreRestore | refused with sharing-violation |
        | The log file, locked,  | E:\\log\\sales.ldf  | before PreRestore | refused with sharing-violation |
        | The data file, free,   | D:\\data\\sales.mdf | after PreRestore  | granted                        |
        | The log file, free,    | E:\\log\\sales.ldf  | after PreRestore  | granted                        |

    Example: Who has the files open when PreRestore has returned
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | crashes | after PreRestore |
      Then the files in D:\data are exactly
        | path                | open by |
        | D:\\data\\sales.mdf |         |
      And the files in E:\log are exactly
        | path               | open by |
        | E:\\log\\sales.ldf |         |

  @SQLW-RST-22
  Rule: From PreRestore on, the database is RESTORING, and no other is

    @needs:sql-writer
    Example: One of two databases when PreRestore has returned
      Given a full backup "base" of Sales and Hr is taken
      When the backup "base" is restored with
        | components | Sales            |
        | crashes    | after PreRestore |
      Then Sales is RESTORING
      And Hr is ONLINE

    @needs:sql-writer
    Example: The database is used while its files are copied
      Given a full backup "base" of Sales is taken
      And while restoring, row 5 of Sales is set to "meddled"
      When the backup "base" is restored
      Then the write is refused with SQL error 927
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A native restore to which more will be added
      Given a native full backup "base" of Sales is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      Then Sales is RESTORING
      And Hr is ONLINE

  @SQLW-RST-23
  Rule: The database cannot be started until a restore of it has succeeded

    @needs:sql-writer
    Example: The application ends half way, and the instance is restarted
      Given a full backup "base" of Sales is taken
      And the backup "base" is restored with
        | crashes | while restoring |
      When the instance INST1 is restarted
      And row 5 of Sales is set to "early"
      Then the write is refused with SQL error 927
      And Sales is RESTORING

    @needs:sql-writer
    Example: A whole restore after one that ended half way
      Given a full backup "base" of Sales is taken
      And the backup "base" is restored with
        | crashes | while restoring |
      And the instance INST1 is restarted
      When the backup "base" is restored
      Then Sales is ONLINE
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Scenario Outline: <attempt> after a native restore that is not at its end
      Given a native full backup "base" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      And the instance INST1 is restarted
      When <act>
      Then the <asked> is refused with SQL error <error>
      And Sales is RESTORING

      Examples: attempts
        | attempt    | act                               | asked | error |
        | A write    | row 5 of Sales is set to "early"  | write | 927   |
        | A deletion | rows 1-9 of Sales are deleted     | write | 927   |

    @needs:sql
    Example: The database is brought online after a native restore that is not at its end
      Given a native full backup "base" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      And the instance INST1 is restarted
      When Sales is altered
        | bring online |
      Then the change is refused with SQL error 5052
      And Sales is RESTORING
