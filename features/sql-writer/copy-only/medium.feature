@needs:sql-writer
Feature: A copy-only backup through VSS
  The writer offers it, and the application copies every file whatever was backed up before, so that the
  backup can be restored with nothing else (SQLW-CPY-02, -04).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | MB |
      | Sales    | D: F: | E:  | 8  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CPY-02
  Rule: The writer says that it knows copy-only backups, and takes them

    Example: What the writer says of itself
      Given the operator stops the service SQLWriter
      When the operator starts the service SQLWriter
      Then the schema flags in the metadata include
        | flag        |
        | VSS_BS_COPY |

    Example: A copy-only backup, and its restore
      Given a copy-only backup "side" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "side" is restored
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And Sales is ONLINE
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-CPY-04
  Rule: The application copies all files of the database, whatever was backed up before

    Scenario Outline: <before>, and nothing has changed since
      Given a full backup "base" of Sales is taken
      And a <before> backup "monday" of Sales is taken
      When a copy-only backup "side" of Sales is taken
      Then the files on the medium of "side" include
        | path                 | part  | bytes            |
        | D:\\data\\sales.mdf  | whole | at least 8388608 |
        | F:\\data\\sales2.ndf | whole | at least 8388608 |
        | E:\\log\\sales.ldf   | whole | at least 65536   |
      And the files on the medium of "side" do not include
        | part   |
        | ranges |
      And the backup shows
        | copied bytes | at least 16777216 |

      Examples: backups before it
        | before       |
        | full         |
        | differential |
        | copy-only    |

    Example: The copy-only backup is all there is
      Given a full backup "base" of Sales is taken
      And a differential backup "monday" of Sales is taken
      And a copy-only backup "side" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "side" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the errors in Sales are exactly
        | error |

    Example: What is on the medium is what was there at the instant
      Given a full backup "base" of Sales is taken
      And before Freeze, rows 1-10 of Sales are set to "last"
      And a copy-only backup "side" of Sales is taken
      And rows 11-20 of Sales are set to "late"
      When the backup "side" is restored
      Then Sales holds exactly
        | rows   | text |
        | 1-10   | last |
        | 11-100 | base |
