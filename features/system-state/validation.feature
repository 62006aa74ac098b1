@needs:host @needs:shell @needs:system-state @needs:volume
Feature: Validating Windows Server Backup
  The agent stands on Windows Server Backup. A test backup with its own tools tells whether the fault
  lies there (SYST-WSB-01 to -12).

  @SYST-WSB-01
  Rule: The validation follows a sequence from Get-WBJob to the final state

    Example: A healthy server
      Given a Windows server SRV01
      When the operator validates Windows Server Backup onto volume X: as administrator
      Then the validation follows this order
        | Get-WBJob: no job                                                |
        | wbadmin start systemstatebackup -backuptarget:X: -quiet: started |
        | Get-WBJob: Running                                               |
        | Get-WBJob -Previous 1: Completed                                 |
      And the validation completed
      And volume X: holds 1 backup image

    Example: The first Get-WBJob is an unknown command
      Given a Windows server SRV01
      But the server has no Windows Server Backup
      When the operator validates Windows Server Backup onto volume X: as administrator
      Then the validation failed
      And the validation says "Get-WBJob: is not recognized"
      And the validation does not say "wbadmin"
      And volume X: holds 0 backup images

  @SYST-WSB-02
  Rule: Get-WBJob is a known command in an elevated PowerShell

    Example: No job is active
      Given a Windows server SRV01
      When the operator runs "Get-WBJob" in an elevated PowerShell
      And the diagnosis runs before a backup
      Then the command completed
      And the output does not say "is not recognized"
      And the check wsb-powershell is pass

  @SYST-WSB-03
  Rule: The error to look for says that Get-WBJob is not recognized

    Background:
      Given a Windows server SRV01

    Example: The feature is missing
      Given the server has no Windows Server Backup
      When the operator runs "Get-WBJob" in an elevated PowerShell
      And the diagnosis runs before a backup
      Then the command failed
      And the output says "term 'Get-WBJob' is not recognized as the name of a cmdlet, function, script file, or operable program"
      And the output says "check the spelling of the name, or if a path was included"
      And the check wsb-powershell is fail

  @SYST-WSB-04
  Rule: Against that error the feature is installed again

    Background:
      Given a Windows server SRV01
      And the server has no Windows Server Backup
      And the backup agent has run a system state backup, which failed

    Example: The feature is installed again
      Given the operator runs "Get-WBJob" in an elevated PowerShell
      And the command failed
      When the operator runs "Install-WindowsFeature -Name Windows-Server-Backup" in an elevated PowerShell
      And the operator runs "Get-WBJob" in an elevated PowerShell
      And the diagnosis runs before a backup
      Then the command completed
      And the check wsb-powershell is pass

    Example: Backups run again once the feature is installed
      When the operator runs "Install-WindowsFeature -Name Windows-Server-Backup" in an elevated PowerShell
      And the backup agent runs a system state backup
      Then the system state backup completed
      And the vault holds 1 recovery point

    Example: The backup agent is installed again instead
      When the backup agent 2.0.9250.0 is installed on SRV01
      And the operator runs "Get-WBJob" in an elevated PowerShell
      Then the command failed
      And the output says "is not recognized as the name of a cmdlet"

  @SYST-WSB-05
  Rule: Only what Get-WBJob says in an elevated PowerShell counts

    Background:
      Given a Windows server SRV01

    Example: An ordinary PowerShell follows a job
      Given the operator starts "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      When the operator runs "Get-WBJob" in an ordinary PowerShell
      Then the command failed
      And the output says "elevated"

    Example: The validation has no elevation
      When the operator validates Windows Server Backup onto volume X: without elevation
      Then the validation failed
      And the validation says "Get-WBJob: invalid, not elevated"
      And volume X: holds 0 backup images

    Example: The validation is elevated
      When the operator validates Windows Server Backup onto volume X: as administrator
      Then the validation completed
      And the validation does not say "invalid"
      And volume X: holds 1 backup image

  @SYST-WSB-06
  Rule: wbadmin with -quiet backs the system state up without a question

    Example: The target has room
      Given a Windows server SRV01
      And the system state file "SYSTEM" reads "before"
      And the system state file "SYSTEM" is changed to "after" right after the snapshot
      When the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      Then the command completed
      And the jobs of Windows Server Backup are
        | state     | started by |
        | Completed | operator   |
      And the image on volume X: gives "SYSTEM" back as "before"

  @SYST-WSB-07
  Rule: The test with wbadmin is run from an elevated command prompt

    Background:
      Given a Windows server SRV01

    Example: The command prompt is an ordinary one
      When the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an ordinary command prompt
      Then the command failed
      And the output says "elevated"
      And the jobs of Windows Server Backup are
        | state |
      And volume X: holds 0 backup images

    Example: The command prompt is elevated
      When the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      Then the command completed
      And the jobs of Windows Server Backup are
        | state     |
        | Completed |
      And volume X: holds 1 backup image

    Example: The validation has no elevation
      When the operator validates Windows Server Backup onto volume X: without elevation
      Then the validation failed
      And the validation says "not elevated"
      And the jobs of Windows Server Backup are
        | state |

  @SYST-WSB-08
  Rule: The letter in the command is that of the volume meant for the image

    Background:
      Given a Windows server SRV01 with a fixed volume E:

    Example: The letter is replaced
      When the operator runs "wbadmin start systemstatebackup -backuptarget:E: -quiet" in an elevated command prompt
      Then volume E: holds 1 backup image
      And volume C: holds 0 backup images
      And volume S: holds 0 backup images
      And volume X: holds 0 backup images

    Example: The letter stays although there is no such volume
      Given the server has no volume X:
      When the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      Then the command failed
      And volume C: holds 0 backup images
      And volume E: holds 0 backup images
      And volume S: holds 0 backup images

  @SYST-WSB-09
  Rule: Get-WBJob shows the test backup while it runs

    Example: The running job is looked at from time to time
      Given a Windows server SRV01
      And the operator starts "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      When the operator runs "Get-WBJob" in an elevated PowerShell 2 times, 10 seconds apart
      Then the watched job, its progress never falling, follows this order
        | Running |
        | Running |
      And the jobs of Windows Server Backup are
        | state   |
        | Running |

  @SYST-WSB-10
  Rule: Get-WBJob -Previous 1 gives the final state of the last job

    Background:
      Given a Windows server SRV01

    Example: A failed job after a completed one
      Given the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the command completed
      And the server has I/O errors on volume X:
      And the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      When the operator runs "Get-WBJob -Previous 1" in an elevated PowerShell
      Then the output lists
        | JobState |
        | Failed   |
      And the output says "I/O"

    Example: A completed job after a failed one
      Given the server has I/O errors on volume X:
      And the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the command failed
      When the volume is restored
      And the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the operator runs "Get-WBJob -Previous 1" in an elevated PowerShell
      Then the output lists
        | JobState  |
        | Completed |

  @SYST-WSB-11
  Rule: A failed test backup is a problem of Windows Server Backup

    Background:
      Given a Windows server SRV01

    Example: The target disk fails during the test
      Given the server has I/O errors on volume X:
      When the operator validates Windows Server Backup onto volume X: as administrator
      Then the validation failed
      And the verdict says "WSB issue"
      And the jobs of Windows Server Backup are
        | state  |
        | Failed |

    Example: The target disk is sound
      When the operator validates Windows Server Backup onto volume X: as administrator
      Then the validation completed
      And the verdict does not say "WSB issue"
      And the jobs of Windows Server Backup are
        | state     |
        | Completed |

  @SYST-WSB-12
  Rule: What fails the test backup fails the backup of the agent as well

    Background:
      Given a Windows server SRV01
      And the server has I/O errors on volume C:

    Example: The disk with Windows fails
      Given the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the command failed
      When the backup agent runs a system state backup
      Then the system state backup failed
      And the vault holds 0 recovery points

    Example: The disk with Windows is repaired
      Given the backup agent has run a system state backup, which failed
      When the volume is restored
      And the operator runs "wbadmin start systemstatebackup -backuptarget:X: -quiet" in an elevated command prompt
      And the backup agent runs a system state backup
      Then the command completed
      And the system state backup completed
      And volume X: holds 1 backup image
