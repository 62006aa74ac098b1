@needs:sql-writer
Feature: Files that come and go between the enumeration and the freeze
  The application copies the files that the metadata named. Whoever does not look again misses the file that
  came in the meantime (SQLW-SPC-04 to -06).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log |
      | Sales    | D: E: | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SPC-04
  Rule: The files of a database are those that it had when the metadata were gathered

    Example: A file is added after the metadata were gathered
      Given after gathering, Sales is altered
        | add file | D:\\data\\sales3.ndf |
      When a full backup "base" of Sales is taken with
        | neglects | recheck the file lists |
      Then the files on the medium of "base" do not include
        | path                 |
        | D:\\data\\sales3.ndf |
      And the backup shows
        | volumes | D:, E: |
      And the files in D:\data include
        | path                 | open by      |
        | D:\\data\\sales3.ndf | sqlservr.exe |
      And the files in the metadata include
        | component | path     | spec       |
        | Sales     | D:\\data | sales3.ndf |

    Example: The next session has the new file
      Given after gathering, Sales is altered
        | add file | D:\\data\\sales3.ndf |
      And a full backup "base" of Sales is taken with
        | neglects | recheck the file lists |
      When a full backup "monday" of Sales is taken
      Then the files on the medium of "monday" include
        | path                 | part  |
        | D:\\data\\sales.mdf  | whole |
        | E:\\data\\sales2.ndf | whole |
        | D:\\data\\sales3.ndf | whole |

  @SQLW-SPC-05
  Rule: A database with a new file elsewhere is torn where the application does not look again

    Scenario Outline: A file is added on another volume <moment>
      Given <moment>, Sales is altered
        | add file | F:\\data\\sales3.ndf |
      When a full backup "base" of Sales is taken with
        | neglects | recheck the file lists |
      Then the backup failed
      And the entries of the application's catalogue do not include
        | backup | database | restorable |
        | base   | Sales    | yes        |
      And the files of Sales include
        | name   | path                 | base |
        | sales3 | F:\\data\\sales3.ndf |      |

      Examples: moments
        | moment                  |
        | after gathering         |
        | before PrepareForBackup |
        | before DoSnapshotSet    |

    Example: No file is added
      When a full backup "base" of Sales is taken with
        | neglects | recheck the file lists |
      Then the backup completed
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | base   | Sales    | yes        |

  @SQLW-SPC-06
  Rule: An application that looks again right before the snapshot has the files as they are

    Example: A file is added on another volume
      Given after gathering, Sales is altered
        | add file | F:\\data\\sales3.ndf |
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state   | completed  |
        | volumes | D:, E:, F: |
      And the files on the medium of "base" include
        | path                 | part  |
        | D:\\data\\sales.mdf  | whole |
        | E:\\data\\sales2.ndf | whole |
        | F:\\data\\sales3.ndf | whole |
        | E:\\log\\sales.ldf   | whole |

    Example: A file is dropped
      Given after gathering, Sales is altered
        | drop file | sales2 |
      When a full backup "base" of Sales is taken
      Then the backup completed
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
        | E:\\log\\sales.ldf  | whole |
      And the files on the medium of "base" do not include
        | path                 |
        | E:\\data\\sales2.ndf |

    Example: One file is dropped, and another one is added
      Given after gathering, Sales is altered
        | drop file | sales2                 |
        | add file  | F:\\data\\sales3.ndf |
      When a full backup "base" of Sales is taken
      Then the backup completed
      And the files on the medium of "base" include
        | path                 | part  |
        | F:\\data\\sales3.ndf | whole |
      And the files on the medium of "base" do not include
        | path                 |
        | E:\\data\\sales2.ndf |

    Example: The backup with the new file is restored
      Given after gathering, Sales is altered
        | add file | F:\\data\\sales3.ndf |
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the errors in Sales are exactly
        | error |
