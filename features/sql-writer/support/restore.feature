Feature: Restores to another place and under another name
  A backup of databases comes back where it was or where it is sent, under its name or a new one, in
  the instance that it came from (SQLW-SUP-22, -24, -25, -40, -41, -47, -49).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-22 @SQLW-SUP-47
  Rule: Data and log files can be restored to another place

    @needs:sql-writer
    Example: A new target for the data files
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\data |
      Then Sales is ONLINE
      And the files of Sales are exactly
        | name      | path                | open path           |
        | sales     | G:\\data\\sales.mdf | G:\\data\\sales.mdf |
        | sales_log | E:\\log\\sales.ldf  | E:\\log\\sales.ldf  |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Example: New targets for the data files and for the log files
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\data |
        | new target | Sales E:\\log -> F:\\log   |
      Then the files of Sales are exactly
        | name      | path                | open path           |
        | sales     | G:\\data\\sales.mdf | G:\\data\\sales.mdf |
        | sales_log | F:\\log\\sales.ldf  | F:\\log\\sales.ldf  |
      And the files in D:\data are exactly
        | path |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A native restore with another folder
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the native backup "base" is restored as Sales with recovery to G:\restored
      Then the files of Sales are exactly
        | name      | path                    |
        | sales     | G:\\restored\\sales.mdf |
        | sales_log | G:\\restored\\sales.ldf |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-SUP-24 @SQLW-SUP-49
  Rule: A database can be restored under a new name, beside the one it came from

    @needs:sql-writer
    Example: The database goes on while its copy is restored
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new name   | Copy                       |
        | new target | Sales D:\\data -> G:\\data |
        | new target | Sales E:\\log -> G:\\log   |
      And row 101 of Sales is set to "afterwards"
      Then Copy holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales holds exactly
        | rows  | text       |
        | 1-100 | later      |
        | 101   | afterwards |
      And the files of Copy are exactly
        | name      | path                |
        | sales     | G:\\data\\sales.mdf |
        | sales_log | G:\\log\\sales.ldf  |

    @needs:sql-writer
    Example: The databases of the instance afterwards
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | new name   | Copy                       |
        | new target | Sales D:\\data -> G:\\data |
        | new target | Sales E:\\log -> G:\\log   |
      Then the databases of INST1 include
        | name  | state  |
        | Copy  | ONLINE |
        | Sales | ONLINE |
      And the restore shows
        | state | completed |

    @needs:sql
    Example: A native restore under a new name
      Given a native full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the native backup "base" is restored as Copy with recovery to G:\restored
      Then Copy holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-SUP-25 @needs:sql-writer
  Rule: A database that is renamed by a restore stays in its instance

    Background:
      Given SQL Server setup installs the instance INST2
      And a full backup "base" of Sales is taken
      And Sales is altered
        | drop |

    Example: The new name in another instance
      When the backup "base" is restored with
        | new name | Copy  |
        | instance | INST2 |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the databases of INST2 do not include
        | name |
        | Copy |
      And the databases of INST1 do not include
        | name |
        | Copy |

    Example: The new name in its own instance
      When the backup "base" is restored with
        | new name | Copy  |
        | instance | INST1 |
      Then Copy holds exactly
        | rows  | text |
        | 1-100 | base |
      And the databases of INST2 do not include
        | name |
        | Copy |

  @SQLW-SUP-41 @needs:sql-writer
  Rule: Databases that are selected by name can be restored without recovery

    Background:
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken

    Example: The state that the restore leaves
      When the backup "base" is restored with
        | additional restores | Sales |
      Then Sales is RESTORING
      And the restore shows
        | state | completed |

    Example: A log backup goes on top
      Given rows 1-110 of Sales are deleted
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |
