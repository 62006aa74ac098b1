Feature: Files that are renamed before a differential
  A logical name means nothing to a backup of files, and a new path means nothing before the database
  is started with it (SQLW-DIF-29 to -31).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DIF-29
  Rule: A logical rename after the base changes nothing about the backup

    @needs:sql-writer
    Example: The renamed file
      Given 80 extents side by side of file sales2 of Sales are filled with "base" and noted as "all"
      And a full backup "base" of Sales is taken
      And 2 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | path     | name       | covers bytes |
        | D:\\data | sales.mdf  | 0:8192       |
        | F:\\data | sales2.ndf | 0:8192       |
      And the partial files in the document of "monday" include
        | name       | covers the extents | range bytes    |
        | sales2.ndf | changed            | at most 524288 |

    @needs:sql
    Example: Native backups of a renamed file
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      And rows 51-100 of Sales are set to "monday"
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-100 | monday |

  @SQLW-DIF-30
  Rule: A new path takes effect when the database is started again, not before

    Background:
      Given 5 extents side by side of file sales2 of Sales are filled with "base" and noted as "all"
      And Sales is altered
        | rename file physically | sales2 | F:\\data\\sales2_moved.ndf |

    @needs:sql @needs:file-access
    Example: The database has not been started again
      When 5 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"
      Then the files of Sales include
        | name   | path                       | open path            |
        | sales2 | F:\\data\\sales2_moved.ndf | F:\\data\\sales2.ndf |
      And the filled extents of Sales are exactly
        | text   | extents |
        | monday | 5       |

    @needs:sql-writer
    Example: The new file before the database is started again
      When 5 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"
      Then the files in F:\data are exactly
        | path                 |
        | F:\\data\\sales2.ndf |
      And the filled extents of Sales are exactly
        | text   | extents |
        | monday | 5       |

    @needs:sql-writer
    Example: The file is moved and the database is started again
      Given Sales is altered
        | take offline |
      And the file F:\data\sales2.ndf is moved to F:\data\sales2_moved.ndf
      When Sales is altered
        | bring online |
      Then the files of Sales include
        | name   | path                       | open path                  |
        | sales2 | F:\\data\\sales2_moved.ndf | F:\\data\\sales2_moved.ndf |
      And the filled extents of Sales are exactly
        | text | extents |
        | base | 5       |

  @SQLW-DIF-31 @needs:sql-writer
  Rule: Until then the documents name the old path, which is the only one there is in the snapshot

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file physically | sales2 | F:\\data\\sales2_moved.ndf |
      And 5 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"

    Example: The partial files
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | path     | name       | covers the extents |
        | F:\\data | sales2.ndf | changed            |
      And the partial files in the document of "monday" do not include
        | name             |
        | sales2_moved.ndf |

    Example: The files that the requestor reads
      When a differential backup "monday" of Sales is taken
      Then the backup completed
      And the files on the medium of "monday" include
        | path                 | part   | bytes           |
        | F:\\data\\sales2.ndf | ranges | at least 327680 |
      And the files on the medium of "monday" do not include
        | path                       |
        | F:\\data\\sales2_moved.ndf |
