Feature: The history of backups and a copy-only backup
  Base and log positions belong to the normal sequence of backups. A copy-only backup may leave a row that
  says what it is, and nothing else (SQLW-CPY-03, -05).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CPY-03 @needs:sql-writer
  Rule: VSS_BT_COPY on the side of the application is copy-only on the side of SQL Server

    Scenario Outline: What SQL Server records of a <kind> backup
      When a <kind> backup "side" of Sales is taken
      Then the backup history of Sales are exactly
        | type | copy-only   | snapshot |
        | D    | <copy-only> | yes      |
      And the entries of the application's catalogue are exactly
        | backup | database | type   |
        | side   | Sales    | <type> |

      Examples: backup types
        | kind      | copy-only | type |
        | copy-only | yes       | copy |
        | full      | no        | full |

    Scenario Outline: The next differential after a <kind> backup rests on <base>
      Given a full backup "base" of Sales is taken
      When a <kind> backup "side" of Sales is taken
      Then the files of Sales include
        | name   | base   |
        | sales  | <base> |
        | sales2 | <base> |
      And the backup history of Sales are exactly
        | type | copy-only   |
        | D    | no          |
        | D    | <copy-only> |

      Examples: backup types
        | kind      | base | copy-only |
        | copy-only | base | yes       |
        | full      | side | no        |

  @SQLW-CPY-05
  Rule: A copy-only backup leaves everything alone that later backups depend on

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a native log backup "log1" of Sales is taken

    Scenario Outline: Base and log positions across <kind> backup
      Given rows 111-120 of Sales are set to "tuesday"
      And the backup positions of Sales are noted as "before"
      When <kind> backup "side" of Sales is taken
      Then the backup positions of Sales are as noted in "before"
      And the files of Sales include
        | name   | base |
        | sales  | base |
        | sales2 | base |
      And the backup history of Sales include
        | type   | copy-only |
        | <type> | yes       |

      @needs:sql
      Examples: by SQL Server
        | kind                       | type |
        | a native copy-only         | D    |
        | a native copy-only log     | L    |
        | a T-SQL copy-only snapshot | D    |

      @needs:sql-writer
      Examples: through VSS
        | kind        | type |
        | a copy-only | D    |

    Scenario Outline: Base and log positions across <kind> backup that is not copy-only
      Given rows 111-120 of Sales are set to "tuesday"
      And the backup positions of Sales are noted as "before"
      When <kind> backup "side" of Sales is taken
      Then the backup positions of Sales differ from those noted in "before"

      @needs:sql
      Examples: by SQL Server
        | kind             |
        | a native full    |
        | a native log     |
        | a T-SQL snapshot |

      @needs:sql-writer
      Examples: through VSS
        | kind   |
        | a full |

    Scenario Outline: Full backups on record after <kind> backup
      When <kind> backup "side" of Sales is taken
      Then the backup history of Sales are exactly
        | type | copy-only | snapshot   |
        | D    | no        | no         |
        | L    | no        | no         |
        | D    | yes       | <snapshot> |

      @needs:sql
      Examples: by SQL Server
        | kind                       | snapshot |
        | a native copy-only         | no       |
        | a T-SQL copy-only snapshot | yes      |

      @needs:sql-writer
      Examples: through VSS
        | kind        | snapshot |
        | a copy-only | yes      |
