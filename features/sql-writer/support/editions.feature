@SQLW-SUP-38 @needs:sql-writer
Feature: The table of what is supported, in every edition
  Whether SQL Server is Express, Standard, Enterprise or Developer: the writer does the same things and
  leaves the same things undone (SQLW-SUP-38).

  Rule: Every edition supports what the table says

    Scenario Outline: A full backup and a full restore in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A full backup of volumes and a full restore in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And a noncomponent backup "base" of D:, E: and F: is taken
      And Sales is altered
        | drop |
      When the backup "base" is restored
      And Sales is altered
        | attach from | D:\\data\\sales.mdf |
      Then Sales is ONLINE

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A restore without recovery in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      Then Sales is RESTORING
      And the restore shows
        | state | completed |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A differential backup in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And a full backup "base" of Sales is taken
      And rows 1-100 of Sales are set to "later"
      When a differential backup "monday" of Sales is taken
      Then the entries of the application's catalogue include
        | backup | type         | base | restorable |
        | monday | differential | base | yes        |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A differential restore in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log |
        | Sales    | D:   | E:  |
      And a full backup "base" of Sales is taken
      And a differential backup "monday" of Sales is taken
      When the backup "base" is restored with
        | additional restores | Sales |
      And the backup "monday" is restored
      Then the restore shows
        | state        | completed     |
        | copied bytes | at least 8192 |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A restore to another place under another name in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      When the backup "base" is restored with
        | new name   | Copy                             |
        | new target | Sales D:\\data -> G:\\data       |
        | new target | Sales E:\\log -> G:\\log         |
        | new target | Sales F:\\ft\\foo -> G:\\ft\\foo |
      Then the files of Copy are exactly
        | kind     | path                |
        | ROWS     | G:\\data\\sales.mdf |
        | LOG      | G:\\log\\sales.ldf  |
        | FULLTEXT | G:\\ft\\foo         |
      And Copy holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A copy-only backup in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      When a copy-only backup "side" of Sales is taken
      Then the entries of the application's catalogue include
        | backup | type | restorable |
        | side   | copy | yes        |
      And the files of Sales include
        | name  | base |
        | sales | base |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A recovered snapshot in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And transaction T1 sets row 5 of Sales to "dirty" and stays open
      When an app-rollback snapshot "side" of Sales is taken
      And Sales in backup "side" is attached as Copy where it lies
      Then Copy holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A database that has closed itself in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | autoclose |
        | Tiny     | D:   | D:  | yes       |
      And Tiny is altered
        | close |
      When a full backup "base" of Tiny is taken
      Then the backup shows
        | state        | completed       |
        | copied bytes | at least 100000 |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

  Rule: No edition supports what the table does not

    Scenario Outline: A <type> backup of volumes in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      When a noncomponent backup "side" of D:, E: and F: is taken with
        | type | <type> |
      Then the backup shows
        | state | failed |
      And the entries of the application's catalogue are exactly
        | backup | type |
        | base   | full |

      Examples: editions
        | case                     | edition    | type         | server                                    |
        | Developer, differential  | Developer  | differential | SRV1                                      |
        | Developer, copy          | Developer  | copy         | SRV1                                      |
        | Developer, log           | Developer  | log          | SRV1                                      |
        | Express, differential    | Express    | differential | SRV1 with the Express instance SQLEXPRESS |
        | Express, copy            | Express    | copy         | SRV1 with the Express instance SQLEXPRESS |
        | Express, log             | Express    | log          | SRV1 with the Express instance SQLEXPRESS |
        | Standard, differential   | Standard   | differential | SRV1 with the Standard instance INST1     |
        | Standard, copy           | Standard   | copy         | SRV1 with the Standard instance INST1     |
        | Standard, log            | Standard   | log          | SRV1 with the Standard instance INST1     |
        | Enterprise, differential | Enterprise | differential | SRV1 with the Enterprise instance INST1   |
        | Enterprise, copy         | Enterprise | copy         | SRV1 with the Enterprise instance INST1   |
        | Enterprise, log          | Enterprise | log          | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A log backup of a database in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And a full backup "base" of Sales is taken
      When a log backup "side" of Sales is taken
      Then the backup shows
        | state | failed |
      And the entries of the application's catalogue are exactly
        | backup | type |
        | base   | full |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A restore of volumes, with <option>, in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery |
        | Sales    | D:   | D:  | SIMPLE   |
      And a noncomponent backup "side" of D: is taken
      And Sales is altered
        | drop |
      When the backup "side" is restored with
        | <option> | <value> |
      Then the restore shows
        | state | failed |
      And <target> is not there

      Examples: editions
        | case                            | edition    | option              | value                      | target | server                                    |
        | Developer, additional restores  | Developer  | additional restores | all                        | Sales  | SRV1                                      |
        | Developer, new target           | Developer  | new target          | Sales D:\\data -> G:\\data | Sales  | SRV1                                      |
        | Developer, new name             | Developer  | new name            | Copy                       | Copy   | SRV1                                      |
        | Express, additional restores    | Express    | additional restores | all                        | Sales  | SRV1 with the Express instance SQLEXPRESS |
        | Express, new target             | Express    | new target          | Sales D:\\data -> G:\\data | Sales  | SRV1 with the Express instance SQLEXPRESS |
        | Express, new name               | Express    | new name            | Copy                       | Copy   | SRV1 with the Express instance SQLEXPRESS |
        | Standard, additional restores   | Standard   | additional restores | all                        | Sales  | SRV1 with the Standard instance INST1     |
        | Standard, new target            | Standard   | new target          | Sales D:\\data -> G:\\data | Sales  | SRV1 with the Standard instance INST1     |
        | Standard, new name              | Standard   | new name            | Copy                       | Copy   | SRV1 with the Standard instance INST1     |
        | Enterprise, additional restores | Enterprise | additional restores | all                        | Sales  | SRV1 with the Enterprise instance INST1   |
        | Enterprise, new target          | Enterprise | new target          | Sales D:\\data -> G:\\data | Sales  | SRV1 with the Enterprise instance INST1   |
        | Enterprise, new name            | Enterprise | new name            | Copy                       | Copy   | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A recovered snapshot of volumes in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | catalogs |
        | Sales    | D:   | E:  | SIMPLE   | foo F:   |
      And rows 1-100 of Sales are set to "base"
      And transaction T1 sets row 5 of Sales to "dirty" and stays open
      When a noncomponent app-rollback snapshot "side" of D:, E: and F: is taken
      And Sales in backup "side" is attached as Copy where it lies
      Then the attachment is refused with SQL error 5120

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |

    Scenario Outline: A database snapshot and a database that has closed itself, among volumes, in <edition>
      Given a SQL Server <server>
      And the databases
        | database | data | log | recovery | autoclose |
        | Sales    | D:   | D:  | SIMPLE   | no        |
        | Tiny     | D:   | D:  | SIMPLE   | yes       |
      And Sales is altered
        | create snapshot | Evening | D:\\data\\evening.ss |
      And Tiny is altered
        | close |
      When a noncomponent backup "side" of D: is taken
      Then the entries of the application's catalogue are exactly
        | backup | database | restorable |
        | side   | Sales    | yes        |
        | side   | Tiny     | no         |

      Examples: editions
        | edition    | server                                    |
        | Developer  | SRV1                                      |
        | Express    | SRV1 with the Express instance SQLEXPRESS |
        | Standard   | SRV1 with the Standard instance INST1     |
        | Enterprise | SRV1 with the Enterprise instance INST1   |
