@needs:sql-writer
Feature: What a requestor asks for
  Shadow copies come when a requestor asks for them, each of the volumes it names, and go when it asks for
  that (SQLW-VSS-03, -11, -12).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-VSS-03
  Rule: A requestor asks for one snapshot set or several, each of one volume or several

    Example: Two volumes first, a third one later
      Given a plain shadow copy "first" of D: and E: is taken
      When a plain shadow copy "second" of F: is taken
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | first  |
        | E:     | first  |
        | F:     | second |

    Example: The second set takes in the volumes of the first one anew
      Given a plain shadow copy "first" of D: and E: is taken
      When a plain shadow copy "second" of D: and E: is taken
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | first  |
        | D:     | second |
        | E:     | first  |
        | E:     | second |

  @SQLW-VSS-11
  Rule: Shadow copies are created when the requestor calls for them, and not before

    Background:
      Given the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Sales |
        | StartSnapshotSet     |       |
        | AddToSnapshotSet     | D:    |
        | AddToSnapshotSet     | E:    |

    Example: The writers have prepared
      When the requestor calls
        | PrepareForBackup |  |
      And 30 seconds pass
      Then the shadow copies are exactly
        | volume |
      And the results of the calls are exactly
        | call             | code |
        | PrepareForBackup | S_OK |
      And the events of the conversation include
        | who             | what             | of      |
        | SqlServerWriter | PrepareForBackup | handled |

    Example: The requestor has called DoSnapshotSet
      When the requestor calls
        | PrepareForBackup |  |
        | DoSnapshotSet    |  |
      Then the shadow copies are exactly
        | volume |
        | D:     |
        | E:     |

  @SQLW-VSS-12
  Rule: Shadow copies go when the requestor calls for it, and not because a writer has gone

    Scenario Outline: The operator <acts> the SQL Writer
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      And a plain shadow copy "other" of F: is taken
      And the operator <acts> the service SQLWriter
      And 120 seconds pass
      When the requestor deletes the shadow copies of backup "other"
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |

      Examples: ways to go
        | acts     |
        | restarts |
        | kills    |

    Example: The SQL Writer dies
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      And the service SQLWriter stops
      And a plain shadow copy "other" of F: is taken
      And 120 seconds pass
      When the requestor deletes the shadow copies of backup "other"
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |

    Example: The requestor deletes them
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      When the requestor deletes the shadow copies of backup "base"
      Then the shadow copies are exactly
        | volume |
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
