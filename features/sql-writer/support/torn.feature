@needs:sql-writer
Feature: Torn databases
  A database of which the snapshot set has some files and not others is torn: half a database cannot be
  restored, and whoever asks for it is told so (SQLW-SUP-07, -08, -13 to -16).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | recovery |
      | Sales    | D: F: | E:  | SIMPLE   |
      | Stock    | D:    | D:  | SIMPLE   |
      | Hr       | G:    | G:  | SIMPLE   |
    And rows 1-100 of Sales are set to "base"

  @SQLW-SUP-07
  Rule: A backup of volumes that tears a database apart ends in an error

    Example: The volume of the log is not in the list
      When a noncomponent backup "side" of D: and F: is taken
      Then the backup shows
        | state        | failed |
        | message says | Sales  |
        | copied bytes | 0      |
      And the writers do not include
        | name            | code |
        | SqlServerWriter | S_OK |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | side   | yes        |

    Example: The volume is added to the list
      Given a noncomponent backup "side" of D: and F: is taken
      When a noncomponent backup "monday" of D:, E: and F: is taken
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the entries of the application's catalogue include
        | backup | database | restorable |
        | monday | Sales    | yes        |

  @SQLW-SUP-08
  Rule: Torn is a database of which the volumes have some files, and neither one they have all of nor one they have none of

    Scenario Outline: Some of its files: <case>
      When a noncomponent backup "side" of <volumes> is taken
      Then the backup shows
        | state        | failed |
        | message says | Sales  |
        | copied bytes | 0      |

      Examples: some of its files
        | case                                      | volumes       |
        | the first data file and nothing else      | D:            |
        | the second data file and nothing else     | F:            |
        | the log file and nothing else             | E:            |
        | everything but the log file               | D: and F:     |
        | everything but the second data file       | D: and E:     |
        | everything but the first data file        | E: and F:     |
        | two files, and a volume with none of them | D:, E: and G: |

    Example: Another database, and no file of this one
      When a noncomponent backup "side" of G: is taken
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Hr       | yes        |

    Example: All files, and another database that lies on the same volumes
      When a noncomponent backup "side" of D:, E: and F: is taken
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Sales    | yes        |
        | side   | Stock    | yes        |

    Example: Only the torn one of two databases is named
      When a noncomponent backup "side" of D: and G: is taken
      Then the backup shows
        | state                | failed |
        | message says         | Sales  |
        | message does not say | Stock  |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Stock |

  @SQLW-SUP-13
  Rule: The snapshot set must hold every volume that the selected databases need

    Scenario Outline: <volume> is left out
      When a full backup "base" of Sales is taken with
        | volumes | <rest> |
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the backup history of Sales are exactly
        | name |
      And the entries of the application's catalogue are exactly
        | backup |

      Examples: volumes
        | volume | rest  |
        | D:     | E: F: |
        | E:     | D: F: |
        | F:     | D: E: |

    Example: Every volume is there
      When a full backup "base" of Sales is taken with
        | volumes | D: E: F: |
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the backup history of Sales are exactly
        | name | type |
        | base | D    |

  @SQLW-SUP-14
  Rule: VSS adds no volume to the set by itself

    Background:
      Given the databases
        | database | data | log |
        | Tiny     | D:   | E:  |

    Scenario Outline: The shadow copies of <added> and no other volume
      When the requestor calls
        | InitializeForBackup  |         |
        | SetBackupState       | full    |
        | GatherWriterMetadata |         |
        | AddComponent         | Tiny    |
        | StartSnapshotSet     |         |
        | AddToSnapshotSet     | <added> |
        | PrepareForBackup     |         |
        | DoSnapshotSet        |         |
      Then the shadow copies are exactly
        | volume  |
        | <added> |
      And the writers do not include
        | name            | code |
        | SqlServerWriter | S_OK |

      Examples: volumes
        | added |
        | D:    |
        | E:    |

  @SQLW-SUP-15
  Rule: It is up to the application that every volume is in the set

    Background:
      Given Sales is altered
        | add catalog | foo | G:\\ft\\foo |

    Example: The application takes the volumes of all files that the metadata name
      When a full backup "base" of Sales is taken with
        | keeps the data in the shadow copy | yes |
      Then the backup shows
        | state   | completed      |
        | volumes | D:, E:, F:, G: |
      And the shadow copies are exactly
        | volume | backup |
        | D:     | base   |
        | E:     | base   |
        | F:     | base   |
        | G:     | base   |
      And the findings about the backup are exactly
        | about |

    Scenario Outline: The application forgets the volume of <what>
      When a full backup "base" of Sales is taken with
        | volumes | <rest> |
      Then the findings about the backup are exactly
        | about     | says                    |
        | requestor | volume <volume> missing |
      And the backup shows
        | state        | failed |
        | copied bytes | 0      |

      Examples: volumes
        | what                 | volume | rest     |
        | the log file         | E:     | D: F: G: |
        | the second data file | F:     | D: E: G: |
        | the catalog          | G:     | D: E: F: |

  @SQLW-SUP-16
  Rule: A database of which a volume is missing makes the backup fail

    Background:
      Given a full backup "base" of Sales is taken
      And rows 101-110 of Sales are set to "later"

    Example: Two of three volumes
      When a full backup "monday" of Sales is taken with
        | volumes | D: F: |
      Then the backup shows
        | state        | failed |
        | message says | Sales  |
        | copied bytes | 0      |
      And the files of Sales include
        | name   | base |
        | sales  | base |
        | sales2 | base |
      And the backup history of Sales are exactly
        | name | type |
        | base | D    |
      And the entries of the application's catalogue do not include
        | backup |
        | monday |

    Example: The missing volume is added
      Given a full backup "side" of Sales is taken with
        | volumes | D: F: |
      When a full backup "monday" of Sales is taken with
        | volumes | D: E: F: |
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the files of Sales include
        | name  | base   |
        | sales | monday |

    Example: The application looks away
      When a full backup "monday" of Sales is taken with
        | volumes  | D: F:                    |
        | neglects | heed the writer status |
      Then the files of Sales include
        | name  | base |
        | sales | base |
      And the backup shows
        | writer state | VSS_WS_FAILED_AT_POST_SNAPSHOT |
