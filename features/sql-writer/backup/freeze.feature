Feature: The freeze
  For the instant of the snapshot the databases of the backup hold still, all of them and no others, and then
  they go on with whatever had to wait (SQLW-BKP-27 to -33; thaw.feature has more of -32).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | D:   | E:  |
      | Stock    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-BKP-27 @needs:sql-writer
  Rule: The snapshot is prepared, the writer freezes, the shadow copies are made, the writer thaws

    Example: The provider takes its time
      Given the shadow copy provider takes 10 seconds to commit
      And when frozen, row 5 of Sales is set to "late"
      And a full backup "base" of Sales is taken
      When the backup "base" is restored
      Then the events of the conversation are in this order, among others
        | who                                         | what               | of                                          |
        | SqlServerWriter                             | PrepareForSnapshot | handled                                     |
        | SqlServerWriter                             | Freeze             | handled                                     |
        | coordinator                                 | CommitSnapshots    | Microsoft Software Shadow Copy provider 1.0 |
        | Microsoft Software Shadow Copy provider 1.0 | commit             | D:                                          |
        | Microsoft Software Shadow Copy provider 1.0 | commit             | E:                                          |
        | coordinator                                 | Thaw               | SqlServerWriter                             |
        | SqlServerWriter                             | PostSnapshot       | handled                                     |
      And the write has taken at least 10 seconds
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The provider is quick
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who                                         | what               | of      |
        | SqlServerWriter                             | PrepareForSnapshot | handled |
        | SqlServerWriter                             | Freeze             | handled |
        | Microsoft Software Shadow Copy provider 1.0 | commit             | D:      |
        | SqlServerWriter                             | Thaw               | handled |
        | SqlServerWriter                             | PostSnapshot       | handled |
      And the backup completed

  @SQLW-BKP-28 @needs:sql-writer
  Rule: Before it freezes any database the SQL Writer has SQL Server prepare each of them

    Scenario Outline: The database <database> of a backup of two
      When a full backup "base" of Sales and Hr is taken
      Then the events of the conversation are in this order, among others
        | who             | what               | of              |
        | coordinator     | PrepareForSnapshot | SqlServerWriter |
        | SqlServerWriter | prepare            | <database>      |
        | SqlServerWriter | PrepareForSnapshot | handled         |
        | INST1           | frozen             | <database>      |
      And the backup completed

      Examples: databases
        | database |
        | Sales    |
        | Hr       |

    Example: One of two databases cannot be prepared
      Given row 5 of Sales is set to "dirty"
      And the file D:\data\sales.mdf answers writes with I/O errors
      When a full backup "base" of Hr and Sales is taken
      Then the backup shows
        | state        | failed                            |
        | writer state | VSS_WS_FAILED_AT_PREPARE_SNAPSHOT |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Hr    |
        | INST1 | frozen | Sales |

  @SQLW-BKP-29
  Rule: All writes of each database of the snapshot stop before the freeze is reported

    @needs:sql-writer
    Scenario Outline: A write to <database> after the freeze
      Given the shadow copy provider takes 3 seconds to commit
      And when frozen, row 5 of <database> is set to "late"
      When a full backup "base" of Sales and Hr is taken
      Then the write has taken at least 3 seconds
      And the backup completed

      Examples: databases
        | database |
        | Sales    |
        | Hr       |

    @needs:sql-writer
    Scenario Outline: <database> is written to all the time, and the writer takes its time to freeze
      Given a ledger workload "load" of 400 transactions starts on <database>
      And the writer "SqlServerWriter" takes 20 seconds to answer Freeze
      And a full backup "base" of Hr and Stock is taken
      And the workload "load" comes to its end
      When the backup "base" is restored
      Then <database> holds what "load" had committed at the instant of the backup

      Examples: databases
        | database |
        | Hr       |
        | Stock    |

    @needs:sql
    Example: Writes to a database that is suspended by T-SQL
      Given a ledger workload "load" of 400 transactions starts on Hr
      When writes to Hr are suspended for a snapshot
      And the rows of Hr are noted as "frozen"
      And 3 seconds pass
      Then the rows of Hr are as noted in "frozen"
      And the suspended databases are exactly
        | name | frozen |
        | Hr   | yes    |
      And writes to Hr are resumed without a backup

  @SQLW-BKP-30
  Rule: Databases that are not in the backup go on

    @needs:sql-writer
    Scenario Outline: A write to <database> while Sales is frozen
      Given the shadow copy provider takes 5 seconds to commit
      And when frozen, row 5 of <database> is set to "meanwhile"
      When a full backup "base" of Sales is taken
      Then the write has taken <bound> <time>
      And the backup completed

      Examples: databases
        | database | bound    | time      |
        | Sales    | at least | 5 seconds |
        | Hr       | at most  | 1 second  |

    @needs:sql
    Example: Another database of the instance is suspended by T-SQL
      When writes to Sales are suspended for a snapshot
      And row 5 of Hr is set to "meanwhile"
      Then the write has taken at most 1 second
      And the suspended databases are exactly
        | name  | frozen |
        | Sales | yes    |
      And writes to Sales are resumed without a backup

  @SQLW-BKP-31 @needs:sql-writer
  Rule: The shadow copies are made when the freeze has been reported, and not earlier

    Scenario Outline: <slow> takes 20 seconds to freeze
      Given the writer "<slow>" takes 20 seconds to answer Freeze
      And when frozen, row 5 of Sales is set to "late"
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who                                         | what            | of                                          |
        | <slow>                                      | Freeze          | handled                                     |
        | coordinator                                 | CommitSnapshots | Microsoft Software Shadow Copy provider 1.0 |
        | Microsoft Software Shadow Copy provider 1.0 | commit          | D:                                          |
      And the write has taken at least 20 seconds
      And the backup completed

      Examples: writers
        | slow            |
        | SqlServerWriter |
        | System Writer   |

  @SQLW-BKP-32 @needs:sql
  Rule: A database that was suspended is written to again when it is resumed

    Example: Writes that had to wait
      Given writes to Hr are suspended for a snapshot
      And a ledger workload "load" of 40 transactions starts on Hr
      And 3 seconds pass
      When writes to Hr are resumed without a backup
      And the workload "load" comes to its end
      Then Hr holds what "load" has committed
      And the suspended databases are exactly
        | name |

  @SQLW-BKP-33 @needs:sql-writer
  Rule: The databases are frozen for less than 60 seconds

    Example: A write while twenty databases are frozen
      Given the databases
        | database | data | log |
        | Many01   | D:   | E:  |
        | Many02   | D:   | E:  |
        | Many03   | D:   | E:  |
        | Many04   | D:   | E:  |
        | Many05   | D:   | E:  |
        | Many06   | D:   | E:  |
        | Many07   | D:   | E:  |
        | Many08   | D:   | E:  |
        | Many09   | D:   | E:  |
        | Many10   | D:   | E:  |
        | Many11   | D:   | E:  |
        | Many12   | D:   | E:  |
        | Many13   | D:   | E:  |
        | Many14   | D:   | E:  |
        | Many15   | D:   | E:  |
        | Many16   | D:   | E:  |
        | Many17   | D:   | E:  |
        | Many18   | D:   | E:  |
      And a ledger workload "load" of 400 transactions starts on Hr
      And when frozen, row 5 of Sales is set to "late"
      When a full backup "base" of Sales, Hr, Many01, Many02, Many03, Many04, Many05, Many06, Many07, Many08, Many09, Many10, Many11, Many12, Many13, Many14, Many15, Many16, Many17 and Many18 is taken
      And the workload "load" comes to its end
      Then the write has taken at most 59 seconds
      And the backup completed

    Scenario Outline: <party> takes too long
      Given <fault>
      And when frozen, row 5 of Sales is set to "late"
      When a full backup "base" of Sales is taken
      Then the backup failed
      And the write has taken at most 61 seconds
      And the shadow copies are exactly
        | volume |
      And the entries of the application's catalogue are exactly
        | backup |

      Examples: parties
        | party          | fault                                                          |
        | The provider   | the shadow copy provider takes 90 seconds to commit            |
        | The SQL Writer | the writer "SqlServerWriter" takes 90 seconds to answer Freeze |
        | Another writer | the writer "System Writer" takes 90 seconds to answer Freeze   |
