@needs:sql-writer
Feature: Initialization of a restore
  A restore goes by the document that the backup left, not by what is on the server today. Without it
  nothing is restored; with it, neither more nor less (SQLW-RST-07 to -13).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | MB |
      | Sales    | D:   | E:  | 4  |
      | Hr       | F:   | F:  | 4  |
      | Stock    | G:   | G:  | 4  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-RST-07
  Rule: The application must be able to read the stored components document

    Scenario Outline: The components document <damage>
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the components document of backup "base" <damage>
      When the backup "base" is restored
      Then the restore shows
        | state        | failed                 |
        | phase        | restore initialization |
        | copied bytes | 0                      |
      And the events of the conversation do not include
        | who             | what       |
        | requestor       | PreRestore |
        | SqlServerWriter | PreRestore |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

      Examples: what happens to it
        | damage          |
        | may not be read |
        | is deleted      |
        | is damaged      |
        | is cut short    |

    Example: The components document can be read
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the restore shows
        | state        | completed       |
        | copied bytes | at least 100000 |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-RST-08
  Rule: The components document is kept with the data of the backup

    Example: Nothing of the database is left on the server
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then the components in the document of "base" are exactly
        | writer          | logical path | name  |
        | SqlServerWriter | SRV1\\INST1  | Sales |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The databases of today are others than those of the backup
      Given a full backup "base" of Sales and Hr is taken
      And rows 1-100 of Stock are set to "later"
      And Sales is altered
        | drop |
      And Hr is altered
        | drop |
      When the backup "base" is restored
      Then the databases of INST1 include
        | name  | state  |
        | Sales | ONLINE |
        | Hr    | ONLINE |
      And Stock holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The application has not kept the document
      Given a full backup "base" of Sales is taken with
        | neglects | save the components document |
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-RST-09
  Rule: The application passes the stored document back to VSS

    Example: PreRestore is called before any document was passed
      Given a full backup "base" of Sales is taken
      When the requestor calls
        | GatherWriterMetadata |
        | PreRestore           |
      Then the results of the calls are exactly
        | call                 | code            |
        | GatherWriterMetadata | VSS_E_BAD_STATE |
        | PreRestore           | VSS_E_BAD_STATE |
      And Sales is ONLINE

    Example: The stored document was passed
      Given a full backup "base" of Sales is taken
      When the requestor calls
        | InitializeForRestore  | base  |
        | GatherWriterMetadata  |       |
        | SetSelectedForRestore | Sales |
        | PreRestore            |       |
      Then the results of the calls are exactly
        | call                  | code |
        | InitializeForRestore  | S_OK |
        | GatherWriterMetadata  | S_OK |
        | SetSelectedForRestore | S_OK |
        | PreRestore            | S_OK |
      And Sales is RESTORING

    Example: The application passes the document of the backup
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | document | whole |
      Then the restore shows
        | state        | completed       |
        | copied bytes | at least 100000 |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The application passes no document
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | document | missing |
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-RST-10
  Rule: The writer gets back, as the restore begins, what it wrote into the document of the backup

    Example: The server knows nothing of the database any more, and the writer makes its files ready
      Given a full backup "base" of Sales is taken
      And Sales is altered
        | grow file to MB | sales | 20 |
        | drop            |       |    |
      When the backup "base" is restored with
        | crashes | after PreRestore |
      Then the files in D:\data are exactly
        | path                | MB |
        | D:\\data\\sales.mdf | 4  |
      And the files in E:\log are exactly
        | path               |
        | E:\\log\\sales.ldf |
      And Sales is RESTORING

    Example: What the writer wrote does not come back to it
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      And the component metadata of backup "base" is deleted
      When the backup "base" is restored
      Then the restore shows
        | state        | failed |
        | copied bytes | 0      |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

  @SQLW-RST-11
  Rule: The document tells what can be restored, not the databases of today

    Example: A database of today that is not in the document
      Given a full backup "base" of Sales and Hr is taken
      And rows 1-100 of Stock are set to "later"
      When the backup "base" is restored with
        | components | Stock |
      Then the restore shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | copied bytes | 0                      |
      And Stock holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: A database of the document that is not there today
      Given a full backup "base" of Sales and Hr is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored with
        | components | Sales |
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: The document of a differential backup tells which parts of a file to restore
      Given a full backup "base" of Sales is taken
      And row 5 of Sales is set to "monday"
      And a differential backup "monday" of Sales is taken
      And the backup "base" is restored with
        | additional restores | Sales |
      When the backup "monday" is restored
      Then the partial files in the document of "monday" include
        | component | name      | range bytes     |
        | Sales     | sales.mdf | at most 1000000 |
      And Sales holds exactly
        | rows  | text   |
        | 1-4   | base   |
        | 5     | monday |
        | 6-100 | base   |

  @SQLW-RST-12
  Rule: Only the components that the application selects are restored

    Example: One database of a backup of two
      Given rows 1-100 of Hr are set to "base"
      And a full backup "base" of Sales and Hr is taken
      And rows 1-100 of Sales are set to "later"
      And rows 1-100 of Hr are set to "later"
      When the backup "base" is restored with
        | components | Hr |
      Then Hr holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: The other database stays in use during the restore
      Given a full backup "base" of Sales and Hr is taken
      And the files in D:\data are noted as "before"
      When the backup "base" is restored with
        | components | Hr               |
        | crashes    | after PreRestore |
      Then Hr is RESTORING
      And Sales is ONLINE
      And the files in D:\data are as noted in "before"

  @SQLW-RST-13
  Rule: Each component is restored with the options that the application set for it

    Example: A new target for one of two databases in the same folder
      Given the databases
        | database | data | log |
        | Tiny     | D:   | E:  |
      And a full backup "base" of Sales and Tiny is taken
      When the backup "base" is restored with
        | new target | Sales D:\\data -> G:\\moved |
      Then the files of Sales are exactly
        | path                 | open path            |
        | G:\\moved\\sales.mdf | G:\\moved\\sales.mdf |
        | E:\\log\\sales.ldf   | E:\\log\\sales.ldf   |
      And the files of Tiny are exactly
        | path               | open path          |
        | D:\\data\\tiny.mdf | D:\\data\\tiny.mdf |
        | E:\\log\\tiny.ldf  | E:\\log\\tiny.ldf  |
      And Sales holds exactly
        | rows  | text |
        | 1-100 | base |
