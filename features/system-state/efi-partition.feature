@needs:host @needs:system-state @needs:virtual-clock
Feature: Locked EFI system partition
  A system state without its EFI system partition does not boot. Security software holds the partition
  for good, backup software until its own backup is over (SYST-ERR-16 to -20).

  Background:
    Given a Windows server SRV01

  @SYST-ERR-16
  Rule: A locked EFI system partition fails the backup of the agent

    Example: Another process holds the partition
      Given the security software guard.exe holds the EFI system partition
      When the backup agent runs a system state backup
      Then the system state backup failed
      And the job message says "EFI system partition is locked"
      And the vault holds 0 recovery points

    Example: Nobody holds the partition
      When the backup agent runs a system state backup
      Then the system state backup completed
      And the job message does not say "EFI system partition"
      And the vault holds 1 recovery point

  @SYST-ERR-17
  Rule: The message and the cause listing point to security software

    Example: A security product holds the partition
      Given the security software guard.exe holds the EFI system partition
      When the backup agent runs a system state backup
      And the diagnosis runs before a backup
      Then the system state backup failed
      And the job message says "third-party security or backup software"
      And the check efi-lock says "guard.exe"
      And the check efi-lock says "security software"

  @SYST-ERR-18
  Rule: The message points to backup software, whose own backup goes on

    Example: Another backup product holds the partition during its own run
      Given product B starts its own backup and holds the EFI system partition for 10 minutes
      When the backup agent runs a system state backup
      And 20 minutes pass
      Then the system state backup failed
      And the job message says "EFI system partition is locked"
      And the job message says "backup software"
      And the jobs of product B are
        | state     |
        | Completed |

  @SYST-ERR-19
  Rule: Against security software the vendor lets the agent through

    Background:
      Given the security software guard.exe holds the EFI system partition
      And the backup agent has run a system state backup, which failed

    Example: A mere retry at a later time
      When 24 hours pass
      And the backup agent runs a system state backup
      Then the job message says "EFI system partition is locked"
      And the vault holds 0 recovery points
      And the jobs of the backup agent are
        | state  |
        | Failed |
        | Failed |

    Example: The agent is on the allow list of the product
      When the vendor of guard.exe puts the backup agent on its allow list
      And the backup agent runs a system state backup
      Then the system state backup completed
      And the process guard.exe is running
      And the vault holds 1 recovery point

    Example: The diagnosis sends the operator to the vendor
      When the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check efi-lock says "contact the vendor"
      And the check efi-lock does not say "wait"
      And the system state backup failed

  @SYST-ERR-20
  Rule: Against backup software the operator waits until it is done

    Background:
      Given product B starts its own backup and holds the EFI system partition for 10 minutes
      And the backup agent has run a system state backup, which failed

    Example: The repeat comes while the other backup runs
      When 5 minutes pass
      And the backup agent runs a system state backup
      Then the job message says "EFI system partition is locked"
      And the jobs of product B are
        | state   |
        | Running |
      And the jobs of the backup agent are
        | state  |
        | Failed |
        | Failed |

    Example: The repeat comes after the end of the other backup
      When 10 minutes pass
      And the backup agent runs a system state backup
      Then the system state backup completed
      And the jobs of product B are
        | state     |
        | Completed |
      And the vault holds 1 recovery point
