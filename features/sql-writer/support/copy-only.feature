Feature: Copy-only backup
  A backup on the side: good for a restore, and not a step in the sequence of backups of the database
  (SQLW-SUP-26, -27, -51).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-26
  Rule: The writer makes copy-only backups, and they are on record as such

    @needs:sql-writer
    Example: A copy-only backup through the writer
      When a copy-only backup "side" of Sales is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And the backup history of Sales are exactly
        | name | type | copy-only | snapshot |
        | side | D    | yes       | yes      |
      And the entries of the application's catalogue are exactly
        | backup | database | type | restorable |
        | side   | Sales    | copy | yes        |

    @needs:sql-writer
    Example: A copy-only backup through the writer is restored
      Given a copy-only backup "side" of Sales is taken
      And rows 1-100 of Sales are deleted
      When the backup "side" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Scenario Outline: A native <kind> backup
      When a native <kind> backup "side" of Sales is taken
      Then the backup history of Sales are exactly
        | name | type | copy-only   |
        | side | D    | <copy-only> |

      Examples: kinds
        | kind      | copy-only |
        | copy-only | yes       |
        | full      | no        |

  @SQLW-SUP-27 @SQLW-SUP-51 @needs:sql-writer
  Rule: A copy-only backup leaves the sequence of backups and restores as it was

    Background:
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "before the copy"

    Example: The differential after a copy-only backup builds on the full backup before
      Given a copy-only backup "side" of Sales is taken
      And a differential backup "monday" of Sales is taken
      And rows 1-110 of Sales are deleted
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text            |
        | 1-100   | base            |
        | 101-110 | before the copy |

    Example: What the application has on record of the differential
      Given a copy-only backup "side" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the entries of the application's catalogue include
        | backup | type         | base | restorable |
        | monday | differential | base | yes        |

    Example: Base and log positions before and after
      Given the backup positions of Sales are noted as "before"
      When a copy-only backup "side" of Sales is taken
      Then the backup positions of Sales are as noted in "before"
      And the files of Sales include
        | name  | base |
        | sales | base |
      And the entries of the application's catalogue include
        | backup | database | type | restorable |
        | side   | Sales    | copy | yes        |

  @SQLW-SUP-27 @needs:sql
  Rule: A native copy-only backup leaves the sequence of backups and restores as it was

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "before the copy"

    Example: Base and log positions before and after a native copy-only backup
      Given the backup positions of Sales are noted as "before"
      When a native copy-only backup "side" of Sales is taken
      Then the backup positions of Sales are as noted in "before"
      And the backup history of Sales are exactly
        | name | type | copy-only |
        | base | D    | no        |
        | side | D    | yes       |

    Example: A native differential after a native copy-only backup
      Given a native copy-only backup "side" of Sales is taken
      And a native differential backup "monday" of Sales is taken
      And rows 1-110 of Sales are deleted
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text            |
        | 1-100   | base            |
        | 101-110 | before the copy |
