@needs:sql-writer
Feature: Shadow copies for the backup
  Before anything is copied, the volumes of the data get their shadow copies, and the application waits until
  they are there (SQLW-BKP-19 to -22, -25).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | F:   | F:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-BKP-19
  Rule: Shadow copies are made of the volumes that hold the data, before anything goes to the medium

    Example: A database on two volumes of four
      When a full backup "base" of Sales is taken with
        | neglects | release the interface |
      Then the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |
      And the events of the conversation are in this order, among others
        | who                                         | what   | of                |
        | Microsoft Software Shadow Copy provider 1.0 | commit | D:                |
        | Microsoft Software Shadow Copy provider 1.0 | commit | E:                |
        | requestor                                   | phase  | actual backup     |
        | requestor                                   | read   | shadow copy of D: |

    Example: The application ends right before it copies
      When a full backup "base" of Sales is taken with
        | crashes | before copying |
      Then the backup shows
        | state        | failed |
        | volumes      | D:, E: |
        | copied bytes | 0      |
      And the events of the conversation include
        | who                                         | what   | of |
        | Microsoft Software Shadow Copy provider 1.0 | commit | D: |
        | Microsoft Software Shadow Copy provider 1.0 | commit | E: |
      And the files on the medium of "base" are exactly
        | path |

  @SQLW-BKP-20
  Rule: The application copies from the shadow copies, not from the volumes

    Example: The database is written to between the snapshot and the copy
      Given before copying, row 5 of Sales is set to "late"
      And before copying, Sales is altered
        | checkpoint |
      And a full backup "base" of Sales is taken
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |
      And the events of the conversation include
        | who       | what | of                |
        | requestor | read | shadow copy of D: |
        | requestor | read | shadow copy of E: |
      And the events of the conversation do not include
        | who       | what | of |
        | requestor | read | D: |
        | requestor | read | E: |

    Example: An application that reads the volumes copies what does not go together
      Given before copying, row 5 of Sales is set to "late"
      And before copying, Sales is altered
        | checkpoint |
      And a full backup "base" of Sales is taken with
        | neglects | read from the shadow copy |
      When the backup "base" is restored
      Then the restore failed
      And the events of the conversation include
        | who       | what | of |
        | requestor | read | D: |

    Example: A file beside the databases is overwritten during the copy
      Given the file F:\probe\probe.bin is written with 8192 bytes of "A"
      And the files in F:\probe are noted as "before"
      And before copying, the bytes of F:\probe\probe.bin from 0 on are overwritten with "B"
      And a noncomponent backup "base" of F: is taken with
        | folders | F:\\probe |
      When the backup "base" is restored
      Then the files in F:\probe are as noted in "before"
      And the files in F:\probe are exactly
        | path                | bytes |
        | F:\\probe\\probe.bin | 8192  |

  @SQLW-BKP-21
  Rule: The application waits while the writers prepare and while the shadow copies are made

    Example: The SQL Writer takes its time to prepare
      Given the writer "SqlServerWriter" takes 20 seconds to answer PrepareBackup
      And before DoSnapshotSet, rows 101-110 of Sales are set to "in time"
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are deleted
      When the backup "base" is restored
      Then the events of the conversation are in this order, among others
        | who             | what             | of              |
        | coordinator     | PrepareForBackup | SqlServerWriter |
        | SqlServerWriter | PrepareForBackup | handled         |
        | requestor       | DoSnapshotSet    |                 |
        | coordinator     | Freeze           | SqlServerWriter |
      And Sales holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | in time |

    Example: The provider takes its time to commit
      Given the shadow copy provider takes 5 seconds to commit
      And when frozen, row 101 of Sales is set to "late"
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who                                         | what   | of                |
        | Microsoft Software Shadow Copy provider 1.0 | commit | D:                |
        | requestor                                   | phase  | actual backup     |
        | requestor                                   | read   | shadow copy of D: |
      And the write has taken at least 5 seconds
      And the files on the medium of "base" include
        | path                | part  | bytes           |
        | D:\\data\\sales.mdf | whole | at least 100000 |

  @SQLW-BKP-22
  Rule: The SQL Writer says that it is ready when the instances are, and fails otherwise

    Example: The instances are ready
      When a full backup "base" of Sales is taken
      Then the events of the conversation are in this order, among others
        | who             | what               | of      |
        | SqlServerWriter | PrepareForBackup   | handled |
        | SqlServerWriter | PrepareForSnapshot | handled |
      And the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |

    Example: The instance cannot write to the database
      Given row 5 of Sales is set to "dirty"
      And the file D:\data\sales.mdf answers writes with I/O errors
      When a full backup "base" of Sales and Hr is taken
      Then the backup shows
        | state        | failed                            |
        | writer state | VSS_WS_FAILED_AT_PREPARE_SNAPSHOT |
        | copied bytes | 0                                 |
      And the writers do not include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |
      And the files of Hr include
        | name | base |
        | hr   |      |

  @SQLW-BKP-25
  Rule: A backup with a database of which a volume is missing fails in PostSnapshot

    Scenario Outline: Only the volume of the <kept> is in the set
      When a full backup "base" of Sales and Hr is taken with
        | volumes | <volumes> |
      Then the backup shows
        | state        | failed                                 |
        | message says | Sales                                  |
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT         |
        | writer code  | VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT |
        | copied bytes | 0                                      |
      And the entries of the application's catalogue are exactly
        | backup |
      And the files of Sales include
        | name  | base |
        | sales |      |

      Examples: sets
        | kept | volumes |
        | data | D: F:   |
        | log  | E: F:   |

    Example: Nothing stays frozen
      Given a full backup "base" of Sales is taken with
        | volumes | D: |
      When row 6 of Sales is set to "afterwards"
      Then the write has taken at most 1 second
      And the backup failed
      And Sales holds exactly
        | rows  | text       |
        | 1-5   | base       |
        | 6     | afterwards |
        | 7-100 | base       |

    Example: All of its volumes are in the set
      When a full backup "base" of Sales is taken with
        | volumes | D: E: |
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
