Feature: Database files go to another folder
  A restore need not bring a file back to where it was. The application names a new folder, copies the file
  there itself, and SQL Server opens it there (SQLW-MOV-01 to -05).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-MOV-01
  Rule: A file with a new target is restored there, and opened there from then on

    @needs:sql-writer
    Example: The database was dropped, and something else lies where its file was
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      And the file D:\data\sales.mdf is written with 8192 bytes of "another file"
      And the files in D:\data are noted as "before"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\new |
      Then the files of Sales include
        | name  | path                | open path          |
        | sales | G:\\new\\sales.mdf  | G:\\new\\sales.mdf |
      And the files in D:\data are as noted in "before"

    @needs:sql-writer
    Example: The database is there, and its rows have changed since
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\new |
      Then Sales is ONLINE
      And the files in G:\new are exactly
        | path               |
        | G:\\new\\sales.mdf |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Example: The instance is restarted after the restore
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\new |
      And the instance INST1 is restarted
      Then the files of Sales include
        | name  | path               | open path          |
        | sales | G:\\new\\sales.mdf | G:\\new\\sales.mdf |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A native restore to another folder
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      And the file D:\data\sales.mdf is written with 8192 bytes of "another file"
      And the files in D:\data are noted as "before"
      When the native backup "base" is restored as Sales with recovery to G:\restored
      Then the files of Sales include
        | name   | path                     | open path                |
        | sales  | G:\\restored\\sales.mdf  | G:\\restored\\sales.mdf  |
        | sales2 | G:\\restored\\sales2.ndf | G:\\restored\\sales2.ndf |
      And the files in D:\data are as noted in "before"

    @needs:sql
    Example: The rows after a native restore to another folder
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the native backup "base" is restored as Sales with recovery to G:\restored
      And the instance INST1 is restarted
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-MOV-02 @needs:sql-writer
  Rule: The writer looks for new targets before the files are copied and after

    Background:
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"

    Example: A new target for one of two data files
      When the backup "base" is restored with
        | new target | Sales F:\\data\\sales2.ndf -> G:\\new |
      Then the files of Sales are exactly
        | name      | path                | open path           |
        | sales     | D:\\data\\sales.mdf | D:\\data\\sales.mdf |
        | sales2    | G:\\new\\sales2.ndf | G:\\new\\sales2.ndf |
        | sales_log | E:\\log\\sales.ldf  | E:\\log\\sales.ldf  |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: No new target
      When the backup "base" is restored
      Then the files of Sales are exactly
        | name      | path                 | open path            |
        | sales     | D:\\data\\sales.mdf  | D:\\data\\sales.mdf  |
        | sales2    | F:\\data\\sales2.ndf | F:\\data\\sales2.ndf |
        | sales_log | E:\\log\\sales.ldf   | E:\\log\\sales.ldf   |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The new target after PreRestore
      When the backup "base" is restored with
        | new target | Sales F:\\data\\sales2.ndf -> G:\\new |
        | crashes    | after PreRestore                      |
      Then the files in G:\new are exactly
        | path                | open by | MB         |
        | G:\\new\\sales2.ndf |         | at least 1 |
      And Sales is RESTORING

    Example: There is no room at the new target
      Given volume G: has only 1 MB left
      When the backup "base" is restored with
        | new target | Sales F:\\data\\sales2.ndf -> G:\\new |
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-MOV-03 @needs:sql-writer
  Rule: Nobody but the application copies the files to the new place

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |

    Example: The application copies the file to the old place
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\new  |
        | neglects   | copy to the new target     |
      Then the restore shows
        | state        | failed                        |
        | writer state | VSS_WS_FAILED_AT_POST_RESTORE |
        | message says | sales                         |
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

    Example: The application copies the file to the new place
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\new |
      Then the restore shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The new place when the application has copied nothing yet
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\new |
        | crashes    | after PreRestore          |
      Then 8192 bytes of G:\new\sales.mdf from 65536 on are zero
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

  @SQLW-MOV-04 @needs:sql-writer
  Rule: A new target cannot give a file another name

    Background:
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the file G:\new\notes.txt is written with 100 bytes of "notes"

    Scenario Outline: Another name for <path>
      When the backup "base" is restored with
        | new target | Sales <path> -> G:\\new as <name> |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the files in G:\new are exactly
        | path               |
        | G:\\new\\notes.txt |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: files
        | path                 | name       |
        | D:\\data\\sales.mdf  | other.mdf  |
        | F:\\data\\sales2.ndf | other2.ndf |
        | E:\\log\\sales.ldf   | other.ldf  |

    Example: The name that the file has
      When the backup "base" is restored with
        | new target | Sales D:\\data\\sales.mdf -> G:\\new as sales.mdf |
      Then the files in G:\new are exactly
        | path               |
        | G:\\new\\notes.txt |
        | G:\\new\\sales.mdf |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-MOV-05
  Rule: Each file can get a folder of its own, and keeps its name there

    @needs:sql-writer
    Scenario Outline: <case>
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> <data> |
        | new target | Sales E:\\log -> <log>   |
      Then the files of Sales are exactly
        | name      | path                 | open path            |
        | sales     | <data>\\sales.mdf    | <data>\\sales.mdf    |
        | sales2    | F:\\data\\sales2.ndf | F:\\data\\sales2.ndf |
        | sales_log | <log>\\sales.ldf     | <log>\\sales.ldf     |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: folders
        | case                                   | data           | log             |
        | Data and log go to different folders   | G:\\new        | F:\\logs        |
        | Data and log go to one folder          | G:\\new        | G:\\new         |
        | Only the data file goes somewhere else | G:\\deep\\down | E:\\log         |
        | Only the log goes somewhere else       | D:\\data       | G:\\new         |

    @needs:sql
    Example: A native restore to another folder keeps the names of the files
      Given a native full backup "base" of Sales is taken
      When the native backup "base" is restored as SalesCopy with recovery to G:\restored
      Then the files in G:\restored are exactly
        | path                     |
        | G:\\restored\\sales.mdf  |
        | G:\\restored\\sales2.ndf |
        | G:\\restored\\sales.ldf  |
      And SalesCopy holds exactly
        | rows  | text |
        | 1-100 | base |
