Feature: Auto-recovery of a snapshot
  In PostSnapshot the writer attaches the copy of each chosen database to its own instance, shortens the
  log, and detaches it again (SQLW-ARS-11 to -14, -19, -20).

  @SQLW-ARS-11 @needs:sql-writer
  Rule: Recovery takes place in PostSnapshot, when the database goes on already

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      And transaction T2 sets rows 11-20 of Sales to "half done" and stays open

    Example: The copy after Thaw, and in the end
      Given after Thaw, the files of Sales in the shadow copy of "base" are noted as "thawed"
      When an app-rollback snapshot "base" of Sales is taken
      Then the files of Sales in the shadow copy of "base" differ from those noted in "thawed"
      And the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |
      And the events of the conversation are in this order, among others
        | who             | what         | of              |
        | INST1           | thawed       | Sales           |
        | coordinator     | PostSnapshot | SqlServerWriter |
        | INST1           | attached     | Sales           |
        | INST1           | detached     | Sales           |
        | SqlServerWriter | PostSnapshot | handled         |

    Example: The files cannot be read when the copy is to be attached
      Given in PostSnapshot, the file D:\data\sales.mdf answers reads with I/O errors
      When an app-rollback snapshot "base" of Sales is taken
      And row 5 of Sales is set to "goes on"
      Then the backup shows
        | state        | failed                         |
        | message says | Sales                          |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
      And the write is granted
      And the events of the conversation do not include
        | who   | what     | of    |
        | INST1 | attached | Sales |

  @SQLW-ARS-12 @needs:sql-writer
  Rule: Every database that was chosen is recovered, and no other one on the same volumes

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
        | Hr       | D:   | E:  |
        | Stock    | D:   | E:  |

    Example: Two of three
      When an app-rollback snapshot "base" of Sales and Hr is taken
      Then the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |
      And the files of Hr in the shadow copy of "base" include
        | path             | cleanly shut |
        | D:\\data\\hr.mdf | yes          |
      And the files of Stock in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\stock.mdf | no           |
      And the events of the conversation do not include
        | who   | what     | of    |
        | INST1 | attached | Stock |

    Example: The third one, attached where it lies
      Given an app-rollback snapshot "base" of Sales and Hr is taken
      When Stock in backup "base" is attached as Copy where it lies
      Then the attachment is refused with SQL error 5120
      And Copy is not there
      And Stock is ONLINE

  @SQLW-ARS-13 @needs:sql-writer
  Rule: A copy is attached to the instance that its database belongs to

    Background:
      Given a SQL Server SRV1 with the instances INST1 and INST2
      And the databases
        | database  | data | log |
        | Sales     | D:   | E:  |
        | INST2\\Hr | D:   | E:  |

    Example: Databases of two instances
      When an app-rollback snapshot "base" of Sales and INST2\Hr is taken
      Then the events of the conversation include
        | who   | what     | of    |
        | INST1 | attached | Sales |
        | INST2 | attached | Hr    |
      And the events of the conversation do not include
        | who   | what     | of    |
        | INST2 | attached | Sales |
      And the events of the conversation do not include
        | who   | what     | of |
        | INST1 | attached | Hr |
      And Sales is ONLINE
      And INST2\Hr is ONLINE

    Example: Who may read the copies afterwards
      When an app-rollback snapshot "base" of Sales and INST2\Hr is taken
      Then the files of Sales in the shadow copy of "base" are exactly
        | path                | readers                                  | cleanly shut |
        | D:\\data\\sales.mdf | administrators, nt service\\mssql$inst1 | yes          |
        | E:\\log\\sales.ldf  | administrators, nt service\\mssql$inst1 | yes          |
      And the files of INST2\Hr in the shadow copy of "base" are exactly
        | path             | readers                                  | cleanly shut |
        | D:\\data\\hr.mdf | administrators, nt service\\mssql$inst2 | yes          |
        | E:\\log\\hr.ldf  | administrators, nt service\\mssql$inst2 | yes          |

    Example: One of the instances is stopped after Thaw
      Given after Thaw, the instance INST2 is stopped
      When an app-rollback snapshot "base" of Sales and INST2\Hr is taken
      Then the backup shows
        | state        | failed                         |
        | message says | Hr                             |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
      And the events of the conversation do not include
        | who   | what     | of |
        | INST1 | attached | Hr |
      And Sales is ONLINE

  @SQLW-ARS-14
  Rule: Attaching is recovering

    Background:
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
      And transaction T2 sets rows 11-20 of Sales to "half done" and stays open

    @needs:sql-writer
    Example: One transaction committed and one open at the snapshot
      Given rows 1-10 of Sales are set to "committed"
      And an app-rollback snapshot "base" of Sales is taken
      When Sales in backup "base" is attached as Copy where it lies
      Then Copy holds exactly
        | rows | text      |
        | 1-10 | committed |

    @needs:sql-writer
    Example: The open one had reached the data file
      Given Sales is altered
        | checkpoint |
      And row 1 of Sales is set to "committed"
      And an app-rollback snapshot "base" of Sales is taken
      When Sales in backup "base" is attached as Copy where it lies
      Then Copy holds exactly
        | rows | text      |
        | 1    | committed |

    @needs:sql
    Example: Files that were copied while the writes waited
      Given Sales is altered
        | checkpoint |
      And row 1 of Sales is set to "committed"
      And a file copy without metadata "base" of Sales is taken
      When Sales of the snapshot backup "base" is restored as Copy by attaching its files in G:\restored
      Then the native restore is granted
      And Copy holds exactly
        | rows | text      |
        | 1    | committed |

  @SQLW-ARS-19 @needs:sql-writer
  Rule: The steps are attach, recover, shrink the log and detach, and nothing of it stays with the instance

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
        | Hr       | D:   | E:  |
      And the databases of INST1 are noted as "before"

    Example: Two databases
      When an app-rollback snapshot "base" of Sales and Hr is taken
      Then the events of the conversation are in this order, among others
        | who   | what       | of    |
        | INST1 | attached   | Sales |
        | INST1 | recovered  | Sales |
        | INST1 | log shrunk | Sales |
        | INST1 | detached   | Sales |
        | INST1 | attached   | Hr    |
        | INST1 | recovered  | Hr    |
        | INST1 | log shrunk | Hr    |
        | INST1 | detached   | Hr    |
      And the files of Sales in the shadow copy of "base" include
        | path                | cleanly shut |
        | D:\\data\\sales.mdf | yes          |
      And the databases of INST1 are as noted in "before"

    Example: The shadow copies are deleted afterwards
      Given an app-rollback snapshot "base" of Sales and Hr is taken
      And the shadow copies are noted as "made"
      When the requestor deletes the shadow copies of backup "base"
      Then the shadow copies differ from those noted in "made"
      And the shadow copies are exactly
        | volume |
      And the databases of INST1 are as noted in "before"

    Example: The log of a copy cannot be written to
      Given in PostSnapshot, the file E:\log\sales.ldf answers writes with I/O errors
      When an app-rollback snapshot "base" of Sales and Hr is taken
      Then the backup shows
        | state        | failed                         |
        | message says | Sales                          |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
      And the databases of INST1 are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | tempdb |
        | Sales  |
        | Hr     |

  @SQLW-ARS-20 @needs:sql-writer
  Rule: A recovered snapshot can be attached for queries, and the database goes on meanwhile

    Background:
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
      And rows 1-10 of Sales are set to "committed"

    Example: Attached from the shadow copy
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      And an app-rollback snapshot "base" of Sales is taken
      When Sales in backup "base" is attached as Copy where it lies
      Then the databases of INST1 include
        | name | state  | read-only |
        | Copy | ONLINE | yes       |
      And the errors in Copy are exactly
        | error |
      And Copy holds exactly
        | rows | text      |
        | 1-10 | committed |

    Example: The database has gone on
      Given transaction T2 sets rows 11-20 of Sales to "half done" and stays open
      And an app-rollback snapshot "base" of Sales is taken
      And Sales in backup "base" is attached as Copy where it lies
      When transaction T2 commits
      And row 1 of Sales is set to "later"
      Then Sales holds exactly
        | rows  | text      |
        | 1     | later     |
        | 2-10  | committed |
        | 11-20 | half done |
      And Copy holds exactly
        | rows | text      |
        | 1-10 | committed |

    Example: A busy database
      Given a ledger workload "load" of 300 transactions starts on Sales
      And an app-rollback snapshot "base" of Sales is taken
      And the workload "load" comes to its end
      When Sales in backup "base" is attached as Copy where it lies
      Then Copy is ONLINE
      And the errors in Copy are exactly
        | error |
      And Sales holds what "load" has committed
