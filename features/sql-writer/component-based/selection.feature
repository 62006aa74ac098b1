@needs:sql-writer
Feature: Component-based backup
  The application names the databases it wants, takes all the volumes they lie on, and gets them and no
  others. A volume that is left out tears a database apart (SQLW-CBR-01 to -04).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
      | Hr       | D:    | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CBR-01
  Rule: A database can be backed up in full and restored in full

    Example: The rows were deleted after the backup
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are deleted
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales is ONLINE
      And the errors in Sales are exactly
        | error |
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

    Example: The backup is on record, as the base of differentials too
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | completed       |
        | writer state | VSS_WS_STABLE   |
        | copied bytes | at least 100000 |
      And the backup history of Sales are exactly
        | name | type | copy-only | snapshot |
        | base | D    | no        | yes      |
      And the files of Sales include
        | name  | base |
        | sales | base |

  @SQLW-CBR-02
  Rule: The application selects the databases, out of those that the writer's metadata name

    Example: One database of two on the same volumes
      When a full backup "base" of Sales is taken
      Then the components in the document of "base" are exactly
        | logical path | name  |
        | SRV1\\INST1  | Sales |
      And the files on the medium of "base" include
        | path                 | part  |
        | D:\\data\\sales.mdf  | whole |
        | F:\\data\\sales2.ndf | whole |
        | E:\\log\\sales.ldf   | whole |
      And the files on the medium of "base" do not include
        | path             |
        | D:\\data\\hr.mdf |
        | E:\\log\\hr.ldf  |

    Scenario Outline: A write to <database> while the databases of the backup are frozen
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of <database> is set to "meanwhile"
      When a full backup "base" of Sales is taken
      Then the write has taken <bound> <time>
      And the backup shows
        | state | completed |

      Examples: databases
        | database | bound    | time      |
        | Sales    | at least | 4 seconds |
        | Hr       | at most  | 1 second  |

    Example: A database that the metadata do not name
      When the requestor calls
        | InitializeForBackup  |       |
        | SetBackupState       | full  |
        | GatherWriterMetadata |       |
        | AddComponent         | Nope  |
        | AddComponent         | Sales |
      Then the results of the calls are exactly
        | call                 | code                   |
        | InitializeForBackup  | S_OK                   |
        | SetBackupState       | S_OK                   |
        | GatherWriterMetadata | S_OK                   |
        | AddComponent         | VSS_E_OBJECT_NOT_FOUND |
        | AddComponent         | S_OK                   |

  @SQLW-CBR-03
  Rule: Every volume that a selected database lies on is in the snapshot set

    Example: A database on three volumes
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |
        | F:     | base   |
      And the backup shows
        | state | completed |

    Example: Every file of the database is read from the shadow copies
      Given after Thaw, rows 1-100 of Sales are set to "later"
      When a full backup "base" of Sales is taken
      And the backup "base" is restored
      Then the files on the medium of "base" include
        | path                 | part  | bytes           |
        | D:\\data\\sales.mdf  | whole | at least 100000 |
        | F:\\data\\sales2.ndf | whole | at least 100000 |
        | E:\\log\\sales.ldf   | whole | at least 100000 |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-CBR-04
  Rule: A database that a volume is missing of is torn, and is not backed up

    Scenario Outline: <left out> is left out
      Given a full backup "base" of Sales is taken
      When a full backup "monday" of Sales is taken with
        | volumes | <volumes> |
      And row 101 of Sales is set to "after"
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | message says | Sales                          |
      And the write has taken at most 1 second
      And the files of Sales include
        | name   | base |
        | sales  | base |
        | sales2 | base |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | monday | yes        |

      Examples: volumes
        | left out | volumes |
        | F:       | D: E:   |
        | E:       | D: F:   |
        | D:       | E: F:   |

    Example: Another database of the same backup is whole
      When a full backup "base" of Sales and Hr is taken with
        | volumes | D: E: |
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | message says | Sales                          |
      And the backup history of Sales are exactly
        | name |

    Example: No stamp, no metadata and no partial file of a torn database
      Given a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken with
        | volumes | D: E: |
      Then the backup shows
        | state | failed |
      And the events of the conversation do not include
        | what           | of    |
        | AddPartialFile | Sales |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | monday | yes        |
