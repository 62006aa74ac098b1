@needs:sql-writer
Feature: Full-text catalogs go to another folder
  The file specification of a catalog is "*" and its path is its folder, so the whole folder can be another
  one, by another name (SQLW-MOV-06).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log | catalogs |
      | Sales    | D:   | E:  | foo F:   |
    And rows 1-20 of Sales are set to "quick"

  @SQLW-MOV-06
  Rule: The whole folder of a catalog can be changed by a new target

    Background:
      Given Sales is altered
        | crawl the catalogs |
      And a full backup "base" of Sales is taken

    Example: A folder with another name on another volume
      Given rows 1-20 of Sales are set to "late"
      And Sales is altered
        | crawl the catalogs |
      When the backup "base" is restored with
        | new target | Sales F:\\ft\\foo -> G:\\cat\\renamed |
      Then the restore shows
        | state | completed |
      And the files of Sales include
        | name | kind     | path              |
        | foo  | FULLTEXT | G:\\cat\\renamed  |
      And the word quick is found in rows "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20" of Sales

    Example: The folder that the catalog had is no longer there
      Given Sales is altered
        | drop |
      When the backup "base" is restored with
        | new target | Sales F:\\ft\\foo -> G:\\cat\\renamed |
      And volume F: is taken away
      And the instance INST1 is restarted
      Then the word quick is found in rows "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20" of Sales

    Example: Something else lies in the folder that the catalog had
      Given Sales is altered
        | drop |
      And the file F:\ft\foo\notes.txt is written with 100 bytes of "notes"
      And the files in F:\ft are noted as "before"
      When the backup "base" is restored with
        | new target | Sales F:\\ft\\foo -> G:\\cat\\renamed |
      Then the restore shows
        | state | completed |
      And the files in F:\ft are as noted in "before"
      And the files of Sales include
        | name | path             |
        | foo  | G:\\cat\\renamed |

    Example: Writes after the restore
      Given rows 1-20 of Sales are set to "late"
      And the backup "base" is restored with
        | new target | Sales F:\\ft\\foo -> G:\\cat\\renamed |
      When row 5 of Sales is set to "slow"
      And Sales is altered
        | crawl the catalogs |
      Then the word slow is found in rows "5" of Sales
