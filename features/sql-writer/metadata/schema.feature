Feature: What the SQL Writer supports
  The backup schema says what a backup application may ask for. A flag that is missing takes something
  away, and one too many promises what does not hold (SQLW-MET-14 to -19).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs |
      | Sales    | D:   | E:  | foo F:   |
    And rows 1-100 of Sales are set to "base"

  @SQLW-MET-14 @SQLW-MET-15 @SQLW-MET-16 @SQLW-MET-17 @SQLW-MET-18 @SQLW-MET-19 @needs:sql-writer
  Rule: The schema names differentials, time stamps, modify times, new targets, moves and copies

    Example: The flags, all of them
      Given the operator stops the service SQLWriter
      When the operator starts the service SQLWriter
      Then the schema flags in the metadata are exactly
        | flag                                    |
        | VSS_BS_DIFFERENTIAL                     |
        | VSS_BS_TIMESTAMPED                      |
        | VSS_BS_LAST_MODIFY                      |
        | VSS_BS_WRITER_SUPPORTS_NEW_TARGET       |
        | VSS_BS_WRITER_SUPPORTS_RESTORE_WITH_MOVE |
        | VSS_BS_COPY                             |
      And the events of the conversation include
        | who             | what             |
        | SqlServerWriter | SetBackupSchema  |

  @SQLW-MET-14 @needs:sql-writer
  Rule: A differential backup holds what changed since the full one

    Example: A differential on top of a full backup
      Given a full backup "base" of Sales is taken
      And row 5 of Sales is set to "changed"
      When a differential backup "monday" of Sales is taken
      Then the backup completed
      And the files on the medium of "monday" include
        | path                | part   |
        | D:\\data\\sales.mdf | ranges |

  @SQLW-MET-15 @needs:sql-writer
  Rule: A full backup leaves a time stamp in the document

    Example: A database with a full-text catalog
      When a full backup "base" of Sales is taken
      Then the components in the document of "base" include
        | name  | previous stamp |
        | Sales |                |
      And the components in the document of "base" do not include
        | name  | stamp |
        | Sales |       |

  @SQLW-MET-16 @needs:sql-writer
  Rule: A differential names the catalog files that were modified since the stamp

    Example: The catalog has been crawled since the base
      Given a full backup "base" of Sales is taken
      And 1 minute passes
      And row 5 of Sales is set to "changed"
      And Sales is altered
        | crawl the catalogs |
      When a differential backup "monday" of Sales is taken
      Then the differenced files in the document of "monday" include
        | component | path       | spec | recursive | changed after |
        | Sales     | F:\\ft\\foo | *    | yes       | at least 1    |

  @SQLW-MET-17 @SQLW-MET-18 @needs:sql-writer
  Rule: A database can be restored to a new target

    Example: The data go to another volume
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\data |
      Then the restore completed
      And Sales is ONLINE
      And the files of Sales include
        | name  | path                | open path           |
        | sales | G:\\data\\sales.mdf | G:\\data\\sales.mdf |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-MET-19 @needs:sql-writer
  Rule: A copy-only backup holds everything and leaves the base alone

    Example: A copy between a full backup and its differential
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When a copy-only backup "side" of Sales is taken
      And a differential backup "monday" of Sales is taken
      Then the files of Sales include
        | name  | base |
        | sales | base |
      And the files on the medium of "side" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
      And the files on the medium of "monday" include
        | path                | part   |
        | D:\\data\\sales.mdf | ranges |
