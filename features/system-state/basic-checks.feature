@needs:host @needs:system-state @needs:virtual-clock @needs:volume
Feature: Basic checks before troubleshooting
  Most failures of a system state backup have a plain cause. Thirteen checks find it before any remedy
  for a particular error is tried (SYST-CHK-01 to -13 and -20).

  @SYST-CHK-01
  Rule: All thirteen basic checks come before anything else

    Background:
      Given a Windows server SRV01

    Example: A job has failed with an error of its own
      Given the writer "System Writer" needs 61 seconds between freeze and thaw
      And the backup agent has run a system state backup, which failed
      When the diagnosis runs before a backup
      Then the diagnosis follows this order
        | agent-version             |
        | connectivity              |
        | agent-service             |
        | scratch-space             |
        | interference              |
        | schedule                  |
        | updates                   |
        | unsupported-items         |
        | system-clock              |
        | dotnet                    |
        | re-registration           |
        | offline-powershell        |
        | platform                  |
        | windows-server-backup     |
        | system-volume-information |
        | services                  |
        | wsb-powershell            |
        | vss-timeout               |
        | busy-writer               |
        | shadow-storage            |
        | efi-lock                  |

    Scenario Outline: The check <check> is <outcome> beside that job
      Given the writer "System Writer" needs 61 seconds between freeze and thaw
      And the backup agent has run a system state backup, which failed
      When the diagnosis runs before a backup
      Then the check <check> is <outcome>

      Examples: checks that apply to every server
        | check             | outcome |
        | agent-version     | pass    |
        | connectivity      | pass    |
        | agent-service     | pass    |
        | scratch-space     | pass    |
        | interference      | pass    |
        | updates           | pass    |
        | unsupported-items | pass    |
        | system-clock      | pass    |
        | dotnet            | pass    |
        | platform          | pass    |

      Examples: checks that do not apply here
        | check              | outcome        |
        | schedule           | not applicable |
        | re-registration    | not applicable |
        | offline-powershell | not applicable |

    Example: The cause found by a basic check is the one to be removed
      Given the service Microsoft Azure Recovery Services stops
      And the backup agent has run a system state backup, which failed
      When the diagnosis runs before a backup
      And the operator starts the service Microsoft Azure Recovery Services
      And the backup agent runs a system state backup
      Then the check agent-service is fail
      And the system state backup completed

  @SYST-CHK-02
  Rule: The backup agent is up to date

    Background:
      Given a Windows server SRV01

    Scenario Outline: Version <installed> is older than the published one
      Given the backup agent <installed> is installed on SRV01
      When the diagnosis runs before a backup
      Then the check agent-version is fail
      And the check agent-version says "<installed>"
      And the check agent-version says "2.0.9250.0"

      Examples: older versions
        | installed  |
        | 2.0.9190.0 |
        | 2.0.999.0  |

    Example: The published version itself
      Given the backup agent 2.0.9250.0 is installed on SRV01
      When the diagnosis runs before a backup
      Then the check agent-version is pass

    Example: A version published later
      Given the backup agent 2.0.10000.0 is published
      When the diagnosis runs before a backup
      Then the check agent-version is fail
      And the check agent-version says "2.0.10000.0"

  @SYST-CHK-03
  Rule: The backup agent reaches Azure

    Background:
      Given a Windows server SRV01

    Example: The link is sound
      When the diagnosis runs before a backup
      Then the check connectivity is pass

    Example: The link is cut
      Given the server has no link to the vault
      When the diagnosis runs before a backup
      Then the check connectivity is fail

    Example: The link has been mended since
      Given the server has no link to the vault
      And the diagnosis runs before a backup
      And the check connectivity is fail
      When the link to the vault is restored
      And the diagnosis runs before a backup
      Then the check connectivity is pass

  @SYST-CHK-04
  Rule: The service of the backup agent is running

    Background:
      Given a Windows server SRV01
      And the service Microsoft Azure Recovery Services stops

    Example: An Automatic service has stopped
      Given the services console shows Microsoft Azure Recovery Services as Automatic
      When the diagnosis runs before a backup
      Then the check agent-service is fail
      And the check agent-service says "Stopped"

    Example: The service has been started since
      Given the diagnosis runs before a backup
      And the check agent-service is fail
      When the operator starts the service Microsoft Azure Recovery Services
      And the diagnosis runs before a backup
      Then the check agent-service is pass

  @SYST-CHK-05
  Rule: The service of the backup agent is restarted and the operation tried again

    Background:
      Given a Windows server SRV01
      And the service Microsoft Azure Recovery Services stops
      And the backup agent has run a system state backup, which failed

    Example: The service is restarted before the second attempt
      When the operator restarts the service Microsoft Azure Recovery Services
      And the backup agent runs a system state backup
      Then the services console shows Microsoft Azure Recovery Services as Running
      And the jobs of the backup agent are
        | state     |
        | Failed    |
        | Completed |
      And the vault holds 1 recovery point

    Example: The second attempt is made without a restart
      When the backup agent runs a system state backup
      Then the services console shows Microsoft Azure Recovery Services as Stopped
      And the jobs of the backup agent are
        | state  |
        | Failed |
        | Failed |
      And the vault holds 0 recovery points

  @SYST-CHK-06
  Rule: A share of the volume with the scratch folder is free

    Background:
      Given a Windows server SRV01
      And volume S: has only 9 GB left

    Example: Less than 5% is free
      When the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check scratch-space is fail
      And the system state backup failed
      And the job message says "scratch"
      And the vault holds 0 recovery points

    Example: 5% is free
      Given the backup agent has run a system state backup, which failed
      When 1 GB is freed on volume S:
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check scratch-space is pass
      And the check scratch-space says "5-10%"
      And the system state backup completed

    Example: 10% is free
      Given the backup agent has run a system state backup, which failed
      When 11 GB are freed on volume S:
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check scratch-space is pass
      And the check scratch-space does not say "5-10%"
      And the system state backup completed

  @SYST-CHK-07
  Rule: No other process interferes with the scratch folder

    Background:
      Given a Windows server SRV01
      And the security software scanner.exe holds the scratch folder

    Example: A virus scanner has files of the scratch folder open
      When the diagnosis runs before a backup
      Then the check interference is fail
      And the check interference says "scanner.exe"

    Example: The virus scanner has been stopped since
      Given the diagnosis runs before a backup
      And the check interference is fail
      When the process scanner.exe is ended
      And the diagnosis runs before a backup
      Then the check interference is pass
      And the check interference does not say "scanner.exe"

  @SYST-CHK-08
  Rule: Scheduled backups that fail while manual ones work are a case of their own

    Background:
      Given a Windows server SRV01
      And the backup agent is asked for a daily system state backup at 02:00

    Example: Only the schedule fails
      Given the service Task Scheduler stops
      And 20 hours pass
      When the backup agent runs a system state backup
      And the diagnosis runs before a backup
      Then the jobs of the backup agent are
        | state     | started by |
        | Completed | operator   |
      And the check schedule is fail
      And the check schedule says "schedule-only"

    Example: The manual backup fails too
      Given the service Task Scheduler stops
      And the service Microsoft Azure Recovery Services stops
      And 20 hours pass
      When the backup agent runs a system state backup
      And the diagnosis runs before a backup
      Then the system state backup failed
      And the check schedule does not say "schedule-only"

    Example: The schedule has been kept as well
      Given 20 hours pass
      When the backup agent runs a system state backup
      And the diagnosis runs before a backup
      Then the jobs of the backup agent are
        | state     | started by |
        | Completed | schedule   |
        | Completed | operator   |
      And the check schedule is pass

  @SYST-CHK-09
  Rule: Windows has its latest updates

    Background:
      Given a Windows server SRV01
      And the Windows update KB5000001 is published

    Example: The newest update is missing
      When the diagnosis runs before a backup
      Then the check updates is fail
      And the check updates says "KB5000001"

    Example: The newest update has been installed
      When the Windows update KB5000001 is installed on SRV01
      And the diagnosis runs before a backup
      Then the check updates is pass

  @SYST-CHK-10
  Rule: Unsupported drives are excluded

    Background:
      Given a Windows server SRV01 with a removable volume E:
      And volume E: is added to the backup
      And E:\camera.raw is a hidden file

    Example: A removable drive is in the backup
      When the diagnosis runs before a backup
      Then the check unsupported-items is fail
      And the check unsupported-items says "E:"

    Example: The removable drive has been excluded
      When E: is excluded from the backup
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check unsupported-items is pass
      And the system state backup completed
      And a recovery point does not hold the file "camera.raw"

  @SYST-CHK-11
  Rule: Files with unsupported attributes are excluded

    Background:
      Given a Windows server SRV01 with a fixed volume E:
      And volume E: is added to the backup
      And E:\junction.lnk is a reparse point

    Example: A reparse point lies on a supported drive
      When the diagnosis runs before a backup
      Then the check unsupported-items is fail
      And the check unsupported-items says "junction.lnk"

    Example: Only the reparse point has been excluded
      Given E:\notes.txt is a hidden file
      When E:\junction.lnk is excluded from the backup
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check unsupported-items is pass
      And a recovery point holds the file "notes.txt"
      And a recovery point does not hold the file "junction.lnk"

  @SYST-CHK-12
  Rule: The clock is set to the time zone of the place

    Background:
      Given a Windows server SRV01 that stands in UTC+9
      And the server has its clock set to UTC-5

    Example: The clock is set to another zone
      When the diagnosis runs before a backup
      Then the check system-clock is fail
      And the check system-clock says "UTC+9"
      And the check system-clock says "UTC-5"

    Example: The zone has been corrected
      Given the diagnosis runs before a backup
      And the check system-clock is fail
      When the time zone is restored
      And the diagnosis runs before a backup
      Then the check system-clock is pass

  @SYST-CHK-13
  Rule: .NET Framework 4.5.2 or later is installed

    Scenario Outline: Version <version> is installed
      Given a Windows server SRV01
      And .NET Framework <version> is installed on SRV01
      When the diagnosis runs before a backup
      Then the check dotnet is <outcome>

      Examples: too old
        | version | outcome |
        | 4.5.1   | fail    |

      Examples: the lowest and later ones
        | version | outcome |
        | 4.5.2   | pass    |
        | 4.7.2   | pass    |

  @SYST-CHK-20
  Rule: An agent on an Azure virtual machine is flagged

    Example: The server is an Azure virtual machine
      Given a Windows server AZ01 that is an Azure virtual machine
      When the diagnosis runs before a backup
      Then the check platform is flagged

    Example: The server stands on premises
      Given a Windows server SRV01
      When the diagnosis runs before a backup
      Then the check platform is pass
