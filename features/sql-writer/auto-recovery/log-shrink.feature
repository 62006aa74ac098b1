Feature: The log of a recovered snapshot
  The log of the copy is shortened, which saves shadow storage; a value in the registry leaves it as long
  as it was, for whoever wants to read it (SQLW-ARS-15 to -18).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Sales    | D:   | E:  | SIMPLE   |
    And Sales is altered
      | grow file to MB | sales_log | 64 |

  @SQLW-ARS-15 @needs:sql-writer
  Rule: The log of the copy is shortened unless somebody has said otherwise, and only that of the copy

    Example: Nothing in the registry
      When an app-rollback snapshot "base" of Sales is taken
      Then the files of Sales in the shadow copy of "base" include
        | path               | MB         |
        | E:\\log\\sales.ldf | at most 32 |
      And the files of Sales include
        | name      | MB |
        | sales_log | 64 |

    Example: The value 0 in the registry
      Given the registry value "DisableLogShrink" under "HKLM\SYSTEM\CurrentControlSet\Services\SQLWriter\Settings" is set to 0
      When an app-rollback snapshot "base" of Sales is taken
      Then the files of Sales in the shadow copy of "base" include
        | path               | MB         |
        | E:\\log\\sales.ldf | at most 32 |
      And the files of Sales include
        | name      | MB |
        | sales_log | 64 |

  @SQLW-ARS-17 @needs:sql-writer
  Rule: DisableLogShrink of 1 under Settings of the service leaves the log as long as it was

    Example: The value under its own key
      Given the registry value "DisableLogShrink" under "HKLM\SYSTEM\CurrentControlSet\Services\SQLWriter\Settings" is set to 1
      And transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      When an app-rollback snapshot "base" of Sales is taken
      Then the files of Sales in the shadow copy of "base" include
        | path               | MB | cleanly shut |
        | E:\\log\\sales.ldf | 64 | yes          |
      And the events of the conversation are in this order, among others
        | who   | what      | of    |
        | INST1 | attached  | Sales |
        | INST1 | recovered | Sales |
        | INST1 | detached  | Sales |

    Example: The value one key above
      Given the registry value "DisableLogShrink" under "HKLM\SYSTEM\CurrentControlSet\Services\SQLWriter" is set to 1
      When an app-rollback snapshot "base" of Sales is taken
      Then the files of Sales in the shadow copy of "base" include
        | path               | MB         |
        | E:\\log\\sales.ldf | at most 32 |
