Feature: When a snapshot is recovered
  A component says that it needs recovery, a requestor says what the snapshot is for, and VSS makes the
  shadow copy writable for as long as that takes (SQLW-ARS-04, -07 to -09).

  @SQLW-ARS-04 @needs:sql-writer
  Rule: The metadata say of every database that its snapshot has to be recovered

    Example: Databases of either recovery model
      Given a SQL Server SRV1
      When the databases
        | database | recovery |
        | Sales    | FULL     |
        | Hr       | FULL     |
        | Stock    | SIMPLE   |
      Then the components in the metadata are exactly
        | name   | flags                        |
        | master | VSS_CF_APP_ROLLBACK_RECOVERY |
        | model  | VSS_CF_APP_ROLLBACK_RECOVERY |
        | msdb   | VSS_CF_APP_ROLLBACK_RECOVERY |
        | Sales  | VSS_CF_APP_ROLLBACK_RECOVERY |
        | Hr     | VSS_CF_APP_ROLLBACK_RECOVERY |
        | Stock  | VSS_CF_APP_ROLLBACK_RECOVERY |

    Example: A database of the simple recovery model is recovered like any other
      Given a SQL Server SRV1
      And the databases
        | database | recovery |
        | Stock    | SIMPLE   |
      When an app-rollback snapshot "base" of Stock is taken
      Then the files of Stock in the shadow copy of "base" are exactly
        | path                | cleanly shut |
        | D:\\data\\stock.mdf | yes          |
        | E:\\log\\stock.ldf  | yes          |

  @SQLW-ARS-07 @needs:sql-writer
  Rule: Recovery takes place where the component asks for it and the snapshot is for it, and nowhere else

    Scenario Outline: Of flag and attribute, <case>
      Given a SQL Server SRV1
      And the writer "Exchange" with <shape> registers for volume F:
      And in PostSnapshot, the file F:\Exchange\first.dat is written to in the shadow copy of "base"
      When <kind> "base" of Exchange\Data is taken with
        | keeps the data in the shadow copy | yes |
      Then the backup completed
      And the work on the file <outcome>
      And the shadow copies are exactly
        | volume | attribute <set>               |
        | F:     | VSS_VOLSNAP_ATTR_AUTORECOVERY |

      Examples: the component asks or not, and the snapshot is for it or not
        | case    | kind                     | shape                                         | outcome                       | set     |
        | both    | an app-rollback snapshot | one component that asks for rollback recovery | is granted                    | set     |
        | one     | an app-rollback snapshot | one component                                 | is refused with write-protect | not set |
        | other   | a full backup            | one component that asks for rollback recovery | is refused with write-protect | not set |
        | neither | a full backup            | one component                                 | is refused with write-protect | not set |

  @SQLW-ARS-08 @needs:sql-writer
  Rule: The shadow copy can be written to in PostSnapshot, not before it and not after it

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |

    Example: A write after Thaw, before PostSnapshot
      Given after Thaw, the file D:\data\sales.mdf is written to in the shadow copy of "base"
      When an app-rollback snapshot "base" of Sales is taken
      Then the backup completed
      And the work on the file is refused with write-protect

    Example: A write in PostSnapshot
      Given in PostSnapshot, the file D:\data\other.dat is written to in the shadow copy of "base"
      And the file D:\data\other.dat is written with 100 bytes of "other"
      When an app-rollback snapshot "base" of Sales is taken
      Then the backup completed
      And the work on the file is granted

    Example: A write after the snapshot has been made
      Given an app-rollback snapshot "base" of Sales is taken
      And the files of Sales in the shadow copy of "base" are noted as "made"
      When the file D:\data\sales.mdf is written to in the shadow copy of "base"
      Then the work on the file is refused with write-protect
      And the files of Sales in the shadow copy of "base" are as noted in "made"

    Example: An attached copy is written to
      Given an app-rollback snapshot "base" of Sales is taken
      And the files of Sales in the shadow copy of "base" are noted as "made"
      And Sales in backup "base" is attached as Copy where it lies
      When row 5 of Copy is set to "written later"
      Then the write is refused with SQL error 3906
      And the files of Sales in the shadow copy of "base" are as noted in "made"

    Example: A writer that is not done when the period is over
      Given the writer "SqlServerWriter" takes 10 minutes to answer PostSnapshot
      When an app-rollback snapshot "base" of Sales is taken
      Then the backup shows
        | state        | failed                            |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT    |
        | writer code  | VSS_E_WRITERERROR_TIMEOUT         |
      And the entries of the application's catalogue do not include
        | database | restorable |
        | Sales    | yes        |

  @SQLW-ARS-09 @needs:sql-writer
  Rule: VSS adds the attribute for auto-recovery by itself

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |

    Example: The requestor has said that the snapshot is for rollback
      When an app-rollback snapshot "base" of Sales is taken
      Then the shadow copies are exactly
        | volume | attribute set                 |
        | D:     | VSS_VOLSNAP_ATTR_AUTORECOVERY |
        | E:     | VSS_VOLSNAP_ATTR_AUTORECOVERY |

    Example: The snapshot is for a backup
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then the shadow copies are exactly
        | volume | attribute not set             |
        | D:     | VSS_VOLSNAP_ATTR_AUTORECOVERY |
        | E:     | VSS_VOLSNAP_ATTR_AUTORECOVERY |
