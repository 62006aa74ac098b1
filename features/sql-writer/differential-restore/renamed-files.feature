Feature: Restoring after a file was renamed
  The name of a file travels with the catalog in the primary file. Its path is what it was on the
  snapshot, whatever the catalog promises for the next start (SQLW-DRS-17 to -21).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And 10 extents side by side of file sales2 of Sales are filled with "base" and noted as "all"

  @SQLW-DRS-17 @SQLW-DRS-18
  Rule: A logical rename does not hinder the restore, and comes back with the primary file

    @needs:sql-writer
    Example: The base alone
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      When the backup "base" is restored
      Then the files of Sales include
        | name   | path                 |
        | sales2 | F:\\data\\sales2.ndf |

    @needs:sql-writer
    Example: The base and the differential
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      And 4 extents side by side of file sales2_new of Sales are filled with "monday" and noted as "changed"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files of Sales include
        | name       | path                 |
        | sales2_new | F:\\data\\sales2.ndf |

    @needs:sql-writer
    Example: What is in the renamed file
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      And 4 extents side by side of file sales2_new of Sales are filled with "monday" and noted as "changed"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | base   | 6       |
        | monday | 4       |

    @needs:sql-writer
    Example: The rename without the changes of the primary file
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And after PreRestore, the file D:\data\sales.mdf answers writes with I/O errors
      When the backup "monday" is restored
      Then Sales is RESTORING

    @needs:sql
    Example: Native backups of a renamed file, the base alone
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      When the native backup "base" is restored as Sales with recovery over what is there
      Then the files of Sales include
        | name   | path                 |
        | sales2 | F:\\data\\sales2.ndf |

    @needs:sql
    Example: Native backups of a renamed file, the base and the differential
      Given a native full backup "base" of Sales is taken
      And Sales is altered
        | rename file logically | sales2 | sales2_new |
      And a native differential backup "monday" of Sales is taken
      And the native backup "base" is restored as Sales without recovery over what is there
      When the native backup "monday" is restored as Sales with recovery
      Then the files of Sales include
        | name       | path                 |
        | sales2_new | F:\\data\\sales2.ndf |
      And the filled extents of Sales are exactly
        | text | extents |
        | base | 10      |

  @SQLW-DRS-19 @needs:sql-writer
  Rule: A file whose new path was not in force at the differential is restored to its old path

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file physically | sales2 | F:\\data\\sales2_moved.ndf |
      And 4 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"

    Example: What lies there before PostRestore
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | before PostRestore |
      Then the files in F:\data are exactly
        | path                 |
        | F:\\data\\sales2.ndf |
      And the events of the conversation are in this order, among others
        | who             | what       | of                     |
        | requestor       | phase      | restore initialization |
        | requestor       | phase      | restore initialization |
        | SqlServerWriter | PreRestore | handled                |
        | requestor       | write      | F:\\data\\sales2.ndf   |

    Example: What is in it afterwards
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | base   | 6       |
        | monday | 4       |
      And the files of Sales include
        | name   | open path            |
        | sales2 | F:\\data\\sales2.ndf |

  @SQLW-DRS-20 @needs:sql-writer
  Rule: The new path takes effect when the restored database is started again

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file physically | sales2 | F:\\data\\sales2_moved.ndf |
      And a differential backup "monday" of Sales is taken

    Example: The database has not been started again
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      When rows 1-100 of Sales are set to "after"
      Then the files of Sales include
        | name   | path                       | open path            |
        | sales2 | F:\\data\\sales2_moved.ndf | F:\\data\\sales2.ndf |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | after |

    Example: The file is moved and the database is started again
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      And Sales is altered
        | take offline |
      And the file F:\data\sales2.ndf is moved to F:\data\sales2_moved.ndf
      When Sales is altered
        | bring online |
      Then the files of Sales include
        | name   | path                       | open path                  |
        | sales2 | F:\\data\\sales2_moved.ndf | F:\\data\\sales2_moved.ndf |
      And the filled extents of Sales are exactly
        | text | extents |
        | base | 10      |

    Example: The instance is restarted and nobody has moved the file
      Given the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      When the instance INST1 is restarted
      Then Sales is RECOVERY_PENDING
      And the files in F:\data are exactly
        | path                 |
        | F:\\data\\sales2.ndf |

  @SQLW-DRS-21 @needs:sql-writer
  Rule: A file whose new path was in force at the differential was backed up from there, and comes back there

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | rename file physically | sales2 | F:\\data\\sales2_moved.ndf |
        | take offline           |        |                            |
      And the file F:\data\sales2.ndf is moved to F:\data\sales2_moved.ndf

    Example: The document and the medium
      Given Sales is altered
        | bring online |
      And 4 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" are exactly
        | path     | name             |
        | D:\\data | sales.mdf        |
        | F:\\data | sales2_moved.ndf |
      And the partial files in the document of "monday" include
        | name             | covers the extents |
        | sales2_moved.ndf | changed            |
      And the files on the medium of "monday" include
        | path                       | part   |
        | F:\\data\\sales2_moved.ndf | ranges |

    Example: The restore
      Given Sales is altered
        | bring online |
      And 4 extents side by side of file sales2 of Sales are filled with "monday" and noted as "changed"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the filled extents of Sales are exactly
        | text   | extents |
        | base   | 6       |
        | monday | 4       |
      And the files of Sales include
        | name   | path                       |
        | sales2 | F:\\data\\sales2_moved.ndf |
