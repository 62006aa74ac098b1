@needs:sql
Feature: Files that came back without VSS
  A copy of the files, made while the writes were suspended, comes back as a noncomponent-based backup
  does: attached, whole, and at its end (SQLW-NCB-10 to -13).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Stock    | D:   | D:  | SIMPLE   |
    And rows 1-100 of Stock are set to "base"

  @SQLW-NCB-10
  Rule: No log backup can be restored on a database whose files were attached

    Background:
      Given a file copy without metadata "side" of Stock is taken
      And Stock is altered
        | set recovery model | FULL |
      And a native full backup "full1" of Stock is taken

    Example: A log backup that begins after the copy
      Given rows 101-110 of Stock are set to "later"
      And a native log backup "log1" of Stock is taken
      And Stock is altered
        | detach |
      When Stock of the snapshot backup "side" is restored as Stock by attaching its files
      And the native backup "log1" is restored as Stock with recovery
      Then the native restore is refused with SQL error 3117
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-NCB-11
  Rule: No differential backup can be restored on a database whose files were attached

    Background:
      Given a file copy without metadata "side" of Stock is taken
      And a native full backup "full1" of Stock is taken
      And rows 51-110 of Stock are set to "later"

    Example: A differential backup that was taken after the copy
      Given a native differential backup "diff1" of Stock is taken
      And Stock is altered
        | detach |
      When Stock of the snapshot backup "side" is restored as Stock by attaching its files
      And the native backup "diff1" is restored as Stock with recovery
      Then the native restore is refused with SQL error 3117
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-NCB-12
  Rule: The files can be put in place when the database is detached or dropped

    Background:
      Given a file copy without metadata "side" of Stock is taken
      And rows 1-100 of Stock are set to "later"

    Example: The database is in use
      When Stock of the snapshot backup "side" is restored as Stock by attaching its files
      Then the native restore is refused with SQL error 5120
      And Stock holds exactly
        | rows  | text  |
        | 1-100 | later |

    Scenario Outline: The database is taken out of the instance by a <removal>
      Given Stock is altered
        | <removal> |
      When Stock of the snapshot backup "side" is restored as Stock by attaching its files
      Then the native restore is granted
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: removals
        | removal |
        | detach  |
        | drop    |

  @SQLW-NCB-13
  Rule: Files are attached once they are in place

    Example: Files that are in place
      Given a file copy without metadata "side" of Stock is taken
      And Stock is altered
        | drop |
      When Stock of the snapshot backup "side" is restored as Stock by attaching its files
      Then Stock is ONLINE
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: Files that are not there
      Given Stock is altered
        | drop |
      When Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the change is refused with SQL error 5120
      And Stock is not there
