Feature: Restoring after a file was dropped
  Nothing in the differential speaks of a dropped file. SQL Server finds it by comparing, and deletes
  it before anything is copied (SQLW-DRS-11 to -13).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: F: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-DRS-11 @needs:sql-writer
  Rule: The differential does not speak of a dropped file, and the application does not delete it

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop file | sales2 |
      And a differential backup "monday" of Sales is taken

    Example: The document of the differential
      When the backup "base" is restored with
        | additional restores | Sales |
      Then the document of "monday" says "sales.mdf"
      And the document of "monday" does not say "sales2.ndf"
      And the files in F:\data are exactly
        | path                 |
        | F:\\data\\sales2.ndf |

    Example: What the application does with the file
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the events of the conversation include
        | who       | what  | of                  |
        | requestor | write | D:\\data\\sales.mdf |
      And the events of the conversation do not include
        | who       | what   | of                   |
        | requestor | delete | F:\\data\\sales2.ndf |
      And the files in F:\data are exactly
        | path |

  @SQLW-DRS-12
  Rule: SQL Server finds the dropped file among those on disk and deletes it, and no other

    @needs:sql-writer
    Example: A file of somebody else lies beside it
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop file | sales2 |
      And a differential backup "monday" of Sales is taken
      And the file F:\data\keep.ndf is written with 65536 bytes of "keep"
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in F:\data are exactly
        | path               | bytes |
        | F:\\data\\keep.ndf | 65536 |

    @needs:sql-writer
    Example: The catalog afterwards
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop file | sales2 |
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files of Sales are exactly
        | name      |
        | sales     |
        | sales_log |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

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
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-DRS-13 @needs:sql-writer
  Rule: The dropped file is deleted in preparation of the restore, before anything is copied

    Background:
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop file | sales2 |
      And rows 51-100 of Sales are set to "monday"

    Example: The application crashes before it copies
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | crashes | after PreRestore |
      Then the files in F:\data are exactly
        | path |
      And the restore shows
        | copied bytes | 0 |
      And Sales is RESTORING

    Example: The instance crashes before the application copies
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And after PreRestore, the instance INST1 crashes
      When the backup "monday" is restored with
        | crashes | before PostRestore |
      And the instance INST1 is started
      Then the files in F:\data are exactly
        | path |
      And Sales is RESTORING

    Example: The whole restore again after a crash
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored with
        | crashes | after PreRestore |
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then Sales holds exactly
        | rows   | text   |
        | 1-50   | base   |
        | 51-100 | monday |
      And the files in F:\data are exactly
        | path |
