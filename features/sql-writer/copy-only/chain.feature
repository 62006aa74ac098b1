Feature: A copy-only backup is out of band
  It is taken beside the backups that later ones build on. Whatever is restored later must be as if it had
  never been there (SQLW-CPY-01, -06, -07).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | F:   | F:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CPY-01
  Rule: The logs before and after a copy-only backup are one chain

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a native log backup "log1" of Sales is taken

    Scenario Outline: The full backup and both logs around <kind> backup
      Given rows 111-120 of Sales are set to "tuesday"
      And <kind> backup "side" of Sales is taken
      And a native tail-log backup "log2" of Sales is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "log1" is restored as Sales without recovery
      And the native backup "log2" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | monday  |
        | 111-120 | tuesday |

      @needs:sql
      Examples: by SQL Server
        | kind                       |
        | a native copy-only         |
        | a native copy-only log     |
        | a T-SQL copy-only snapshot |

      @needs:sql-writer
      Examples: through VSS
        | kind        |
        | a copy-only |

  @SQLW-CPY-01 @SQLW-CPY-06
  Rule: A differential after a copy-only backup goes on top of the full backup before it

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"

    Scenario Outline: The full backup and the differential after <kind> backup
      Given <kind> backup "side" of Sales is taken
      And rows 111-120 of Sales are set to "tuesday"
      And a native differential backup "diff1" of Sales is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "diff1" is restored as Sales with recovery
      Then the native restore is granted
      And Sales holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | monday  |
        | 111-120 | tuesday |

      @needs:sql
      Examples: by SQL Server
        | kind                       |
        | a native copy-only         |
        | a T-SQL copy-only snapshot |

      @needs:sql-writer
      Examples: through VSS
        | kind        |
        | a copy-only |

    @needs:sql
    Example: The full backup, the differential and the log after a copy-only backup
      Given a native copy-only backup "side" of Sales is taken
      And a native differential backup "diff1" of Sales is taken
      And a native tail-log backup "log1" of Sales is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "diff1" is restored as Sales without recovery
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

  @SQLW-CPY-06
  Rule: A differential cannot be restored on top of a copy-only backup

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"

    @needs:sql
    Example: A differential on top of a native copy-only backup
      Given a native copy-only backup "side" of Sales is taken
      And rows 111-120 of Sales are set to "tuesday"
      And a native differential backup "diff1" of Sales is taken
      When the native backup "side" is restored as Sales without recovery over what is there
      And the native backup "diff1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3136
      And Sales is RESTORING

    @needs:sql
    Example: A differential on top of a T-SQL copy-only snapshot
      Given a T-SQL copy-only snapshot backup "side" of Sales is taken
      And rows 111-120 of Sales are set to "tuesday"
      And a native differential backup "diff1" of Sales is taken
      When Sales of the snapshot backup "side" is restored as Sales without recovery
      And the native backup "diff1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3136
      And Sales is RESTORING

    @needs:sql-writer
    Example: A differential on top of a copy-only backup through VSS
      Given a copy-only backup "side" of Sales is taken
      And rows 111-120 of Sales are set to "tuesday"
      And a native differential backup "diff1" of Sales is taken
      When the backup "side" is restored with
        | additional restores | Sales |
      And the native backup "diff1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3136
      And Sales is RESTORING

  @SQLW-CPY-06
  Rule: A database that has only copy-only backups has no base for a differential

    @needs:sql
    Scenario Outline: A native differential after <kind> backup and nothing else
      Given <kind> backup "side" of Sales is taken
      When a native differential backup "diff1" of Sales is taken
      Then the native backup is refused with SQL error 3035
      And the backup history of Sales do not include
        | type |
        | I    |

      Examples: copy-only backups
        | kind                       |
        | a native copy-only         |
        | a T-SQL copy-only snapshot |

    @needs:sql-writer
    Example: A differential through VSS after a copy-only backup and nothing else
      Given a copy-only backup "side" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | copied bytes | 0                               |
      And the backup history of Sales do not include
        | type |
        | I    |

  @SQLW-CPY-06 @needs:sql-writer
  Rule: A copy-only backup that comes in between of a full backup does not take its place

    Background:
      Given while copying, a native copy-only backup "side" of Sales is taken
      And a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"

    Example: A differential through VSS on top of the full backup
      Given a differential backup "monday" of Sales is taken
      And rows 1-110 of Sales are set to "later"
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

  @SQLW-CPY-07
  Rule: A copy-only backup does not touch the differentials that were there before it

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a native differential backup "diff1" of Sales is taken

    Scenario Outline: The differential from before <kind> backup
      Given <kind> backup "side" of Sales is taken
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "diff1" is restored as Sales with recovery
      Then the native restore is granted
      And Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

      @needs:sql
      Examples: by SQL Server
        | kind                       |
        | a native copy-only         |
        | a T-SQL copy-only snapshot |

      @needs:sql-writer
      Examples: through VSS
        | kind        |
        | a copy-only |

  @SQLW-CPY-07
  Rule: The next differential has every extent that the one before the copy-only backup had

    Background:
      Given a native full backup "base" of Sales is taken
      And 8 extents side by side of file sales of Sales are filled with "monday" and noted as "monday"
      And a native differential backup "diff1" of Sales is taken

    Scenario Outline: The differential after <kind> backup
      Given <kind> backup "side" of Sales is taken
      And rows 111-120 of Sales are set to "tuesday"
      And a native differential backup "diff2" of Sales is taken
      And Sales is altered
        | drop |
      When the native backup "base" is restored as Sales without recovery
      And the native backup "diff2" is restored as Sales with recovery
      Then the filled extents of Sales are exactly
        | text   | extents |
        | monday | 8       |

      @needs:sql
      Examples: by SQL Server
        | kind                       |
        | a native copy-only         |
        | a T-SQL copy-only snapshot |

      @needs:sql-writer
      Examples: through VSS
        | kind        |
        | a copy-only |

  @SQLW-CPY-07
  Rule: The map of changed extents is kept by a copy-only snapshot, and cleared by another one

    Background:
      Given a native full backup "base" of Sales is taken
      And 8 extents side by side of file sales of Sales are filled with "monday" and noted as "changed"

    @needs:sql
    Scenario Outline: Writes <suspended>
      When writes to Sales <suspended>
      Then the suspended databases are exactly
        | name  | frozen | map cleared |
        | Sales | yes    | <cleared>   |

      Examples: kinds of snapshot
        | suspended                               | cleared |
        | are suspended for a copy-only snapshot  | no      |
        | are suspended for a snapshot            | yes     |

    @needs:sql-writer
    Scenario Outline: Ranges of a differential through VSS after <kind> backup
      Given a full backup "monday" of Sales is taken
      And 4 extents, every second one, of file sales of Sales are filled with "tuesday" and noted as "extents"
      And <kind> backup "side" of Sales is taken
      When a differential backup "tuesday" of Sales is taken
      Then the partial files in the document of "tuesday" include
        | name      | covers the extents | range bytes     |
        | sales.mdf | extents            | at most 1048576 |

      Examples: copy-only backups
        | kind                       |
        | a copy-only                |
        | a native copy-only         |
        | a T-SQL copy-only snapshot |
