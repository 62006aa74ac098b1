Feature: What a backup of volumes cannot do
  Everything that hangs on a component is out of reach where none is selected: roll-forward,
  differentials, other places, other names, copy-only backups, recovered snapshots (SQLW-SUP-09, -10,
  -42, -44, -46, -48, -50, -52, -54).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Sales    | D:   | D:  | SIMPLE   |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-09 @needs:sql-writer
  Rule: A backup of volumes supports databases of the SIMPLE recovery model only

    Background:
      Given the databases
        | database | data | log | recovery |
        | Hr       | D:   | D:  | FULL     |

    Example: One database of each recovery model
      When a noncomponent backup "side" of D: is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Sales    | yes        |
        | side   | Hr       | no         |
      And the entries of the application's catalogue include
        | backup | database | remark says                      |
        | side   | Hr       | unsupported: recovery model FULL |

    Example: The recovery model is changed, and the backup is taken again
      Given a noncomponent backup "side" of D: is taken
      And Hr is altered
        | set recovery model | SIMPLE |
      When a noncomponent backup "monday" of D: is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Sales    | yes        |
        | side   | Hr       | no         |
        | monday | Sales    | yes        |
        | monday | Hr       | yes        |

  @SQLW-SUP-10 @needs:sql-writer
  Rule: After a restore of volumes there is no roll-forward

    Background:
      Given a noncomponent backup "side" of D: is taken
      And Sales is altered
        | set recovery model | FULL |
      And a native full backup "full1" of Sales is taken

    Scenario Outline: A <kind> backup on top of a database that came back with its volume
      Given a native <kind> backup "more" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "side" is restored
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      And the native backup "more" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: kinds
        | kind         |
        | log          |
        | differential |

  @SQLW-SUP-10 @needs:sql
  Rule: After files were attached there is no roll-forward

    Background:
      Given Sales is altered
        | set recovery model | FULL |
      And a native full backup "full1" of Sales is taken
      And a file copy without metadata "side" of Sales is taken

    Scenario Outline: A <kind> backup on top of a database that was attached
      Given rows 101-110 of Sales are set to "later"
      And a native <kind> backup "more" of Sales is taken
      And Sales is altered
        | drop |
      When Sales of the snapshot backup "side" is restored as Sales by attaching its files
      And the native backup "more" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: kinds
        | kind         |
        | log          |
        | differential |

  @SQLW-SUP-42 @needs:sql-writer
  Rule: A restore of volumes without recovery is not supported

    Background:
      Given a noncomponent backup "side" of D: is taken
      And Sales is altered
        | set recovery model | FULL |
      And a native full backup "full1" of Sales is taken

    Example: No recovery is asked for
      Given Sales is altered
        | drop |
      When the backup "side" is restored with
        | additional restores | all |
      Then the restore shows
        | state | failed |
      And the databases of INST1 do not include
        | name  |
        | Sales |

    Example: A log backup after a restore that asked for no recovery
      Given a native log backup "log1" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "side" is restored with
        | additional restores | all |
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3118
      And Sales is not there

  @SQLW-SUP-44 @needs:sql-writer
  Rule: A differential backup of volumes is not supported

    Example: A full backup of volumes is there as a base
      Given a noncomponent backup "side" of D: is taken
      And rows 101-110 of Sales are set to "later"
      When a noncomponent backup "monday" of D: is taken with
        | type | differential |
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the events of the conversation do not include
        | what           |
        | AddPartialFile |
      And the entries of the application's catalogue are exactly
        | backup | type         |
        | side   | noncomponent |

    Example: A full backup of the database is there as a base
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      When a noncomponent backup "monday" of D: is taken with
        | type | differential |
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the backup history of Sales are exactly
        | name | type |
        | base | D    |
      And the entries of the application's catalogue are exactly
        | backup | type |
        | base   | full |

  @SQLW-SUP-46 @needs:sql-writer
  Rule: No differential is restored on top of a restore of volumes

    Background:
      Given a full backup "base" of Sales is taken
      And a noncomponent backup "side" of D: is taken
      And rows 101-110 of Sales are set to "later"

    Example: A differential of the database, after its files came back with the volume
      Given a differential backup "monday" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "side" is restored
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      And the backup "monday" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The differential on top of the base that it was made for
      Given a differential backup "monday" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

  @SQLW-SUP-48 @needs:sql-writer
  Rule: A restore of volumes to another place is not supported

    Background:
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Sales are set to "later"
      And Sales is altered
        | detach |

    Example: A new target for the files of a database
      Given the files in D:\data are noted as "before"
      When the backup "side" is restored with
        | new target | Sales D:\\data -> G:\\data |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the files in D:\data are as noted in "before"
      And the events of the conversation do not include
        | who             | what       |
        | SqlServerWriter | PreRestore |

    Example: The call that would set the new target
      When the requestor calls
        | InitializeForRestore | side                       |
        | GatherWriterMetadata |                            |
        | AddNewTarget         | Sales D:\\data -> G:\\data |
      Then the results of the calls are exactly
        | call                 | code                   |
        | InitializeForRestore | S_OK                   |
        | GatherWriterMetadata | S_OK                   |
        | AddNewTarget         | VSS_E_OBJECT_NOT_FOUND |

  @SQLW-SUP-50 @needs:sql-writer
  Rule: A restore of volumes under another name is not supported

    Background:
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Sales are set to "later"
      And Sales is altered
        | detach |

    Example: A new name for a database
      Given the files in D:\data are noted as "before"
      When the backup "side" is restored with
        | new name | Copy |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the files in D:\data are as noted in "before"
      And Copy is not there

    Example: The call that would set the new name
      When the requestor calls
        | InitializeForRestore | side                              |
        | GatherWriterMetadata |                                   |
        | SetRestoreOptions    | Sales "New Component Name"="Copy" |
      Then the results of the calls are exactly
        | call                 | code                   |
        | InitializeForRestore | S_OK                   |
        | GatherWriterMetadata | S_OK                   |
        | SetRestoreOptions    | VSS_E_OBJECT_NOT_FOUND |

  @SQLW-SUP-52 @needs:sql-writer
  Rule: A copy-only backup of volumes is not supported

    Example: A volume with one database
      Given a full backup "base" of Sales is taken
      When a noncomponent backup "side" of D: is taken with
        | type | copy |
      Then the backup shows
        | state | failed |
      And the backup history of Sales are exactly
        | name | type | copy-only |
        | base | D    | no        |
      And the entries of the application's catalogue are exactly
        | backup | type |
        | base   | full |

  @SQLW-SUP-54 @needs:sql-writer
  Rule: In a snapshot of volumes for app-rollback, no database is recovered

    Background:
      Given transaction T1 sets row 5 of Sales to "dirty" and stays open
      And Sales is altered
        | checkpoint |

    Example: The bytes of the shadow copy
      When a noncomponent app-rollback snapshot "side" of D: is taken
      Then in backup "side" the pages of Sales hold "dirty"
      And the events of the conversation do not include
        | who   | what      | of    |
        | INST1 | attached  | Sales |
        | INST1 | recovered | Sales |
      And the backup shows
        | writer state | VSS_WS_STABLE |
        | writer code  | S_OK          |

    Example: The database is attached where it lies
      When a noncomponent app-rollback snapshot "side" of D: is taken
      And Sales in backup "side" is attached as Copy where it lies
      Then the attachment is refused with SQL error 5120
      And Copy is not there
