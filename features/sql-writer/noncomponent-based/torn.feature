@needs:sql-writer
Feature: Databases that the list of volumes tears apart
  A list of volumes may have some files of a database and not others. Such a copy is worth nothing, and
  it is better not to have it (SQLW-NCB-07, -08).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data  | log | recovery |
      | Hr       | D: F: | E:  | SIMPLE   |

  @SQLW-NCB-07
  Rule: A list of volumes that tears a database apart is an error

    Example: The volume of the log is missing
      When a noncomponent backup "side" of D: and F: is taken
      Then the backup shows
        | state        | failed |
        | message says | Hr     |
        | copied bytes | 0      |
      And the writers do not include
        | name            | state         |
        | SqlServerWriter | VSS_WS_STABLE |
      And the entries of the application's catalogue do not include
        | backup | restorable |
        | side   | yes        |

    Example: The missing volume is added to the list
      Given a noncomponent backup "side" of D: and F: is taken
      When a noncomponent backup "monday" of D:, E: and F: is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And the files on the medium of "monday" include
        | path              | part  |
        | D:\\data\\hr.mdf  | whole |
        | F:\\data\\hr2.ndf | whole |
        | E:\\log\\hr.ldf   | whole |

    Example: The database goes on after the error
      When a noncomponent backup "side" of D: and F: is taken
      And rows 1-10 of Hr are set to "after"
      Then the write has taken at most 1 second
      And the backup shows
        | state | failed |
      And Hr holds exactly
        | rows | text  |
        | 1-10 | after |

  @SQLW-NCB-08
  Rule: A database is torn when some of its files are on the listed volumes and some are not

    Scenario Outline: Some of its volumes: <volumes>
      When a noncomponent backup "side" of <volumes> is taken
      Then the backup shows
        | state        | failed |
        | message says | Hr     |

      Examples: some
        | volumes   |
        | D:        |
        | E:        |
        | F:        |
        | D: and E: |
        | D: and F: |
        | E: and F: |

    Example: All of its volumes
      When a noncomponent backup "side" of D:, E: and F: is taken
      Then the backup shows
        | state | completed |
      And the files on the medium of "side" include
        | path              | part  |
        | D:\\data\\hr.mdf  | whole |
        | F:\\data\\hr2.ndf | whole |
        | E:\\log\\hr.ldf   | whole |

    Example: None of its volumes
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of Hr is set to "meanwhile"
      When a noncomponent backup "side" of G: is taken
      Then the backup shows
        | state | completed |
      And the write has taken at most 1 second
