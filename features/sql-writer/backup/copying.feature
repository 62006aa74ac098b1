@needs:sql-writer
Feature: The actual backup
  The application asks how the writers are, heeds what it hears, and then copies on its own
  (SQLW-BKP-36 to -41).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-BKP-36
  Rule: The data can be moved to a medium, or stay in the shadow copies

    Example: The data are moved
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the errors in Sales are exactly
        | error |
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
        | E:\\log\\sales.ldf  | whole |

    Example: The data stay
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then the backup shows
        | state        | completed |
        | copied bytes | 0         |
      And the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |
      And the files on the medium of "base" do not include
        | path                |
        | D:\\data\\sales.mdf |
      And the files of Sales include
        | name  | base |
        | sales | base |

    Example: The data that stayed are read
      Given a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      And rows 1-100 of Sales are set to "later"
      When Sales in backup "base" is attached as Copy after a copy to volume X:
      Then the attachment is granted
      And Copy holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-BKP-37
  Rule: The SQL Writer has no part in the copying

    Scenario Outline: The SQL Writer is stopped <moment>
      Given <moment>, the operator stops the service SQLWriter
      And a full backup "base" of Sales is taken
      And the operator starts the service SQLWriter
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
        | E:\\log\\sales.ldf  | whole |

      Examples: moments
        | moment         |
        | before copying |
        | while copying  |

    Example: The SQL Writer dies while the files are copied
      Given while copying, the service SQLWriter stops
      When a full backup "base" of Sales is taken
      Then the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |
        | E:\\log\\sales.ldf  | whole |
      And the backup shows
        | copied bytes | at least 100000 |

  @SQLW-BKP-38
  Rule: The application asks for the status of the writers before it copies

    Example: An application that asks
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who       | what               | of                |
        | requestor | DoSnapshotSet      |                   |
        | requestor | GatherWriterStatus |                   |
        | requestor | read               | shadow copy of D: |
      And the findings about the backup are exactly
        | about |
      And the backup completed

    Example: An application that copies at once, of a database that is torn
      When a full backup "base" of Sales is taken with
        | neglects | ask for the writer status |
        | volumes  | D:                        |
      Then the findings about the backup include
        | about     | says                             |
        | requestor | status not checked before copying |

    Example: What an application that asks does with the same database
      When a full backup "base" of Sales is taken with
        | volumes | D: |
      Then the backup shows
        | state        | failed          |
        | phase        | prebackup tasks |
        | copied bytes | 0               |

  @SQLW-BKP-39
  Rule: The status of the writers says how each of them is

    Example: The SQL Writer fails in Freeze, another writer does not
      Given before Freeze, transaction T2 sets row 5 of Sales to "open" and stays open
      And before Freeze, the file E:\log\sales.ldf answers writes with I/O errors
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed                            |
        | writer state | VSS_WS_FAILED_AT_FREEZE           |
        | writer code  | VSS_E_WRITERERROR_NONRETRYABLE    |
      And the writers include
        | name            | state                   | code                           |
        | SqlServerWriter | VSS_WS_FAILED_AT_FREEZE | VSS_E_WRITERERROR_NONRETRYABLE |
      And the writers do not include
        | name          | state                   |
        | System Writer | VSS_WS_FAILED_AT_FREEZE |

    Example: All writers are well
      When a full backup "base" of Sales is taken
      Then the events of the conversation include
        | who       | what               |
        | requestor | GatherWriterStatus |
      And the writers include
        | name            | state         | code |
        | SqlServerWriter | VSS_WS_STABLE | S_OK |
        | System Writer   | VSS_WS_STABLE | S_OK |

  @SQLW-BKP-40
  Rule: The application heeds the failure of a writer

    Example: The SQL Writer has failed in Freeze
      Given before Freeze, transaction T2 sets row 5 of Sales to "open" and stays open
      And before Freeze, the file E:\log\sales.ldf answers writes with I/O errors
      When a full backup "base" of Sales is taken with
        | neglects | release the interface |
      Then the backup shows
        | state        | failed          |
        | phase        | prebackup tasks |
        | copied bytes | 0               |
      And the entries of the application's catalogue are exactly
        | backup |
      And the shadow copies are exactly
        | volume |
      And the files of Sales include
        | name  | base |
        | sales |      |

    Example: An application that goes on all the same has nothing to restore
      Given before Freeze, transaction T2 sets row 5 of Sales to "open" and stays open
      And before Freeze, the file E:\log\sales.ldf answers writes with I/O errors
      And a full backup "base" of Sales is taken with
        | neglects | heed the writer status |
      And the file is restored
      When the backup "base" is restored
      Then the restore failed
      And the findings about the backup include
        | about | says                       |
        | Sales | selected but not backed up |

  @SQLW-BKP-41
  Rule: BackupComplete tells the writer that the backup has come out well

    Example: The copy comes out well
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who             | what           | of      |
        | requestor       | BackupComplete |         |
        | INST1           | base committed | Sales   |
        | SqlServerWriter | BackupComplete | handled |
      And the files of Sales include
        | name  | base |
        | sales | base |

    Example: The medium is full
      Given volume X: has only 1 MB left
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state | failed          |
        | code  | ERROR_DISK_FULL |
        | phase | actual backup   |
      And the files of Sales include
        | name  | base |
        | sales |      |
      And the backup history of Sales are exactly
        | name |

    Example: The medium is full, and the application reports a good copy all the same
      Given volume X: has only 1 MB left
      When a full backup "base" of Sales is taken with
        | neglects | report a failed copy |
      Then the entries of the application's catalogue are exactly
        | backup |
      And the backup history of Sales include
        | type | snapshot |
        | D    | yes      |
      And the files of Sales do not include
        | name  | base |
        | sales |      |
