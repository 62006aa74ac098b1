@needs:sql-writer
Feature: An instance that is stopped
  The databases of a stopped instance are not offered, and those of one that stops too soon are left out, while
  the others go on (SQLW-SPC-07 to -09).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database     | data | log |
      | Stock        | D:   | E:  |
      | INST2\\Sales | D:   | E:  |
      | INST2\\Hr    | F:   | F:  |
    And rows 1-100 of Stock are set to "base"

  @SQLW-SPC-07
  Rule: The databases of an instance that is stopped when the metadata are gathered cannot be selected

    Example: What the metadata list
      Given the components in the metadata are noted as "running"
      When the instance INST2 is stopped
      Then the components in the metadata are exactly
        | logical path | name   |
        | SRV1\\INST1  | master |
        | SRV1\\INST1  | model  |
        | SRV1\\INST1  | msdb   |
        | SRV1\\INST1  | Stock  |
      And the components in the metadata differ from those noted in "running"
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

    Example: A database of the stopped instance is asked for
      Given the components in the metadata are noted as "running"
      And the instance INST2 is stopped
      When a full backup "base" of INST2\Hr is taken
      Then the backup shows
        | state        | failed                 |
        | code         | VSS_E_OBJECT_NOT_FOUND |
        | phase        | backup discovery       |
        | copied bytes | 0                      |
      And the writers include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |

    Example: The instance is started within the session
      Given the instance INST2 is stopped
      And the requestor calls
        | InitializeForBackup  |      |
        | SetBackupState       | full |
        | GatherWriterMetadata |      |
      And the instance INST2 is started
      When the requestor calls
        | AddComponent | INST2\\Hr |
        | AddComponent | Stock     |
      Then the results of the calls are exactly
        | call         | code                   |
        | AddComponent | VSS_E_OBJECT_NOT_FOUND |
        | AddComponent | S_OK                   |

    Example: The metadata are gathered anew
      Given the instance INST2 is stopped
      And the components in the metadata are noted as "stopped"
      And the instance INST2 is started
      When a full backup "base" of INST2\Hr is taken
      Then the backup completed
      And the components in the metadata differ from those noted in "stopped"
      And the files of INST2\Hr include
        | name | base |
        | hr   | base |

  @SQLW-SPC-08
  Rule: All databases of an instance that stops before PrepareForBackup are ignored

    Background:
      Given a full backup "old" of INST2\Sales and INST2\Hr is taken

    Scenario Outline: The instance is stopped <moment>, <database> looked at
      Given <moment>, the instance INST2 is stopped
      And the backup positions of INST2\<database> are noted as "positions"
      And a full backup "base" of INST2\Sales, INST2\Hr and Stock is taken
      When the instance INST2 is started
      Then the backup positions of INST2\<database> are as noted in "positions"
      And the files of INST2\<database> include
        | name   | base |
        | <file> | old  |
      And the backup shows
        | left out | INST2\\Sales, INST2\\Hr |

      Examples: moments
        | looked at           | moment                  | database | file  |
        | early, the first    | after gathering         | Sales    | sales |
        | early, the second   | after gathering         | Hr       | hr    |
        | in time, the first  | before PrepareForBackup | Sales    | sales |
        | in time, the second | before PrepareForBackup | Hr       | hr    |

    Example: What the document and the medium have of them
      Given after gathering, the instance INST2 is stopped
      When a full backup "base" of INST2\Sales, INST2\Hr and Stock is taken
      Then the components in the document of "base" do not include
        | name  | metadata bytes |
        | Sales | at least 1     |
        | Hr    | at least 1     |
      And the files on the medium of "base" do not include
        | path                |
        | D:\\data\\sales.mdf |
        | F:\\data\\hr.mdf    |
      And the files on the medium of "base" include
        | path                | part  |
        | D:\\data\\stock.mdf | whole |
      And the events of the conversation are in this order, among others
        | who   | what           | of    |
        | INST2 | base committed | Hr    |
        | INST1 | frozen         | Stock |

  @SQLW-SPC-09
  Rule: A stopped instance does not keep the databases of others from being backed up

    Scenario Outline: The instance <stops>
      Given after gathering, the instance INST2 <stops>
      And a full backup "base" of INST2\Sales, INST2\Hr and Stock is taken
      And rows 1-100 of Stock are set to "later"
      When the backup "base" is restored with
        | components | Stock |
      Then Stock holds exactly
        | rows  | text |
        | 1-100 | base |
      And the backup shows
        | state        | completed             |
        | writer state | VSS_WS_STABLE         |
        | left out     | INST2\\Sales, INST2\\Hr |

      Examples: ways to stop
        | stops      |
        | is stopped |
        | crashes    |

    Scenario Outline: What the application has on record when the instance <stops>
      Given after gathering, the instance INST2 <stops>
      When a full backup "base" of INST2\Sales, INST2\Hr and Stock is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | base   | Stock    | yes        |
      And the findings about the backup are exactly
        | about        | says                       |
        | INST2\\Sales | selected but not backed up |
        | INST2\\Hr    | selected but not backed up |

      Examples: ways to stop
        | stops      |
        | is stopped |
        | crashes    |

    Example: A write to the database of the other instance while it is frozen
      Given after gathering, the instance INST2 is stopped
      And the shadow copy provider takes 3 seconds to commit
      And when frozen, row 5 of Stock is set to "late"
      When a full backup "base" of INST2\Sales, INST2\Hr and Stock is taken
      Then the write has taken at least 3 seconds
      And the backup completed
