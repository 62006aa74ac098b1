Feature: Files in the metadata
  The files of a component are what a backup consists of. A file that is not named is not in the backup,
  and one too many does harm at the restore (SQLW-MET-02, -03, -28, -29).

  @SQLW-MET-02 @needs:sql-writer
  Rule: The files of a database are named where they are, one by one

    Example: Data on two volumes, and the log on a third one
      Given a SQL Server SRV1
      When the databases
        | database | data  | log |
        | Sales    | D: F: | E:  |
      Then the files in the metadata are exactly
        | component | path                   | spec       | recursive |
        | master    | C:\\MSSQL.INST1\\DATA  | master.mdf | no        |
        | master    | C:\\MSSQL.INST1\\DATA  | master.ldf | no        |
        | model     | C:\\MSSQL.INST1\\DATA  | model.mdf  | no        |
        | model     | C:\\MSSQL.INST1\\DATA  | model.ldf  | no        |
        | msdb      | C:\\MSSQL.INST1\\DATA  | msdb.mdf   | no        |
        | msdb      | C:\\MSSQL.INST1\\DATA  | msdb.ldf   | no        |
        | Sales     | D:\\data               | sales.mdf  | no        |
        | Sales     | F:\\data               | sales2.ndf | no        |
        | Sales     | E:\\log                | sales.ldf  | no        |
      And the files of Sales are exactly
        | kind | path                 |
        | ROWS | D:\\data\\sales.mdf  |
        | ROWS | F:\\data\\sales2.ndf |
        | LOG  | E:\\log\\sales.ldf   |

    Example: A file is added
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
      When Sales is altered
        | add file | G:\\more\\sales9.ndf |
      Then the files in the metadata include
        | component | path     | spec       |
        | Sales     | G:\\more | sales9.ndf |
        | Sales     | D:\\data | sales.mdf  |

  @SQLW-MET-03 @needs:sql-writer
  Rule: What a writer excludes is not in the backup, and what it names is

    Example: A writer that names a folder and excludes everything in it
      Given a SQL Server SRV1
      And the writer "Exchange" with a component and excluded files registers for volume F:
      When a full backup "base" of Exchange\Data is taken
      Then the files on the medium of "base" include
        | path                    | part  |
        | F:\\Exchange\\first.dat | whole |
        | F:\\Exchange\\second.dat | whole |
      And the files on the medium of "base" do not include
        | path                           |
        | F:\\Exchange\\tmp\\scratch.dat |

    Example: A database that is offline
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
        | Hr       | D:   | E:  |
      When Hr is altered
        | take offline |
      Then the excluded files in the metadata include
        | path     | spec   |
        | D:\\data | hr.mdf |
        | E:\\log  | hr.ldf |
      And the files in the metadata do not include
        | component |
        | Hr        |
      And the excluded files in the metadata do not include
        | spec      |
        | sales.mdf |

  @SQLW-MET-28 @SQLW-MET-29 @needs:sql-writer
  Rule: A full-text catalog is one more file entry of its database, and everything is a filegroup file

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      And the components in the metadata are noted as "before"

    Example: A catalog is added
      When Sales is altered
        | add catalog | foo | F:\\ft\\foo |
      Then the files in the metadata are exactly
        | component | path                   | spec       | recursive | kind            |
        | master    | C:\\MSSQL.INST1\\DATA  | master.mdf | no        | filegroup file  |
        | master    | C:\\MSSQL.INST1\\DATA  | master.ldf | no        | filegroup file  |
        | model     | C:\\MSSQL.INST1\\DATA  | model.mdf  | no        | filegroup file  |
        | model     | C:\\MSSQL.INST1\\DATA  | model.ldf  | no        | filegroup file  |
        | msdb      | C:\\MSSQL.INST1\\DATA  | msdb.mdf   | no        | filegroup file  |
        | msdb      | C:\\MSSQL.INST1\\DATA  | msdb.ldf   | no        | filegroup file  |
        | Sales     | D:\\data               | sales.mdf  | no        | filegroup file  |
        | Sales     | E:\\log                | sales.ldf  | no        | filegroup file  |
        | Sales     | F:\\ft\\foo            | *          | yes       | filegroup file  |
      And the components in the metadata are as noted in "before"

    Example: A catalog that has been filled
      Given Sales is altered
        | add catalog | foo | F:\\ft\\foo |
      And row 5 of Sales is set to "harbour"
      When Sales is altered
        | crawl the catalogs |
      Then the files in the metadata include
        | component | path        | spec |
        | Sales     | F:\\ft\\foo | *    |
      And the components in the metadata are as noted in "before"
      And the word harbour is found in rows "5" of Sales
