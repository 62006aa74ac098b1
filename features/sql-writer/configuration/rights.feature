Feature: The rights of the SQL Writer
  The writer logs in to the instance, works through the virtual devices, and registers with VSS. Where
  one of these rights is missing, a backup must not pass for one (SQLW-CFG-07 to -09, -11).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-CFG-07 @needs:sql-writer
  Rule: The writer works through the virtual devices of SQL Server, and knows no other way

    Example: Virtual devices are refused
      Given the SQL Writer may not use VDI of INST1
      When a full backup "base" of Sales is taken
      Then the backup failed
      And the files on the medium of "base" do not include
        | path                |
        | D:\\data\\sales.mdf |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Sales |
      And the backup history of Sales are exactly
        | name |

    Example: Virtual devices are refused right before the freeze
      Given before Freeze, the SQL Writer may not use VDI of INST1
      When a full backup "base" of Sales is taken
      Then the backup failed
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Sales |
      And the backup history of Sales are exactly
        | name |

    Example: Virtual devices are refused for a backup of volumes
      Given the SQL Writer may not use VDI of INST1
      When a noncomponent backup "base" of D: and E: is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Sales |

    Example: Virtual devices are granted again
      Given the SQL Writer may not use VDI of INST1
      And a full backup "monday" of Sales is taken
      And the right is restored
      When a full backup "base" of Sales is taken
      Then the backup completed
      And the events of the conversation are in this order, among others
        | who             | what               | of      |
        | SqlServerWriter | prepare            | Sales   |
        | INST1           | frozen             | Sales   |
        | INST1           | thawed             | Sales   |
        | SqlServerWriter | SetBackupMetadata  | Sales   |
      And the backup history of Sales include
        | snapshot |
        | yes      |

  @SQLW-CFG-08 @needs:sql-writer
  Rule: Without rights on the instance the writer backs up nothing of it, and nobody is told otherwise

    Example: The account of the writer is not let in
      Given the SQL Writer has no rights on INST1
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the components in the metadata do not include
        | name  |
        | Sales |
      And the backup history of Sales are exactly
        | name |

    Example: The rights are taken away after the databases were selected
      Given before PrepareForBackup, the SQL Writer has no rights on INST1
      When a full backup "base" of Sales is taken
      Then the backup failed
      And the backup history of Sales are exactly
        | name |
      And the files of Sales include
        | name  | base |
        | sales |      |

    Example: The rights are granted
      Given the SQL Writer has no rights on INST1
      And a full backup "monday" of Sales is taken
      And the right is restored
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-CFG-09 @needs:sql-writer
  Rule: Without access to VSS the writer is not there

    Example: The account of the writer may not register
      Given the SQL Writer may not register with VSS
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the writers do not include
        | name            |
        | SqlServerWriter |
      And the writers include
        | name          | state         |
        | System Writer | VSS_WS_STABLE |

    Example: It may register, and is started again
      Given the SQL Writer may not register with VSS
      And a full backup "monday" of Sales is taken
      And the right is restored
      When the operator restarts the service SQLWriter
      And a full backup "base" of Sales is taken
      Then the backup completed
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

  @SQLW-CFG-11 @needs:sql-writer
  Rule: Local System has to stay in the sysadmin role of the instance

    Example: It is not in the role
      Given Local System is not in sysadmin of INST1
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the backup history of Sales are exactly
        | name |

    Example: An administrator takes it out of the role between two backups
      Given a full backup "monday" of Sales is taken
      When the login "NT AUTHORITY\SYSTEM" is removed from sysadmin on INST1
      And a full backup "base" of Sales is taken
      Then the backup failed
      And the files of Sales include
        | name  | base   |
        | sales | monday |

    Example: It is taken out of the role after the databases were selected
      Given before PrepareForBackup, the login "NT AUTHORITY\SYSTEM" is removed from sysadmin on INST1
      When a full backup "base" of Sales is taken
      Then the backup failed
      And the backup history of Sales are exactly
        | name |

    Example: It is taken out of the role right before the snapshot
      Given before DoSnapshotSet, the login "NT AUTHORITY\SYSTEM" is removed from sysadmin on INST1
      When a full backup "base" of Sales is taken
      Then the backup failed
      And the backup history of Sales are exactly
        | name |

    Example: It is put back
      Given the login "NT AUTHORITY\SYSTEM" is removed from sysadmin on INST1
      When the login "NT AUTHORITY\SYSTEM" is added to sysadmin on INST1
      And a full backup "base" of Sales is taken
      Then the backup completed
      And the files of Sales include
        | name  | base |
        | sales | base |
