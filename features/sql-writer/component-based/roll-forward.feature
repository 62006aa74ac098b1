Feature: A restore that more restores follow
  A database that is to be rolled forward is restored without recovery: prepared, copied, left waiting
  for differentials and logs, whoever brings them (SQLW-CBR-10 to -17).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
      | Hr       | G:    | G:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CBR-10
  Rule: With additional restores announced, SQL Server leaves out the recovery at the end of the restore

    @needs:sql-writer
    Example: A log backup after a restore that announces nothing
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When the backup "base" is restored
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Example: The database after a restore that announces more
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      And row 5 of Sales is set to "early"
      Then the write is refused with SQL error 927
      And Sales is RESTORING
      And the restore shows
        | state | completed |

    @needs:sql-writer
    Example: A log backup after a restore that announces more
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is granted
      And Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    @needs:sql
    Example: A log backup after a T-SQL snapshot that is restored with recovery
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A log backup after a T-SQL snapshot that is restored without recovery
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      When Sales of the snapshot backup "base" is restored as Sales without recovery
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is granted
      And Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

  @SQLW-CBR-11
  Rule: More restores can be announced only where the metadata were saved and are there at the restore

    @needs:sql-writer
    Scenario Outline: The metadata of the component <damage>
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the component metadata of backup "base" <damage>
      When the backup "base" is restored with
        | additional restores | Sales |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: at the restore
        | damage          |
        | is deleted      |
        | is damaged      |
        | is cut short    |
        | may not be read |

    @needs:sql-writer
    Example: The metadata were never saved
      Given a full backup "base" of Sales is taken with
        | neglects | save the component metadata |
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | additional restores | Sales |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    @needs:sql-writer
    Example: The metadata are there
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      Then the restore shows
        | state        | completed       |
        | copied bytes | at least 100000 |
      And Sales is RESTORING

    @needs:sql
    Example: A file copy that was taken without metadata
      Given a file copy without metadata "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When Sales of the snapshot backup "base" is restored as Sales without recovery
      Then the native restore is refused with SQL error 3201
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-CBR-12 @needs:sql-writer
  Rule: The instance runs before the application asks VSS for a restore with roll-forward

    Background:
      Given a full backup "base" of Sales is taken
      And the instance INST1 is stopped

    Scenario Outline: The files in <folder> of a stopped instance
      Given the files in <folder> are noted as "before"
      When the backup "base" is restored with
        | additional restores | Sales |
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And the files in <folder> are as noted in "before"

      Examples: folders
        | folder   |
        | D:\\data |
        | E:\\log  |

    Example: The instance is started, and the application asks again
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the instance INST1 is started
      And the backup "base" is restored with
        | additional restores | Sales |
      Then the restore shows
        | state        | completed       |
        | copied bytes | at least 100000 |
      And Sales is RESTORING

  @SQLW-CBR-13 @needs:sql-writer
  Rule: A restore with roll-forward is prepared by the writer, copied by the application and then completed without recovery

    Example: Two databases, and a writer that takes its time
      Given a full backup "base" of Sales and Hr is taken
      And the writer "SqlServerWriter" takes 30 seconds to answer PreRestore
      When the backup "base" is restored with
        | additional restores | all |
      Then the events of the conversation are in this order, among others
        | who             | what        | of                  |
        | SqlServerWriter | PreRestore  | handled             |
        | requestor       | phase       | file restoration    |
        | requestor       | write       | D:\\data\\sales.mdf |
        | requestor       | write       | G:\\data\\hr.mdf    |
        | SqlServerWriter | PostRestore | handled             |
      And Sales is RESTORING
      And Hr is RESTORING

    Scenario Outline: Both databases when the application ends <moment>
      Given a full backup "base" of Sales and Hr is taken
      When the backup "base" is restored with
        | additional restores | all      |
        | crashes             | <moment> |
      Then Sales is RESTORING
      And Hr is RESTORING
      And the restore shows
        | copied bytes | <bytes> |

      Examples: moments
        | moment             | bytes           |
        | after PreRestore   | 0               |
        | before PostRestore | at least 100000 |

    Example: What the restore has completed is what the application has copied
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | additional restores | all |
      And Sales is altered
        | recover |
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: PostRestore is called without PreRestore
      Given a full backup "base" of Sales is taken
      When the requestor calls
        | InitializeForRestore  | base  |
        | GatherWriterMetadata  |       |
        | SetSelectedForRestore | Sales |
        | SetAdditionalRestores | Sales |
        | PostRestore           |       |
      Then the results of the calls include
        | call        | code            |
        | PostRestore | VSS_E_BAD_STATE |
      And Sales is ONLINE

  @SQLW-CBR-14 @needs:sql-writer
  Rule: While a database is being prepared for a restore, all its files are closed

    Scenario Outline: <path> after PreRestore
      Given a full backup "base" of Sales is taken
      And after PreRestore, the bytes of <path> from 65536 on are overwritten with "exclusive"
      When the backup "base" is restored
      Then the work on the file is granted
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: files
        | path                 |
        | D:\\data\\sales.mdf  |
        | F:\\data\\sales2.ndf |
        | E:\\log\\sales.ldf   |

    Scenario Outline: <path> before PreRestore
      Given a full backup "base" of Sales is taken
      And before PreRestore, the bytes of <path> from 65536 on are overwritten with "exclusive"
      When the backup "base" is restored
      Then the work on the file is refused with sharing-violation
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: files
        | path                 |
        | D:\\data\\sales.mdf  |
        | F:\\data\\sales2.ndf |
        | E:\\log\\sales.ldf   |

    Scenario Outline: Who has the files in <folder> open after PreRestore
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | crashes | after PreRestore |
      Then the files in <folder> are exactly
        | path   | open by |
        | <path> |         |

      Examples: folders
        | folder   | path                 |
        | D:\\data | D:\\data\\sales.mdf  |
        | F:\\data | F:\\data\\sales2.ndf |
        | E:\\log  | E:\\log\\sales.ldf   |

  @SQLW-CBR-15
  Rule: After a restore without recovery the database is there, RESTORING, and stays so

    @needs:sql-writer
    Example: The instance is restarted before the log follows
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

    @needs:sql-writer
    Example: The database is used after the instance was restarted
      Given a full backup "base" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the instance INST1 is restarted
      And row 5 of Sales is set to "early"
      Then the write is refused with SQL error 927
      And Sales is RESTORING

    @needs:sql
    Example: The instance is restarted after a T-SQL snapshot was restored without recovery
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken
      And Sales of the snapshot backup "base" is restored as Sales without recovery
      When the instance INST1 is restarted
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    @needs:sql
    Example: The database is used after a T-SQL snapshot was restored without recovery
      Given a T-SQL snapshot backup "base" of Sales is taken
      And Sales of the snapshot backup "base" is restored as Sales without recovery
      When the instance INST1 is restarted
      And row 5 of Sales is set to "early"
      Then the write is refused with SQL error 927
      And Sales is RESTORING

  @SQLW-CBR-16 @needs:sql-writer
  Rule: A database restored so can be rolled forward with native differentials and logs

    Background:
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a native differential backup "diff1" of Sales is taken

    Example: A differential and then a log
      Given rows 111-120 of Sales are set to "tuesday"
      And a native log backup "log1" of Sales is taken
      And rows 1-120 of Sales are set to "lost"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "diff1" is restored as Sales without recovery
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | monday  |
        | 111-120 | tuesday |

    Example: A log that covers the whole span
      Given rows 111-120 of Sales are set to "tuesday"
      And a native log backup "log1" of Sales is taken
      And rows 1-120 of Sales are set to "lost"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | monday  |
        | 111-120 | tuesday |

    Example: A differential alone
      Given rows 111-120 of Sales are set to "tuesday"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "diff1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

  @SQLW-CBR-16 @needs:sql
  Rule: A T-SQL snapshot restored without recovery can be rolled forward with native differentials and logs

    Background:
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a native differential backup "diff1" of Sales is taken

    Example: A differential of a T-SQL snapshot and then a log
      Given rows 111-120 of Sales are set to "tuesday"
      And a native log backup "log1" of Sales is taken
      And rows 1-120 of Sales are set to "lost"
      When Sales of the snapshot backup "base" is restored as Sales without recovery
      And the native backup "diff1" is restored as Sales without recovery
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | monday  |
        | 111-120 | tuesday |

  @SQLW-CBR-17 @needs:sql-writer
  Rule: A database restored so can be rolled forward with a differential restore through VSS

    Background:
      Given a full backup "base" of Sales is taken
      And rows 51-110 of Sales are set to "monday"
      And before Freeze, row 111 of Sales is set to "last"

    Example: The differential is restored to the end
      Given a differential backup "monday" of Sales is taken
      And rows 1-110 of Sales are set to "later"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-110 | monday |
        | 111    | last   |
      And the errors in Sales are exactly
        | error |

    Example: The differential is restored on a database that is in use
      Given a differential backup "monday" of Sales is taken
      And rows 1-110 of Sales are set to "later"
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And Sales holds exactly
        | rows  | text  |
        | 1-110 | later |
        | 111   | last  |
