Feature: Backup snapshots and app-rollback snapshots
  A snapshot for a backup keeps what was under way, since a roll-forward needs it; a snapshot for another
  purpose is recovered (SQLW-ARS-01 to -03, -05, -06, -10).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Sales    | D:   | E:  | FULL     |
    And rows 1-10 of Sales are set to "committed"

  @SQLW-ARS-01 @needs:sql-writer
  Rule: A snapshot for a backup is unrecovered: what was open is in its pages until recovery takes it out

    Background:
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      And Sales is altered
        | checkpoint |

    Example: The files in the shadow copy
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then in backup "base" the pages of Sales hold "half done"
      And the files of Sales in the shadow copy of "base" are exactly
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | no           |
        | E:\\log\\sales.ldf  | no           |

    Example: Recovery of a copy that can be written to
      Given a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      When Sales in backup "base" is attached as Copy after a copy to volume X:
      Then Copy holds exactly
        | rows | text      |
        | 1-10 | committed |
      And the errors in Copy are exactly
        | error |

  @SQLW-ARS-02 @needs:sql-writer
  Rule: An unrecovered database cannot be attached from a shadow copy, which is read-only

    Background:
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      And Sales is altered
        | checkpoint |
      And a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |

    Example: Attached where it lies
      Given the files of Sales in the shadow copy of "base" are noted as "frozen"
      When Sales in backup "base" is attached as Copy where it lies
      Then the attachment is refused with SQL error 5120
      And Copy is not there
      And the files of Sales in the shadow copy of "base" are as noted in "frozen"

    Example: Attached after a copy to a volume that can be written to
      When Sales in backup "base" is attached as Copy after a copy to volume X:
      Then Copy is ONLINE
      And Copy holds exactly
        | rows | text      |
        | 1-10 | committed |

  @SQLW-ARS-03 @needs:sql-writer
  Rule: Recovery can be a part of making the snapshot

    Background:
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      And Sales is altered
        | checkpoint |

    Example: The snapshot as soon as it is there, and the database that goes on
      When an app-rollback snapshot "base" of Sales is taken
      And transaction T2 commits
      Then the files of Sales in the shadow copy of "base" are exactly
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |
        | E:\\log\\sales.ldf  | yes          |
      And Sales holds exactly
        | rows  | text      |
        | 1-10  | committed |
        | 11-20 | half done |

    Example: It is attached at once
      Given an app-rollback snapshot "base" of Sales is taken
      When Sales in backup "base" is attached as Copy where it lies
      Then Copy is ONLINE
      And Copy holds exactly
        | rows | text      |
        | 1-10 | committed |

  @SQLW-ARS-05 @needs:sql-writer
  Rule: The application says whether the snapshot is for a backup or for an application to use

    Background:
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open

    Example: One snapshot of each kind, of the same state
      Given Sales is altered
        | checkpoint |
      And a full backup "monday" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      When an app-rollback snapshot "base" of Sales is taken
      Then in backup "monday" the pages of Sales hold "half done"
      And the files of Sales in the shadow copy of "monday" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | no           |
      And the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |

    Example: The one for a backup, rolled forward over the commit that came later
      Given a full backup "base" of Sales is taken
      And transaction T2 commits
      And a native log backup "log1" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is granted
      And Sales holds exactly
        | rows  | text      |
        | 1-10  | committed |
        | 11-20 | half done |

    Example: The one for an application, which takes no log
      Given an app-rollback snapshot "base" of Sales is taken
      And transaction T2 commits
      And a native full backup "side" of Sales is taken
      And a native log backup "log1" of Sales is taken
      When Sales in backup "base" is attached as Copy after a copy to volume X:
      And the native backup "log1" is restored as Copy with recovery
      Then the native restore is refused with SQL error 3117

  @SQLW-ARS-06 @needs:sql-writer
  Rule: Only the attribute for rollback recovery tells that a snapshot is for something else than a backup

    Background:
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      And Sales is altered
        | checkpoint |

    Example: A persistent snapshot without the attribute
      When the requestor calls
        | InitializeForBackup  |                           |
        | SetContext           | CLIENT_ACCESSIBLE_WRITERS |
        | SetBackupState       | full                      |
        | GatherWriterMetadata |                           |
        | AddComponent         | Sales                     |
        | StartSnapshotSet     |                           |
        | AddToSnapshotSet     | D:                        |
        | AddToSnapshotSet     | E:                        |
        | PrepareForBackup     |                           |
        | DoSnapshotSet        |                           |
      Then the shadow copies are exactly
        | volume | attribute set              | attribute not set                  |
        | D:     | VSS_VOLSNAP_ATTR_PERSISTENT | VSS_VOLSNAP_ATTR_ROLLBACK_RECOVERY |
        | E:     | VSS_VOLSNAP_ATTR_PERSISTENT | VSS_VOLSNAP_ATTR_ROLLBACK_RECOVERY |
      And the files of Sales in the shadow copy of "requestor" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | no           |
      And the events of the conversation do not include
        | who   | what     | of    |
        | INST1 | attached | Sales |

    Example: A persistent snapshot with the attribute
      When an app-rollback snapshot "base" of Sales is taken
      Then the shadow copies are exactly
        | volume | attribute set                      |
        | D:     | VSS_VOLSNAP_ATTR_ROLLBACK_RECOVERY |
        | E:     | VSS_VOLSNAP_ATTR_ROLLBACK_RECOVERY |
      And the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |
      And the events of the conversation are in this order, among others
        | who         | what        | of              |
        | coordinator | PostSnapshot | SqlServerWriter |
        | INST1       | attached    | Sales           |
        | INST1       | detached    | Sales           |

  @SQLW-ARS-10 @needs:sql-writer
  Rule: A snapshot for a backup is never recovered

    Background:
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open

    Example: The bytes before and after PostSnapshot
      Given after Thaw, the files of Sales in the shadow copy of "base" are noted as "frozen"
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then the files of Sales in the shadow copy of "base" are as noted in "frozen"
      And the events of the conversation do not include
        | who   | what     | of    |
        | INST1 | attached | Sales |
      And the events of the conversation include
        | who             | what         | of      |
        | SqlServerWriter | PostSnapshot | handled |

    Example: A log backup over the commit that came after the snapshot
      Given a full backup "base" of Sales is taken
      And transaction T2 commits
      And a native log backup "log1" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is granted
      And Sales holds exactly
        | rows  | text      |
        | 1-10  | committed |
        | 11-20 | half done |
