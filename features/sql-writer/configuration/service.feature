Feature: The service of the SQL Writer
  The SQL Writer stands between SQL Server and VSS, in a service of its own that setup puts in place.
  Where it does not run, nobody freezes a database (SQLW-CFG-01 to -03, -05, -06, -10).

  @SQLW-CFG-01 @needs:sql-writer
  Rule: VSS reaches SQL Server through the SQL Writer and in no other way

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |

    Example: The service has stopped, and the instance is online
      Given the service SQLWriter stops
      When a noncomponent backup "base" of D: and E: is taken
      Then the writers do not include
        | name            |
        | SqlServerWriter |
      And the writers include
        | name          | state         |
        | System Writer | VSS_WS_STABLE |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Sales |
      And the backup history of Sales are exactly
        | name |
      And the services console shows SQLWriter as Stopped

    Example: A write meets a snapshot while the service is stopped
      Given the operator stops the service SQLWriter
      And the writer "System Writer" takes 5 seconds to answer Thaw
      And at the instant, row 1 of Sales is set to "at once"
      When a noncomponent backup "base" of D: and E: is taken
      Then the write has taken at most 1 second
      And Sales holds exactly
        | rows | text    |
        | 1    | at once |

    Example: A write meets a snapshot after the service has been started again
      Given the operator stops the service SQLWriter
      And the writer "System Writer" takes 5 seconds to answer Thaw
      And at the instant, row 1 of Sales is set to "later"
      When the operator starts the service SQLWriter
      And a noncomponent backup "base" of D: and E: is taken
      Then the write has taken at least 5 seconds
      And the events of the conversation are in this order, among others
        | who             | what   | of              |
        | coordinator     | Freeze | SqlServerWriter |
        | INST1           | frozen | Sales           |
        | INST1           | thawed | Sales           |
        | SqlServerWriter | Thaw   | handled         |

  @SQLW-CFG-02 @needs:sql-writer
  Rule: The service of the writer and that of the instance live and end without each other

    Background:
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |

    Example: The process of the writer is killed
      When the operator kills the service SQLWriter
      And row 1 of Sales is set to "still here"
      Then the write is granted
      And Sales holds exactly
        | rows | text       |
        | 1    | still here |
      And the services console shows SQLWriter as Stopped
      And the services console shows MSSQL$INST1 as Running

    Example: The instance is stopped
      When the instance INST1 is stopped
      Then the services console shows SQLWriter as Running
      And the services console shows MSSQL$INST1 as Stopped
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

    Example: The process of the instance dies
      When the instance INST1 crashes
      Then the services console shows SQLWriter as Running
      And the services console shows MSSQL$INST1 as Stopped

  @SQLW-CFG-03 @SQLW-CFG-06 @needs:sql-writer
  Rule: Setup of an instance brings the SQL Writer along, under the Local System account

    Example: The first instance of a server
      Given a SQL Server SRV1 with no instance yet
      When SQL Server setup installs the instance INST1
      Then the services console shows SQLWriter as Running
      And the services console shows SQLWriter as run by Local System
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

  @SQLW-CFG-05 @needs:sql-writer
  Rule: The service that setup puts in place starts with Windows

    Example: A restart after a setup with default options
      Given a SQL Server SRV1 with no instance yet
      When SQL Server setup installs the instance INST1
      And the server is restarted
      Then the services console shows SQLWriter as Automatic
      And the services console shows SQLWriter as Running
      And the components in the metadata include
        | logical path | name   |
        | SRV1\\INST1  | master |

  @SQLW-CFG-10 @needs:sql-writer
  Rule: Under Local System the service may do all that a backup and a restore need

    Background:
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
      And rows 1-100 of Sales are set to "base"

    Example: A full backup and its restore with the rights that setup gave
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the restore shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
        | writer code  | S_OK          |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
