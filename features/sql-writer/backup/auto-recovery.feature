@needs:sql-writer
Feature: Auto-recovery
  A shadow copy that is no backup is recovered by the SQL Writer itself, so that what was open at the instant is
  gone from it (SQLW-BKP-34, -35).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Stock    | D:   | E:  |
      | Hr       | D:   | E:  |

  @SQLW-BKP-34
  Rule: The SQL Writer recovers a snapshot that needs it, and leaves alone one that does not

    Background:
      Given rows 1-100 of Sales are set to "base"
      And transaction T2 sets row 5 of Sales to "half" and stays open

    Example: A snapshot for application rollback
      When an app-rollback snapshot "side" of Sales is taken
      Then in backup "side" the pages of Sales do not hold "half"
      And in backup "side" the pages of Sales hold "base"
      And the events of the conversation are in this order, among others
        | who             | what         | of      |
        | INST1           | attached     | Sales   |
        | INST1           | recovered    | Sales   |
        | INST1           | detached     | Sales   |
        | SqlServerWriter | PostSnapshot | handled |
      And the backup completed

    Example: What the recovered snapshot reads
      Given an app-rollback snapshot "side" of Sales is taken
      When Sales in backup "side" is attached as Copy where it lies
      Then the attachment is granted
      And Copy holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: A snapshot for a backup
      When a full backup "base" of Sales is taken with
        | neglects | release the interface |
      Then in backup "base" the pages of Sales hold "half"
      And the events of the conversation do not include
        | who   | what      | of    |
        | INST1 | attached  | Sales |
        | INST1 | recovered | Sales |
      And the databases of INST1 are exactly
        | name   |
        | master |
        | tempdb |
        | model  |
        | msdb   |
        | Sales  |
        | Stock  |
        | Hr     |

  @SQLW-BKP-35
  Rule: Every database that was chosen is recovered in the snapshot, and no other one

    Background:
      Given transaction T1 sets row 5 of Sales to "halfway" and stays open
      And transaction T2 sets row 5 of Stock to "halfway" and stays open
      And transaction T3 sets row 5 of Hr to "halfway" and stays open

    Example: Two databases of three
      When an app-rollback snapshot "side" of Sales and Stock is taken
      Then the events of the conversation include
        | who   | what      | of    |
        | INST1 | recovered | Sales |
        | INST1 | recovered | Stock |
      And the events of the conversation do not include
        | who   | what      | of |
        | INST1 | recovered | Hr |

    Scenario Outline: What the snapshot reads of <database>
      Given row 1 of <database> is set to "base"
      And an app-rollback snapshot "side" of Sales and Stock is taken
      When <database> in backup "side" is attached as Copy where it lies
      Then the attachment is granted
      And the rows of Copy are exactly
        | rows | text |
        | 1    | base |

      Examples: databases
        | database |
        | Sales    |
        | Stock    |

    Example: The log of the second one is damaged
      Given before Freeze, the file E:\log\stock.ldf has a damaged page
      When an app-rollback snapshot "side" of Sales and Stock is taken
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | message says | Stock                          |
