@needs:sql-writer
Feature: Databases of availability groups
  Two instances keep the same database: one writes it, the other redoes the log. A backup of databases
  covers both, a backup of volumes leaves the secondary out (SQLW-SUP-59, -60).

  Background:
    Given a SQL Server SRV1 with the instances INST1 and INST2
    And the databases
      | database | data | log | rows       |
      | Sales    | D:   | D:  | 1-100 base |
    And Sales has a secondary replica on INST2

  @SQLW-SUP-59
  Rule: A backup of databases covers a database of an availability group, on either side

    Example: Which part each instance has, and what the writer offers
      Given the databases
        | database | data | log |
        | Hr       | E:   | E:  |
      When Hr has a secondary replica on INST2
      Then the databases of INST2 include
        | name | state  | replica   | recovery model |
        | Hr   | ONLINE | secondary | FULL           |
      And the databases of INST1 include
        | name | state  | replica |
        | Hr   | ONLINE | primary |
      And the components in the metadata include
        | logical path | name  | selectable |
        | SRV1\\INST1  | Sales | yes        |
        | SRV1\\INST2  | Sales | yes        |
        | SRV1\\INST1  | Hr    | yes        |
        | SRV1\\INST2  | Hr    | yes        |
      And the files in the metadata include
        | component | path          | spec   |
        | Hr        | E:\\data      | hr.mdf |
        | Hr        | G:\\secondary | hr.mdf |

    Example: A full backup of the primary is restored beside it
      Given a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When the backup "base" is restored with
        | new name   | Copy                        |
        | new target | Sales D:\\data -> F:\\data  |
        | new target | Sales D:\\log -> F:\\log    |
      Then Copy holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales holds exactly
        | rows  | text  |
        | 1-100 | later |

    Example: A copy-only backup of the secondary is restored beside it
      Given rows 101-110 of Sales are set to "shipped"
      And a copy-only backup "side" of INST2\Sales is taken
      And rows 1-110 of Sales are set to "later"
      When the backup "side" is restored with
        | new name   | Copy                                    |
        | new target | INST2\\Sales G:\\secondary -> F:\\copy  |
      Then INST2\Copy holds exactly
        | rows    | text    |
        | 1-100   | base    |
        | 101-110 | shipped |

    Example: A copy-only backup after another is restored with what was committed in between
      Given a copy-only backup "base" of INST2\Sales is taken
      And rows 101-110 of Sales are set to "later"
      And a copy-only backup "side" of INST2\Sales is taken
      When the backup "side" is restored with
        | new name   | Copy                                    |
        | new target | INST2\\Sales G:\\secondary -> F:\\copy  |
      Then INST2\Copy holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    Example: What the writer does in a copy-only backup of the secondary
      When a copy-only backup "side" of INST2\Sales is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And the events of the conversation include
        | who   | what   | of    |
        | INST2 | frozen | Sales |
        | INST2 | thawed | Sales |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST1 | frozen | Sales |
      And the entries of the application's catalogue are exactly
        | backup | database     | restorable |
        | side   | INST2\\Sales | yes        |
      And the files on the medium of "side" include
        | path                     | part  |
        | G:\\secondary\\sales.ldf | whole |
        | G:\\secondary\\sales.mdf | whole |
      And the files on the medium of "side" do not include
        | path                |
        | D:\\data\\sales.mdf |

    Example: A write to the primary does not wait for the secondary, and is not in its backup
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of Sales is set to "late"
      And a copy-only backup "side" of INST2\Sales is taken
      When the backup "side" is restored with
        | new name   | Copy                                   |
        | new target | INST2\\Sales G:\\secondary -> F:\\copy |
      Then the write has taken at most 1 second
      And INST2\Copy holds exactly
        | rows  | text |
        | 1-100 | base |
      And Sales holds exactly
        | rows  | text |
        | 1-4   | base |
        | 5     | late |
        | 6-100 | base |

    Example: What was written while the secondary was frozen gets there afterwards
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of Sales is set to "late"
      And a copy-only backup "base" of INST2\Sales is taken
      And a copy-only backup "side" of INST2\Sales is taken
      When the backup "side" is restored with
        | new name   | Copy                                   |
        | new target | INST2\\Sales G:\\secondary -> F:\\copy |
      Then INST2\Copy holds exactly
        | rows  | text |
        | 1-4   | base |
        | 5     | late |
        | 6-100 | base |

  @SQLW-SUP-60
  Rule: A backup of volumes does not cover the secondary of an availability group

    Example: What is on record of the volume of the secondary
      When a noncomponent backup "side" of G: is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Sales    | no         |
      And the entries of the application's catalogue include
        | backup | database | remark says                                           |
        | side   | Sales    | unsupported: secondary database of an availability group |
      And the events of the conversation do not include
        | what   | of    |
        | frozen | Sales |

    Example: What is on record of the volume of the primary
      When a noncomponent backup "side" of D: is taken
      Then the events of the conversation include
        | who   | what   | of    |
        | INST1 | frozen | Sales |
      And the entries of the application's catalogue do not include
        | database | remark says |
        | Sales    | secondary   |
      And the entries of the application's catalogue include
        | database | remark says         |
        | Sales    | recovery model FULL |

    Example: Both volumes, and a database that nobody else keeps
      Given the databases
        | database | data | log | recovery | rows     |
        | Tiny     | G:   | G:  | SIMPLE   | 1-5 base |
      When a noncomponent backup "side" of D: and G: is taken
      Then the backup shows
        | state       | completed |
        | writer code | S_OK      |
      And the events of the conversation include
        | who   | what   | of    |
        | INST1 | frozen | Tiny  |
        | INST1 | frozen | Sales |
      And the events of the conversation do not include
        | who   | what   | of    |
        | INST2 | frozen | Sales |
