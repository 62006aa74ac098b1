@needs:host @needs:shell
Feature: Installing Windows Server Backup with Server Manager
  The Add Roles and Features wizard installs the feature, that feature alone, and not before Install is
  chosen (SYST-PRE-08 to -13).

  Background:
    Given a Windows server SRV01
    And the server has no Windows Server Backup

  @SYST-PRE-08
  Rule: Add roles and features brings up the wizard and changes nothing yet

    Example: The wizard has just come up
      When the operator works in Server Manager
        | Add roles and features |  |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the wizard title says "Add Roles and Features"
      And the wizard follows this order
        | installation type |
      And the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |

  @SYST-PRE-09
  Rule: The wizard leads from page to page in a fixed order

    Example: Every page is passed with Next
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Install                |                       |
      Then the wizard follows this order
        | installation type |
        | server selection  |
        | server roles      |
        | features          |
        | confirmation      |
        | results           |

    Example: Confirmation is tried before a server is selected
      When the operator works in Server Manager
        | Add roles and features |              |
        | Next                   |              |
        | go to page             | confirmation |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the wizard refusal says "select a server"
      And the wizard follows this order
        | installation type |
        | server selection  |
      And the output says "Available"

    Example: Next is tried before a server is selected
      When the operator works in Server Manager
        | Add roles and features |  |
        | Next                   |  |
        | Next                   |  |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the wizard refusal says "select a server"
      And the wizard follows this order
        | installation type |
        | server selection  |
      And the output says "Available"

  @SYST-PRE-10
  Rule: Roles are left as they are

    Example: The server roles page is passed without a change
      Given the installed features are
        | feature |
      And the installed roles are
        | role                    |
        | FileAndStorage-Services |
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Install                |                       |
      Then the installed features are
        | feature               |
        | Windows-Server-Backup |
      And the installed roles are
        | role                    |
        | FileAndStorage-Services |

  @SYST-PRE-11
  Rule: Windows Server Backup is the item to select on the Features tab

    Example: The item is selected
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Install                |                       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Installed     |

    Example: The item is passed over
      When the operator works in Server Manager
        | Add roles and features |       |
        | Next                   |       |
        | select server          | SRV01 |
        | Next                   |       |
        | Next                   |       |
        | Next                   |       |
        | Install                |       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |

  @SYST-PRE-12
  Rule: The installation starts when Install is chosen, not earlier

    Example: The Confirmation tab is open
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the wizard follows this order
        | installation type |
        | server selection  |
        | server roles      |
        | features          |
        | confirmation      |
      And the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |

    Example: Install is chosen
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Install                |                       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Installed     |

    Example: The wizard is cancelled
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Cancel                 |                       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |

  @SYST-PRE-13
  Rule: The Results tab tells how the installation ended

    Example: The installation ran to its end
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Install                |                       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the wizard page says "Windows Server Backup"
      And the wizard page says "succeeded"
      And the output says "Installed"

    Example: The disk fails during the installation
      Given the server has I/O errors on volume C:
      When the operator works in Server Manager
        | Add roles and features |                       |
        | Next                   |                       |
        | select server          | SRV01                 |
        | Next                   |                       |
        | Next                   |                       |
        | select feature         | Windows Server Backup |
        | Next                   |                       |
        | Install                |                       |
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the wizard page says "failed"
      And the wizard page does not say "succeeded"
      And the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |
