Feature: A component-based backup without its metadata
  Without the metadata the writer cannot help. What remains are the files, and somebody who takes the
  database out of use, copies them and attaches them (SQLW-CBR-07, -08).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CBR-07 @needs:sql-writer
  Rule: Without the metadata, the files are copied while the instance is offline or the database is not there

    Background:
      Given a full backup "base" of Sales is taken
      And the components document of backup "base" is deleted
      And rows 1-100 of Sales are set to "later"

    Example: The application asks for a restore through the writer
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the events of the conversation do not include
        | who             | what       |
        | SqlServerWriter | PreRestore |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The database is in use
      When the files of Sales in the backup "base" are copied back
      Then the copy is refused with sharing-violation
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The instance is stopped
      Given the instance INST1 is stopped
      When the files of Sales in the backup "base" are copied back
      And the instance INST1 is started
      Then the copy is granted
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Scenario Outline: The database is taken out of the instance by a <removal>
      Given Sales is altered
        | <removal> |
      When the files of Sales in the backup "base" are copied back
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then the copy is granted
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: removals
        | removal |
        | detach  |
        | drop    |

  @SQLW-CBR-08
  Rule: Copying the files and attaching the database does not concern the writer

    @needs:sql-writer
    Example: The writer is stopped
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      And the operator stops the service SQLWriter
      When the files of Sales in the backup "base" are copied back
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the events of the conversation do not include
        | who             | what        |
        | SqlServerWriter | PreRestore  |
        | SqlServerWriter | PostRestore |

    @needs:sql-writer
    Example: A restore that needs the writer fails where a copy by hand does not
      Given a full backup "base" of Sales is taken
      And the service SQLWriter stops
      When the backup "base" is restored
      And Sales is altered
        | drop |
      And the files of Sales in the backup "base" are copied back
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    @needs:sql-writer
    Scenario Outline: <path> has vanished
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      And the files of Sales in the backup "base" are copied back
      And the file <path> is deleted
      When Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then the change is refused with SQL error 5120
      And Sales is not there

      Examples: files
        | path                |
        | D:\\data\\sales.mdf |
        | E:\\log\\sales.ldf  |

    @needs:sql
    Example: Files that were copied without metadata are attached
      Given a file copy without metadata "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And Sales is altered
        | drop |
      When Sales of the snapshot backup "base" is restored as Sales by attaching its files
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales is ONLINE
