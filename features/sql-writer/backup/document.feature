@needs:sql-writer
Feature: The backup components document
  What the application wants stands in a document of its own, beside the one in which the writer says what
  there is. The writer goes by it (SQLW-BKP-12 to -18, -24).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
      | Hr       | D:   | E:  |
      | Stock    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-BKP-12
  Rule: The application fills its document with the components of the metadata that it is to back up

    Example: Two databases of three
      When a full backup "base" of Sales and Stock is taken
      Then the components in the document of "base" are exactly
        | writer          | logical path | name  |
        | SqlServerWriter | SRV1\\INST1  | Sales |
        | SqlServerWriter | SRV1\\INST1  | Stock |

    Example: A database that an earlier backup had is no longer there
      Given a full backup "old" of Sales, Hr and Stock is taken
      And Hr is altered
        | drop |
      When a full backup "base" of Sales and Stock is taken
      Then the components in the document of "base" are exactly
        | logical path | name  |
        | SRV1\\INST1  | Sales |
        | SRV1\\INST1  | Stock |

    Example: A database is asked for that is no longer there
      Given a full backup "old" of Sales, Hr and Stock is taken
      And Hr is altered
        | drop |
      When a full backup "base" of Sales, Hr and Stock is taken
      Then the backup shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | message says | Hr                     |
        | copied bytes | 0                      |

  @SQLW-BKP-13
  Rule: The kind of backup stands in the document, and the writer works by it

    Example: A differential
      Given a full backup "base" of Sales is taken
      And row 101 of Sales is set to "monday"
      When a differential backup "monday" of Sales is taken
      Then the partial files in the document of "monday" include
        | component | path     | name      | range bytes      |
        | Sales     | D:\\data | sales.mdf | at least 65536   |
      And the files on the medium of "monday" include
        | path                | part   |
        | D:\\data\\sales.mdf | ranges |
      And the files of Sales include
        | name  | base |
        | sales | base |

    Example: A copy-only backup
      Given a full backup "base" of Sales is taken
      When a copy-only backup "side" of Sales is taken
      Then the files of Sales include
        | name  | base |
        | sales | base |
      And the files on the medium of "side" include
        | path                | part  |
        | D:\\data\\sales.mdf | whole |

  @SQLW-BKP-14
  Rule: Each database is a component of its own

    Example: Two databases of three
      When a full backup "base" of Sales and Stock is taken
      Then the components in the document of "base" are exactly
        | name  |
        | Sales |
        | Stock |
      And the components in the metadata include
        | logical path | name  |
        | SRV1\\INST1  | Sales |
        | SRV1\\INST1  | Hr    |
        | SRV1\\INST1  | Stock |
      And the files on the medium of "base" do not include
        | path             |
        | D:\\data\\hr.mdf |
        | E:\\log\\hr.ldf  |

    Scenario Outline: A write to <database> while Sales and Stock are frozen
      Given the shadow copy provider takes 3 seconds to commit
      And when frozen, row 5 of <database> is set to "late"
      When a full backup "base" of Sales and Stock is taken
      Then the write has taken <bound> <time>

      Examples: databases
        | database | bound    | time      |
        | Sales    | at least | 3 seconds |
        | Stock    | at least | 3 seconds |
        | Hr       | at most  | 1 second  |

  @SQLW-BKP-15
  Rule: The document is made by the application, for a backup and for a restore

    Example: A backup leaves it on the medium, and a restore begins with it
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the files on the medium of "base" include
        | path                | part     | bytes       |
        | components document | document | at least 50 |
      And the events of the conversation are in this order, among others
        | who         | what                 | of                     |
        | requestor   | phase                | restore initialization |
        | requestor   | InitializeForRestore |                        |
        | coordinator | PreRestore           | SqlServerWriter        |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: A restore without a document
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | document | missing |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And the events of the conversation do not include
        | who         | what       | of              |
        | coordinator | PreRestore | SqlServerWriter |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The document on the medium is no longer well-formed
      Given a full backup "base" of Sales is taken
      And the components document of backup "base" is cut short
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-BKP-16
  Rule: The document lists the components that were added, each under its writer

    Example: Components of two writers
      Given the writer "ExchangeWriter" with one component registers for volume D:
      When a full backup "base" of Sales and ExchangeWriter\Data is taken
      Then the components in the document of "base" are exactly
        | writer          | name  |
        | SqlServerWriter | Sales |
        | ExchangeWriter  | data  |
      And the files on the medium of "base" include
        | path                          | part  |
        | D:\\data\\sales.mdf           | whole |
        | D:\\ExchangeWriter\\first.dat | whole |

  @SQLW-BKP-17
  Rule: The document does not list what comes along with a component

    Example: A component that has a subcomponent
      Given the writer "ExchangeWriter" with a component and a subcomponent that cannot be selected registers for volume D:
      When a full backup "base" of ExchangeWriter\Data is taken
      Then the components in the document of "base" are exactly
        | writer         | name |
        | ExchangeWriter | data |
      And the files on the medium of "base" include
        | path                               | part  |
        | D:\\ExchangeWriter\\first.dat      | whole |
        | D:\\ExchangeWriter\\sub\\third.dat | whole |

  @SQLW-BKP-18
  Rule: The metadata list what can be backed up, whatever is chosen, and nothing else

    Background:
      Given Sales is altered
        | create snapshot | SalesSnap | D:\\data\\sales.ss |

    Example: One database of three is backed up, and one has a database snapshot
      When a full backup "base" of Sales is taken
      Then the components in the metadata are exactly
        | name   |
        | master |
        | model  |
        | msdb   |
        | Sales  |
        | Hr     |
        | Stock  |
      And the components in the document of "base" are exactly
        | name  |
        | Sales |
      And the files on the medium of "base" do not include
        | path               |
        | D:\\data\\sales.ss |

    Example: The database snapshot is asked for
      When a full backup "base" of SalesSnap is taken
      Then the backup shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | copied bytes | 0                      |

  @SQLW-BKP-24
  Rule: The SQL Writer prepares the databases that the document names, and no others

    Example: Two databases of three
      When a full backup "base" of Sales and Stock is taken
      Then the events of the conversation include
        | who             | what    | of    |
        | SqlServerWriter | prepare | Sales |
        | SqlServerWriter | prepare | Stock |
      And the events of the conversation do not include
        | who             | what    | of |
        | SqlServerWriter | prepare | Hr |
      And the files of Stock include
        | name  | base |
        | stock | base |
      And the files of Hr include
        | name | base |
        | hr   |      |
      And the backup history of Hr are exactly
        | name |
