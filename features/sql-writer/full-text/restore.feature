@needs:sql-writer
Feature: Restoring catalog files from a differential
  SQL Server leaves catalog files to the application: it makes them, overwrites them, lengthens, cuts
  and deletes them, until the folder is what it was (SQLW-FTX-16 to -19).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs |
      | Sales    | D:   | E:  | foo F:   |
    And the file F:\ft\foo\b.idx is written with 65536 bytes of "b"

  @SQLW-FTX-16
  Rule: Every catalog file of the differential is restored, whether there is one of its name or not

    Background:
      Given a full backup "base" of Sales is taken
      And the file F:\ft\foo\b.idx is written with 65536 bytes of "changed"
      And the file F:\ft\foo\new.idx is written with 32768 bytes of "new"

    Example: A file that is not there and one that is
      Given the files in F:\ft\foo are noted as "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in F:\ft\foo are as noted in "monday"
      And the files in F:\ft\foo include
        | path                 | bytes |
        | F:\\ft\\foo\\new.idx | 32768 |
        | F:\\ft\\foo\\b.idx   | 65536 |

    Example: The application only overwrites files that are there
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | neglects | create missing catalog files |
      Then the restore completed
      And Sales is ONLINE
      And the files in F:\ft\foo do not include
        | path                 |
        | F:\\ft\\foo\\new.idx |

    Example: A file that is there is read-only
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the file F:\ft\foo\b.idx is made read-only
      When the backup "monday" is restored
      Then the restore shows
        | state        | failed              |
        | code         | ERROR_ACCESS_DENIED |
        | message says | b.idx               |
      And Sales is RESTORING

  @SQLW-FTX-17
  Rule: A file that must get longer is made long enough before its content is written

    Background:
      Given a full backup "base" of Sales is taken
      And the file F:\ft\foo\b.idx is written with 4194304 bytes of "changed"

    Example: There is room
      Given the files in F:\ft\foo are noted as "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in F:\ft\foo are as noted in "monday"
      And the files in F:\ft\foo include
        | path               | bytes   |
        | F:\\ft\\foo\\b.idx | 4194304 |
      And the events of the conversation are in this order, among others
        | who       | what   | of                 |
        | requestor | extend | F:\\ft\\foo\\b.idx |
        | requestor | write  | F:\\ft\\foo\\b.idx |

    Example: There is no room
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the files in F:\ft\foo are noted as "base"
      But volume F: has only 1 MB left
      When the backup "monday" is restored
      Then the restore shows
        | state | failed          |
        | code  | ERROR_DISK_FULL |
      And the files in F:\ft\foo are as noted in "base"

  @SQLW-FTX-18
  Rule: A file that must get shorter is cut

    Background:
      Given a full backup "base" of Sales is taken
      And the file F:\ft\foo\b.idx is written with 16384 bytes of "changed"
      And the files in F:\ft\foo are noted as "monday"

    Example: The file is longer than that of the differential
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in F:\ft\foo include
        | path               | bytes |
        | F:\\ft\\foo\\b.idx | 16384 |
      And the files in F:\ft\foo are as noted in "monday"

    Example: The application does not cut it
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the files in F:\ft\foo are noted as "base"
      When the backup "monday" is restored with
        | neglects | cut longer catalog files |
      Then the files in F:\ft\foo include
        | path               | bytes |
        | F:\\ft\\foo\\b.idx | 65536 |
      And the files in F:\ft\foo differ from those noted in "monday"
      And the files in F:\ft\foo differ from those noted in "base"

  @SQLW-FTX-19
  Rule: Catalog files that were not there at the differential are deleted, and nothing outside the catalog is

    Background:
      Given the file F:\ft\foo\a.idx is written with 65536 bytes of "a"
      And a full backup "base" of Sales is taken
      And the file F:\ft\foo\a.idx is deleted

    Example: A file of the base is gone
      Given the files in F:\ft\foo are noted as "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in F:\ft\foo are as noted in "monday"
      And the files in F:\ft\foo include
        | path               | bytes |
        | F:\\ft\\foo\\b.idx | 65536 |

    Example: A stray file in the catalog, and one outside it
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      And the file F:\ft\foo\sub\stray.idx is written with 4096 bytes of "stray"
      And the file F:\ft\other.txt is written with 4096 bytes of "other"
      When the backup "monday" is restored
      Then the files in F:\ft include
        | path               | bytes |
        | F:\\ft\\foo\\b.idx | 65536 |
        | F:\\ft\\other.txt  | 4096  |
      And the files in F:\ft do not include
        | path                        |
        | F:\\ft\\foo\\a.idx          |
        | F:\\ft\\foo\\sub\\stray.idx |

    Example: The application leaves them
      Given a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | neglects | delete surplus catalog files |
      Then the files in F:\ft\foo include
        | path               |
        | F:\\ft\\foo\\a.idx |
        | F:\\ft\\foo\\b.idx |
      And Sales is ONLINE
