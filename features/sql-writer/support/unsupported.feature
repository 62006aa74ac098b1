Feature: What the SQL Writer does not do
  Log backups, parts of databases, single pages, database snapshots and databases that close themselves:
  some are refused, some are left alone (SQLW-SUP-31 to -36, -55 to -58).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-31 @SQLW-SUP-55 @needs:sql-writer
  Rule: The writer makes no log backups, whether databases or volumes are named

    Background:
      Given a native full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"

    Example: A log backup of a database is asked for
      When a log backup "side" of Sales is taken
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | copied bytes | 0                               |
      And the entries of the application's catalogue are exactly
        | backup |
      And the backup history of Sales are exactly
        | name | type |
        | base | D    |
      And the schema flags in the metadata do not include
        | flag       |
        | VSS_BS_LOG |

    Example: A log backup of volumes is asked for
      When a noncomponent backup "side" of D: and E: is taken with
        | type | log |
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the entries of the application's catalogue are exactly
        | backup |
      And the backup history of Sales are exactly
        | name | type |
        | base | D    |

    Scenario Outline: The log is whole after a request for a log backup of <what>
      Given a <backup>
        | type | log |
      And a native log backup "log1" of Sales is taken
      And rows 1-110 of Sales are deleted
      When the native backup "base" is restored as Sales without recovery over what is there
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

      Examples: ways
        | what       | backup                                               |
        | a database | log backup "side" of Sales is taken with             |
        | volumes    | noncomponent backup "side" of D: and E: is taken with |

  @SQLW-SUP-32 @needs:sql-writer
  Rule: There are no backups of files or of filegroups

    Background:
      Given the databases
        | database | data  | log | filegroups      |
        | Stock    | D: F: | E:  | PRIMARY ARCHIVE |

    Example: What a database with two filegroups offers
      When a full backup "base" of Stock is taken
      Then the components in the metadata are exactly
        | logical path | name   |
        | SRV1\\INST1  | master |
        | SRV1\\INST1  | model  |
        | SRV1\\INST1  | msdb   |
        | SRV1\\INST1  | Sales  |
        | SRV1\\INST1  | Stock  |
      And the files on the medium of "base" include
        | path                 | part  |
        | D:\\data\\stock.mdf  | whole |
        | F:\\data\\stock2.ndf | whole |

    Scenario Outline: A <part> is asked for
      When a full backup "base" of <name> is taken
      Then the backup shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | copied bytes | 0                      |
      And the entries of the application's catalogue are exactly
        | backup |

      Examples: parts of databases
        | part                        | name           |
        | filegroup                   | ARCHIVE        |
        | filegroup of a database     | Stock\\ARCHIVE |
        | file of a database          | Stock\\Stock2  |

  @SQLW-SUP-33 @needs:sql-writer
  Rule: There is no restore of single pages

    Background:
      Given a full backup "base" of Sales is taken
      And the errors in Sales are noted as "sound"
      And the file D:\data\sales.mdf has a damaged page

    Example: The application hands a page number over
      Given the errors in Sales are noted as "damaged"
      When the backup "base" is restored with
        | options | "Page"="1:16" |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the errors in Sales are as noted in "damaged"
      And the errors in Sales differ from those noted in "sound"

    Example: The whole database is restored
      Given the errors in Sales are noted as "damaged"
      When the backup "base" is restored
      Then the restore shows
        | state | completed |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the errors in Sales are as noted in "sound"
      And the errors in Sales differ from those noted in "damaged"

  @SQLW-SUP-34 @SQLW-SUP-56 @needs:sql-writer
  Rule: A backup of databases leaves database snapshots alone

    Background:
      Given Sales is altered
        | create snapshot | Evening | D:\\data\\evening.ss |
      And rows 1-100 of Sales are set to "later"

    Example: A database with a database snapshot
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state | completed |
      And the components in the metadata are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | Sales  |
      And the entries of the application's catalogue are exactly
        | backup | database |
        | base   | Sales    |
      And the files on the medium of "base" do not include
        | path                 |
        | D:\\data\\evening.ss |
      And Evening holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The database snapshot is asked for by name
      When a full backup "base" of Evening is taken
      Then the backup shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | copied bytes | 0                      |
      And the events of the conversation do not include
        | what   | of      |
        | frozen | Evening |

  @SQLW-SUP-35 @SQLW-SUP-56 @needs:sql-writer
  Rule: A backup of volumes leaves database snapshots alone

    Background:
      Given the databases
        | database | data  | log | recovery |
        | Stock    | F: F: | F:  | SIMPLE   |
      And rows 1-100 of Stock are set to "base"

    Scenario Outline: The files of a database snapshot lie on <volumes>
      Given Stock is altered
        | create snapshot | Evening | <files> |
      When a noncomponent backup "side" of F: is taken
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Stock    | yes        |
      And the events of the conversation do not include
        | what   | of      |
        | frozen | Evening |

      Examples: files
        | volumes               | files                             |
        | the volume            | F:\\data\\one.ss F:\\data\\two.ss |
        | the volume and beside | F:\\data\\one.ss E:\\log\\two.ss  |

  @SQLW-SUP-36 @SQLW-SUP-58 @needs:sql-writer
  Rule: A backup of volumes does not cover databases that have closed themselves

    Background:
      Given the databases
        | database | data | log | recovery | autoclose |
        | Tiny     | F:   | F:  | SIMPLE   | yes       |
        | Hr       | F:   | F:  | SIMPLE   | no        |
      And rows 1-50 of Tiny are set to "base"
      And Tiny is altered
        | close |

    Example: What is on record
      When a noncomponent backup "side" of F: is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Tiny     | no         |
        | side   | Hr       | yes        |
      And the entries of the application's catalogue include
        | backup | database | remark says                       |
        | side   | Tiny     | unsupported: closed by AUTO_CLOSE |
      And the backup shows
        | state | completed |

    Example: Who is told to freeze
      When a noncomponent backup "side" of F: is taken
      Then the events of the conversation include
        | who   | what   | of |
        | INST1 | frozen | Hr |
      And the events of the conversation do not include
        | who   | what   | of   |
        | INST1 | frozen | Tiny |

    Scenario Outline: A write to <database> during the backup
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of <database> is set to "late"
      When a noncomponent backup "side" of F: is taken
      Then the backup shows
        | state | completed |
      And the write has taken <bound> <time>

      Examples: databases
        | database | bound    | time      |
        | Tiny     | at most  | 1 second  |
        | Hr       | at least | 4 seconds |

  @SQLW-SUP-58 @needs:sql-writer
  Rule: Databases that have closed themselves can be torn by a backup of volumes

    Background:
      Given the databases
        | database | data | log | recovery | autoclose |
        | Tiny     | F:   | G:  | SIMPLE   | yes       |
      And Tiny is altered
        | close |

    Scenario Outline: A backup of <volume> alone
      When a noncomponent backup "side" of <volume> is taken
      Then the backup shows
        | state        | failed |
        | message says | Tiny   |
        | copied bytes | 0      |

      Examples: volumes
        | volume |
        | F:     |
        | G:     |

    Example: Both volumes
      When a noncomponent backup "side" of F: and G: is taken
      Then the backup shows
        | state | completed |
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Tiny     | no         |

  @SQLW-SUP-57 @needs:sql-writer
  Rule: A backup of databases covers databases that have closed themselves

    Background:
      Given the databases
        | database | data | log | autoclose |
        | Tiny     | F:   | F:  | yes       |
      And rows 1-50 of Tiny are set to "base"
      And Tiny is altered
        | close |

    Example: The closed database is backed up
      When a full backup "base" of Tiny is taken
      Then the backup shows
        | state        | completed       |
        | writer state | VSS_WS_STABLE   |
        | copied bytes | at least 100000 |
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | base   | Tiny     | yes        |

    Example: The closed database is backed up and restored
      Given a full backup "base" of Tiny is taken
      And rows 1-50 of Tiny are deleted
      When the backup "base" is restored
      Then Tiny holds exactly
        | rows | text |
        | 1-50 | base |
