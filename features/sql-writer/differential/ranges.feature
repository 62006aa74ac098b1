Feature: What a differential holds
  A differential is small because SQL Server says at which bytes the files have changed. One range that
  is lost on the way is one extent that no restore brings back (SQLW-DIF-01, -02, -04, -05, -09, -10,
  -20, -28).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | MB |
      | Sales    | D: F: | E:  | 64 |
      | Stock    | G:    | E:  | 8  |
    And 100 extents side by side of file sales of Sales are filled with "base" and noted as "all"

  @SQLW-DIF-01
  Rule: A differential holds what has changed since the base, and not the rest of the files

    @needs:sql-writer
    Example: Three extents of a hundred are changed
      Given a full backup "base" of Sales is taken
      And 3 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | name      | covers the extents |
        | sales.mdf | changed            |
      And the files on the medium of "monday" include
        | path                | part   | bytes           |
        | D:\\data\\sales.mdf | ranges | at most 1048576 |
      And the backup shows
        | copied bytes | at least 196608 |

    @needs:sql
    Example: A native differential after three extents of a hundred were changed
      Given a native full backup "base" of Sales is taken
      And 3 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      When a native differential backup "monday" of Sales is taken
      Then the backup history of Sales include
        | name   | bytes            |
        | base   | at least 6553600 |
        | monday | at most 2097152  |

    @needs:sql
    Example: What a native differential brings on top of its base
      Given a native full backup "base" of Sales is taken
      And 3 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the filled extents of Sales are exactly
        | text   | extents |
        | base   | 97      |
        | monday | 3       |

  @SQLW-DIF-02 @SQLW-DIF-05 @needs:sql-writer
  Rule: The writer says as partial files where the database files have changed, and the requestor reads that

    Example: Changes in two files
      Given a full backup "base" of Sales is taken
      And 5 extents, every second one, of file sales of Sales are filled with "monday" and noted as "first"
      And 4 extents, every second one, of file sales2 of Sales are filled with "monday" and noted as "second"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | component | path     | name       | covers the extents |
        | Sales     | D:\\data | sales.mdf  | first              |
        | Sales     | F:\\data | sales2.ndf | second             |

    Example: A full backup
      When a full backup "base" of Sales is taken
      Then the partial files in the document of "base" are exactly
        | name |
      And the files on the medium of "base" include
        | path                | part  | bytes    |
        | D:\\data\\sales.mdf | whole | 67108864 |

    Example: The requestor asks for the partial files one by one
      Given a full backup "base" of Sales and Stock is taken
      When the requestor calls
        | InitializeForBackup  |              |
        | SetBackupState       | differential |
        | GatherWriterMetadata |              |
        | AddComponent         | Sales        |
        | AddComponent         | Stock        |
        | StartSnapshotSet     |              |
        | AddToSnapshotSet     | D:           |
        | AddToSnapshotSet     | E:           |
        | AddToSnapshotSet     | F:           |
        | AddToSnapshotSet     | G:           |
        | PrepareForBackup     |              |
        | DoSnapshotSet        |              |
        | GetPartialFile       | Sales 0      |
        | GetPartialFile       | Sales 1      |
        | GetPartialFile       | Sales 2      |
        | GetPartialFile       | Stock 0      |
        | GetPartialFile       | Stock 1      |
        | Release              |              |
      Then the results of the calls are in this order, among others
        | call           | code                   |
        | DoSnapshotSet  | S_OK                   |
        | GetPartialFile | S_OK                   |
        | GetPartialFile | S_OK                   |
        | GetPartialFile | VSS_E_OBJECT_NOT_FOUND |
        | GetPartialFile | S_OK                   |
        | GetPartialFile | VSS_E_OBJECT_NOT_FOUND |

    Example: The requestor copies whole files where ranges are named
      Given a full backup "base" of Sales is taken
      And 3 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      When a differential backup "monday" of Sales is taken with
        | neglects | copy only the ranges |
      Then the files on the medium of "monday" include
        | path                | part  | bytes    |
        | D:\\data\\sales.mdf | whole | 67108864 |

  @SQLW-DIF-04 @needs:sql-writer
  Rule: What SQL Server names reaches the requestor whole, to the last range of the last file

    Background:
      Given a full backup "base" of Sales is taken
      And 90 extents, every second one, of file sales of Sales are filled with "monday" and noted as "first"
      And 70 extents, every second one, of file sales2 of Sales are filled with "monday" and noted as "second"

    Example: Many ranges in two files
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | component | name       | covers the extents |
        | Sales     | sales.mdf  | first              |
        | Sales     | sales2.ndf | second             |

    Example: Many ranges are restored
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the errors in Sales are exactly
        | error |
      And the filled extents of Sales are exactly
        | text   | extents |
        | base   | 50      |
        | monday | 160     |

  @SQLW-DIF-09 @SQLW-DIF-10 @SQLW-DIF-20 @needs:sql-writer
  Rule: Every data file of every database has one partial file entry, which names its place and its header page

    Example: Two databases, of which one file has changed
      Given a full backup "base" of Sales and Stock is taken
      And 3 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      When a differential backup "monday" of Sales and Stock is taken
      Then the partial files in the document of "monday" are exactly
        | component | path     | name       | covers bytes |
        | Sales     | D:\\data | sales.mdf  | 0:8192       |
        | Sales     | F:\\data | sales2.ndf | 0:8192       |
        | Stock     | G:\\data | stock.mdf  | 0:8192       |
      And the partial files in the document of "monday" include
        | component | name      | covers the extents |
        | Sales     | sales.mdf | changed            |

    Example: What the requestor reads of each file
      Given a full backup "base" of Sales and Stock is taken
      When a differential backup "monday" of Sales and Stock is taken
      Then the files on the medium of "monday" include
        | path                 | part   | bytes         |
        | D:\\data\\sales.mdf  | ranges | at least 8192 |
        | F:\\data\\sales2.ndf | ranges | at least 8192 |
        | G:\\data\\stock.mdf  | ranges | at least 8192 |

    Example: A file that was added after the base
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | add file | F:\\data\\sales3.ndf |
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | name       | covers bytes |
        | sales.mdf  | 0:8192       |
        | sales2.ndf | 0:8192       |
        | sales3.ndf | 0:8192       |

  @SQLW-DIF-28 @needs:sql-writer
  Rule: The documents name files by their paths, never by their logical names

    Background:
      Given a full backup "base" of Sales is taken

    Example: The metadata of the writer
      When Sales is altered
        | rename file logically | sales2 | ZZ_LOGICAL_NAME |
      Then the writer metadata says "sales2.ndf"
      And the writer metadata does not say "ZZ_LOGICAL_NAME"
      And the files of Sales include
        | name            |
        | ZZ_LOGICAL_NAME |

    Example: The document of a full backup
      Given Sales is altered
        | rename file logically | sales2 | ZZ_LOGICAL_NAME |
      When a full backup "monday" of Sales is taken
      Then the document of "monday" says "Sales"
      And the document of "monday" does not say "ZZ_LOGICAL_NAME"

    Example: The document of a differential
      Given Sales is altered
        | rename file logically | sales2 | ZZ_LOGICAL_NAME |
      When a differential backup "monday" of Sales is taken
      Then the document of "monday" says "sales2.ndf"
      And the document of "monday" does not say "ZZ_LOGICAL_NAME"
