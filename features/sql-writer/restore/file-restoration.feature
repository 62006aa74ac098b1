@needs:sql-writer
Feature: Restoring the files
  Between PreRestore and PostRestore the files belong to the backup application. What it puts there is
  what SQL Server finds, and nobody else writes (SQLW-RST-06, -24 to -26).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | MB |
      | Sales    | D: F: | E:  | 4  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-RST-06
  Rule: Between the two phases of the writer the application puts the data in underneath SQL Server

    Scenario Outline: What lies in <folder> before PostRestore is what a copy by hand leaves there
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | detach |
      And the files of Sales in the backup "base" are copied back
      And the files in <folder> are noted as "by hand"
      When the backup "base" is restored with
        | crashes | before PostRestore |
      Then the files in <folder> are as noted in "by hand"
      And Sales is RESTORING

      Examples: folders
        | folder   |
        | D:\\data |
        | F:\\data |
        | E:\\log  |

    Example: Nobody has the files open between the phases
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | crashes | before PostRestore |
      Then the files in D:\data are exactly
        | path                | open by |
        | D:\\data\\sales.mdf |         |
      And the files in E:\log are exactly
        | path               | open by |
        | E:\\log\\sales.ldf |         |
      And Sales is RESTORING

  @SQLW-RST-24
  Rule: The application, and nobody else, copies each file to the place that it had

    Example: Files on three volumes
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then the files of Sales are exactly
        | path                 | open path            |
        | D:\\data\\sales.mdf  | D:\\data\\sales.mdf  |
        | F:\\data\\sales2.ndf | F:\\data\\sales2.ndf |
        | E:\\log\\sales.ldf   | E:\\log\\sales.ldf   |
      And the files in D:\data are exactly
        | path                |
        | D:\\data\\sales.mdf |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The application leaves the log files out
      Given a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | neglects | copy the log files |
      Then the restore shows
        | state        | failed                        |
        | writer state | VSS_WS_FAILED_AT_POST_RESTORE |
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

    Example: The log files have vanished from the medium
      Given a full backup "base" of Sales is taken
      And the log files of backup "base" are deleted
      When the backup "base" is restored
      Then the restore shows
        | state | failed |
      And the databases of INST1 do not include
        | name  | state  |
        | Sales | ONLINE |

  @SQLW-RST-25
  Rule: In a differential restore the application copies each range to its place in the file, and nothing else

    Background:
      Given a full backup "base" of Sales is taken
      And 6 extents, every second one, of file sales of Sales are filled with "monday" and noted as "changed"
      And a differential backup "monday" of Sales is taken

    Example: Ranges apart from one another
      Given rows 1-100 of Sales are set to "later"
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the partial files in the document of "monday" include
        | name      | covers the extents |
        | sales.mdf | changed            |
      And the errors in Sales are exactly
        | error |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: What lies beside the ranges, and how long the file is
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the files in D:\data are exactly
        | path                | MB |
        | D:\\data\\sales.mdf | 4  |
      And the restore shows
        | state        | completed        |
        | copied bytes | at most 10000000 |
      And the errors in Sales are exactly
        | error |

    Example: The application writes the ranges one after the other
      Given the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored with
        | neglects | write at the stored offsets |
      And row 5 of Sales is set to "after"
      Then the write is refused with SQL error 824

  @SQLW-RST-26
  Rule: The writer has no part in copying the files

    Example: The writer is away while the files are copied
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And after PreRestore, the operator stops the service SQLWriter
      And before PostRestore, the operator starts the service SQLWriter
      When the backup "base" is restored
      Then the restore shows
        | state | completed |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The writer does not come back after the copy
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And after PreRestore, the service SQLWriter stops
      When the backup "base" is restored
      Then the restore shows
        | state        | failed              |
        | phase        | restore termination |
        | copied bytes | at least 100000     |
      And the events of the conversation include
        | who       | what  | of                   |
        | requestor | write | D:\\data\\sales.mdf  |
        | requestor | write | F:\\data\\sales2.ndf |
        | requestor | write | E:\\log\\sales.ldf   |
      And Sales is RESTORING
