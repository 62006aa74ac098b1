Feature: What the SQL Writer looks after
  It knows the databases of every SQL Server instance on its machine, and nothing that belongs to
  anybody else; where there is no VSS, it is not there (SQLW-SUP-01, -02, -03, -37).

  @SQLW-SUP-01 @needs:sql-writer
  Rule: The writer speaks for databases of SQL Server, and for no other files that look like some

    Background:
      Given a SQL Server SRV1
      And the writer "Other Database" with one component registers for volume D:
      And the file D:\data\other.mdf is written with 81920 bytes of "other product"

    Example: Another database product keeps its files in the same folder
      When the databases
        | database | data | log |
        | Sales    | D:   | D:  |
      Then the components in the metadata are exactly
        | logical path | name   |
        | SRV1\\INST1  | master |
        | SRV1\\INST1  | model  |
        | SRV1\\INST1  | msdb   |
        | SRV1\\INST1  | Sales  |
      And the files in the metadata include
        | component | path     | spec      |
        | Sales     | D:\\data | sales.mdf |
        | Sales     | D:\\log  | sales.ldf |
      And the files in the metadata do not include
        | spec      |
        | other.mdf |

    Example: A backup of the database does not take the files of the other product along
      Given the databases
        | database | data | log |
        | Sales    | D:   | D:  |
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
      And the files on the medium of "base" do not include
        | path                |
        | D:\\data\\other.mdf |

  @SQLW-SUP-02 @needs:sql-writer
  Rule: Express instances are among the instances of the writer

    Background:
      Given a SQL Server SRV1 with the Express instance SQLEXPRESS

    Example: A database of an Express instance
      When the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      Then the components in the metadata include
        | logical path     | name  | selectable |
        | SRV1\\SQLEXPRESS | Sales | yes        |

    Example: A database of an Express instance is backed up and restored
      Given the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are deleted
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-SUP-03 @needs:sql-writer
  Rule: A user instance of Express is among the instances of the writer for as long as it runs

    Background:
      Given a SQL Server SRV1 with the Express instance SQLEXPRESS

    Example: The user instance has been started
      When the instance SQLEXPRESS starts a user instance for D:\apps\shop.mdf
      Then the components in the metadata include
        | name  | selectable |
        | Shop  | yes        |
      And the files in the metadata include
        | component | path     | spec     |
        | Shop      | D:\\apps | shop.mdf |

    Example: The user instance has ended
      Given the instance SQLEXPRESS starts a user instance for D:\apps\shop.mdf
      When the instance SQLEXPRESS ends its user instance
      Then the components in the metadata do not include
        | name |
        | Shop |
      And the components in the metadata include
        | logical path     | name   |
        | SRV1\\SQLEXPRESS | master |

  @SQLW-SUP-37
  Rule: On Linux there is no VSS, and so no SQL Writer

    Background:
      Given a SQL Server SRV1 with Linux in place of Windows
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      And rows 1-100 of Sales are set to "base"

    @needs:sql-writer
    Example: A backup through VSS is asked for
      When a full backup "base" of Sales is taken
      Then the backup is refused with no-vss
      And the services console shows VSS as Absent
      And the services console shows SQLWriter as Absent
      And the backup history of Sales are exactly
        | name |

    @needs:sql
    Example: What is there in its place is a snapshot backup by T-SQL
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 1-100 of Sales are deleted
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the logins of MSSQLSERVER include
        | name |
        | sa   |
      And the logins of MSSQLSERVER do not include
        | name                  |
        | NT SERVICE\\SQLWriter |
