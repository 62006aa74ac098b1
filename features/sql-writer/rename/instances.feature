@needs:sql-writer
Feature: A database stays on its instance
  The writer renames a database, and does not carry it to another instance by a name or a path
  (SQLW-REN-05).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-REN-05
  Rule: A restore does not move a database to another instance

    Background:
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"

    Example: The restore names another instance
      When the backup "base" is restored with
        | instance | INST2    |
        | folder   | G:\\copy |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the databases of INST2 are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | tempdb |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The restore names another instance, and the files are out of use
      Given Sales is altered
        | drop |
      When the backup "base" is restored with
        | instance | INST2 |
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And the databases of INST2 are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | tempdb |

    Example: The instance of the backup
      When the backup "base" is restored with
        | instance | INST1 |
      Then the restore shows
        | state | completed |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Scenario Outline: The new name <name> begins with another instance
      When the backup "base" is restored with
        | new name | <name>   |
        | folder   | G:\\copy |
      Then the databases of INST2 are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | tempdb |
      And the databases of INST1 include
        | name   | state  |
        | <name> | ONLINE |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: names
        | name                 |
        | SRV1\\INST2\\Sales   |
        | INST2\\Sales         |
        | INST2\\SalesCopy     |

    Example: Another instance has a database of that name
      Given the databases
        | database     | data | log |
        | INST2\\Sales | F:   | F:  |
      And rows 1-5 of INST2\Sales are set to "own"
      When the backup "base" is restored with
        | instance | INST2 |
      Then INST2\Sales holds exactly
        | rows | text |
        | 1-5  | own  |
      And the restore shows
        | state        | failed |
        | copied bytes | 0      |
