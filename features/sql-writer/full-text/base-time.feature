@needs:sql-writer
Feature: The time a differential of catalogs counts from
  Catalog files have no map of changes. What counts is one time for the whole component, that of the
  full backup, which the writer puts down and the writer reads (SQLW-FTX-04 to -08, -10, -13).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs      |
      | Sales    | D:   | E:  | foo F: bar G: |
    And the file F:\ft\foo\old.idx is written with 4096 bytes of "old"

  @SQLW-FTX-04
  Rule: The writer gives catalogs a time in a differential, and no byte ranges

    Example: A differential of a database with two catalogs
      Given 1 hour passes
      And a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the differenced files in the document of "monday" are exactly
        | component | path        | spec | recursive |
        | Sales     | F:\\ft\\foo | *    | yes       |
        | Sales     | G:\\ft\\bar | *    | yes       |
      And the partial files in the document of "monday" are exactly
        | name      |
        | sales.mdf |

    Example: An old file and a new one
      Given 1 hour passes
      And a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\foo\new.idx is written with 4096 bytes of "new"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  | bytes |
        | F:\\ft\\foo\\new.idx | whole | 4096  |
      And the files on the medium of "monday" do not include
        | path                 |
        | F:\\ft\\foo\\old.idx |

    Example: A full backup
      When a full backup "base" of Sales is taken
      Then the differenced files in the document of "base" are exactly
        | path |
      And the files on the medium of "base" include
        | path                 | part  |
        | F:\\ft\\foo\\old.idx | whole |

  @SQLW-FTX-05
  Rule: All catalogs of a database count from one time, that of the full backup

    Background:
      Given Sales is altered
        | add catalog | late | F:\\ft\\late |
      And 1 minute passes
      And the file F:\ft\late\old.idx is written with 4096 bytes of "old"

    Example: A catalog that is newer than the others
      Given 1 hour passes
      And a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\late\new.idx is written with 4096 bytes of "new"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                  | part  |
        | F:\\ft\\late\\new.idx | whole |
      And the files on the medium of "monday" do not include
        | path                  |
        | F:\\ft\\late\\old.idx |
        | F:\\ft\\foo\\old.idx  |

    Example: What the document says of the three
      Given 1 hour passes
      And a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\late\new.idx is written with 4096 bytes of "new"
      When a differential backup "monday" of Sales is taken
      Then the differenced files in the document of "monday" are exactly
        | component | path         |
        | Sales     | F:\\ft\\foo  |
        | Sales     | G:\\ft\\bar  |
        | Sales     | F:\\ft\\late |
      And the components in the document of "base" are exactly
        | name  |
        | Sales |

  @SQLW-FTX-06
  Rule: A native differential has a base for each catalog, where one through VSS has one for all

    Background:
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | add catalog | late | F:\\ft\\late |

    Example: A native backup that has the new catalog and not the others
      When a native secondary-files backup "side" of Sales is taken
      Then the native backup is granted
      And the files of Sales include
        | name | kind     | base |
        | foo  | FULLTEXT | base |
        | bar  | FULLTEXT | base |
        | late | FULLTEXT | side |

    Example: A full backup through VSS after that
      Given a native secondary-files backup "side" of Sales is taken
      When a full backup "tuesday" of Sales is taken
      Then the files of Sales include
        | name | kind     | base    |
        | foo  | FULLTEXT | tuesday |
        | bar  | FULLTEXT | tuesday |
        | late | FULLTEXT | tuesday |

    Example: A differential through VSS after that
      Given a native secondary-files backup "side" of Sales is taken
      And a full backup "tuesday" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the differenced files in the document of "monday" are exactly
        | component | path         |
        | Sales     | F:\\ft\\foo  |
        | Sales     | G:\\ft\\bar  |
        | Sales     | F:\\ft\\late |
      And the components in the document of "tuesday" do not include
        | name  | stamp |
        | Sales |       |

  @SQLW-FTX-07
  Rule: The time belongs to the component, comes with the full backup and stays for every differential after it

    Background:
      Given a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\foo\first.idx is written with 4096 bytes of "first"

    Example: The second differential after the base
      Given a differential backup "monday" of Sales is taken
      And 1 hour passes
      And the file F:\ft\foo\second.idx is written with 4096 bytes of "second"
      When a differential backup "tuesday" of Sales is taken
      Then the files on the medium of "tuesday" include
        | path                    | part  |
        | F:\\ft\\foo\\first.idx  | whole |
        | F:\\ft\\foo\\second.idx | whole |
      And the files on the medium of "tuesday" do not include
        | path                 |
        | F:\\ft\\foo\\old.idx |

    Example: The times of both differentials
      Given a differential backup "monday" of Sales is taken
      And 1 hour passes
      And the file F:\ft\foo\second.idx is written with 4096 bytes of "second"
      And the differenced files in the document of "monday" are noted as "first"
      When a differential backup "tuesday" of Sales is taken
      Then the differenced files in the document of "tuesday" are as noted in "first"
      And the differenced files in the document of "tuesday" are exactly
        | path        |
        | F:\\ft\\foo |
        | G:\\ft\\bar |

  @SQLW-FTX-08
  Rule: The writer says in its metadata that it works with stamps

    Example: The schema flags
      When a full backup "base" of Sales is taken
      Then the schema flags in the metadata include
        | flag               |
        | VSS_BS_TIMESTAMPED |
      And the components in the document of "base" do not include
        | name  | stamp |
        | Sales |       |

  @SQLW-FTX-10
  Rule: The writer stamps a component when its full backup gets to PostSnapshot, and only then

    Example: A full backup
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who             | what           | of              |
        | SqlServerWriter | Thaw           | handled         |
        | coordinator     | PostSnapshot   | SqlServerWriter |
        | SqlServerWriter | SetBackupStamp | Sales           |
        | SqlServerWriter | PostSnapshot   | handled         |
      And the components in the document of "base" do not include
        | name  | stamp |
        | Sales |       |

    Example: A differential
      Given a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the components in the document of "monday" include
        | name  | stamp |
        | Sales |       |
      And the components in the document of "monday" do not include
        | name  | previous stamp |
        | Sales |                |

    Scenario Outline: A <kind> backup that does not count between the base and the differential
      Given a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\foo\new.idx is written with 4096 bytes of "new"
      And 1 minute passes
      And a <kind> backup "side" of Sales is taken with
        | <option> | <value> |
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  |
        | F:\\ft\\foo\\new.idx | whole |

      Examples: backups that become no base
        | kind      | option  | value         |
        | copy-only | volumes | D: E: F: G:   |
        | full      | crashes | after copying |

  @SQLW-FTX-13
  Rule: The writer turns the stamp that it is given into the time of each catalog folder

    Background:
      Given a full backup "base" of Sales is taken

    Scenario Outline: A file that is written <later> after the base
      Given <later> passes
      And the file G:\ft\bar\new.idx is written with 4096 bytes of "new"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  |
        | G:\\ft\\bar\\new.idx | whole |
      And the files on the medium of "monday" do not include
        | path                 |
        | F:\\ft\\foo\\old.idx |

      Examples: times after the base
        | later    |
        | 1 second |
        | 1 hour   |
        | 12 hours |

    Scenario Outline: The stamp that is handed over <stamp>
      When the requestor calls
        | InitializeForBackup    |               |
        | SetBackupState         | differential  |
        | GatherWriterMetadata   |               |
        | AddComponent           | Sales         |
        | SetPreviousBackupStamp | Sales <stamp> |
        | StartSnapshotSet       |               |
        | AddToSnapshotSet       | D:            |
        | AddToSnapshotSet       | E:            |
        | AddToSnapshotSet       | F:            |
        | AddToSnapshotSet       | G:            |
        | PrepareForBackup       |               |
        | DoSnapshotSet          |               |
        | GetPartialFile         | Sales 0       |
        | Release                |               |
      Then the results of the calls are in this order, among others
        | call                   | code                   |
        | SetPreviousBackupStamp | S_OK                   |
        | GetPartialFile         | VSS_E_OBJECT_NOT_FOUND |

      Examples: texts that are no stamp
        | stamp       |
        | nonsense    |
        | CAAAAAAAAAA |
