@needs:sql-writer
Feature: Databases that close themselves
  A database with AUTO_CLOSE and no user has no open file. A backup of volumes looks at where its files are,
  and leaves it alone (SQLW-SPC-01 to -03).

  @SQLW-SPC-01
  Rule: A closed database counts in the check for torn databases, and is closed when that is over

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log | recovery | autoclose |
        | Stock    | D:   | D:  | SIMPLE   | no        |
        | Tiny     | D:   | E:  | SIMPLE   | yes       |
      And Tiny is altered
        | close |

    Example: The volume of its log is not in the set
      When a noncomponent backup "base" of D: is taken
      Then the backup shows
        | state        | failed                                  |
        | message says | Tiny                                    |
        | writer state | VSS_WS_FAILED_AT_PREPARE_SNAPSHOT       |
        | writer code  | VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT  |
        | copied bytes | 0                                       |
      And the files in E:\log are exactly
        | path             | open by |
        | E:\\log\\tiny.ldf |         |
      And the files in D:\data include
        | path              | open by |
        | D:\\data\\tiny.mdf |         |

    Example: Both of its volumes are in the set
      When a noncomponent backup "base" of D: and E: is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And the files in E:\log are exactly
        | path             | open by |
        | E:\\log\\tiny.ldf |         |
      And the files in D:\data include
        | path              | open by |
        | D:\\data\\tiny.mdf |         |
      And the files on the medium of "base" include
        | path              | part  |
        | D:\\data\\tiny.mdf | whole |
        | E:\\log\\tiny.ldf  | whole |

    Example: An open database with the same files
      Given Tiny is altered
        | set autoclose | no |
      And row 1 of Tiny is set to "open"
      When a noncomponent backup "base" of D: is taken
      Then the backup shows
        | state        | failed                            |
        | message says | Tiny                              |
        | writer state | VSS_WS_FAILED_AT_PREPARE_SNAPSHOT |

  @SQLW-SPC-02
  Rule: A closed database is not frozen

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log | recovery | autoclose |
        | Stock    | D:   | D:  | SIMPLE   | no        |
        | Tiny     | D:   | D:  | SIMPLE   | yes       |
      And rows 1-10 of Tiny are set to "base"

    Example: An open and a closed database on the volume
      Given Tiny is altered
        | close |
      And when frozen, the files in D:\data are noted as "frozen"
      When a noncomponent backup "base" of D: is taken
      Then the events of the conversation include
        | who   | what   | of    |
        | INST1 | frozen | Stock |
      And the events of the conversation do not include
        | who   | what   | of   |
        | INST1 | frozen | Tiny |
      And the files in D:\data include
        | path               | open by |
        | D:\\data\\tiny.mdf  |         |
      And the files in D:\data are as noted in "frozen"

    Example: What the shadow copy has of the closed database
      Given Tiny is altered
        | close |
      And a noncomponent backup "base" of D: is taken with
        | neglects | release the interface |
      When Tiny in backup "base" is attached as Tiny2 where it lies
      Then the attachment is granted
      And Tiny2 holds exactly
        | rows | text |
        | 1-10 | base |

    Example: A write to the open database while it is frozen
      Given Tiny is altered
        | close |
      And the shadow copy provider takes 3 seconds to commit
      And when frozen, row 5 of Stock is set to "late"
      When a noncomponent backup "base" of D: is taken
      Then the write has taken at least 3 seconds

  @SQLW-SPC-03
  Rule: Closed databases cost a snapshot next to nothing

    Background:
      Given a SQL Server SRV1
      And the databases
        | database | data | log | recovery | autoclose |
        | Stock    | D:   | E:  | SIMPLE   | no        |
        | Tiny01   | D:   | E:  | SIMPLE   | yes       |
        | Tiny02   | D:   | E:  | SIMPLE   | yes       |
        | Tiny03   | D:   | E:  | SIMPLE   | yes       |
        | Tiny04   | D:   | E:  | SIMPLE   | yes       |
        | Tiny05   | D:   | E:  | SIMPLE   | yes       |
        | Tiny06   | D:   | E:  | SIMPLE   | yes       |
        | Tiny07   | D:   | E:  | SIMPLE   | yes       |
        | Tiny08   | D:   | E:  | SIMPLE   | yes       |
        | Tiny09   | D:   | E:  | SIMPLE   | yes       |
        | Tiny10   | D:   | E:  | SIMPLE   | yes       |
        | Tiny11   | D:   | E:  | SIMPLE   | yes       |
        | Tiny12   | D:   | E:  | SIMPLE   | yes       |
        | Tiny13   | D:   | E:  | SIMPLE   | yes       |
        | Tiny14   | D:   | E:  | SIMPLE   | yes       |
        | Tiny15   | D:   | E:  | SIMPLE   | yes       |
        | Tiny16   | D:   | E:  | SIMPLE   | yes       |
        | Tiny17   | D:   | E:  | SIMPLE   | yes       |
        | Tiny18   | D:   | E:  | SIMPLE   | yes       |
        | Tiny19   | D:   | E:  | SIMPLE   | yes       |
        | Tiny20   | D:   | E:  | SIMPLE   | yes       |
        | Tiny21   | D:   | E:  | SIMPLE   | yes       |
        | Tiny22   | D:   | E:  | SIMPLE   | yes       |
        | Tiny23   | D:   | E:  | SIMPLE   | yes       |
        | Tiny24   | D:   | E:  | SIMPLE   | yes       |

    Example: One open database among many closed ones
      Given when frozen, row 5 of Stock is set to "late"
      When a noncomponent backup "base" of D: and E: is taken
      Then the write has taken at most 12 seconds
      And the events of the conversation do not include
        | who   | what   | of     |
        | INST1 | frozen | Tiny01 |
        | INST1 | frozen | Tiny12 |
        | INST1 | frozen | Tiny24 |
      And the files in D:\data include
        | path                | open by |
        | D:\\data\\tiny01.mdf |         |
        | D:\\data\\tiny24.mdf |         |
      And the backup completed

    Example: Little memory is left
      Given the process hog.exe takes 80% of the memory for 8 hours
      And when frozen, row 5 of Stock is set to "late"
      When a noncomponent backup "base" of D: and E: is taken
      Then the backup completed
      And the write has taken at most 20 seconds
