Feature: The base of a differential
  Every differential has exactly one base: the newest full backup of its database, whoever took it.
  Whoever restores must have that one (SQLW-DIF-06, -08, -13 to -16).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
      | Hr       | G: G: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DIF-06
  Rule: A differential is refused before anything is frozen when one of its databases has no base

    @needs:sql-writer
    Example: One database of two was never backed up in full
      Given a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales and Hr is taken
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | message says | Hr                              |
      And the shadow copies are exactly
        | volume |
      And the files of Sales include
        | name  | base |
        | sales | base |

    @needs:sql-writer
    Example: The database with a base alone
      Given a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the backup completed
      And the partial files in the document of "monday" are exactly
        | component | name       |
        | Sales     | sales.mdf  |
        | Sales     | sales2.ndf |

    @needs:sql
    Example: A native differential of a database that was never backed up in full
      When a native differential backup "monday" of Hr is taken
      Then the native backup is refused with SQL error 3035
      And the backup history of Hr are exactly
        | name |

  @SQLW-DIF-08 @needs:sql-writer
  Rule: A database whose files have bases of their own gets no differential until it has one base again

    Background:
      Given a full backup "base" of Hr is taken
      And a native secondary-files backup "side" of Hr is taken

    Example: Two files with two bases
      When a differential backup "monday" of Hr is taken
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | message says | base                            |
      And the files of Hr include
        | name | base |
        | hr   | base |
        | hr2  | side |
      And the shadow copies are exactly
        | volume |

    Example: A new full backup of the whole database
      Given a full backup "tuesday" of Hr is taken
      When a differential backup "monday" of Hr is taken
      Then the partial files in the document of "monday" are exactly
        | name    |
        | hr.mdf  |
        | hr2.ndf |
      And the files of Hr include
        | name | base    |
        | hr   | tuesday |
        | hr2  | tuesday |

  @SQLW-DIF-13
  Rule: The base of a differential is the newest full backup of the database

    @needs:sql-writer
    Example: Two full backups
      Given a full backup "base" of Sales is taken
      And 3 extents side by side of file sales of Sales are filled with "between" and noted as "old"
      And a full backup "tuesday" of Sales is taken
      And 2 extents side by side of file sales2 of Sales are filled with "monday" and noted as "new"
      When a differential backup "monday" of Sales is taken
      Then the entries of the application's catalogue include
        | backup | database | base    |
        | monday | Sales    | tuesday |
      And the files on the medium of "monday" include
        | path                 | bytes            |
        | D:\\data\\sales.mdf  | at most 524288   |
        | F:\\data\\sales2.ndf | at least 131072 |

    @needs:sql-writer
    Example: The differential is restored on the newer of two full backups
      Given a full backup "base" of Sales is taken
      And rows 1-50 of Sales are set to "between"
      And a full backup "tuesday" of Sales is taken
      And a differential backup "monday" of Sales is taken
      And the backup "tuesday" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text    |
        | 1-50   | between |
        | 51-100 | base    |

    @needs:sql
    Example: A native differential after two full backups
      Given a native full backup "base" of Sales is taken
      And a native full backup "tuesday" of Sales is taken
      When a native differential backup "monday" of Sales is taken
      Then the backup history of Sales include
        | name   | base    |
        | monday | tuesday |
      And the files of Sales include
        | name   | base    |
        | sales  | tuesday |
        | sales2 | tuesday |

  @SQLW-DIF-14 @needs:sql-writer
  Rule: SQL Server sees at the restore that a differential does not belong to the base it is put on

    Background:
      Given a full backup "base" of Sales is taken
      And a full backup "tuesday" of Sales is taken
      And a differential backup "monday" of Sales is taken

    Example: The older of two full backups and then the differential
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed                       |
        | writer state | VSS_WS_FAILED_AT_PRE_RESTORE |
        | message says | 3136                         |
        | copied bytes | 0                            |
      And Sales is RESTORING

    Scenario Outline: What a refused differential has changed in <folder>
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the files in <folder> are noted as "before"
      When the backup "monday" is restored
      Then the restore failed
      And the files in <folder> are as noted in "before"

      Examples: folders
        | folder   |
        | D:\\data |
        | F:\\data |
        | E:\\log  |

  @SQLW-DIF-14 @needs:sql
  Rule: A native differential is compared with the base it is put on in the same way

    Background:
      Given a native full backup "base" of Sales is taken
      And a native full backup "tuesday" of Sales is taken

    Example: The older of two native full backups and then the differential
      Given a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3136
      And Sales is RESTORING

    Example: The newer of two native full backups and then the differential
      Given rows 51-100 of Sales are set to "monday"
      And a native differential backup "monday" of Sales is taken
      And the native backup "tuesday" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-100 | monday |

  @SQLW-DIF-15
  Rule: The backup application makes sure that a differential rests on its own full backup

    @needs:sql-writer
    Example: Another tool has taken a full backup in between
      Given a full backup "base" of Sales is taken
      And a native full backup "side" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the findings about the backup include
        | about | says                                  |
        | Sales | the differential rests on another base |
      And the entries of the application's catalogue do not include
        | backup | base |
        | monday | base |
      And the files of Sales include
        | name  | base |
        | sales | side |

    @needs:sql-writer
    Example: The application does not compare
      Given a full backup "base" of Sales is taken
      And a native full backup "side" of Sales is taken
      And a differential backup "monday" of Sales is taken with
        | neglects | verify the base |
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed |
        | message says | 3136   |
      And the entries of the application's catalogue include
        | backup | base |
        | monday | base |

    @needs:sql-writer
    Example: Nobody else has taken a full backup
      Given a full backup "base" of Sales is taken
      And a native copy-only backup "side" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the findings about the backup are exactly
        | about |
      And the entries of the application's catalogue include
        | backup | database | base | restorable |
        | monday | Sales    | base | yes        |

    @needs:sql
    Example: The history says who took the base
      Given a native full backup "base" of Sales is taken
      And a T-SQL snapshot backup "side" of Sales is taken
      When a native differential backup "monday" of Sales is taken
      Then the backup history of Sales include
        | name   | base |
        | monday | side |

  @SQLW-DIF-16
  Rule: A full backup that somebody else takes leaves the application with differentials it cannot restore

    @needs:sql-writer
    Example: The full backup of the other tool is a normal one
      Given a full backup "base" of Sales is taken
      And a native full backup "side" of Sales is taken
      And rows 51-100 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed |
        | message says | 3136   |

    @needs:sql-writer
    Example: The full backup of the other tool is a copy
      Given a full backup "base" of Sales is taken
      And a native copy-only backup "side" of Sales is taken
      And rows 51-100 of Sales are set to "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-100 | monday |

    @needs:sql
    Scenario Outline: Native backups, and a <kind> in between
      Given a native full backup "base" of Sales is taken
      And a <kind> backup "side" of Sales is taken
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the native restore is <outcome>
      And Sales is <state>

      Examples: a backup of another tool
        | kind                     | outcome                     | state     |
        | native full              | refused with SQL error 3136 | RESTORING |
        | T-SQL snapshot           | refused with SQL error 3136 | RESTORING |
        | native copy-only         | granted                     | ONLINE    |
        | T-SQL copy-only snapshot | granted                     | ONLINE    |
