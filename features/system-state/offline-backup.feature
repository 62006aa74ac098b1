@needs:host @needs:system-state
Feature: Azure PowerShell for an offline backup
  Seeding data is written by one computer and shipped by another; both need the same tools before the
  first byte is written (SYST-CHK-17 to -19).

  Background:
    Given a Windows server SRV01
    And a Windows server COPY01

  @SYST-CHK-17
  Rule: For an offline backup the source computer has Azure PowerShell

    Background:
      Given Azure PowerShell 3.7.0 is installed on COPY01

    Example: The source computer has none
      When the diagnosis runs before an offline backup with COPY01
      Then the check offline-powershell is fail
      And the check offline-powershell says "SRV01"

    Scenario Outline: The source computer has version <version>
      Given Azure PowerShell <version> is installed on SRV01
      When the diagnosis runs before an offline backup with COPY01
      Then the check offline-powershell is <outcome>

      Examples: too old
        | version | outcome |
        | 3.6.0   | fail    |

      Examples: the named version
        | version | outcome |
        | 3.7.0   | pass    |

    Example: The backup is an online one
      When the diagnosis runs before a backup
      Then the check offline-powershell is not applicable

  @SYST-CHK-18
  Rule: For an offline backup the copy computer has Azure PowerShell too

    Background:
      Given Azure PowerShell 3.7.0 is installed on SRV01

    Example: The copy computer has an older version
      Given Azure PowerShell 3.6.0 is installed on COPY01
      When the diagnosis runs before an offline backup with COPY01
      Then the check offline-powershell is fail
      And the check offline-powershell says "COPY01"
      And the check offline-powershell says "3.6.0"

    Example: The copy computer has the named version
      Given Azure PowerShell 3.7.0 is installed on COPY01
      When the diagnosis runs before an offline backup with COPY01
      Then the check offline-powershell is pass

  @SYST-CHK-19
  Rule: Azure PowerShell is installed before the offline backup is started

    Scenario Outline: Only <computer> has Azure PowerShell
      Given Azure PowerShell 3.7.0 is installed on <computer>
      When the diagnosis runs before an offline backup with COPY01
      And the operator starts an offline backup with the copy computer COPY01
      Then the check offline-powershell is fail
      And the request is refused: Azure PowerShell missing
      And the offline backup has written no seeding data

      Examples: computers
        | computer |
        | SRV01    |
        | COPY01   |

    Example: Both computers have Azure PowerShell
      Given Azure PowerShell 3.7.0 is installed on SRV01
      And Azure PowerShell 3.7.0 is installed on COPY01
      When the diagnosis runs before an offline backup with COPY01
      And the operator starts an offline backup with the copy computer COPY01
      Then the check offline-powershell is pass
      And the offline backup has written some seeding data
