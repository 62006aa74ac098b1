@needs:sql-writer
Feature: The parties of a snapshot backup
  Application and writer speak through VSS, each by the interface that VSS has for it, and the writer speaks
  for every instance of the machine (SQLW-BKP-01 to -04).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database  | data | log |
      | Sales     | D:   | E:  |
      | INST2\\Hr | D:   | E:  |

  @SQLW-BKP-01
  Rule: Each call of the application reaches the writer as an event that VSS sends

    Example: A full backup from first to last
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who         | what                 | of              |
        | requestor   | GatherWriterMetadata |                 |
        | coordinator | Identify             | SqlServerWriter |
        | requestor   | PrepareForBackup     |                 |
        | coordinator | PrepareForBackup     | SqlServerWriter |
        | requestor   | DoSnapshotSet        |                 |
        | coordinator | PrepareForSnapshot   | SqlServerWriter |
        | coordinator | Freeze               | SqlServerWriter |
        | coordinator | Thaw                 | SqlServerWriter |
        | coordinator | PostSnapshot         | SqlServerWriter |
        | requestor   | BackupComplete       |                 |
        | coordinator | BackupComplete       | SqlServerWriter |
      And the files of Sales include
        | name  | base |
        | sales | base |

  @SQLW-BKP-02
  Rule: Application and writers must have the interfaces that VSS calls

    Example: A writer that has no handler for Freeze
      Given the writer "Sloppy" with no handler for Freeze registers for volume D:
      When a full backup "base" of Sales and Sloppy\Data is taken with
        | neglects | release the interface |
      Then the backup failed
      And the shadow copies are exactly
        | volume |
      And the writers include
        | name   | state                   |
        | Sloppy | VSS_WS_FAILED_AT_FREEZE |
      And the writers do not include
        | name   | state         |
        | Sloppy | VSS_WS_STABLE |

    Example: A writer that has every handler
      Given the writer "Tidy" with one component registers for volume D:
      When a full backup "base" of Sales and Tidy\Data is taken
      Then the backup completed
      And the writers include
        | name | state         |
        | Tidy | VSS_WS_STABLE |

    Example: A requestor that has not opened its interface
      When the requestor calls
        | GatherWriterMetadata |       |
        | StartSnapshotSet     |       |
        | AddComponent         | Sales |
        | DoSnapshotSet        |       |
      Then the results of the calls are exactly
        | call                 | code            |
        | GatherWriterMetadata | VSS_E_BAD_STATE |
        | StartSnapshotSet     | VSS_E_BAD_STATE |
        | AddComponent         | VSS_E_BAD_STATE |
        | DoSnapshotSet        | VSS_E_BAD_STATE |
      And the shadow copies are exactly
        | volume |

  @SQLW-BKP-03
  Rule: The SQL Writer answers every event of a backup and of a restore

    Example: A backup, and the restore of it
      Given rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the events of the conversation are in this order, among others
        | who             | what               | of              |
        | coordinator     | Identify           | SqlServerWriter |
        | SqlServerWriter | PrepareForBackup   | handled         |
        | SqlServerWriter | PrepareForSnapshot | handled         |
        | SqlServerWriter | Freeze             | handled         |
        | SqlServerWriter | Thaw               | handled         |
        | SqlServerWriter | PostSnapshot       | handled         |
        | SqlServerWriter | BackupComplete     | handled         |
        | SqlServerWriter | PreRestore         | handled         |
        | SqlServerWriter | PostRestore        | handled         |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the writers include
        | name            | state         | code |
        | SqlServerWriter | VSS_WS_STABLE | S_OK |

    Scenario Outline: An event that the SQL Writer cannot answer: <event>
      Given the writer "SqlServerWriter" fails <event>
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed   |
        | writer state | <state>  |
      And the files of Sales include
        | name  | base |
        | sales |      |

      Examples: events of a backup
        | event           | state                             |
        | PrepareBackup   | VSS_WS_FAILED_AT_PREPARE_BACKUP   |
        | PrepareSnapshot | VSS_WS_FAILED_AT_PREPARE_SNAPSHOT |
        | Freeze          | VSS_WS_FAILED_AT_FREEZE           |
        | Thaw            | VSS_WS_FAILED_AT_THAW             |
        | PostSnapshot    | VSS_WS_FAILED_AT_POST_SNAPSHOT    |

  @SQLW-BKP-04
  Rule: The SQL Writer deals with each instance that has databases in the backup

    Scenario Outline: A write to <database> while two instances are frozen
      Given the shadow copy provider takes 3 seconds to commit
      And when frozen, row 5 of <database> is set to "late"
      When a full backup "base" of Sales and INST2\Hr is taken
      Then the write has taken at least 3 seconds
      And the events of the conversation are in this order, among others
        | who                                         | what   | of     |
        | <instance>                                  | frozen | <name> |
        | Microsoft Software Shadow Copy provider 1.0 | commit | D:     |
        | <instance>                                  | thawed | <name> |

      Examples: databases
        | database  | instance | name  |
        | Sales     | INST1    | Sales |
        | INST2\\Hr | INST2    | Hr    |

    Example: Databases of two instances that are written to all the time
      Given a ledger workload "load" of 200 transactions starts on INST2\Hr
      And a full backup "base" of Sales and INST2\Hr is taken
      And the workload "load" comes to its end
      When the backup "base" is restored
      Then INST2\Hr holds what "load" had committed at the instant of the backup
