Feature: Databases as components
  Every database is one component that can be chosen alone, for the backup and for the restore
  (SQLW-MET-06, -20 to -26, ARS-04).

  @SQLW-MET-06 @needs:sql-writer
  Rule: The document is well-formed XML, whatever the databases are called

    Example: Names with the signs that XML keeps for itself
      Given a SQL Server SRV1
      When the databases
        | database |
        | R&D      |
        | It's     |
        | Q&amp;A  |
      Then the components in the metadata are exactly
        | logical path | name    |
        | SRV1\\INST1  | master  |
        | SRV1\\INST1  | model   |
        | SRV1\\INST1  | msdb    |
        | SRV1\\INST1  | R&D     |
        | SRV1\\INST1  | It's    |
        | SRV1\\INST1  | Q&amp;A |
      And the files in the metadata include
        | component | spec        |
        | R&D       | r&d.mdf     |
        | Q&amp;A   | q&amp;a.ldf |
      And the identification in the metadata include
        | field       | value           |
        | writer name | SqlServerWriter |

  @SQLW-MET-20 @SQLW-MET-21 @SQLW-MET-22 @SQLW-MET-23 @SQLW-MET-25 @SQLW-MET-26 @needs:sql-writer
  Rule: A component is a filegroup, named after the database, under the path of its instance

    Example: The default instance and a named one, and a name with a blank
      Given a SQL Server SRV1 with the default instance and INST1
      When the databases
        | database        | recovery |
        | Sales           | FULL     |
        | Sales Q1        | SIMPLE   |
        | INST1\\Hr       | FULL     |
        | INST1\\Stock    | SIMPLE   |
      Then the components in the metadata are exactly
        | logical path | name     | type             | flags                        | selectable | selectable for restore |
        | SRV1         | master   | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1         | model    | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1         | msdb     | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1         | Sales    | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1         | Sales Q1 | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1\\INST1  | master   | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1\\INST1  | model    | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1\\INST1  | msdb     | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1\\INST1  | Hr       | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |
        | SRV1\\INST1  | Stock    | VSS_CT_FILEGROUP | VSS_CF_APP_ROLLBACK_RECOVERY | yes        | yes                    |

  @SQLW-MET-24 @needs:sql-writer
  Rule: A snapshot for another purpose than backup is recovered before anybody gets it, idle or busy

    Background:
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
        | Hr       |
      And rows 1-10 of Hr are set to "idle"

    Example: Nobody has touched the database for an hour
      Given 1 hour passes
      And an app-rollback snapshot "base" of Hr is taken
      When Hr in backup "base" is attached as Copy where it lies
      Then Copy is ONLINE
      And Copy holds exactly
        | rows | text |
        | 1-10 | idle |
      And the files of Hr in the shadow copy of "base" include
        | path             | cleanly shut |
        | D:\\data\\hr.mdf | yes          |

    Example: Nobody has touched the database for an hour, and the snapshot is for a backup
      Given 1 hour passes
      And a full backup "base" of Hr is taken with
        | keeps the data in the shadow copy | yes |
      When Hr in backup "base" is attached as Copy where it lies
      Then the attachment is refused with SQL error 5120
      And Copy is not there
      And the files of Hr in the shadow copy of "base" include
        | path             | cleanly shut |
        | D:\\data\\hr.mdf | no           |

    Example: A ledger is written while the snapshot is taken
      Given a ledger workload "load" of 200 transactions starts on Sales
      And an app-rollback snapshot "base" of Sales is taken
      And the workload "load" comes to its end
      When Sales in backup "base" is attached as Copy where it lies
      Then Copy is ONLINE
      And the errors in Copy are exactly
        | error |
      And the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |

  @SQLW-MET-25 @needs:sql-writer
  Rule: Any database can be backed up alone

    Scenario Outline: <database> and nothing else
      Given a SQL Server SRV1 with the instances INST1 and INST2
      And the databases
        | database  |
        | Sales     |
        | INST2\\Hr |
      When a full backup "base" of <database> is taken
      Then the backup completed
      And the components in the document of "base" are exactly
        | logical path | name   |
        | <path>       | <name> |
      And the files on the medium of "base" include
        | path   | part  |
        | <file> | whole |
      And the files on the medium of "base" do not include
        | path    |
        | <other> |

      Examples: instances
        | database | path        | name  | file                | other               |
        | Sales    | SRV1\\INST1 | Sales | D:\\data\\sales.mdf | D:\\data\\hr.mdf    |
        | INST2\Hr | SRV1\\INST2 | Hr    | D:\\data\\hr.mdf    | D:\\data\\sales.mdf |

  @SQLW-MET-26 @needs:sql-writer
  Rule: Any database of a backup can be restored alone

    Background:
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
        | Hr       |
      And rows 1-10 of Hr are set to "base"

    Example: One of two databases
      Given a full backup "base" of Sales and Hr is taken
      And rows 1-20 of Hr are set to "later"
      And row 1 of Sales is set to "later"
      When the backup "base" is restored with
        | components | Hr |
      Then Hr holds exactly
        | rows | text |
        | 1-10 | base |
      And Sales holds exactly
        | rows | text  |
        | 1    | later |
