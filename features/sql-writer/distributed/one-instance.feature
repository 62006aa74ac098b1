@needs:sql-writer @needs:dtc
Feature: Snapshots in the middle of distributed transactions
  A snapshot set may catch a transaction over several databases between its two phases. Auto-recovery takes
  back what was not committed, in each database for itself (SQLW-DTC-01 to -05, -07).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | F:   | F:  |

  @SQLW-DTC-01
  Rule: A transaction that is prepared and not yet committed does not keep a snapshot from being taken

    Background:
      Given Sales opens an account with 500
      And Hr opens an account with 500
      And commit messages of distributed transactions to Hr are held back

    Example: A full backup while a transaction is prepared in one of two databases
      Given the distributed transaction X moves 100 from Sales to Hr
      When a full backup "base" of Sales and Hr is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And the distributed transactions in Hr are exactly
        | name | state    |
        | X    | prepared |
      And the distributed transactions in Sales are exactly
        | name | state |

    Example: How long others wait for a snapshot with a prepared transaction in it
      Given the distributed transaction X moves 100 from Sales to Hr
      And when frozen, row 5 of Hr is set to "meanwhile"
      When a full backup "base" of Sales and Hr is taken
      Then the write has taken at most 20 seconds
      And the backup shows
        | state | completed |

    Example: What the files of the snapshot say of the transaction
      Given the distributed transaction X moves 100 from Sales to Hr
      And a full backup "base" of Sales and Hr is taken
      When the backup "base" is restored with
        | components | Hr        |
        | new name   | HrCopy    |
        | folder     | G:\\copy  |
      Then the balances of HrCopy are exactly
        | database | balance |
        | HrCopy   | 500     |
      And the distributed transactions in Hr are exactly
        | name | state    |
        | X    | prepared |

    Example: The transaction ends after the snapshot
      Given the distributed transaction X moves 100 from Sales to Hr
      And a full backup "base" of Sales and Hr is taken
      When the flow of commit messages is restored
      And 2 minutes pass
      Then the distributed transactions in Hr are exactly
        | name | state |
      And the balances of Sales and Hr are exactly
        | database | balance |
        | Sales    | 400     |
        | Hr       | 600     |

  @SQLW-DTC-02
  Rule: Auto-recovery does not ask how a prepared transaction ended, and takes it back

    Background:
      Given Sales opens an account with 500
      And Hr opens an account with 500
      And commit messages of distributed transactions to Hr are held back

    Example: The coordinator knows that it was committed
      Given the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of HrCopy are exactly
        | database | balance |
        | HrCopy   | 500     |
      And the distributed transactions in HrCopy are exactly
        | name | state |
      And the distributed transactions in Hr are exactly
        | name | state    |
        | X    | prepared |

    Example: The snapshot when the message has arrived in the meantime
      Given the distributed transaction X moves 100 from Sales to Hr
      And an app-rollback snapshot "side" of Sales and Hr is taken
      And the flow of commit messages is restored
      And 2 minutes pass
      When Hr in backup "side" is attached as HrCopy after a copy to volume X:
      Then the balances of HrCopy and Hr are exactly
        | database | balance |
        | HrCopy   | 500     |
        | Hr       | 600     |

  @SQLW-DTC-03
  Rule: Of the transactions over several databases only those that are committed are in the snapshot

    Background:
      Given Sales opens an account with 500
      And Hr opens an account with 500
      And the distributed transaction DONE moves 50 from Sales to Hr

    Scenario Outline: One is committed, one is prepared, and one has only begun, seen in <database>
      Given commit messages of distributed transactions to Hr are held back
      And the distributed transaction X moves 100 from Sales to Hr
      And before PrepareForBackup, the distributed transaction Y moves 7 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And <database> in backup "side" is attached as SideCopy where it lies
      And the flow of commit messages is restored
      Then the balances of SideCopy add up to <balance>

      Examples: databases
        | database | balance |
        | Sales    | 350     |
        | Hr       | 550     |

    Example: The prepared transaction commits in the live database afterwards
      Given commit messages of distributed transactions to Hr are held back
      And the distributed transaction X moves 100 from Sales to Hr
      And an app-rollback snapshot "side" of Sales and Hr is taken
      When the flow of commit messages is restored
      And 2 minutes pass
      Then the balances of Sales and Hr are exactly
        | database | balance |
        | Sales    | 350     |
        | Hr       | 650     |

  @SQLW-DTC-04
  Rule: The databases of such a snapshot may not agree, though each of them is whole

    Background:
      Given Sales opens an account with 500
      And Hr opens an account with 500
      And the distributed transaction DONE moves 50 from Sales to Hr

    Scenario Outline: The sum when commit messages to <late> are held back
      Given commit messages of distributed transactions to <late> are held back
      And the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of SalesCopy and HrCopy add up to <sum>

      Examples: the database that has not heard
        | late  | sum  |
        | Hr    | 900  |
        | Sales | 1100 |

    Scenario Outline: What CHECKDB finds in <database> when the sum is wrong
      Given commit messages of distributed transactions to Hr are held back
      And the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And <database> in backup "side" is attached as SideCopy where it lies
      Then the errors in SideCopy are exactly
        | error |
      And the balances of SideCopy add up to <balance>

      Examples: databases
        | database | balance |
        | Sales    | 350     |
        | Hr       | 550     |

    Example: The sum when no message is held back
      Given the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of SalesCopy and HrCopy add up to 1000

  @SQLW-DTC-05
  Rule: Committed here and prepared there at the snapshot is committed here and rolled back there after auto-recovery

    Background:
      Given Sales opens an account with 500
      And Hr opens an account with 500

    Scenario Outline: <late> has not heard of the commit
      Given commit messages of distributed transactions to <late> are held back
      And the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of SalesCopy and HrCopy are exactly
        | database  | balance |
        | SalesCopy | <sales> |
        | HrCopy    | <hr>    |

      Examples: the database that has not heard
        | late  | sales | hr  |
        | Hr    | 400   | 500 |
        | Sales | 500   | 600 |

    Scenario Outline: <late> has not heard of the commit, and the transaction came right before the freeze
      Given commit messages of distributed transactions to <late> are held back
      And the writer "SqlServerWriter" takes 5 seconds to answer PrepareSnapshot
      And at PrepareForSnapshot, the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of SalesCopy and HrCopy are exactly
        | database  | balance |
        | SalesCopy | <sales> |
        | HrCopy    | <hr>    |

      Examples: the database that has not heard
        | late  | sales | hr  |
        | Hr    | 400   | 500 |
        | Sales | 500   | 600 |

    Scenario Outline: The live databases once <late> has heard of it
      Given commit messages of distributed transactions to <late> are held back
      And the distributed transaction X moves 100 from Sales to Hr
      And an app-rollback snapshot "side" of Sales and Hr is taken
      When the flow of commit messages is restored
      And 2 minutes pass
      Then the balances of Sales and Hr are exactly
        | database | balance |
        | Sales    | 400     |
        | Hr       | 600     |

      Examples: the database that had not heard
        | late  |
        | Hr    |
        | Sales |

  @SQLW-DTC-07
  Rule: Within one instance the databases agree when SQL Server keeps the outcomes with the snapshot, and not before

    Background:
      Given Sales opens an account with 500
      And Hr opens an account with 500
      And commit messages of distributed transactions to Hr are held back

    Scenario Outline: A server with the capability <capability>
      Given the server has the capability <capability>
      And the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of SalesCopy and HrCopy are exactly
        | database  | balance |
        | SalesCopy | 400     |
        | HrCopy    | <hr>    |

      Examples: capabilities
        | capability             | hr  |
        | intra-instance-outcome | 600 |
        | msdtc-vss              | 500 |

    Example: A server with both capabilities
      Given the server has the capability intra-instance-outcome
      And the server has the capability msdtc-vss
      And the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of HrCopy are exactly
        | database | balance |
        | HrCopy   | 600     |

    Example: A server with neither capability
      Given the distributed transaction X moves 100 from Sales to Hr
      When an app-rollback snapshot "side" of Sales and Hr is taken
      And Sales in backup "side" is attached as SalesCopy where it lies
      And Hr in backup "side" is attached as HrCopy where it lies
      Then the balances of SalesCopy and HrCopy are exactly
        | database  | balance |
        | SalesCopy | 400     |
        | HrCopy    | 500     |
