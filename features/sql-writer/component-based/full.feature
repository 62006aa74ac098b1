Feature: Full backup and full restore
  A full backup holds the data and as much log as makes them whole again; a full restore needs nothing
  else and leaves nothing waiting (SQLW-CBR-05, -06, -09).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log   |
      | Sales    | D: F: | E: E: |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CBR-05
  Rule: A full backup holds the data and every log file that is needed to make them consistent

    @needs:sql-writer
    Example: One transaction is committed just before the freeze, another one is open
      Given transaction T2 sets row 5 of Sales to "open" and stays open
      And before Freeze, rows 101-200 of Sales are set to "committed"
      And a full backup "base" of Sales is taken
      And transaction T2 commits
      When the backup "base" is restored
      Then Sales holds exactly
        | rows    | text      |
        | 1-100   | base      |
        | 101-200 | committed |
      And the errors in Sales are exactly
        | error |

    @needs:sql-writer
    Example: The files of the backup
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                 | part  |
        | D:\\data\\sales.mdf  | whole |
        | F:\\data\\sales2.ndf | whole |
        | E:\\log\\sales.ldf   | whole |
        | E:\\log\\sales2.ldf  | whole |
      And the files in the metadata include
        | component | spec       |
        | Sales     | sales.ldf  |
        | Sales     | sales2.ldf |

    @needs:sql-writer
    Example: The log has gone on into its second file
      Given before Freeze, 150 extents side by side of file sales of Sales are filled with "long" and noted as "filled"
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the filled extents of Sales are exactly
        | text | extents |
        | long | 150     |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql
    Example: A T-SQL snapshot of a database with an open transaction
      Given transaction T2 sets row 5 of Sales to "open" and stays open
      And rows 101-200 of Sales are set to "committed"
      And a T-SQL snapshot backup "base" of Sales is taken
      And transaction T2 commits
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text      |
        | 1-100   | base      |
        | 101-200 | committed |
      And the errors in Sales are exactly
        | error |

  @SQLW-CBR-06 @needs:sql-writer
  Rule: A full restore is at its end without any roll-forward

    Background:
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a native log backup "log1" of Sales is taken

    Example: The metadata are there, and more is not asked for
      When the backup "base" is restored
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales is ONLINE
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The metadata are not there
      Given the component metadata of backup "base" is deleted
      And Sales is altered
        | detach |
      When the files of Sales in the backup "base" are copied back
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      And the native backup "log1" is restored as Sales with recovery
      Then the native restore is refused with SQL error 3117
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-CBR-09
  Rule: Where no roll-forward is asked for, SQL Server recovers the database as part of the restore

    @needs:sql-writer
    Example: One transaction had been committed at the freeze, and another one had not
      Given rows 101-110 of Sales are set to "committed"
      And transaction T2 sets row 111 of Sales to "open" and stays open
      And a full backup "base" of Sales is taken
      And transaction T2 commits
      When the backup "base" is restored
      Then Sales holds exactly
        | rows    | text      |
        | 1-100   | base      |
        | 101-110 | committed |
      And Sales is ONLINE

    @needs:sql
    Example: The same with a T-SQL snapshot
      Given rows 101-110 of Sales are set to "committed"
      And transaction T2 sets row 111 of Sales to "open" and stays open
      And a T-SQL snapshot backup "base" of Sales is taken
      And transaction T2 commits
      When Sales of the snapshot backup "base" is restored as Sales with recovery
      Then Sales holds exactly
        | rows    | text      |
        | 1-100   | base      |
        | 101-110 | committed |
      And Sales is ONLINE
