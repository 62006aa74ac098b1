@needs:host @needs:shell @needs:system-state @needs:volume
Feature: Prerequisites of system state backup
  Windows Server Backup has to be there and switched on, and Local System has to own the folder where
  shadow copies live (SYST-PRE-01 to -07 and -14 to -16).

  @SYST-PRE-01
  Rule: The prerequisites are gone through before an error is looked at

    Background:
      Given a Windows server SRV01
      And the writer "System Writer" needs 61 seconds between freeze and thaw
      And the backup agent has run a system state backup, which failed

    Example: A missing feature beside a failed job
      Given the server has no Windows Server Backup
      When the diagnosis runs before a backup
      Then the check windows-server-backup is fail
      And the diagnosis follows this order
        | windows-server-backup     |
        | system-volume-information |
        | services                  |
        | vss-timeout               |

    Example: Only the error is dealt with
      Given the server has no Windows Server Backup
      When the speed of the writer is restored
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check windows-server-backup is fail
      And the system state backup failed

    Example: Only the prerequisites are met
      When the speed of the writer is restored
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check windows-server-backup is pass
      And the system state backup completed

  @SYST-PRE-02
  Rule: The Windows Server Backup feature is installed

    Background:
      Given a Windows server SRV01
      And the server has no Windows Server Backup

    Example: The feature is missing
      When the diagnosis runs before a backup
      Then the check windows-server-backup is fail

    Example: The feature has been installed since
      Given the diagnosis runs before a backup
      And the check windows-server-backup is fail
      When the operator runs "Install-WindowsFeature -Name Windows-Server-Backup" in an elevated PowerShell
      And the diagnosis runs before a backup
      Then the check windows-server-backup is pass

  @SYST-PRE-03
  Rule: The Windows Server Backup feature is switched on

    Background:
      Given a Windows server SRV01
      And the server has Windows Server Backup switched off

    Example: The feature is installed and switched off
      When the diagnosis runs before a backup
      Then the check windows-server-backup is fail
      And the check windows-server-backup says "not enabled"

    Example: The feature has been switched on since
      Given the diagnosis runs before a backup
      And the check windows-server-backup is fail
      When Windows Server Backup is restored
      And the diagnosis runs before a backup
      Then the check windows-server-backup is pass

  @SYST-PRE-04
  Rule: Get-WindowsFeature reports the install state of the feature

    Example: The feature is installed
      Given a Windows server SRV01
      When the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Installed     |

    Example: The feature is missing
      Given a Windows server SRV01
      But the server has no Windows Server Backup
      When the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |

  @SYST-PRE-05
  Rule: Available means not installed

    Background:
      Given a Windows server SRV01
      And the server has no Windows Server Backup

    Example: A feature that could be installed is no prerequisite met
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the diagnosis runs before a backup
      Then the check windows-server-backup is fail
      And the check windows-server-backup says "not installed"

    Example: Its commands are not there either
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the operator runs "Get-WBJob" in an elevated PowerShell
      Then the command failed
      And the output says "is not recognized as the name of a cmdlet"

  @SYST-PRE-06
  Rule: Either method of installing the feature suffices

    Background:
      Given a Windows server SRV01
      And the server has no Windows Server Backup
      And the backup agent has run a system state backup, which failed

    Example: The feature is installed with PowerShell
      When the operator runs "Install-WindowsFeature -Name Windows-Server-Backup" in an elevated PowerShell
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Installed     |
      And the check windows-server-backup is pass
      And the system state backup completed

    Example: The feature is installed with Server Manager
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
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Installed     |
      And the check windows-server-backup is pass
      And the system state backup completed

  @SYST-PRE-07
  Rule: Install-WindowsFeature installs the feature

    Background:
      Given a Windows server SRV01
      And the server has no Windows Server Backup

    Example: The name of the feature is right
      Given the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      And the output says "Available"
      When the operator runs "Install-WindowsFeature -Name Windows-Server-Backup" in an elevated PowerShell
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Installed     |

    Example: The name of the feature is misspelt
      When the operator runs "Install-WindowsFeature -Name Windows-Server-Bakcup" in an elevated PowerShell
      And the operator runs "Get-WindowsFeature Windows-Server-Backup" in an elevated PowerShell
      Then the output lists
        | Name                  | Install State |
        | Windows-Server-Backup | Available     |

  @SYST-PRE-14
  Rule: Local System has full control over System Volume Information

    Scenario Outline: Local System has <right> access
      Given a Windows server SRV01
      And Local System has <right> access to System Volume Information on volume C:
      When the diagnosis runs before a backup
      Then the check system-volume-information is fail

      Examples: less than full control
        | right       |
        | no          |
        | only read   |
        | only modify |

    Example: Full control has been given back
      Given a Windows server SRV01
      And Local System has only read access to System Volume Information on volume C:
      And the diagnosis runs before a backup
      And the check system-volume-information is fail
      When the permission is restored
      And the diagnosis runs before a backup
      Then the check system-volume-information is pass

  @SYST-PRE-15
  Rule: The folder that counts is the one on the volume with Windows

    Example: Windows is on the usual volume
      Given a Windows server SRV01
      And Local System has no access to System Volume Information on volume C:
      When the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check system-volume-information is fail
      And the check system-volume-information says "C:\System Volume Information"
      And the system state backup failed

    Example: Windows is on another volume
      Given a Windows server SRV01 with Windows on volume D:
      And Local System has no access to System Volume Information on volume D:
      When the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check system-volume-information is fail
      And the check system-volume-information says "D:\System Volume Information"
      And the system state backup failed

    Example: Windows is on another volume, where Local System has full control
      Given a Windows server SRV01 with Windows on volume D:
      When the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check system-volume-information is pass
      And the system state backup completed

  @SYST-PRE-16
  Rule: Without the permission Windows Server Backup brings no image about

    Background:
      Given a Windows server SRV01
      And the system state file "SYSTEM" reads "kept"
      And Local System has only read access to System Volume Information on volume C:

    Example: The permission is missing
      When the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the diagnosis runs before a backup
      Then the command failed
      And volume X: holds 0 backup images
      And the check system-volume-information is fail

    Example: The permission has been given back
      Given the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the command failed
      When the permission is restored
      And the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      Then the command completed
      And volume X: holds 1 backup image
      And the image on volume X: gives "SYSTEM" back as "kept"
