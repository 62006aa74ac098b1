@needs:sql-writer @needs:dtc
Feature: Distributed transactions over two instances
  Between instances it is the transaction coordinator of Windows that would have to keep the outcomes with
  the snapshot (SQLW-DTC-02, -05, -06).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database  | data | log |
      | Sales     | D:   | E:  |
      | INST2\\Hr | F:   | F:  |
    And Sales opens an account with 500

  @SQLW-DTC-06 @SQLW-DTC-05
  Rule: Without an aligned coordinator the databases of two instances may not agree after auto-recovery

    Background:
      Given INST2\Hr opens an account with 500

    Scenario Outline: <late> has not heard of the commit
      Given commit messages of distributed transactions to <late> are held back
      And the distributed transaction X moves 100 from Sales to INST2\Hr
      When an app-rollback snapshot "side" of Sales and INST2\Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And INST2\Hr in backup "side" is attached as INST2\HrCopy where it lies
      Then the balances of SalesCopy and INST2\HrCopy are exactly
        | database      | balance |
        | SalesCopy     | <sales> |
        | INST2\\HrCopy | <hr>    |

      Examples: the database that has not heard
        | late      | sales | hr  |
        | INST2\\Hr | 400   | 500 |
        | Sales     | 500   | 600 |

  @SQLW-DTC-06
  Rule: With the coordinator taking part in VSS the transaction ends alike in both snapshot databases

    Background:
      Given INST2\Hr opens an account with 500
      And the server has the capability msdtc-vss

    Scenario Outline: With the capability msdtc-vss, <late> has not heard of the commit
      Given commit messages of distributed transactions to <late> are held back
      And the distributed transaction X moves 100 from Sales to INST2\Hr
      When an app-rollback snapshot "side" of Sales and INST2\Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And INST2\Hr in backup "side" is attached as INST2\HrCopy where it lies
      Then the balances of SalesCopy and INST2\HrCopy are exactly
        | database      | balance |
        | SalesCopy     | 400     |
        | INST2\\HrCopy | 600     |

      Examples: the database that has not heard
        | late      |
        | INST2\\Hr |
        | Sales     |

  @SQLW-DTC-06
  Rule: What SQL Server keeps within an instance is no help between instances

    Background:
      Given INST2\Hr opens an account with 500
      And the server has the capability intra-instance-outcome
      And commit messages of distributed transactions to INST2\Hr are held back

    Example: A transaction over two instances
      Given the distributed transaction X moves 100 from Sales to INST2\Hr
      When an app-rollback snapshot "side" of Sales and INST2\Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And INST2\Hr in backup "side" is attached as INST2\HrCopy where it lies
      Then the balances of SalesCopy and INST2\HrCopy are exactly
        | database      | balance |
        | SalesCopy     | 400     |
        | INST2\\HrCopy | 500     |

  @SQLW-DTC-02
  Rule: Auto-recovery attaches without a question to the coordinator

    Background:
      Given INST2\Hr opens an account with 500
      And commit messages of distributed transactions to INST2\Hr are held back

    Example: The coordinator knows that it was committed
      Given the distributed transaction X moves 100 from Sales to INST2\Hr
      When an app-rollback snapshot "side" of Sales and INST2\Hr is taken
      And INST2\Hr in backup "side" is attached as INST2\HrCopy where it lies
      Then the balances of INST2\HrCopy are exactly
        | database      | balance |
        | INST2\\HrCopy | 500     |
      And the distributed transactions in INST2\HrCopy are exactly
        | name | state |
      And the distributed transactions in INST2\Hr are exactly
        | name | state    |
        | X    | prepared |

    Example: The coordinator cannot be reached
      Given the distributed transaction X moves 100 from Sales to INST2\Hr
      And the operator stops the service MSDTC
      When an app-rollback snapshot "side" of Sales and INST2\Hr is taken
      And INST2\Hr in backup "side" is attached as INST2\HrCopy where it lies
      Then the backup shows
        | state | completed |
      And the balances of INST2\HrCopy are exactly
        | database      | balance |
        | INST2\\HrCopy | 500     |
      And the distributed transactions in INST2\HrCopy are exactly
        | name | state |
