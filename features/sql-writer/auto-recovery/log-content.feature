Feature: What a shorter log saves, and what it costs
  Blocks that are not in the copy any more need not be kept when the database overwrites them. Whoever
  wants to read old records in the log of the copy leaves it whole (SQLW-ARS-16, -18).

  Background:
    Given a SQL Server SRV1

  @SQLW-ARS-16 @needs:sql-writer
  Rule: With a shorter log in the copy, less has to be copied when the database writes its log

    Background:
      Given the databases
        | database | data | log | recovery | MB | log MB |
        | Sales    | D:   | E:  | SIMPLE   | 64 | 8      |
      And Sales is altered
        | grow file to MB | sales_log | 64 |

    Example: The log of the copy is shortened
      Given an app-rollback snapshot "base" of Sales is taken
      When 900 extents side by side of file sales of Sales are filled with "later" and noted as "load"
      Then shadow storage of volume E: has taken at least 1 MB
      And shadow storage of volume E: has taken at most 5 MB
      And the files of Sales in the shadow copy of "base" include
        | path               | MB        |
        | E:\\log\\sales.ldf | at most 5 |

    Example: The log of the copy is left as it was
      Given the registry value "DisableLogShrink" under "HKLM\SYSTEM\CurrentControlSet\Services\SQLWriter\Settings" is set to 1
      And an app-rollback snapshot "base" of Sales is taken
      When 900 extents side by side of file sales of Sales are filled with "later" and noted as "load"
      Then shadow storage of volume E: has taken at least 7 MB
      And the files of Sales in the shadow copy of "base" include
        | path               | MB |
        | E:\\log\\sales.ldf | 64 |

  @SQLW-ARS-18 @needs:sql-writer
  Rule: With the log left as it was, old records can be read in the copy

    Background:
      Given the databases
        | database | data | log   | recovery | log MB |
        | Sales    | D:   | E: G: | SIMPLE   | 8      |
      And Sales is altered
        | shrink file to MB | sales_log  | 4  |
        | grow file to MB   | sales_log  | 5  |
        | grow file to MB   | sales_log2 | 64 |
      And rows 1-9000 of Sales are set to "the first text of a page that is written so often that the log of the database has filled its first megabytes with it soon, and goes on behind them"

    Scenario Outline: The log of the copy <case>
      Given rows 1-9000 of Sales are set to "the other text of a page that is written so often that the log of the database has filled its first megabytes with it soon, and goes on behind them"
      And row 1 of Sales is set to "as it was at noon"
      And rows 2-9000 of Sales are set to "the third text of a page that is written so often that the log of the database has filled its first megabytes with it soon, and goes on behind them"
      And the registry value "DisableLogShrink" under "HKLM\SYSTEM\CurrentControlSet\Services\SQLWriter\Settings" is set to <value>
      When an app-rollback snapshot "base" of Sales is taken
      Then in backup "base" the log of Sales <found> "as it was at noon"
      And the files of Sales in the shadow copy of "base" include
        | path               | MB   |
        | E:\\log\\sales.ldf | <MB> |

      Examples: either way
        | case              | value | found       | MB         |
        | is left as it was | 1     | hold        | at least 5 |
        | is shortened      | 0     | do not hold | at most 4  |
