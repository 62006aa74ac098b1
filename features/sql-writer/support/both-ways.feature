@needs:sql-writer
Feature: What both ways of backup can do
  A full backup with catalogs and a full restore are there whether databases or volumes are named
  (SQLW-SUP-39, -40).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery | catalogs |
      | Sales    | D:   | E:  | SIMPLE   | foo F:   |
    And rows 1-3 of Sales are set to "apple pie"

  @SQLW-SUP-39
  Rule: A full backup holds the data, the log and the catalogs, whether databases or volumes are named

    Background:
      Given Sales is altered
        | crawl the catalogs |

    Scenario Outline: The files on the medium of <title>
      When a <backup> is taken
      Then the files on the medium of "base" include
        | path                     | part  | bytes           |
        | D:\\data\\sales.mdf      | whole | at least 100000 |
        | E:\\log\\sales.ldf       | whole | at least 100000 |
        | F:\\ft\\foo\\catalog.cfg | whole | at least 1      |
      And the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |

      Examples: ways
        | title                   | backup                                     |
        | a backup of a database  | full backup "base" of Sales                |
        | a backup of its volumes | noncomponent backup "base" of D:, E: and F: |

    Example: What full-text search finds after a restore of the volumes
      Given a noncomponent backup "base" of D:, E: and F: is taken
      And Sales is altered
        | detach |
      And the file F:\ft\foo\catalog.cfg is deleted
      When the backup "base" is restored
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then the word apple is found in rows "1, 2, 3" of Sales

    Example: What full-text search finds after a restore of the database
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then the word apple is found in rows "1, 2, 3" of Sales

  @SQLW-SUP-40
  Rule: A full restore gives the database back, whether databases or volumes are named

    Example: Of a backup of a database, by the writer
      Given a full backup "base" of Sales is taken
      And rows 1-3 of Sales are deleted
      When the backup "base" is restored
      Then Sales is ONLINE
      And Sales holds exactly
        | rows | text      |
        | 1-3  | apple pie |
      And the errors in Sales are exactly
        | error |

    Example: Of a backup of volumes, by its files
      Given a noncomponent backup "base" of D:, E: and F: is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then Sales is ONLINE
      And Sales holds exactly
        | rows | text      |
        | 1-3  | apple pie |
      And the errors in Sales are exactly
        | error |

    Example: Of a backup of volumes, while the instance is stopped
      Given a noncomponent backup "base" of D:, E: and F: is taken
      And rows 1-3 of Sales are deleted
      And the instance INST1 is stopped
      When the backup "base" is restored
      And the instance INST1 is started
      Then Sales is ONLINE
      And Sales holds exactly
        | rows | text      |
        | 1-3  | apple pie |
