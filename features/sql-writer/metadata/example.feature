Feature: The example of the guide
  A database with a secondary file and two full-text catalogs, all on one volume, and what its component
  looks like, field by field (SQLW-MET-30 to -45).

  @SQLW-MET-30 @SQLW-MET-31 @SQLW-MET-32 @SQLW-MET-33 @SQLW-MET-34 @SQLW-MET-35 @needs:sql-writer
  Rule: The database is one component, without caption and icon, told of the end of the backup

    Example: The component among those of the system databases
      Given a SQL Server SRV1
      When the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      Then the components in the metadata are exactly
        | logical path | name   | type             |
        | SRV1\\INST1  | master | VSS_CT_FILEGROUP |
        | SRV1\\INST1  | model  | VSS_CT_FILEGROUP |
        | SRV1\\INST1  | msdb   | VSS_CT_FILEGROUP |
        | SRV1\\INST1  | Sales  | VSS_CT_FILEGROUP |
      And the components in the metadata include
        | name  | caption | icon bytes | restore metadata | notify on backup complete |
        | Sales |         | 0          | no               | yes                       |
      And the components in the metadata include
        | name  | selectable | selectable for restore | flags                        |
        | Sales | yes        | yes                    | VSS_CF_APP_ROLLBACK_RECOVERY |

  @SQLW-MET-33 @needs:sql-writer
  Rule: The writer hears of the end of the backup, and the base counts from then on

    Example: A full backup of the database
      Given a SQL Server SRV1
      And the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      When a full backup "base" of Sales is taken
      Then the files of Sales include
        | name   | base |
        | sales  | base |
        | sales2 | base |
      And the events of the conversation are in this order, among others
        | who             | what           | of              |
        | coordinator     | BackupComplete | SqlServerWriter |
        | INST1           | base committed | Sales           |
        | SqlServerWriter | BackupComplete | handled         |

  @SQLW-MET-36 @SQLW-MET-37 @SQLW-MET-38 @SQLW-MET-39 @SQLW-MET-40 @SQLW-MET-41 @needs:sql-writer
  Rule: The component has five filegroup files, folder and name apart, and only catalogs are recursive

    Example: The file entries of the database beside those of the system databases
      Given a SQL Server SRV1
      When the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      Then the files in the metadata are exactly
        | component | path                  | spec       | recursive | kind           |
        | master    | C:\\MSSQL.INST1\\DATA | master.mdf | no        | filegroup file |
        | master    | C:\\MSSQL.INST1\\DATA | master.ldf | no        | filegroup file |
        | model     | C:\\MSSQL.INST1\\DATA | model.mdf  | no        | filegroup file |
        | model     | C:\\MSSQL.INST1\\DATA | model.ldf  | no        | filegroup file |
        | msdb      | C:\\MSSQL.INST1\\DATA | msdb.mdf   | no        | filegroup file |
        | msdb      | C:\\MSSQL.INST1\\DATA | msdb.ldf   | no        | filegroup file |
        | Sales     | C:\\data              | sales.mdf  | no        | filegroup file |
        | Sales     | C:\\data              | sales2.ndf | no        | filegroup file |
        | Sales     | C:\\log               | sales.ldf  | no        | filegroup file |
        | Sales     | C:\\ft\\foo           | *          | yes       | filegroup file |
        | Sales     | C:\\ft\\bar           | *          | yes       | filegroup file |

  @SQLW-MET-40 @SQLW-MET-41 @needs:sql-writer
  Rule: A subfolder belongs to a catalog, and to no data file

    Example: Files in a subfolder of the data and of a catalog
      Given a SQL Server SRV1
      And the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      And the file C:\data\old\sales.mdf is written with 100 bytes of "stray"
      And the file C:\ft\foo\sub\x.idx is written with 100 bytes of "index"
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                   | bytes | part  |
        | C:\\ft\\foo\\sub\\x.idx | 100   | whole |
      And the files on the medium of "base" do not include
        | path                     |
        | C:\\data\\old\\sales.mdf |

  @SQLW-MET-42 @SQLW-MET-43 @SQLW-MET-44 @needs:sql-writer
  Rule: Every file entry repeats its component, has no alternate path, and always needs the snapshot

    Scenario Outline: The <entry>
      Given a SQL Server SRV1
      When the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      Then the files in the metadata include
        | component | logical path | path   | spec   | alternate path | mask                                                          |
        | Sales     | SRV1\\INST1  | <path> | <spec> |                | VSS_FSBT_ALL_BACKUP_REQUIRED \| VSS_FSBT_ALL_SNAPSHOT_REQUIRED |

      Examples: entries
        | entry          | path        | spec       |
        | primary file   | C:\\data    | sales.mdf  |
        | secondary file | C:\\data    | sales2.ndf |
        | log file       | C:\\log     | sales.ldf  |
        | catalog foo    | C:\\ft\\foo | *          |
        | catalog bar    | C:\\ft\\bar | *          |

  @SQLW-MET-43 @SQLW-MET-44 @needs:sql-writer
  Rule: What is copied comes out of the snapshot, catalogs too

    Example: A file of a catalog is changed after the instant
      Given a SQL Server SRV1
      And the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      And the file C:\ft\foo\x.idx is written with 100 bytes of "before"
      And before copying, the file C:\ft\foo\x.idx is written with 200 bytes of "after"
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path              | bytes |
        | C:\\ft\\foo\\x.idx | 100   |

  @SQLW-MET-45 @needs:sql-writer
  Rule: On the default instance the logical path is the name of the server alone

    Example: The same database on the default instance
      Given a SQL Server SRV1 with the default instance
      When the databases
        | database | data  | log | catalogs     |
        | Sales    | C: C: | C:  | foo C: bar C: |
      Then the components in the metadata include
        | logical path | name  |
        | SRV1         | Sales |
      And the files in the metadata include
        | component | logical path | path        | spec       |
        | Sales     | SRV1         | C:\\data    | sales.mdf  |
        | Sales     | SRV1         | C:\\data    | sales2.ndf |
        | Sales     | SRV1         | C:\\log     | sales.ldf  |
        | Sales     | SRV1         | C:\\ft\\foo | *          |
        | Sales     | SRV1         | C:\\ft\\bar | *          |
      And the files in the metadata do not include
        | logical path        |
        | SRV1\\MSSQLSERVER   |
