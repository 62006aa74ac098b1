Feature: How the SQL Writer identifies itself
  The metadata document is what a backup application knows of a writer: who it is, which schema it keeps
  to, and how it wants to be restored (SQLW-MET-01, -04, -05, -07 to -19, -27).

  @SQLW-MET-01 @SQLW-MET-07 @SQLW-MET-08 @SQLW-MET-09 @SQLW-MET-10 @SQLW-MET-11 @SQLW-MET-12 @needs:sql-writer
  Rule: The SQL Writer is known by one name, one class id and one kind of data

    Background:
      Given a SQL Server SRV1

    Example: The service has just been started
      Given the operator stops the service SQLWriter
      When the operator starts the service SQLWriter
      Then the identification in the metadata include
        | field         | value                                |
        | writer name   | SqlServerWriter                      |
        | writer id     | a65faa63-5ea8-4ebc-9dbd-a0c4db26912a |
        | instance name | SQL Server:SQLWriter                 |
        | usage         | VSS_UT_USERDATA                      |
        | source        | VSS_ST_TRANSACTEDDB                  |
        | level         | VSS_APP_BACK_END                     |
      And the identification in the metadata do not include
        | field       | value |
        | instance id |       |
      And the writers include
        | name            |
        | SqlServerWriter |

    Example: Another instance is installed, and the service is started once more
      Given the operator stops the service SQLWriter
      And SQL Server setup installs the instance INST2
      When the operator starts the service SQLWriter
      Then the identification in the metadata include
        | field         | value                                |
        | writer name   | SqlServerWriter                      |
        | writer id     | a65faa63-5ea8-4ebc-9dbd-a0c4db26912a |
        | instance name | SQL Server:SQLWriter                 |
      And the components in the metadata include
        | logical path | name   |
        | SRV1\\INST1  | master |
        | SRV1\\INST2  | master |

  @SQLW-MET-04 @SQLW-MET-13 @SQLW-MET-27 @needs:sql-writer
  Rule: Every database is restored in place of what is there, as the document says beforehand

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
        | Hr       | D:   | E:  |

    Example: The document, before anything is restored
      Given the operator stops the service SQLWriter
      When the operator starts the service SQLWriter
      Then the identification in the metadata include
        | field          | value                          |
        | restore method | VSS_RME_RESTORE_IF_CAN_REPLACE |

    Example: Two databases that are in use, restored without a restart of the server
      Given rows 1-10 of Sales are set to "base"
      And rows 1-10 of Hr are set to "base"
      And a full backup "base" of Sales and Hr is taken
      And rows 1-10 of Sales are set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows | text |
        | 1-10 | base |
      And Hr holds exactly
        | rows | text |
        | 1-10 | base |

    Example: A file that cannot be replaced stays what it is until it can
      Given rows 1-10 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      And rows 1-10 of Sales are set to "later"
      When the files of Sales in the backup "base" are copied back
      Then the copy is refused with sharing-violation
      And Sales holds exactly
        | rows | text  |
        | 1-10 | later |

  @SQLW-MET-05 @needs:sql-writer
  Rule: VSS hands the metadata of the writer on to the requestor, all of them

    Example: Databases of the default instance and of a named one
      Given a SQL Server SRV1 with the default instance and INST1
      And the databases
        | database        |
        | Sales           |
        | INST1\\Hr       |
      When the requestor calls
        | InitializeForBackup  |                   |
        | GatherWriterMetadata |                   |
        | AddComponent         | MSSQLSERVER\\Sales |
        | AddComponent         | INST1\\Hr         |
        | Release              |                   |
      Then the results of the calls are exactly
        | call                 | code  |
        | InitializeForBackup  | S_OK  |
        | GatherWriterMetadata | S_OK  |
        | AddComponent         | S_OK  |
        | AddComponent         | S_OK  |
        | Release              | S_OK  |
      And the components in the metadata are exactly
        | logical path | name   | flags                        |
        | SRV1         | master | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1         | model  | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1         | msdb   | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1         | Sales  | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1\\INST1  | master | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1\\INST1  | model  | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1\\INST1  | msdb   | VSS_CF_APP_ROLLBACK_RECOVERY |
        | SRV1\\INST1  | Hr     | VSS_CF_APP_ROLLBACK_RECOVERY |
      And the events of the conversation are in this order, among others
        | who             | what                 | of              |
        | coordinator     | Identify             | SqlServerWriter |
        | SqlServerWriter | Identify             | handled         |
        | requestor       | AddComponent         |                 |
