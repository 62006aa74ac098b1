@needs:sql-writer
Feature: The coordinator and its service
  VSS passes every word between requestor, writers and provider, and its service runs when it is wanted,
  unless somebody has disabled it (SQLW-VSS-04, -07, -08).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-VSS-04
  Rule: VSS tells writers and provider what to do, and the instant comes when every writer has frozen

    Scenario Outline: The last one to freeze is <slow>
      Given the writer "<slow>" takes 20 seconds to answer Freeze
      And when frozen, row 5 of Sales is set to "late"
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who                                         | what            | of                                          |
        | coordinator                                 | Freeze          | <slow>                                      |
        | <slow>                                      | Freeze          | handled                                     |
        | coordinator                                 | CommitSnapshots | Microsoft Software Shadow Copy provider 1.0 |
        | Microsoft Software Shadow Copy provider 1.0 | commit          | D:                                          |
        | coordinator                                 | Thaw            | <slow>                                      |
      And the write has taken at least 20 seconds
      And the backup completed

      Examples: writers
        | slow            |
        | SqlServerWriter |
        | System Writer   |

    Example: Nobody but VSS speaks to writers and provider
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who         | what               | of              |
        | coordinator | Identify           | SqlServerWriter |
        | coordinator | PrepareForBackup   | SqlServerWriter |
        | coordinator | PrepareForSnapshot | SqlServerWriter |
        | coordinator | Freeze             | SqlServerWriter |
        | coordinator | Thaw               | SqlServerWriter |
        | coordinator | PostSnapshot       | SqlServerWriter |
        | coordinator | BackupComplete     | SqlServerWriter |
      And the events of the conversation do not include
        | who       | what   |
        | requestor | Freeze |
        | requestor | Thaw   |
        | requestor | commit |

  @SQLW-VSS-07
  Rule: The VSS service starts when it is wanted

    Example: A backup while the service is stopped
      Given the operator stops the service VSS
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | completed       |
        | copied bytes | at least 100000 |
      And the services console shows VSS as Running
      And the services console shows VSS as Manual

    Example: A requestor asks for the metadata while the service is stopped
      Given the operator stops the service VSS
      When the requestor calls
        | InitializeForBackup  |  |
        | GatherWriterMetadata |  |
      Then the results of the calls are exactly
        | call                 | code |
        | InitializeForBackup  | S_OK |
        | GatherWriterMetadata | S_OK |
      And the services console shows VSS as Running

    Example: The service has died
      Given the service VSS stops
      When a full backup "base" of Sales is taken
      Then the backup completed
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |

  @SQLW-VSS-08
  Rule: Where the VSS service is disabled nothing is backed up

    Background:
      Given the operator stops the service VSS
      And the service VSS is set to startup type Disabled

    Example: A backup while the service is disabled
      When a full backup "base" of Sales is taken
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the shadow copies are exactly
        | volume |
      And the events of the conversation do not include
        | who         | what   |
        | coordinator | Freeze |
      And the services console shows VSS as Stopped

    Example: The service is enabled again
      Given a full backup "base" of Sales is taken
      And the operator sets to Manual the service VSS
      When a full backup "monday" of Sales is taken
      Then the backup completed
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | monday | Sales    | yes        |
