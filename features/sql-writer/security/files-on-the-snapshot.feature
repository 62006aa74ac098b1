Feature: Who may use the files of a recovered snapshot
  A recovered snapshot is a database that anybody could attach who can read it. Its files are for SQL
  Server and for administrators (SQLW-SEC-01 to -03).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-10 of Sales are set to "secret"

  @SQLW-SEC-01 @needs:sql-writer
  Rule: The files of a recovered copy are for the account of SQL Server and the administrators alone

    Example: The lists of the files on the snapshot
      When an app-rollback snapshot "base" of Sales is taken
      Then the files of Sales in the shadow copy of "base" are exactly
        | path                | readers                                 |
        | D:\\data\\sales.mdf | administrators, nt service\\mssql$inst1 |
        | E:\\log\\sales.ldf  | administrators, nt service\\mssql$inst1 |

    Example: The files of a snapshot for a backup keep what they had
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then the files of Sales in the shadow copy of "base" are exactly
        | path                | readers |
        | D:\\data\\sales.mdf |         |
        | E:\\log\\sales.ldf  |         |

    Example: The database itself goes on with the files it has
      When an app-rollback snapshot "base" of Sales is taken
      And the instance INST1 is restarted
      Then Sales holds exactly
        | rows | text   |
        | 1-10 | secret |
      And the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |

  @SQLW-SEC-02 @SQLW-SEC-03 @needs:sql-writer
  Rule: SQL Server and administrators can attach the copy

    Background:
      Given an app-rollback snapshot "base" of Sales is taken

    Scenario Outline: Attached by <client>
      When Sales in backup "base" is attached as Copy <how>
      Then the databases of INST1 include
        | name | state  | read-only |
        | Copy | ONLINE | yes       |
      And Copy holds exactly
        | rows | text   |
        | 1-10 | secret |

      Examples: clients
        | client                        | how                              |
        | the account of SQL Server     | where it lies                    |
        | a member of Administrators    | where it lies by an administrator |

  @SQLW-SEC-02 @SQLW-SEC-03 @needs:sql-writer
  Rule: Nobody else can attach the copy

    Example: A member of sysadmin who is an ordinary user of Windows
      Given the login "SRV1\dbo_user" is created on INST1
      And the login "SRV1\dbo_user" is added to sysadmin on INST1
      And an app-rollback snapshot "base" of Sales is taken
      When Sales in backup "base" is attached as Copy where it lies by a plain user
      Then the attachment is refused with access-denied
      And Copy is not there
      And Sales is ONLINE
