Feature: A database comes back under a new name
  The option "New Component Name" makes another database of a backup, beside the one that it was taken of,
  on the same instance (SQLW-REN-01 to -04).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-REN-01
  Rule: The database under the new name and the original stand side by side

    @needs:sql-writer
    Example: Both databases after the restore
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new name | SalesCopy |
        | folder   | G:\\copy  |
      Then Sales holds exactly
        | rows  | text  |
        | 1-100 | later |
      And SalesCopy holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Example: A transaction on the original stays open across the restore
      Given a full backup "base" of Sales is taken
      And transaction T1 sets row 101 of Sales to "open" and stays open
      When the backup "base" is restored with
        | new name | SalesCopy |
        | folder   | G:\\copy  |
      And transaction T1 commits
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
        | 101   | open |

    @needs:sql-writer
    Scenario Outline: The original is written to <moment>
      Given a full backup "base" of Sales is taken
      And <moment>, row 101 of Sales is set to "meanwhile"
      When the backup "base" is restored with
        | new name | SalesCopy |
        | folder   | G:\\copy  |
      Then the write has taken at most 1 second
      And Sales holds exactly
        | rows  | text      |
        | 1-100 | base      |
        | 101   | meanwhile |
      And SalesCopy is ONLINE

      Examples: moments
        | moment             |
        | after PreRestore   |
        | while restoring    |
        | before PostRestore |

    @needs:sql-writer
    Example: The files of both
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | new name | SalesCopy |
        | folder   | G:\\copy  |
      Then the files of SalesCopy are exactly
        | name      | path                | open path           |
        | sales     | G:\\copy\\sales.mdf | G:\\copy\\sales.mdf |
        | sales_log | G:\\copy\\sales.ldf | G:\\copy\\sales.ldf |
      And the files of Sales are exactly
        | name      | path                | open path           |
        | sales     | D:\\data\\sales.mdf | D:\\data\\sales.mdf |
        | sales_log | E:\\log\\sales.ldf  | E:\\log\\sales.ldf  |

    @needs:sql-writer
    Example: The files are not moved, and belong to the original
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new name | SalesCopy |
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    @needs:sql
    Example: A native restore under a new name
      Given a native full backup "base" of Sales is taken
      And transaction T1 sets rows 1-100 of Sales to "later" and stays open
      When the native backup "base" is restored as SalesCopy with recovery to G:\restored
      And transaction T1 commits
      Then Sales holds exactly
        | rows  | text  |
        | 1-100 | later |
      And SalesCopy holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-REN-02 @needs:sql-writer
  Rule: The new name is that of the restore option "New Component Name", and of no other

    Background:
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"

    Scenario Outline: The name is given by <case>
      When the backup "base" is restored with
        | options | <options> |
        | folder  | G:\\copy  |
      Then the restore shows
        | state | completed |
      And SalesCopy holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: the option, written in several ways
        | case                             | options                                               |
        | the option                       | "New Component Name"="SalesCopy"                      |
        | the option in small letters      | "new component name"="SalesCopy"                      |
        | the option behind another one    | "Authoritative"="All","New Component Name"="SalesCopy" |
        | the option with the component    | "SRV1\\INST1\\Sales":"New Component Name"="SalesCopy" |

    Scenario Outline: The name is given by the option <option>
      When the backup "base" is restored with
        | options | "<option>"="SalesCopy" |
        | folder  | G:\\copy               |
      Then SalesCopy is not there
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the files of Sales include
        | name  | path                |
        | sales | G:\\copy\\sales.mdf |

      Examples: other options
        | option         |
        | NewName        |
        | Component Name |
        | New Component  |
        | Name           |

    Example: The option is that of another component
      When the backup "base" is restored with
        | options | "SRV1\\INST1\\Hr":"New Component Name"="SalesCopy" |
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And SalesCopy is not there

    Example: The option in calls of the application
      Given Sales is altered
        | drop |
      When the requestor calls
        | InitializeForRestore  | base                                    |
        | GatherWriterMetadata  |                                         |
        | SetSelectedForRestore | Sales                                   |
        | SetRestoreOptions     | Sales "New Component Name"="SalesCopy"  |
        | PreRestore            |                                         |
      Then SalesCopy is RESTORING
      And Sales is not there

  @SQLW-REN-03 @needs:sql-writer
  Rule: The whole value of the option is the name, whatever it consists of

    Background:
      Given a full backup "base" of Sales is taken

    Scenario Outline: The new name has <case>
      When the backup "base" is restored with
        | new name | <name>   |
        | folder   | G:\\copy |
      Then the databases of INST1 are exactly
        | name   | state  |
        | master | ONLINE |
        | model  | ONLINE |
        | msdb   | ONLINE |
        | tempdb | ONLINE |
        | Sales  | ONLINE |
        | <name> | ONLINE |

      Examples: names
        | case               | name             |
        | blanks             | Sales copy 2024  |
        | an equals sign     | Sales=old        |
        | a comma            | Sales, old       |
        | letters of Hangul  | 판매 사본        |
        | colon and brackets | Sales.Copy:[new] |

  @SQLW-REN-04 @needs:sql-writer
  Rule: Without the option the database has the name of the component

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |

    Example: The first restore of the backup
      When the backup "base" is restored
      Then the databases of INST1 are exactly
        | name   | state  |
        | master | ONLINE |
        | model  | ONLINE |
        | msdb   | ONLINE |
        | tempdb | ONLINE |
        | Sales  | ONLINE |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: A restore after one under a new name
      Given the backup "base" is restored with
        | new name | SalesCopy |
      And SalesCopy is altered
        | drop |
      When the backup "base" is restored
      Then the databases of INST1 are exactly
        | name   | state  |
        | master | ONLINE |
        | model  | ONLINE |
        | msdb   | ONLINE |
        | tempdb | ONLINE |
        | Sales  | ONLINE |
