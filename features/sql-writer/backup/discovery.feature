@needs:sql-writer
Feature: What there is to back up
  Every writer is asked, and the SQL Writer asks the instances: what it tells is how things are at that moment
  (SQLW-BKP-08 to -11).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database  | data | log |
      | Sales     | D:   | E:  |
      | INST2\\Hr | F:   | G:  |

  @SQLW-BKP-08
  Rule: One call gathers the metadata of all writers

    Background:
      Given the writer "First" with one component registers for volume D:
      And the writer "Second" with one component registers for volume G:

    Example: A component of each writer is added
      When the requestor calls
        | InitializeForBackup  |             |
        | SetBackupState       | full        |
        | GatherWriterMetadata |             |
        | AddComponent         | Sales       |
        | AddComponent         | First\\Data  |
        | AddComponent         | Second\\Data |
      Then the results of the calls are exactly
        | call                 | code |
        | InitializeForBackup  | S_OK |
        | SetBackupState       | S_OK |
        | GatherWriterMetadata | S_OK |
        | AddComponent         | S_OK |
        | AddComponent         | S_OK |
        | AddComponent         | S_OK |

    Example: A component is added before the metadata are gathered
      When the requestor calls
        | InitializeForBackup |       |
        | SetBackupState      | full  |
        | AddComponent        | Sales |
      Then the results of the calls are exactly
        | call                | code            |
        | InitializeForBackup | S_OK            |
        | SetBackupState      | S_OK            |
        | AddComponent        | VSS_E_BAD_STATE |

  @SQLW-BKP-09
  Rule: VSS asks every writer that is registered, and one that fails keeps no other from answering

    Background:
      Given the writer "First" with one component registers for volume D:
      And the writer "Second" with one component registers for volume D:

    Example: All of them answer, each asked once
      When the requestor calls
        | InitializeForBackup  |  |
        | GatherWriterMetadata |  |
      Then the events of the conversation are exactly
        | who                | what                 |
        | requestor          | InitializeForBackup  |
        | requestor          | GatherWriterMetadata |
        | coordinator        | Identify             |
        | coordinator        | Identify             |
        | coordinator        | Identify             |
        | coordinator        | Identify             |
        | coordinator        | Identify             |
        | coordinator        | Identify             |
        | System Writer      | Identify             |
        | Registry Writer    | Identify             |
        | COM+ REGDB Writer  | Identify             |
        | SqlServerWriter    | SetBackupSchema      |
        | SqlServerWriter    | Identify             |
        | First              | Identify             |
        | Second             | Identify             |
      And the events of the conversation include
        | who         | what     | of              |
        | coordinator | Identify | SqlServerWriter |
        | coordinator | Identify | First           |
        | coordinator | Identify | Second          |

    Example: The first one fails
      Given the writer "First" fails Identify
      When a full backup "base" of Sales and Second\Data is taken
      Then the backup completed
      And the components in the document of "base" are exactly
        | writer          | name  |
        | SqlServerWriter | Sales |
        | Second          | data  |

    Example: The SQL Writer has died
      Given the operator kills the service SQLWriter
      When a full backup "base" of First\Data and Second\Data is taken
      Then the backup completed
      And the components in the document of "base" are exactly
        | writer | name |
        | First  | data |
        | Second | data |

  @SQLW-BKP-10
  Rule: When it is asked, the SQL Writer asks the instances for the databases there are

    Example: A database is created after the metadata were gathered once
      Given the components in the metadata are noted as "before"
      When the databases
        | database | data | log |
        | Late     | F:   | G:  |
      Then the components in the metadata are exactly
        | logical path | name   |
        | SRV1\\INST1  | master |
        | SRV1\\INST1  | model  |
        | SRV1\\INST1  | msdb   |
        | SRV1\\INST1  | Sales  |
        | SRV1\\INST1  | Late   |
        | SRV1\\INST2  | master |
        | SRV1\\INST2  | model  |
        | SRV1\\INST2  | msdb   |
        | SRV1\\INST2  | Hr     |
      And the files in the metadata include
        | component | path     | spec     |
        | Late      | F:\\data | late.mdf |
        | Late      | G:\\log  | late.ldf |
      And the components in the metadata differ from those noted in "before"

    Example: A database is dropped after the metadata were gathered once
      Given the components in the metadata are noted as "before"
      When Sales is altered
        | drop |
      Then the components in the metadata do not include
        | name  |
        | Sales |
      And the components in the metadata include
        | name |
        | Hr   |
      And the components in the metadata differ from those noted in "before"

  @SQLW-BKP-11
  Rule: The SQL Writer makes one document of what all instances answer

    Example: Two instances
      Given the databases
        | database     | data | log |
        | Stock        | D:   | E:  |
        | INST2\\Stock | F:   | G:  |
      When a full backup "base" of Sales, Stock, INST2\Hr and INST2\Stock is taken
      Then the components in the metadata are exactly
        | logical path | name   |
        | SRV1\\INST1  | master |
        | SRV1\\INST1  | model  |
        | SRV1\\INST1  | msdb   |
        | SRV1\\INST1  | Sales  |
        | SRV1\\INST1  | Stock  |
        | SRV1\\INST2  | master |
        | SRV1\\INST2  | model  |
        | SRV1\\INST2  | msdb   |
        | SRV1\\INST2  | Hr     |
        | SRV1\\INST2  | Stock  |
      And the components in the document of "base" are exactly
        | logical path | name  |
        | SRV1\\INST1  | Sales |
        | SRV1\\INST1  | Stock |
        | SRV1\\INST2  | Hr    |
        | SRV1\\INST2  | Stock |
      And the backup completed
