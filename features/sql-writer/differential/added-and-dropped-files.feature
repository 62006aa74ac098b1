Feature: Files that come and go between base and differential
  A file that the base does not know is in the differential with everything in it, and one that is
  gone is nowhere in it (SQLW-DIF-19, -21 to -23).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DIF-19
  Rule: A file that was added after the base is in the differential, whether it holds data or not

    @needs:sql-writer
    Example: The new file is empty
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales3.ndf |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | path     | name       |
        | D:\\data | sales.mdf  |
        | F:\\data | sales2.ndf |
        | F:\\data | sales3.ndf |

    @needs:sql-writer
    Example: The new file holds data
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales3.ndf |
      And 5 extents side by side of file sales3 of Sales are filled with "monday" and noted as "changed"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | name       | covers the extents |
        | sales3.ndf | changed            |

    @needs:sql
    Example: Native backups, and a new file
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales3.ndf |
      And 5 extents side by side of file sales3 of Sales are filled with "monday" and noted as "changed"
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the files of Sales include
        | name   | path                 |
        | sales3 | F:\\data\\sales3.ndf |

  @SQLW-DIF-21 @needs:sql-writer
  Rule: Of an added file the differential holds the header and every page that is allocated

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales3.ndf |
      And 5 extents, every second one, of file sales3 of Sales are filled with "monday" and noted as "allocated"

    Example: Extents that a checkpoint has written long before
      Given Sales is altered
        | checkpoint |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | name       | covers the extents | covers bytes |
        | sales3.ndf | allocated          | 0:8192       |
      And the files on the medium of "monday" include
        | path                 | bytes           |
        | F:\\data\\sales3.ndf | at most 1048576 |

    Example: What comes back of them
      Given Sales is altered
        | checkpoint |
      And 2 extents, every second one, of file sales3 of Sales are filled with "tuesday" and noted as "again"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the errors in Sales are exactly
        | error |
      And the filled extents of Sales are exactly
        | text    | extents |
        | monday  | 3       |
        | tuesday | 2       |

  @SQLW-DIF-22
  Rule: A file that was dropped after the base is not in the metadata of the differential

    @needs:sql-writer
    Example: A file of the old name still lies there
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop file | sales2 |
      And the file F:\data\sales2.ndf is written with 8388608 bytes of "orphan"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                |
        | D:\\data\\sales.mdf |
      And the files on the medium of "monday" do not include
        | path                 |
        | F:\\data\\sales2.ndf |
      And the files in the metadata do not include
        | component | path     | spec       |
        | Sales     | F:\\data | sales2.ndf |

    @needs:sql
    Example: Native backups, and a dropped file
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | drop file | sales2 |
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the files of Sales are exactly
        | name      |
        | sales     |
        | sales_log |

  @SQLW-DIF-23 @needs:sql-writer
  Rule: There is no partial file of a dropped file

    Example: One of two files was dropped
      Given a full backup "base" of Sales is taken
      And 3 extents side by side of file sales2 of Sales are filled with "monday" and noted as "gone"
      And Sales is altered
        | drop file | sales2 |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | component | path     | name      |
        | Sales     | D:\\data | sales.mdf |

    Example: A file was added and dropped again
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file  | F:\\data\\sales3.ndf |
        | drop file | sales3               |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | path     | name       |
        | D:\\data | sales.mdf  |
        | F:\\data | sales2.ndf |
