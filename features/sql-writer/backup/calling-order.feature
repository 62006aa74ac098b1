@needs:sql-writer
Feature: The order of a backup
  The application makes its calls in the order that VSS asks for. Out of order they are refused, and nothing
  comes of them (SQLW-BKP-05 to -07, -23, -26).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-BKP-05
  Rule: Calls out of their order are refused

    Example: DoSnapshotSet before PrepareForBackup
      Given the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | AddToSnapshotSet     | E:    |
      When the requestor calls
        | DoSnapshotSet |  |
      Then the results of the calls are exactly
        | call          | code            |
        | DoSnapshotSet | VSS_E_BAD_STATE |
      And the shadow copies are exactly
        | volume |
      And the events of the conversation do not include
        | who         | what   | of              |
        | coordinator | Freeze | SqlServerWriter |

    Example: AddComponent after DoSnapshotSet
      Given the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | AddToSnapshotSet     | E:    |
        | PrepareForBackup     |       |
        | DoSnapshotSet        |       |
      When the requestor calls
        | AddComponent       | Hr    |
        | GatherWriterStatus |       |
        | SetBackupSucceeded | Sales |
        | SetBackupSucceeded | Hr    |
        | BackupComplete     |       |
      Then the results of the calls are exactly
        | call               | code                   |
        | AddComponent       | VSS_E_BAD_STATE        |
        | GatherWriterStatus | S_OK                   |
        | SetBackupSucceeded | S_OK                   |
        | SetBackupSucceeded | VSS_E_OBJECT_NOT_FOUND |
        | BackupComplete     | S_OK                   |
      And the backup history of Hr are exactly
        | name |

    Example: All calls in their order
      When the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | AddToSnapshotSet     | E:    |
        | PrepareForBackup     |       |
        | DoSnapshotSet        |       |
        | GatherWriterStatus   |       |
        | SetBackupSucceeded   | Sales |
        | BackupComplete       |       |
      Then the results of the calls are exactly
        | call                 | code |
        | InitializeForBackup  | S_OK |
        | SetBackupState       | S_OK |
        | GatherWriterMetadata | S_OK |
        | AddComponent         | S_OK |
        | StartSnapshotSet     | S_OK |
        | AddToSnapshotSet     | S_OK |
        | AddToSnapshotSet     | S_OK |
        | PrepareForBackup     | S_OK |
        | DoSnapshotSet        | S_OK |
        | GatherWriterStatus   | S_OK |
        | SetBackupSucceeded   | S_OK |
        | BackupComplete       | S_OK |
      And the shadow copies are exactly
        | volume |
        | D:     |
        | E:     |

  @SQLW-BKP-06
  Rule: A backup is initialized, finds out what there is, takes its shadow copies, copies, and ends

    Example: A full backup from first to last
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who                                         | what  | of                    |
        | requestor                                   | phase | backup initialization |
        | requestor                                   | phase | backup discovery      |
        | requestor                                   | phase | prebackup tasks       |
        | Microsoft Software Shadow Copy provider 1.0 | commit | D:                   |
        | requestor                                   | phase | actual backup         |
        | requestor                                   | read  | shadow copy of D:     |
        | requestor                                   | read  | shadow copy of E:     |
        | requestor                                   | phase | backup termination    |
        | coordinator                                 | BackupComplete | SqlServerWriter |
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |

    Scenario Outline: The application ends <moment>
      When a full backup "base" of Sales is taken with
        | crashes | <moment> |
      Then the backup shows
        | state        | failed  |
        | phase        | <phase> |
        | copied bytes | <bytes> |
      And the shadow copies are exactly
        | volume |

      Examples: moments
        | moment               | phase            | bytes           |
        | after gathering      | backup discovery | 0               |
        | before DoSnapshotSet | prebackup tasks  | 0               |
        | in PostSnapshot      | prebackup tasks  | 0               |
        | before copying       | actual backup    | 0               |
        | after copying        | actual backup    | at least 100000 |

  @SQLW-BKP-07
  Rule: The interface is initialized for backup before anything else is asked of it

    Example: The metadata are asked for without
      When the requestor calls
        | GatherWriterMetadata |  |
        | InitializeForBackup  |  |
        | GatherWriterMetadata |  |
      Then the results of the calls are exactly
        | call                 | code            |
        | GatherWriterMetadata | VSS_E_BAD_STATE |
        | InitializeForBackup  | S_OK            |
        | GatherWriterMetadata | S_OK            |

  @SQLW-BKP-23
  Rule: The kind of backup is set first, and then the writers are told to prepare

    Example: A full backup from first to last
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who         | what             | of              |
        | requestor   | SetBackupState   |                 |
        | requestor   | PrepareForBackup |                 |
        | coordinator | PrepareForBackup | SqlServerWriter |
      And the files of Sales include
        | name  | base |
        | sales | base |

    Scenario Outline: The kind that the writer gets to see is <kind>
      Given the requestor calls
        | InitializeForBackup  |        |
        | SetBackupState       | <kind> |
        | GatherWriterMetadata |        |
        | AddComponent         | Sales  |
        | StartSnapshotSet     |        |
        | AddToSnapshotSet     | D:     |
        | AddToSnapshotSet     | E:     |
      When the requestor calls
        | PrepareForBackup |  |
      Then the events of the conversation include
        | who             | what             | of       |
        | SqlServerWriter | PrepareForBackup | <answer> |
      And the writers include
        | name            | state   |
        | SqlServerWriter | <state> |

      Examples: kinds
        | kind         | answer  | state                           |
        | full         | handled | VSS_WS_STABLE                   |
        | differential | failed  | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | log          | failed  | VSS_WS_FAILED_AT_PREPARE_BACKUP |

    Example: No kind is set
      Given the requestor calls
        | InitializeForBackup  |       |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | AddToSnapshotSet     | E:    |
      When the requestor calls
        | PrepareForBackup |  |
      Then the results of the calls are exactly
        | call             | code            |
        | PrepareForBackup | VSS_E_BAD_STATE |
      And the events of the conversation do not include
        | who         | what             | of              |
        | coordinator | PrepareForBackup | SqlServerWriter |

  @SQLW-BKP-26
  Rule: The snapshot begins when the application calls DoSnapshotSet

    Background:
      Given the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | AddToSnapshotSet     | E:    |

    Example: The application lets time go by after PrepareForBackup
      When the requestor calls
        | PrepareForBackup |  |
      And 30 seconds pass
      And row 5 of Sales is set to "meanwhile"
      Then the write has taken at most 1 second
      And the events of the conversation include
        | who             | what             | of      |
        | SqlServerWriter | PrepareForBackup | handled |
      And the events of the conversation do not include
        | who         | what               | of              |
        | coordinator | PrepareForSnapshot | SqlServerWriter |
        | coordinator | Freeze             | SqlServerWriter |
        | coordinator | Thaw               | SqlServerWriter |

    Example: The application calls DoSnapshotSet
      When the requestor calls
        | PrepareForBackup |  |
        | DoSnapshotSet    |  |
      Then the events of the conversation are in this order, among others
        | who         | what               | of              |
        | requestor   | DoSnapshotSet      |                 |
        | coordinator | PrepareForSnapshot | SqlServerWriter |
        | coordinator | Freeze             | SqlServerWriter |
        | coordinator | Thaw               | SqlServerWriter |
      And the shadow copies are exactly
        | volume |
        | D:     |
        | E:     |
