@needs:system-state @needs:virtual-clock @needs:volume
Feature: Limitations of system state backup
  System state backup is for servers on premises, and for the hardware they run on
  (SYST-LIM-01 to -03).

  @SYST-LIM-01
  Rule: A recovery to different hardware is advised against

    Background:
      Given a Windows server SRV01
      And the backup agent has run a system state backup, which completed

    Example: The hardware is another than that of the backup
      When a system state recovery to hardware B is planned
      Then the recovery plan says "different hardware"
      And the vault holds 1 recovery point

    Example: The advice is not followed
      When a system state recovery to hardware B is carried out
      Then the start of the recovered server failed

    Example: The advice is followed
      When a system state recovery to hardware A is carried out
      Then the start of the recovered server completed

    Example: The hardware is that of the backup
      When a system state recovery to hardware A is planned
      Then the recovery plan does not say "different hardware"
      And the vault holds 1 recovery point

  @SYST-LIM-02
  Rule: The system state of a Windows server on premises can be backed up

    Background:
      Given a Windows server SRV01
      And the system state file "SYSTEM" reads "before"

    Example: A backup by hand holds what was there at the instant of the snapshot
      Given the system state file "SYSTEM" is changed to "after" right after the snapshot
      When the backup agent runs a system state backup
      Then the system state backup completed
      And the vault holds 1 recovery point
      And recovery point 1 read with the first passphrase gives "SYSTEM" back as "before"

    Example: A backup at its scheduled time
      When the backup agent is asked for a daily system state backup at 02:00
      And 20 hours pass
      Then the jobs of the backup agent are
        | state     | started by |
        | Completed | schedule   |
      And recovery point 1 read with the first passphrase gives "SYSTEM" back as "before"
      And the vault holds 1 recovery point

  @SYST-LIM-03
  Rule: The system state of an Azure virtual machine cannot be backed up

    Example: A daily backup is configured on an Azure virtual machine
      Given a Windows server AZ01 that is an Azure virtual machine
      When the backup agent is asked for a daily system state backup at 02:00
      And 20 hours pass
      Then the request is refused: unsupported platform
      And the jobs of the backup agent are
        | state |
      And the vault holds 0 recovery points

    Example: A daily backup is configured on a server on premises
      Given a Windows server SRV01
      When the backup agent is asked for a daily system state backup at 02:00
      And 20 hours pass
      Then the vault holds 1 recovery point
