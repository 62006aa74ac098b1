@needs:sql-writer
Feature: Differential backup through the writer
  What has changed since the base is told in two ways: ranges of bytes in the files of the database, and
  files of catalogs that were changed later (SQLW-SUP-19, -20, -43, -45).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | MB | catalogs |
      | Sales    | D:   | E:  | 16 | foo F:   |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-19
  Rule: A differential is made of partial files and of files that were changed later

    Background:
      Given Sales is altered
        | crawl the catalogs |
      And a full backup "base" of Sales is taken
      And 60 seconds pass

    Example: A page of the database and a file of its catalog have changed
      Given row 5 of Sales is set to "cherry"
      And Sales is altered
        | crawl the catalogs |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | component | path     | name      |
        | Sales     | D:\\data | sales.mdf |
      And the differenced files in the document of "monday" include
        | component | path        | spec | recursive |
        | Sales     | F:\\ft\\foo | *    | yes       |

    Example: Base and differential give the rows back
      Given row 5 of Sales is set to "cherry"
      And a differential backup "monday" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then Sales holds exactly
        | rows  | text   |
        | 1-4   | base   |
        | 5     | cherry |
        | 6-100 | base   |
      And the errors in Sales are exactly
        | error |

    Example: Base and differential give the catalog back
      Given row 5 of Sales is set to "cherry"
      And Sales is altered
        | crawl the catalogs |
      And a differential backup "monday" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then the word cherry is found in rows "5" of Sales

  @SQLW-SUP-20
  Rule: Changed ranges of a file are told by partial files: those that changed, and not the whole file

    Background:
      Given a full backup "base" of Sales is taken

    Example: One extent has changed
      Given 1 extents side by side of file sales of Sales are filled with "new" and noted as "changed"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | name      | covers the extents | range bytes     | ends within MB |
        | sales.mdf | changed            | at most 4000000 | 16             |
      And the files on the medium of "monday" include
        | path                | part   | bytes           |
        | D:\\data\\sales.mdf | ranges | at most 4000000 |

    Example: Extents apart from one another have changed
      Given 8 extents, every second one, of file sales of Sales are filled with "new" and noted as "changed"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | name      | covers the extents | range bytes     |
        | sales.mdf | changed            | at most 4000000 |

  @SQLW-SUP-43
  Rule: Databases that are selected by name can be backed up differentially

    Example: A differential after a full backup
      Given a full backup "base" of Sales is taken
      And rows 101-200 of Sales are set to "later"
      When a differential backup "monday" of Sales is taken
      Then the backup shows
        | state        | completed        |
        | writer state | VSS_WS_STABLE    |
        | copied bytes | at most 12000000 |
      And the partial files in the document of "monday" include
        | component | name      | range bytes   |
        | Sales     | sales.mdf | at least 8192 |
      And the entries of the application's catalogue include
        | backup | database | type         | base | restorable |
        | monday | Sales    | differential | base | yes        |

  @SQLW-SUP-45
  Rule: Databases that are selected by name can be restored from a base and a differential

    Example: The base announces more, and the differential follows
      Given a full backup "base" of Sales is taken
      And rows 101-200 of Sales are set to "later"
      And a differential backup "monday" of Sales is taken
      And rows 1-200 of Sales are deleted
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then Sales holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-200 | later |
