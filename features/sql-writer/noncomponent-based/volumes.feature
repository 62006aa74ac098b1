@needs:sql-writer
Feature: Noncomponent-based backup
  The application names volumes or folders and gets what lies there: databases, files beside them, all of
  it (SQLW-NCB-03 to -05).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | recovery |
      | Stock    | D:   | D:  | SIMPLE   |
    And rows 1-100 of Stock are set to "base"

  @SQLW-NCB-03
  Rule: A volume with a database can be backed up in full and restored in full

    Example: The rows were deleted after the backup
      Given a noncomponent backup "side" of D: is taken
      And rows 1-100 of Stock are deleted
      And the instance INST1 is stopped
      When the backup "side" is restored
      And the instance INST1 is started
      Then Stock is ONLINE
      And Stock holds exactly
        | rows  | text |
        | 1-100 | base |

    Example: How the writer is after the backup
      When a noncomponent backup "side" of D: is taken
      Then the backup shows
        | state        | completed     |
        | writer state | VSS_WS_STABLE |
      And the files on the medium of "side" include
        | path                | part  |
        | D:\\data\\stock.mdf | whole |
        | D:\\log\\stock.ldf  | whole |

  @SQLW-NCB-04
  Rule: The application names volumes or folders, and not databases

    Example: A volume
      When a noncomponent backup "side" of D: is taken
      Then the components in the document of "side" are exactly
        | name |
      And the files on the medium of "side" include
        | path                | part  |
        | D:\\data\\stock.mdf | whole |
        | D:\\log\\stock.ldf  | whole |

    Example: A folder
      When a noncomponent backup "side" of D: is taken with
        | folders | D:\\data |
      Then the components in the document of "side" are exactly
        | name |
      And the files on the medium of "side" include
        | path                | part  |
        | D:\\data\\stock.mdf | whole |
      And the files on the medium of "side" do not include
        | path               |
        | D:\\log\\stock.ldf |

    Example: A database and no volume
      When a noncomponent backup "side" of D: is taken with
        | volumes    |       |
        | components | Stock |
      Then the backup shows
        | state        | failed |
        | copied bytes | 0      |
      And the entries of the application's catalogue do not include
        | backup |
        | side   |

  @SQLW-NCB-05
  Rule: All that lies in the named volumes or folders is backed up and restored

    Background:
      Given the file D:\data\readme.txt is written with 100 bytes of "readme"
      And the file D:\data\sub\x.bin is written with 70000 bytes of "binary"

    Example: A folder with a database, with files beside it and with a folder in it
      Given the instance INST1 is stopped
      And the files in D:\data are noted as "before"
      And a noncomponent backup "side" of D: is taken with
        | folders | D:\\data |
      And the file D:\data\sub\x.bin is deleted
      When the backup "side" is restored
      Then the files in D:\data are as noted in "before"
      And the files in D:\data include
        | path                 | bytes |
        | D:\\data\\sub\\x.bin | 70000 |

    Example: The files of the folder while the database is in use
      Given a noncomponent backup "side" of D: is taken with
        | folders | D:\\data |
      And the file D:\data\readme.txt is deleted
      And the file D:\data\sub\x.bin is written with 100 bytes of "changed"
      And the instance INST1 is stopped
      When the backup "side" is restored
      Then the files in D:\data are exactly
        | path                | bytes           |
        | D:\\data\\stock.mdf  | at least 100000 |
        | D:\\data\\readme.txt | 100             |
        | D:\\data\\sub\\x.bin | 70000           |

    Example: A file that has vanished before the backup is not in it
      Given the file D:\data\readme.txt is deleted
      And a noncomponent backup "side" of D: is taken with
        | folders | D:\\data |
      And the file D:\data\sub\x.bin is deleted
      And the instance INST1 is stopped
      When the backup "side" is restored
      Then the files in D:\data are exactly
        | path                 | bytes           |
        | D:\\data\\stock.mdf  | at least 100000 |
        | D:\\data\\sub\\x.bin | 70000           |
