@needs:sql-writer
Feature: How a differential is asked for
  The type stands in the document before the writers are prepared, and the ranges come in PostSnapshot,
  when the snapshot is there and its changes are known (SQLW-DIF-03, -07).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And a full backup "base" of Sales is taken

  @SQLW-DIF-03
  Rule: The requestor asks for a differential by the type that it sets before it prepares the backup

    Example: The type is differential
      When a differential backup "monday" of Sales is taken
      Then the document of "monday" says "differential"
      And the partial files in the document of "monday" are exactly
        | name       |
        | sales.mdf  |
        | sales2.ndf |
      And the files of Sales include
        | name  | base |
        | sales | base |

    Example: The type is full
      When a full backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | name |
      And the document of "monday" does not say "differential"
      And the files of Sales include
        | name  | base   |
        | sales | monday |

    Example: The type is set after the backup was prepared
      When the requestor calls
        | InitializeForBackup  |              |
        | SetBackupState       | full         |
        | GatherWriterMetadata |              |
        | AddComponent         | Sales        |
        | StartSnapshotSet     |              |
        | AddToSnapshotSet     | D:           |
        | AddToSnapshotSet     | E:           |
        | AddToSnapshotSet     | F:           |
        | PrepareForBackup     |              |
        | SetBackupState       | differential |
        | DoSnapshotSet        |              |
        | GetPartialFile       | Sales 0      |
        | Release              |              |
      Then the results of the calls are in this order, among others
        | call             | code                   |
        | PrepareForBackup | S_OK                   |
        | SetBackupState   | VSS_E_BAD_STATE        |
        | GetPartialFile   | VSS_E_OBJECT_NOT_FOUND |

  @SQLW-DIF-07
  Rule: The writer collects the ranges in PostSnapshot, when nothing of the snapshot can change any more

    Example: The order of events
      When a differential backup "monday" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who             | what           | of              |
        | requestor       | SetBackupState |                 |
        | SqlServerWriter | Thaw           | handled         |
        | coordinator     | PostSnapshot   | SqlServerWriter |
        | SqlServerWriter | AddPartialFile | Sales           |
        | SqlServerWriter | AddPartialFile | Sales           |
        | SqlServerWriter | PostSnapshot   | handled         |
      And the partial files in the document of "monday" are exactly
        | name       |
        | sales.mdf  |
        | sales2.ndf |

    Scenario Outline: Rows that are written <moment>
      Given rows 1-60 of Sales are set to "monday"
      And <moment>, rows 41-60 of Sales are set to "just now"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows  | text     |
        | 1-40  | monday   |
        | 41-60 | just now |
      And the errors in Sales are exactly
        | error |

      Examples: moments before the instant
        | moment                  |
        | before PrepareForBackup |
        | before Freeze           |

    Scenario Outline: Extents that are changed <moment>
      Given <moment>, 3 extents, every second one, of file sales2 of Sales are filled with "just now" and noted as "late"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | name       | covers the extents |
        | sales2.ndf | late               |

      Examples: moments before the instant
        | moment                  |
        | before PrepareForBackup |
        | at PrepareForSnapshot   |
        | before Freeze           |

    Example: SQL Server is gone when it is asked for the ranges
      Given in PostSnapshot, the instance INST1 crashes
      When a differential backup "monday" of Sales is taken
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | copied bytes | 0                              |
      And the control of the instance is granted

    Example: A volume cannot be read when SQL Server is asked for the ranges
      Given the instance INST1 is restarted
      And after Thaw, the server has I/O errors on volume F:
      When a differential backup "monday" of Sales is taken
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | copied bytes | 0                              |
