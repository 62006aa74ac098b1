Feature: Databases that share a volume with master are hidden from SQL Server
  They come back with the volume. What SQL Server sees at its start it recovers, and what is recovered takes
  no log any more (SQLW-SYS-11).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Hr       | C:   | C:  |
      | Sales    | D:   | E:  |
    And rows 1-100 of Hr are set to "base"

  @SQLW-SYS-11 @needs:sql-writer
  Rule: A start of the instance does not touch what is hidden from it

    Background:
      Given transaction T1 sets row 5 of Hr to "dirty" and stays open
      And a full backup "base" of master and Hr is taken
      And the instance INST1 is stopped

    Example: The files are moved away before the start
      Given the files of master and Hr in the backup "base" are copied back
      And the file C:\data\hr.mdf is moved to C:\hidden\hr.mdf
      And the file C:\log\hr.ldf is moved to C:\hidden\hr.ldf
      And the files in C:\hidden are noted as "hidden"
      When the instance INST1 is started
      Then the files in C:\hidden are as noted in "hidden"
      And Hr is RECOVERY_PENDING

    Example: The files are not moved away
      Given the files of master and Hr in the backup "base" are copied back
      And the files in C:\data are noted as "put back"
      When the instance INST1 is started
      Then the files in C:\data differ from those noted in "put back"
      And Hr is ONLINE

  @SQLW-SYS-11 @needs:sql-writer
  Rule: A hidden database can be rolled forward later, and one that was not hidden cannot

    Background:
      Given a full backup "base" of master and Hr is taken
      And rows 101-110 of Hr are set to "later"
      And a native log backup "log1" of Hr is taken

    Example: The log of a database that was hidden
      Given the instance INST1 is stopped
      And the file C:\data\hr.mdf is moved to C:\hidden\hr.mdf
      And the file C:\log\hr.ldf is moved to C:\hidden\hr.ldf
      When the instance INST1 is started
      And the backup "base" is restored with
        | components          | Hr |
        | additional restores | Hr |
      And the native backup "log1" is restored as Hr with recovery
      Then Hr holds exactly
        | rows    | text  |
        | 1-100   | base  |
        | 101-110 | later |

    Example: The log of a database that was not hidden
      Given the instance INST1 is stopped
      And the files of master and Hr in the backup "base" are copied back
      When the instance INST1 is started
      And the native backup "log1" is restored as Hr with recovery
      Then the native restore is refused with SQL error 3117
      And Hr holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-SYS-11 @needs:sql-writer
  Rule: Hiding a database that lies on volumes of its own does no harm

    Background:
      Given rows 1-100 of Sales are set to "base"
      And a full backup "base" of master and Sales is taken
      And a native log backup "log1" of Sales is taken

    Example: The log of a database on volumes of its own
      Given the instance INST1 is stopped
      And the file D:\data\sales.mdf is moved to G:\hidden\sales.mdf
      And the file E:\log\sales.ldf is moved to G:\hidden\sales.ldf
      When the instance INST1 is started
      And the backup "base" is restored with
        | components          | Sales |
        | additional restores | Sales |
      And the native backup "log1" is restored as Sales with recovery
      Then Sales holds exactly
        | rows  | text |
        | 1-100 | base |

  @SQLW-SYS-11 @needs:sql
  Rule: Files that SQL Server does not find at its start are left as they are

    Background:
      Given transaction T1 sets row 5 of Hr to "dirty" and stays open
      And the instance INST1 crashes

    Example: Files that were moved away before the start
      Given the file C:\data\hr.mdf is moved to C:\hidden\hr.mdf
      And the file C:\log\hr.ldf is moved to C:\hidden\hr.ldf
      And the files in C:\hidden are noted as "hidden"
      When the instance INST1 is started
      Then Hr is RECOVERY_PENDING
      And the files in C:\hidden are as noted in "hidden"

    Scenario Outline: Files that are to be moved to <folder> after the start
      Given the instance INST1 is started
      When the file C:\data\hr.mdf is moved to <folder>\hr.mdf
      Then the work on the file is refused with sharing-violation
      And Hr holds exactly
        | rows  | text |
        | 1-100 | base |

      Examples: folders
        | folder     |
        | C:\\hidden |
        | G:\\hidden |
