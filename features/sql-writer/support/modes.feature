@needs:sql-writer
Feature: The two ways to name what is backed up
  An application names volumes and gets the databases on them, or it names databases, which is what
  it should do (SQLW-SUP-04, -05, -06, -11, -12).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Sales    | D:   | D:  | SIMPLE   |
      | Hr       | E:   | E:  | SIMPLE   |
      | Stock    | D:   | D:  | SIMPLE   |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-04
  Rule: A backup of volumes is a supported way

    Example: The writer before, during and after a backup of a volume
      When a noncomponent backup "side" of D: is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
        | writer code  | S_OK          |
      And the events of the conversation are in this order, among others
        | who             | what    | of      |
        | INST1           | frozen  | Sales   |
        | SqlServerWriter | Freeze  | handled |
        | INST1           | thawed  | Sales   |
        | SqlServerWriter | Thaw    | handled |
      And the entries of the application's catalogue include
        | backup | database | restorable |
        | side   | Sales    | yes        |

    Example: A write waits until the volume has its shadow copy
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of Sales is set to "late"
      When a noncomponent backup "side" of D: is taken
      Then the backup shows
        | state | completed |
      And the write has taken at least 4 seconds

  @SQLW-SUP-04
  Rule: A backup of volumes has busy databases as they were at one instant

    Background:
      Given the writer "System Writer" takes 1 second to answer PrepareSnapshot
      And a ledger workload "clients" of 800 transactions starts on Stock

    Example: The backup is restored after the clients have gone on to their end
      Given a noncomponent backup "side" of D: is taken
      And the workload "clients" comes to its end
      And the instance INST1 is stopped
      When the backup "side" is restored
      And the instance INST1 is started
      Then Stock holds what "clients" had committed at the instant of the backup

  @SQLW-SUP-05
  Rule: A backup of databases is a supported way

    Example: The requestor calls one after the other
      When the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | PrepareForBackup     |       |
        | GatherWriterStatus   |       |
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
        | PrepareForBackup     | S_OK |
        | GatherWriterStatus   | S_OK |
        | DoSnapshotSet        | S_OK |
        | GatherWriterStatus   | S_OK |
        | SetBackupSucceeded   | S_OK |
        | BackupComplete       | S_OK |
      And the writers include
        | name            | state         | code |
        | SqlServerWriter | VSS_WS_STABLE | S_OK |
      And the shadow copies include
        | volume |
        | D:     |

    Example: The backup is worth a restore
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are deleted
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the writers include
        | name            | state         | code |
        | SqlServerWriter | VSS_WS_STABLE | S_OK |

  @SQLW-SUP-06
  Rule: In a backup of volumes, the list of volumes selects the databases

    Scenario Outline: A write during a backup of <case>
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of <database> is set to "late"
      When a noncomponent backup "side" of <volumes> is taken
      Then the backup shows
        | state | completed |
      And the write has taken <bound> <time>

      Examples: volumes
        | case                        | database | volumes   | bound    | time      |
        | a volume, to its database   | Sales    | D:        | at least | 4 seconds |
        | a volume, to another        | Hr       | D:        | at most  | 1 second  |
        | another volume, to the first | Sales    | E:        | at most  | 1 second  |
        | another volume, to its own   | Hr       | E:        | at least | 4 seconds |
        | both volumes, to the first   | Sales    | D: and E: | at least | 4 seconds |
        | both volumes, to the second  | Hr       | D: and E: | at least | 4 seconds |

    Example: What is on record of a backup of one volume
      When a noncomponent backup "side" of E: is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Hr       | yes        |

  @SQLW-SUP-11
  Rule: A backup of databases is the recommended way, and a backup of volumes is none the less a way

    Example: A plan that names a volume
      When the application checks the plan
        | mode    | noncomponent |
        | volumes | D:           |
      Then the plan shows
        | accepted | yes |
      And the findings about the plan are exactly
        | says                             |
        | component-based mode recommended |

    Example: A plan that names a database
      When the application checks the plan
        | mode       | component |
        | components | Sales     |
      Then the plan shows
        | accepted | yes |
      And the findings about the plan are exactly
        | says |

  @SQLW-SUP-12
  Rule: In a backup of databases, the application selects them by name out of the metadata

    Background:
      Given rows 1-100 of Stock are set to "base"

    Example: One of two databases on a volume
      When a full backup "base" of Stock is taken
      Then the components in the document of "base" are exactly
        | writer          | logical path | name  |
        | SqlServerWriter | SRV1\\INST1  | Stock |
      And the entries of the application's catalogue are exactly
        | backup | database |
        | base   | Stock    |

    Scenario Outline: A write to <database> during a backup of Stock
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of <database> is set to "late"
      When a full backup "base" of Stock is taken
      Then the backup shows
        | state | completed |
      And the write has taken <bound> <time>

      Examples: databases of one volume
        | database | bound    | time      |
        | Stock    | at least | 4 seconds |
        | Sales    | at most  | 1 second  |

    Example: A name that is not in the metadata
      When a full backup "base" of Nosuch is taken
      Then the backup shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | copied bytes | 0                      |
      And the entries of the application's catalogue are exactly
        | backup |
