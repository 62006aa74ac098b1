@needs:sql-writer
Feature: No roll-forward after a noncomponent-based restore
  What comes back with its volume is at its end. No log and no differential goes on top of it
  (SQLW-NCB-09 to -11).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Stock    | D:   | D:  | SIMPLE   |
    And rows 1-100 of Stock are set to "base"

  @SQLW-NCB-09
  Rule: The writer supports no roll-forward of a noncomponent-based backup

    Example: A restore that announces additional restores
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Stock are set to "later"
      When the backup "side" is restored with
        | additional restores | Stock |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Stock holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: A restore that announces additional restores of a database that is not there
      Given a noncomponent backup "side" of D: is taken
      And Stock is altered
        | drop |
      When the backup "side" is restored with
        | additional restores | Stock |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Stock is not there

    Example: A differential backup of the database on top of it
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Stock are set to "later"
      When a differential backup "monday" of Stock is taken
      Then the backup shows
        | state        | failed                           |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | copied bytes | 0                                |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | monday | yes        |

    Scenario Outline: A noncomponent <type> backup
      Given a full backup "base" of Stock is taken
      When a noncomponent backup "side" of D: is taken with
        | type | <type> |
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | side   | yes        |

      Examples: types
        | type         |
        | differential |
        | log          |

  @SQLW-NCB-10
  Rule: No log backup can be restored on a database that came back with its volume

    Background:
      Given a noncomponent backup "side" of D: is taken
      And Stock is altered
        | set recovery model | FULL |
      And a native full backup "full1" of Stock is taken

    Example: A log backup that begins after the noncomponent backup
      Given a native log backup "log1" of Stock is taken
      And Stock is altered
        | detach |
      When the backup "side" is restored
      And Stock is altered
        | attach from | D:\\data\\stock.mdf |
      And the native backup "log1" is restored as Stock with recovery
      Then the native restore is refused with SQL error 3117
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-NCB-11
  Rule: No differential backup can be restored on a database that came back with its volume

    Background:
      Given a noncomponent backup "side" of D: is taken
      And a native full backup "full1" of Stock is taken
      And rows 51-110 of Stock are set to "later"

    Example: A differential backup that was taken after the noncomponent backup
      Given a native differential backup "diff1" of Stock is taken
      And Stock is altered
        | detach |
      When the backup "side" is restored
      And Stock is altered
        | attach from | D:\\data\\stock.mdf |
      And the native backup "diff1" is restored as Stock with recovery
      Then the native restore is refused with SQL error 3117
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |
