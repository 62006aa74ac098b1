Feature: Enabling the SQL Writer
  A writer that is not enabled takes part in nothing, and nothing says so on the day of the backup.
  Enabling is two things, the startup type and the start (SQLW-CFG-04, -12 to -14).

  @SQLW-CFG-04 @needs:sql-writer
  Rule: A writer that is not enabled takes part in no backup until somebody enables it

    Example: A backup is asked for on a server that was set up without the writer
      Given a SQL Server SRV1 with a writer that is not enabled
      And the databases
        | database |
        | Sales    |
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the services console shows SQLWriter as Stopped
      And the services console shows SQLWriter as Disabled
      And the backup history of Sales are exactly
        | name |

    Example: The server starts again, and nobody has enabled the writer
      Given a SQL Server SRV1 with a writer that is not enabled
      When the server is restarted
      And a full backup "base" of Master is taken
      Then the backup failed
      And the writers do not include
        | name            |
        | SqlServerWriter |
      And the writers include
        | name          | state         |
        | System Writer | VSS_WS_STABLE |
      And the services console shows SQLWriter as Stopped

    Example: It is enabled and started
      Given a SQL Server SRV1 with a writer that is not enabled
      And the databases
        | database |
        | Sales    |
      When the operator sets to Automatic the service SQLWriter
      And the operator starts the service SQLWriter
      And a full backup "base" of Sales is taken
      Then the backup completed
      And the components in the metadata include
        | logical path | name  |
        | SRV1\\INST1  | Sales |

    Example: Somebody disables it later on
      Given a SQL Server SRV1
      And the databases
        | database |
        | Sales    |
      And the service SQLWriter is set to startup type Disabled
      When the server is restarted
      And a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the services console shows SQLWriter as Stopped

  @SQLW-CFG-12 @needs:sql-writer
  Rule: The startup type Automatic enables the service for every start of Windows

    Example: From Manual to Automatic, and a restart
      Given a SQL Server SRV1
      And the operator sets to Manual the service SQLWriter
      When the operator sets to Automatic the service SQLWriter
      And the server is restarted
      Then the services console shows SQLWriter as Automatic
      And the services console shows SQLWriter as Running
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

    Example: Left on Manual, and a restart
      Given a SQL Server SRV1
      When the operator sets to Manual the service SQLWriter
      And the server is restarted
      Then the services console shows SQLWriter as Manual
      And the services console shows SQLWriter as Stopped

  @SQLW-CFG-13 @needs:sql-writer
  Rule: Being enabled does not start the service, and only a started one is listed

    Example: The startup type is set, and the service is not started
      Given a SQL Server SRV1 with a writer that is not enabled
      When the operator sets to Automatic the service SQLWriter
      Then the services console shows SQLWriter as Automatic
      And the services console shows SQLWriter as Stopped
      And the writers do not include
        | name            |
        | SqlServerWriter |
      And the writers include
        | name          | state         |
        | System Writer | VSS_WS_STABLE |

    Example: The service stops although it is enabled
      Given a SQL Server SRV1
      And the service SQLWriter stops
      When a full backup "base" of Master is taken
      Then the backup failed
      And the services console shows SQLWriter as Automatic
      And the services console shows SQLWriter as Stopped
      And the writers do not include
        | name            |
        | SqlServerWriter |

    Example: An enabled service is started
      Given a SQL Server SRV1
      And the operator stops the service SQLWriter
      When the operator starts the service SQLWriter
      Then the services console shows SQLWriter as Running
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

  @SQLW-CFG-14 @needs:sql-writer
  Rule: The first start of the service makes it start with Windows from then on

    Example: A service of startup type Manual that has never run
      Given a SQL Server SRV1 with a writer that is not enabled
      And the operator sets to Manual the service SQLWriter
      When the operator starts the service SQLWriter
      Then the services console shows SQLWriter as Automatic
      And the services console shows SQLWriter as Running

    Example: The same service after a restart of the server
      Given a SQL Server SRV1 with a writer that is not enabled
      And the operator sets to Manual the service SQLWriter
      When the operator starts the service SQLWriter
      And the server is restarted
      Then the services console shows SQLWriter as Running
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |
