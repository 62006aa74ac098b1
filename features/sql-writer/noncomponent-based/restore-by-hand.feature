@needs:sql-writer
Feature: Restoring volumes by hand
  A noncomponent-based restore is a copy of files: it needs the files out of use, comes before the
  database is attached, and does not concern the writer (SQLW-NCB-12 to -14).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Stock    | D:   | D:  | SIMPLE   |
    And rows 1-100 of Stock are set to "base"

  @SQLW-NCB-12
  Rule: The files are copied while the instance is offline, or the database is dropped or detached

    Background:
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Stock are set to "later"

    Example: The database is in use
      When the backup "side" is restored
      Then the restore shows
        | state        | failed                  |
        | code         | ERROR_SHARING_VIOLATION |
        | copied bytes | 0                       |
      And Stock holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The instance is stopped
      Given the instance INST1 is stopped
      When the backup "side" is restored
      And the instance INST1 is started
      Then the restore shows
        | state | completed |
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

    Scenario Outline: The database is taken out of the instance by a <removal>
      Given Stock is altered
        | <removal> |
      When the backup "side" is restored
      And Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the restore shows
        | state | completed |
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: removals
        | removal |
        | detach  |
        | drop    |

  @SQLW-NCB-13
  Rule: First the files are copied into place, and then the database is attached

    Background:
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Stock are set to "later"
      And Stock is altered
        | drop |

    Example: The database is attached after the copy
      Given the backup "side" is restored
      When Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the change is granted
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The database is attached before the copy
      When Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the change is refused with SQL error 5120
      And Stock is not there

    Example: The database is attached while the copy is going on
      Given while restoring, Stock is altered
        | attach from | D:\\data\\stock.mdf |
      When the backup "side" is restored
      Then the change is refused with SQL error 5120
      And Stock is not there

    Example: The database is attached after a copy that ended half way
      Given the backup "side" is restored with
        | crashes | while restoring |
      When Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the change is refused with SQL error 5120
      And Stock is not there

    Scenario Outline: <path> has vanished after the copy
      Given the backup "side" is restored
      And the file <path> is deleted
      When Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the change is refused with SQL error 5120
      And Stock is not there

      Examples: files
        | path                |
        | D:\\data\\stock.mdf |
        | D:\\log\\stock.ldf  |

  @SQLW-NCB-14
  Rule: No step of a noncomponent-based restore concerns the writer

    Background:
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Stock are set to "later"
      And Stock is altered
        | detach |

    Example: The writer is stopped
      Given the operator stops the service SQLWriter
      When the backup "side" is restored
      And Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then Stock holds exactly
        | rows  | text |
        | 1-100 | base |
      And the restore shows
        | state | completed |

    Example: The writer is running
      When the backup "side" is restored
      And Stock is altered
        | attach from | D:\\data\\stock.mdf |
      Then the events of the conversation do not include
        | who             | what        |
        | SqlServerWriter | PreRestore  |
        | SqlServerWriter | PostRestore |
        | coordinator     | PreRestore  |
        | coordinator     | PostRestore |
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: A backup that needs the writer fails where the copy does not
      Given the backup "side" is restored
      And the service SQLWriter stops
      When Stock is altered
        | attach from | D:\\data\\stock.mdf |
      And a full backup "base" of Stock is taken
      Then the backup shows
        | state | failed |
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |
