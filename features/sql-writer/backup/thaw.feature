@needs:sql-writer
Feature: The thaw
  When the instant is taken every instance goes on, and nothing that had to wait is lost (SQLW-BKP-32).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database  | data | log |
      | Sales     | D:   | E:  |
      | INST2\\Hr | D:   | E:  |

  @SQLW-BKP-32
  Rule: After the thaw the databases of all instances are written to again

    Scenario Outline: Writes to <database> that had to wait
      Given the shadow copy provider takes 5 seconds to commit
      And a ledger workload "load" of 40 transactions starts on <database>
      When a full backup "base" of Sales and INST2\Hr is taken
      And the workload "load" comes to its end
      Then <database> holds what "load" has committed
      And the backup completed

      Examples: databases
        | database  |
        | Sales     |
        | INST2\\Hr |

    Scenario Outline: A write to <database> after the snapshot
      Given the shadow copy provider takes 5 seconds to commit
      And after Thaw, row 5 of <database> is set to "afterwards"
      When a full backup "base" of Sales and INST2\Hr is taken
      Then the write has taken at most 1 second
      And <database> holds exactly
        | rows | text       |
        | 5    | afterwards |
      And the backup completed

      Examples: databases
        | database  |
        | Sales     |
        | INST2\\Hr |
