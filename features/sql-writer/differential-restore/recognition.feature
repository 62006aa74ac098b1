Feature: A differential restore is a restore like any other
  The type in the document is all that says it is a differential. SQL Server then does what it does
  for a native one, and the writer does what it always does (SQLW-DRS-01 to -03).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | MB |
      | Sales    | D: F: | E:  | 8  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DRS-01 @needs:sql-writer
  Rule: The document that the requestor hands back carries the type of the backup

    Background:
      Given a full backup "base" of Sales is taken
      And rows 51-110 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken

    Example: The document is whole
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-110 | monday |
      And the document of "monday" says "differential"

    Scenario Outline: The files in <folder> when the document names no type
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the files in <folder> are noted as "before"
      When the backup "monday" is restored with
        | document | without type |
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | copied bytes | 0                            |
      And the files in <folder> are as noted in "before"

      Examples: folders
        | folder   |
        | D:\\data |
        | F:\\data |
        | E:\\log  |

    Example: The document has a damaged page
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the file X:\vss\monday\components.xml has a damaged page
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales is RESTORING

    Example: The document is damaged
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the files in D:\data are noted as "before"
      And the components document of backup "monday" is damaged
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the files in D:\data are as noted in "before"

  @SQLW-DRS-02 @needs:sql-writer
  Rule: SQL Server recognises the differential by itself, and the writer does nothing special

    Background:
      Given 20 extents side by side of file sales of Sales are filled with "base" and noted as "all"
      And a full backup "base" of Sales is taken
      And 4 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"

    Example: Extents of the base that the differential does not have
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | base   | 16      |
        | monday | 4       |
      And the errors in Sales are exactly
        | error |

    Example: What the writer does
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the events of the conversation are in this order, among others
        | who             | what                 | of                     |
        | coordinator     | PreRestore           | SqlServerWriter        |
        | INST1           | prepared for restore | Sales                  |
        | SqlServerWriter | PreRestore           | handled                |
        | coordinator     | PostRestore          | SqlServerWriter        |
        | INST1           | restored             | Sales                  |
        | SqlServerWriter | PostRestore          | handled                |
        | requestor       | phase                | restore initialization |
        | coordinator     | PreRestore           | SqlServerWriter        |
        | INST1           | prepared for restore | Sales                  |
        | SqlServerWriter | PreRestore           | handled                |
        | coordinator     | PostRestore          | SqlServerWriter        |
        | INST1           | restored             | Sales                  |
        | SqlServerWriter | PostRestore          | handled                |
      And Sales is ONLINE

    Example: What the files are before the requestor copies
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then 8192 bytes of D:\data\sales.mdf from 0 on are not zero
      And the files in D:\data are exactly
        | path                | MB | open by |
        | D:\\data\\sales.mdf | 8  |         |
      And Sales is RESTORING
      And the restore shows
        | copied bytes | 0 |

  @SQLW-DRS-03
  Rule: A differential that is restored through VSS leaves what a native one leaves

    @needs:sql-writer
    Example: A differential through VSS on the base of VSS
      Given a full backup "base" of Sales is taken
      And rows 51-110 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-110 | monday |
      And the errors in Sales are exactly
        | error |

    @needs:sql-writer
    Example: A native differential on the base of VSS
      Given a full backup "base" of Sales is taken
      And rows 51-110 of Sales are set to "monday"
      And a native differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-110 | monday |
      And the errors in Sales are exactly
        | error |

    @needs:sql-writer
    Example: A differential through VSS on another base
      Given a full backup "base" of Sales is taken
      And a full backup "side" of Sales is taken
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed |
        | message says | 3136   |

    @needs:sql
    Example: A native differential on the base of a T-SQL snapshot
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 51-110 of Sales are set to "monday"
      And a native differential backup "monday" of Sales is taken
      And Sales of the snapshot backup "base" is restored as Sales without recovery
      When the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-110 | monday |

    @needs:sql
    Example: A native differential on another T-SQL snapshot
      Given a T-SQL snapshot backup "base" of Sales is taken
      And a T-SQL snapshot backup "side" of Sales is taken
      And a native differential backup "monday" of Sales is taken
      And Sales of the snapshot backup "base" is restored as Sales without recovery
      When the native backup "monday" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3136
      And Sales is RESTORING
