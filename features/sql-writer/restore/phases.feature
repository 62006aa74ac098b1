@needs:sql-writer
Feature: The phases of a restore
  The backup application initializes the restore, the writer prepares, the application copies, the writer
  finishes. A file that is written out of turn is lost or locked (SQLW-RST-01, -02, -16).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-RST-01
  Rule: A restore is initialized, prepared, carried out on the files and finished, in that order

    Example: A restore from its first phase to its last
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the events of the conversation are in this order, among others
        | who             | what        | of                     |
        | requestor       | phase       | restore initialization |
        | requestor       | phase       | preparing for restore  |
        | SqlServerWriter | PreRestore  | handled                |
        | requestor       | phase       | file restoration       |
        | requestor       | write       | D:\\data\\sales.mdf    |
        | requestor       | write       | E:\\log\\sales.ldf     |
        | requestor       | phase       | restore termination    |
        | SqlServerWriter | PostRestore | handled                |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Scenario Outline: The application ends <moment>
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | crashes | <moment> |
      Then Sales <state>
      And the restore shows
        | state        | failed  |
        | copied bytes | <bytes> |

      Examples: moments
        | moment             | state        | bytes           |
        | before PreRestore  | is ONLINE    | 0               |
        | after PreRestore   | is RESTORING | 0               |
        | before PostRestore | is RESTORING | at least 100000 |

    Example: The files are copied while the phase of preparation is left out
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | neglects | call PreRestore |
      Then the restore shows
        | state        | failed                  |
        | code         | ERROR_SHARING_VIOLATION |
        | copied bytes | 0                       |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-RST-02
  Rule: The writer works on every restore twice, once before and once after the files are copied

    Scenario Outline: The writer fails <event> of a restore, <kind>
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      And the writer "SqlServerWriter" fails <event>
      When the backup "base" is restored with
        | <option> | <value> |
      Then the restore shows
        | state        | failed                  |
        | writer state | VSS_WS_FAILED_AT_<code> |
        | copied bytes | <bytes>                 |

      Examples: before the files are copied
        | kind         | event      | option     | value                      | code        | bytes |
        | plain        | PreRestore | components | Sales                      | PRE_RESTORE | 0     |
        | moved        | PreRestore | new target | Sales D:\\data -> G:\\data | PRE_RESTORE | 0     |
        | under a name | PreRestore | new name   | Stock                      | PRE_RESTORE | 0     |

      Examples: after the files are copied
        | kind                | event       | option     | value                      | code         | bytes           |
        | plain, later        | PostRestore | components | Sales                      | POST_RESTORE | at least 100000 |
        | moved, later        | PostRestore | new target | Sales D:\\data -> G:\\data | POST_RESTORE | at least 100000 |
        | under a name, later | PostRestore | new name   | Stock                      | POST_RESTORE | at least 100000 |

    Scenario Outline: The files are written between the two events of a restore, <kind>
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | <option> | <value> |
      Then the events of the conversation are in this order, among others
        | who             | what        | of      |
        | SqlServerWriter | PreRestore  | handled |
        | requestor       | write       | <path>  |
        | SqlServerWriter | PostRestore | handled |
      And the files of <database> include
        | path   | open path |
        | <path> | <path>    |
      And <database> holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: kinds
        | kind         | option     | value                      | path                | database |
        | plain        | components | Sales                      | D:\\data\\sales.mdf | Sales    |
        | moved        | new target | Sales D:\\data -> G:\\data | G:\\data\\sales.mdf | Sales    |
        | under a name | new name   | Stock                      | D:\\data\\sales.mdf | Stock    |

    Scenario Outline: The writer fails <event> of a differential restore
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the writer "SqlServerWriter" fails <event>
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed                  |
        | writer state | VSS_WS_FAILED_AT_<code> |
        | copied bytes | <bytes>                 |

      Examples: events
        | event       | code         | bytes         |
        | PreRestore  | PRE_RESTORE  | 0             |
        | PostRestore | POST_RESTORE | at least 8192 |

  @SQLW-RST-16
  Rule: The writer hears PreRestore when the application calls it, and no option counts that comes later

    Example: The application has set its options and has not called PreRestore yet
      Given a full backup "base" of Sales is taken
      When the requestor calls
        | InitializeForRestore  | base  |
        | GatherWriterMetadata  |       |
        | SetSelectedForRestore | Sales |
        | SetAdditionalRestores | Sales |
      And 1 second passes
      Then the results of the calls are exactly
        | call                  | code |
        | InitializeForRestore  | S_OK |
        | GatherWriterMetadata  | S_OK |
        | SetSelectedForRestore | S_OK |
        | SetAdditionalRestores | S_OK |
      And the events of the conversation do not include
        | who             | what       |
        | SqlServerWriter | PreRestore |
      And Sales is ONLINE

    Example: The application calls PreRestore
      Given a full backup "base" of Sales is taken
      When the requestor calls
        | InitializeForRestore  | base  |
        | GatherWriterMetadata  |       |
        | SetSelectedForRestore | Sales |
        | PreRestore            |       |
      Then the events of the conversation are in this order, among others
        | who             | what                  | of      |
        | requestor       | SetSelectedForRestore |         |
        | requestor       | PreRestore            |         |
        | SqlServerWriter | PreRestore            | handled |
      And Sales is RESTORING

    Scenario Outline: The application calls <call> after PreRestore
      Given a full backup "base" of Sales is taken
      When the requestor calls
        | InitializeForRestore  | base   |
        | GatherWriterMetadata  |        |
        | SetSelectedForRestore | Sales  |
        | PreRestore            |        |
        | <call>                | <with> |
      Then the results of the calls include
        | call       | code            |
        | PreRestore | S_OK            |
        | <call>     | VSS_E_BAD_STATE |
      And Sales is RESTORING

      Examples: calls
        | call                  | with                                      |
        | SetAdditionalRestores | Sales                                     |
        | AddNewTarget          | Sales D:\\data -> G:\\data                |
        | SetRestoreOptions     | Sales "New Component Name"="Stock"        |
        | PreRestore            |                                           |

    Example: An option that comes after PreRestore has no effect on the end of the restore
      Given a full backup "base" of Sales is taken
      And the requestor calls
        | InitializeForRestore  | base  |
        | GatherWriterMetadata  |       |
        | SetSelectedForRestore | Sales |
        | PreRestore            |       |
        | SetAdditionalRestores | Sales |
      And the files of Sales in the backup "base" are copied back
      When the requestor calls
        | PostRestore |
      Then Sales is ONLINE
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
