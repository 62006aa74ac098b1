@needs:sql-writer
Feature: Carrying the stamp from the full backup to the differential
  The application fetches the stamp of the base, understands nothing of it and hands it over. Without
  it no catalog file would be looked at (SQLW-FTX-09, -11, -12).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs |
      | Sales    | D:   | E:  | foo F:   |
      | Hr       | D:   | E:  |          |
    And the file F:\ft\foo\old.idx is written with 4096 bytes of "old"

  @SQLW-FTX-09
  Rule: The time of the base is the writer's, and the clock and the jobs of the application do not count

    Example: A file is written while the full backup is still being copied
      Given the writer "SqlServerWriter" takes 20 seconds to answer PostSnapshot
      And before copying, the file F:\ft\foo\new.idx is written with 4096 bytes of "new"
      And a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  | bytes |
        | F:\\ft\\foo\\new.idx | whole | 4096  |
      And the files on the medium of "monday" do not include
        | path                 |
        | F:\\ft\\foo\\old.idx |

    Example: A file is written while the writer is still thawing
      Given the writer "SqlServerWriter" takes 20 seconds to answer Thaw
      And in PostSnapshot, the file F:\ft\foo\new.idx is written with 4096 bytes of "new"
      And a full backup "base" of Sales is taken
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  |
        | F:\\ft\\foo\\new.idx | whole |

    Example: The clock of the server is set to another time zone
      Given a full backup "base" of Sales is taken
      And 1 minute passes
      And the file F:\ft\foo\new.idx is written with 4096 bytes of "new"
      But the server has its clock set to UTC-5
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  |
        | F:\\ft\\foo\\new.idx | whole |
      And the files on the medium of "monday" do not include
        | path                 |
        | F:\\ft\\foo\\old.idx |

  @SQLW-FTX-11
  Rule: The application reads the stamp from the document of the full backup that is the base

    Background:
      Given a full backup "base" of Sales is taken
      And the file F:\ft\foo\first.idx is written with 4096 bytes of "first"
      And a full backup "tuesday" of Sales is taken

    Example: Two full backups, each with a stamp
      Given 1 minute passes
      And the file F:\ft\foo\second.idx is written with 4096 bytes of "second"
      When a differential backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                    | part  |
        | F:\\ft\\foo\\second.idx | whole |
      And the files on the medium of "monday" do not include
        | path                   |
        | F:\\ft\\foo\\first.idx |
        | F:\\ft\\foo\\old.idx   |

    Scenario Outline: The document of the base <damage>
      Given the components document of backup "tuesday" <damage>
      When a differential backup "monday" of Sales is taken
      Then the backup shows
        | state        | failed           |
        | phase        | backup discovery |
        | copied bytes | 0                |
      And the shadow copies are exactly
        | volume |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | monday | yes        |

      Examples: what happens to a document
        | damage          |
        | is deleted      |
        | may not be read |

  @SQLW-FTX-12
  Rule: The application hands the stamp over before it prepares the backup

    Background:
      Given a full backup "base" of Sales and Hr is taken
      And 1 minute passes
      And the file F:\ft\foo\new.idx is written with 4096 bytes of "new"

    Example: The stamp that the writer is given
      When a differential backup "monday" of Sales is taken
      Then the components in the document of "monday" do not include
        | name  | previous stamp |
        | Sales |                |
      And the differenced files in the document of "monday" are exactly
        | component | path        |
        | Sales     | F:\\ft\\foo |
      And the files on the medium of "monday" include
        | path                 | part  |
        | F:\\ft\\foo\\new.idx | whole |

    Example: The application does not hand it over
      When a differential backup "monday" of Sales is taken with
        | neglects | hand over the base stamp |
      Then the backup shows
        | state        | failed                          |
        | writer state | VSS_WS_FAILED_AT_PREPARE_BACKUP |
        | message says | previous backup stamp           |
        | copied bytes | 0                               |

    Example: The application does not hand over the stamp of a database without catalogs
      When a differential backup "monday" of Hr is taken with
        | neglects | hand over the base stamp |
      Then the backup completed
      And the partial files in the document of "monday" are exactly
        | component | name   |
        | Hr        | hr.mdf |
