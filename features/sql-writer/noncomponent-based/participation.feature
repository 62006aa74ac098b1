@needs:sql-writer
Feature: Volumes that hold databases
  Whoever makes a shadow copy of a volume gets the databases on it in one piece, whether he has heard of
  databases or not (SQLW-NCB-01, -02, -06).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Stock    | D:   | E:  | SIMPLE   |
      | Hr       | F:   | F:  | SIMPLE   |
    And rows 1-100 of Stock are set to "base"

  @SQLW-NCB-01
  Rule: A plain shadow copy of a volume draws the writer in when database files lie on it

    Scenario Outline: A write during a plain shadow copy of <volumes>
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of Stock is set to "meanwhile"
      When a plain shadow copy "side" of <volumes> is taken
      Then the write has taken <bound> <time>
      And the backup shows
        | state | completed |

      Examples: volumes
        | volumes   | bound    | time      |
        | D: and E: | at least | 4 seconds |
        | G:        | at most  | 1 second  |

    Example: The databases are told to freeze and to thaw
      When a plain shadow copy "side" of D: and E: is taken
      Then the events of the conversation are in this order, among others
        | who             | what   | of      |
        | INST1           | frozen | Stock   |
        | SqlServerWriter | Freeze | handled |
        | INST1           | thawed | Stock   |
        | SqlServerWriter | Thaw   | handled |
      And the events of the conversation do not include
        | what   | of |
        | frozen | Hr |

    Example: No database lies on the volume
      When a plain shadow copy "side" of G: is taken
      Then the backup shows
        | state | completed |
      And the events of the conversation do not include
        | who   | what   |
        | INST1 | frozen |

  @SQLW-NCB-02
  Rule: In a plain shadow copy the writer takes part from its metadata to PostSnapshot, and in nothing else

    Example: What the writer answers
      When a plain shadow copy "side" of D: and E: is taken
      Then the events of the conversation are in this order, among others
        | who             | what               | of      |
        | SqlServerWriter | Identify           | handled |
        | SqlServerWriter | PrepareForSnapshot | handled |
        | SqlServerWriter | Freeze             | handled |
        | SqlServerWriter | Thaw               | handled |
        | SqlServerWriter | PostSnapshot       | handled |
      And the events of the conversation do not include
        | who             | what             |
        | SqlServerWriter | PrepareForBackup |
        | SqlServerWriter | BackupComplete   |
        | SqlServerWriter | PreRestore       |
        | SqlServerWriter | PostRestore      |

    Example: The base of the next differential stays what it was
      Given a native full backup "base" of Stock is taken
      And the backup positions of Stock are noted as "before"
      When a plain shadow copy "side" of D: and E: is taken
      And 1 minute passes
      And a native differential backup "diff1" of Stock is taken
      Then the backup positions of Stock are as noted in "before"
      And the backup history of Stock are exactly
        | name  | type | base |
        | base  | D    |      |
        | diff1 | I    | base |

  @SQLW-NCB-06
  Rule: The volumes of the set tell which databases are frozen

    Scenario Outline: A write <case>
      Given the writer "System Writer" takes 5 seconds to answer Thaw
      And when frozen, row 5 of <database> is set to "meanwhile"
      When a noncomponent backup "side" of <volumes> is taken
      Then the write has taken <bound> <time>
      And the backup shows
        | state | completed |

      Examples: sets
        | case                                  | database | volumes       | bound    | time      |
        | to a database on the volumes          | Stock    | D: and E:     | at least | 4 seconds |
        | to a database beside the volumes      | Hr       | D: and E:     | at most  | 1 second  |
        | to one of two databases on them       | Stock    | D:, E: and F: | at least | 4 seconds |
        | to the other of two databases on them | Hr       | D:, E: and F: | at least | 4 seconds |
        | to a database while another is frozen | Stock    | F:            | at most  | 1 second  |
