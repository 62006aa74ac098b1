@needs:sql-writer
Feature: SQL Server as one writer among others
  SQL Server brings a writer of its own, so that an application that knows nothing of SQL Server can back its
  databases up and get them back whole (SQLW-VSS-01, -02, -10, -13).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-VSS-01
  Rule: An application that speaks to VSS alone backs databases up and restores them through the SQL Writer

    Example: A backup and a restore in which nobody logs in to SQL Server
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales is ONLINE
      And the events of the conversation are in this order, among others
        | who             | what             | of      |
        | SqlServerWriter | PrepareForBackup | handled |
        | SqlServerWriter | Freeze           | handled |
        | SqlServerWriter | BackupComplete   | handled |
        | SqlServerWriter | PreRestore       | handled |
        | SqlServerWriter | PostRestore      | handled |
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

    Example: The SQL Writer does not run
      Given the operator stops the service SQLWriter
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed                  |
        | code         | VSS_E_OBJECT_NOT_FOUND  |
        | phase        | backup discovery        |
        | copied bytes | 0                       |
      And the writers do not include
        | name            |
        | SqlServerWriter |

  @SQLW-VSS-02
  Rule: The interface that SQL Server offers to vendors covers every kind of backup and restore

    Example: A snapshot, and a differential snapshot on it
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

    Example: A snapshot, and a log backup on it
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "log"
      And a native log backup "log1" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text |
        | 1-100   | base |
        | 101-110 | log  |

    Scenario Outline: A stream of everything, and a <kind> backup on it
      Given a native full backup "full" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native <kind> backup "next" of Sales is taken
      And the native backup "full" is restored as Sales without recovery over what is there
      When the native backup "next" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

      Examples: kinds
        | kind         |
        | differential |
        | log          |

    Example: The interface is closed to the SQL Writer
      Given the SQL Writer may not use VDI of INST1
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the writers do not include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

  @SQLW-VSS-10
  Rule: A writer changes data and holds still for the instant of the shadow copy

    Example: A database that is written to all the time
      Given a ledger workload "load" of 400 transactions starts on Hr
      And the shadow copy provider takes 2 seconds to commit
      And a full backup "base" of Hr is taken
      And the workload "load" comes to its end
      When the backup "base" is restored
      Then Hr holds what "load" had committed at the instant of the backup
      And the errors in Hr are exactly
        | error |

    Example: A write while the writer holds still
      Given when frozen, row 5 of Sales is set to "late"
      And a full backup "base" of Sales is taken
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: What the writer is called for
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who             | what               | of      |
        | SqlServerWriter | PrepareForSnapshot | handled |
        | SqlServerWriter | Freeze             | handled |
        | SqlServerWriter | Thaw               | handled |
        | SqlServerWriter | PostSnapshot       | handled |
      And the components in the document of "base" are exactly
        | name  | metadata bytes |
        | Sales | at least 1     |

  @SQLW-VSS-13
  Rule: SQL Server with its SQL Writer is one writer, and stands beside the others

    Background:
      Given the writer "ExchangeWriter" with one component registers for volume D:

    Example: Both are asked, and both hold still until the instant is taken
      When a full backup "base" of Sales and ExchangeWriter\Data is taken
      Then the events of the conversation are in this order, among others
        | who             | what            | of                                         |
        | SqlServerWriter | Freeze          | handled                                    |
        | coordinator     | CommitSnapshots | Microsoft Software Shadow Copy provider 1.0 |
        | SqlServerWriter | Thaw            | handled                                    |
      And the events of the conversation are in this order, among others
        | who            | what            | of                                         |
        | ExchangeWriter | Freeze          | handled                                    |
        | coordinator    | CommitSnapshots | Microsoft Software Shadow Copy provider 1.0 |
        | ExchangeWriter | Thaw            | handled                                    |
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |
        | ExchangeWriter  | VSS_WS_STABLE |
      And the shadow copies do not include
        | provider        |
        | SqlServerWriter |

    Example: A write to the database while the other writer takes its time to freeze
      Given the writer "ExchangeWriter" takes 5 seconds to answer Thaw
      And the shadow copy provider takes 10 seconds to commit
      And when frozen, row 5 of Sales is set to "late"
      When a full backup "base" of Sales and ExchangeWriter\Data is taken
      Then the write has taken at least 10 seconds
      And the files on the medium of "base" include
        | path                         | part  |
        | D:\\data\\sales.mdf          | whole |
        | D:\\ExchangeWriter\\first.dat | whole |

    Scenario Outline: The one that fails its Freeze is <failing>
      Given the writer "<failing>" fails Freeze
      When a full backup "base" of Sales and ExchangeWriter\Data is taken
      Then the backup failed
      And the writers include
        | name      | state                   |
        | <failing> | VSS_WS_FAILED_AT_FREEZE |
      And the writers do not include
        | name    | state                   |
        | <other> | VSS_WS_FAILED_AT_FREEZE |

      Examples: writers
        | failing         | other           |
        | SqlServerWriter | ExchangeWriter  |
        | ExchangeWriter  | SqlServerWriter |
