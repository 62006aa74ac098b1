Feature: The end of a backup
  A full backup is the base of later differentials from its BackupComplete on, and only then. What the restore
  needs lies beside the data (SQLW-BKP-42 to -51).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-BKP-42
  Rule: With BackupComplete a full backup becomes the base of differentials

    @needs:sql-writer
    Scenario Outline: The application ends <moment>
      Given a full backup "old" of Sales is taken
      When a full backup "base" of Sales is taken with
        | crashes | <moment> |
      Then the backup shows
        | code | requestor-crash |
      And the files of Sales include
        | name  | base   |
        | sales | <base> |

      Examples: moments
        | moment          | base |
        | at the instant  | old  |
        | in PostSnapshot | old  |
        | after copying   | old  |

    @needs:sql-writer
    Example: The application ends after BackupComplete
      Given a full backup "old" of Sales is taken
      When a full backup "base" of Sales is taken with
        | crashes | after BackupComplete |
      Then the backup shows
        | code | requestor-crash |
      And the files of Sales do not include
        | name  | base |
        | sales | old  |
      And the files of Sales do not include
        | name  | base |
        | sales |      |

    @needs:sql-writer
    Example: The next differential
      Given a full backup "old" of Sales is taken
      And row 101 of Sales is set to "before"
      And a full backup "base" of Sales is taken
      And row 102 of Sales is set to "after"
      When a differential backup "monday" of Sales is taken
      Then the entries of the application's catalogue include
        | backup | database | base | restorable |
        | monday | Sales    | base | yes        |
      And the backup history of Sales include
        | name   | type | base |
        | monday | I    | base |

    @needs:sql
    Example: A snapshot backup by T-SQL
      Given a T-SQL snapshot backup "old" of Sales is taken
      And the backup positions of Sales are noted as "old"
      When a T-SQL snapshot backup "base" of Sales is taken
      Then the backup positions of Sales differ from those noted in "old"
      And the files of Sales include
        | name  | base |
        | sales | base |

  @SQLW-BKP-43
  Rule: A copy-only backup does not become the base

    @needs:sql-writer
    Example: A copy-only backup between a full backup and a differential
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a copy-only backup "side" of Sales is taken
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

    @needs:sql-writer
    Example: The base after a copy-only backup
      Given a full backup "base" of Sales is taken
      When a copy-only backup "side" of Sales is taken
      Then the files of Sales include
        | name  | base |
        | sales | base |
      And the backup history of Sales are exactly
        | name | copy-only |
        | base | no        |
        | side | yes       |

    @needs:sql
    Example: A copy-only snapshot backup by T-SQL
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a T-SQL copy-only snapshot backup "side" of Sales is taken
      And a native differential backup "monday" of Sales is taken
      And Sales of the snapshot backup "base" is restored as Sales without recovery
      When the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

  @SQLW-BKP-44
  Rule: Only a full backup becomes the base

    @needs:sql-writer
    Example: The second differential holds what the first one held
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken
      And a differential backup "tuesday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "tuesday" is restored
      Then Sales holds exactly
        | rows    | text   |
        | 1-100   | base   |
        | 101-110 | monday |

    @needs:sql-writer
    Example: The extents of the first differential in the second one
      Given a full backup "base" of Sales is taken
      And 3 extents side by side of file sales of Sales are filled with "monday" and noted as "changed"
      And a differential backup "monday" of Sales is taken
      When a differential backup "tuesday" of Sales is taken
      Then the partial files in the document of "tuesday" include
        | component | name      | covers the extents |
        | Sales     | sales.mdf | changed            |
      And the files of Sales include
        | name  | base |
        | sales | base |

    @needs:sql
    Example: A native differential on a snapshot backup by T-SQL
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "monday"
      When a native differential backup "monday" of Sales is taken
      Then the native backup is granted
      And the files of Sales include
        | name  | base |
        | sales | base |

  @SQLW-BKP-45 @needs:sql-writer
  Rule: It is for the application to send BackupComplete

    Example: An application that sends it
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who       | what           | of                |
        | requestor | read           | shadow copy of E: |
        | requestor | BackupComplete |                   |
        | requestor | Release        |                   |
      And the findings about the backup are exactly
        | about |
      And the files of Sales include
        | name  | base |
        | sales | base |

    Example: An application that releases its interface right after the copy
      When a full backup "base" of Sales is taken with
        | neglects | send backup complete |
      Then the findings about the backup are exactly
        | about     | says                   |
        | requestor | BackupComplete missing |
      And the events of the conversation do not include
        | who         | what           | of              |
        | coordinator | BackupComplete | SqlServerWriter |
      And the files of Sales include
        | name  | base |
        | sales |      |

  @SQLW-BKP-46
  Rule: Without BackupComplete a backup is no base

    @needs:sql-writer
    Scenario Outline: The first backup of a database, whose application <ends>
      Given a full backup "base" of Sales is taken with
        | <option> | <value> |
      And 2 hours pass
      When a differential backup "monday" of Sales is taken
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | copied bytes | 0                               |
      And the files of Sales include
        | name  | base |
        | sales |      |

      Examples: ways to end
        | ends                    | option   | value                |
        | crashes after the copy  | crashes  | after copying        |
        | crashes while it copies | crashes  | while copying        |
        | never sends it          | neglects | send backup complete |

    @needs:sql-writer
    Example: There is an older base
      Given a full backup "old" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a full backup "base" of Sales is taken with
        | crashes | after copying |
      And a differential backup "monday" of Sales is taken with
        | base | old |
      And the backup "old" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    @needs:sql
    Example: The files were copied, and no backup was recorded
      Given a file copy without metadata "base" of Hr is taken
      When a native differential backup "monday" of Hr is taken
      Then the native backup is refused with SQL error 3035
      And the files of Hr include
        | name | base |
        | hr   |      |

  @SQLW-BKP-47 @needs:sql-writer
  Rule: The application keeps the backup components document with the data

    Example: What lies on the medium
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                | part     | bytes           |
        | D:\\data\\sales.mdf | whole    | at least 100000 |
        | E:\\log\\sales.ldf  | whole    | at least 1      |
        | components document | document | at least 1      |
      And the components in the document of "base" are exactly
        | writer          | logical path | name  |
        | SqlServerWriter | SRV1\\INST1  | Sales |

    Example: Each backup has the document of its own
      Given a full backup "base" of Sales is taken
      When a full backup "monday" of Hr is taken
      Then the components in the document of "base" are exactly
        | name  |
        | Sales |
      And the components in the document of "monday" are exactly
        | name |
        | Hr   |

    Example: An application that does not keep it
      Given a full backup "base" of Sales is taken with
        | neglects | save the components document |
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the findings about the backup are exactly
        | about     | says                        |
        | requestor | components document missing |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-BKP-48 @needs:sql-writer
  Rule: The application keeps the metadata of each component with the data

    Example: Two components
      When a full backup "base" of Sales and Hr is taken
      Then the files on the medium of "base" include
        | path  | part     | bytes      |
        | Sales | metadata | at least 1 |
        | Hr    | metadata | at least 1 |
      And the findings about the backup are exactly
        | about |

    Scenario Outline: The metadata of <database> are used
      Given row 1 of Hr is set to "base"
      And a full backup "base" of Sales and Hr is taken
      And row 1 of <database> is set to "later"
      When the backup "base" is restored with
        | components | <database> |
      Then the restore completed
      And <database> holds exactly
        | rows   | text |
        | <rows> | base |

      Examples: databases
        | database | rows  |
        | Sales    | 1-100 |
        | Hr       | 1     |

    Example: An application that does not keep them
      Given a full backup "base" of Sales and Hr is taken with
        | neglects | save the component metadata |
      When the backup "base" is restored with
        | components | Hr |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the findings about the backup are exactly
        | about | says                       |
        | Sales | component metadata missing |
        | Hr    | component metadata missing |

  @SQLW-BKP-49
  Rule: Without the metadata that were kept there is no restore

    @needs:sql-writer
    Scenario Outline: The metadata <damage>
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      And the component metadata of backup "base" <damage>
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales is not there

      Examples: damages
        | damage          |
        | is deleted      |
        | is damaged      |
        | is cut short    |
        | may not be read |

    @needs:sql-writer
    Example: The metadata are deleted, and the database is in use
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the component metadata of backup "base" is deleted
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales is ONLINE
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    @needs:sql-writer
    Example: The metadata are there
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the restore completed
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: The metadata of a snapshot backup by T-SQL are deleted
      Given a T-SQL snapshot backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the file X:\snapshots\base\metadata.bkm is deleted
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3201
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-BKP-50 @needs:sql-writer
  Rule: Shadow copies go when the application releases its interface

    Example: The interface of a backup that is complete
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      When the requestor releases the interface of backup "base"
      Then the shadow copies are exactly
        | volume |
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |

    Example: The interface is kept
      Given 1 hour passes
      When a full backup "base" of Sales is taken with
        | neglects | release the interface |
      And 1 hour passes
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |

    Example: One backup after the other
      Given a full backup "base" of Sales is taken
      And a full backup "monday" of Sales is taken
      When a full backup "tuesday" of Sales is taken
      Then the shadow copies are exactly
        | volume |
      And the files on the medium of "tuesday" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |

  @SQLW-BKP-51 @needs:sql-writer
  Rule: The application deletes the shadow copies of one set, and those of others stay

    Example: Two backups whose shadow copies were kept
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      And rows 1-100 of Sales are set to "later"
      And a full backup "monday" of Sales is taken with
        | neglects | release the interface |
      When the requestor deletes the shadow copies of backup "base"
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | monday |
        | E:     | monday |
      And in backup "monday" the pages of Sales hold "later"

    Example: The older of two sets is still read when the newer one is gone
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      And a full backup "monday" of Sales is taken with
        | neglects | release the interface |
      And rows 1-100 of Sales are set to "later"
      And Sales is altered
        | checkpoint |
      When the requestor deletes the shadow copies of backup "monday"
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |
      And in backup "base" the pages of Sales hold "base"
