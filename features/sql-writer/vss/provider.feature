@needs:sql-writer
Feature: The provider of the shadow copies
  A provider makes the shadow copies and owns them: the one of the system, unless another one registers
  (SQLW-VSS-05, -06, -09).

  Background:
    Given a SQL Server SRV1
    And the databases
      | database | data | log |
      | Sales    | D:   | E:  |
    And rows 1-100 of Sales are set to "base"

  @SQLW-VSS-05
  Rule: Without any other provider the one of the system makes the shadow copies

    Example: A requestor that names no provider
      When a full backup "base" of Sales is taken with
        | neglects | release the interface |
      Then the shadow copies are exactly
        | volume | provider                                    |
        | D:     | Microsoft Software Shadow Copy provider 1.0 |
        | E:     | Microsoft Software Shadow Copy provider 1.0 |
      And the events of the conversation are in this order, among others
        | who                                         | what            | of                                          |
        | coordinator                                 | CommitSnapshots | Microsoft Software Shadow Copy provider 1.0 |
        | Microsoft Software Shadow Copy provider 1.0 | commit          | D:                                          |
      And in backup "base" the pages of Sales hold "base"

  @SQLW-VSS-06
  Rule: VSS itself holds on to the old blocks for a provider that brings no driver

    Background:
      Given the third-party provider "Acme" registers

    Example: A file is overwritten while its shadow copy is there
      Given the file F:\probe\probe.bin is written with 8192 bytes of "A"
      And the files in F:\probe are noted as "before"
      And before copying, the bytes of F:\probe\probe.bin from 4096 on are overwritten with "B"
      And a noncomponent backup "base" of F: is taken with
        | folders | F:\\probe |
      When the backup "base" is restored
      Then the files in F:\probe are as noted in "before"
      And the events of the conversation include
        | who  | what   | of |
        | Acme | commit | F: |

    Example: A database is written to while its shadow copy is there
      Given a full backup "base" of Sales is taken with
        | neglects | release the interface |
      And rows 1-100 of Sales are set to "overwritten"
      When Sales is altered
        | checkpoint |
      Then the change is granted
      And in backup "base" the pages of Sales hold "base"
      And in backup "base" the pages of Sales do not hold "overwritten"
      And the shadow copies are exactly
        | volume | provider |
        | D:     | Acme     |
        | E:     | Acme     |

  @SQLW-VSS-09
  Rule: The provider makes the shadow copies, and where it fails there are none

    Example: The owner of the shadow copies
      When a plain shadow copy "base" of F: is taken
      Then the shadow copies are exactly
        | volume | provider                                    |
        | F:     | Microsoft Software Shadow Copy provider 1.0 |

    Example: The provider fails to commit
      Given the shadow copy provider fails to commit
      When a full backup "base" of Sales is taken with
        | neglects | release the interface |
      Then the backup shows
        | state        | failed          |
        | phase        | prebackup tasks |
        | copied bytes | 0               |
      And the shadow copies are exactly
        | volume |
      And the entries of the application's catalogue are exactly
        | backup |
