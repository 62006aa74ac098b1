@needs:sql-writer
Feature: Too many ranges
  The ranges of a database must fit a buffer of 64 K bytes. When they do not, a list that is cut off
  would be a backup with holes, so there is none, and SQL Server says what helps (SQLW-DIF-17, -18).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | MB   |
      | Hr       | D: F: | E:  | 1024 |
    And a full backup "base" of Hr is taken

  @SQLW-DIF-17
  Rule: Ranges of more than 64 K bytes are an error, and no differential is made of a part of them

    Background:
      Given 4080 extents, every second one, of file hr of Hr are filled with "monday" and noted as "first"

    Example: Ranges of exactly 65536 bytes
      Given 81 extents, every second one, of file hr2 of Hr are filled with "monday" and noted as "second"
      When a differential backup "monday" of Hr is taken
      Then the backup completed
      And the partial files in the document of "monday" are exactly
        | component | name    | covers the extents |
        | Hr        | hr.mdf  | first              |
        | Hr        | hr2.ndf | second             |

    @SQLW-DIF-18
    Example: One range more
      Given 82 extents, every second one, of file hr2 of Hr are filled with "monday" and noted as "second"
      When a differential backup "monday" of Hr is taken
      Then the backup shows
        | state        | failed                         |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
        | message says | full backup                    |
        | copied bytes | 0                              |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | monday | yes        |
      And the files of Hr include
        | name | base |
        | hr   | base |

  @SQLW-DIF-18
  Rule: After the full backup that the error asks for, differentials can be taken again

    Example: A full backup, a small change and a differential
      Given 4200 extents, every second one, of file hr of Hr are filled with "monday" and noted as "changed"
      And a differential backup "monday" of Hr is taken
      And a full backup "tuesday" of Hr is taken
      And 3 extents, every second one, of file hr of Hr are filled with "late" and noted as "new"
      When a differential backup "monday" of Hr is taken
      Then the backup completed
      And the partial files in the document of "monday" include
        | name   | covers the extents | range bytes     |
        | hr.mdf | new                | at most 1048576 |
