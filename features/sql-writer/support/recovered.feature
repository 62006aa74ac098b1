Feature: Recovered and unrecovered snapshots
  What a snapshot holds is what lay on the disks at one instant, with transactions half done. Recovery
  takes them back: when the copy is attached, or before anybody sees it (SQLW-SUP-28 to -30, -53).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "clean"

  @SQLW-SUP-28 @needs:sql-writer
  Rule: A snapshot of a database is unrecovered unless somebody asks for more

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And Sales is altered
        | checkpoint |

    Scenario Outline: What lies in the <place> of the shadow copy
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then in backup "base" the <place> of Sales hold "dirty"

      Examples: places
        | place |
        | pages |
        | log   |

    Example: The shadow copy is not usable as it is
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      And Sales in backup "base" is attached as Copy where it lies
      Then the attachment is refused with SQL error 5120
      And Copy is not there

  @SQLW-SUP-29
  Rule: The data can be used once recovery has taken back what was in flight

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And Sales is altered
        | checkpoint |

    @needs:sql-writer
    Example: A writable copy of a shadow copy is attached
      Given a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      When Sales in backup "base" is attached as Copy after a copy to volume X:
      Then Copy holds exactly
        | rows  | text  |
        | 1-100 | clean |
      And the errors in Copy are exactly
        | error |

    @needs:sql
    Example: A copy of the files that was made while writes were suspended is attached
      Given a file copy without metadata "base" of Sales is taken
      When Sales of the snapshot backup "base" is restored as Copy by attaching its files in G:\restored
      Then the native restore is granted
      And Copy holds exactly
        | rows  | text  |
        | 1-100 | clean |
      And the errors in Copy are exactly
        | error |

  @SQLW-SUP-30 @SQLW-SUP-53 @needs:sql-writer
  Rule: The application can ask for snapshots that are recovered as part of their making

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And Sales is altered
        | checkpoint |

    Example: The database is attached where it lies
      Given an app-rollback snapshot "side" of Sales is taken
      When Sales in backup "side" is attached as Copy where it lies
      Then the attachment is granted
      And Copy holds exactly
        | rows  | text  |
        | 1-100 | clean |
      And the databases of INST1 include
        | name | read-only |
        | Copy | yes       |

    Example: The pages of the shadow copy
      When an app-rollback snapshot "side" of Sales is taken
      Then in backup "side" the pages of Sales do not hold "dirty"
      And in backup "side" the pages of Sales hold "clean"

    Example: The database that was copied goes on with its transaction
      When an app-rollback snapshot "side" of Sales is taken
      And transaction T1 commits
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And Sales holds exactly
        | rows  | text  |
        | 1-4   | clean |
        | 5     | dirty |
        | 6-100 | clean |
