@needs:event-log @needs:host @needs:shell @needs:system-state @needs:virtual-clock @needs:volume @needs:vss
Feature: Room for shadow copies
  Shadow storage grows while a backup runs. Where it cannot, the shadow copies of the volume are lost,
  and a backup that goes on reads what was never together (SYST-ERR-10 to -15).

  Background:
    Given a Windows server SRV01 with a fixed volume D:

  @SYST-ERR-10
  Rule: The agent says that the shadow copy volume could not grow

    Example: The system volume is full and written to during the backup
      Given volume C: has only 1 GB of room for shadow copies
      And programs overwrite 3 GB of old data on volume C: during the first backup
      When the backup agent runs a system state backup
      Then the system state backup failed
      And the job message says "shadow copy volume could not grow due to insufficient disk space on volumes containing system files"
      And the vault holds 0 recovery points

    Example: The system volume has room and is written to during the backup
      Given the system state file "SYSTEM" reads "before"
      And programs overwrite 3 GB of old data on volume C: during the first backup
      And the system state file "SYSTEM" is changed to "after" right after the snapshot
      When the backup agent runs a system state backup
      Then the system state backup completed
      And recovery point 1 read with the first passphrase gives "SYSTEM" back as "before"

  @SYST-ERR-11
  Rule: volsnap logs in the System log which volume had too little space

    Scenario Outline: Volume <full> is the one without room
      Given volume D: is added to the backup
      And volume <full> has only 1 GB of room for shadow copies
      And programs overwrite 3 GB of old data on volume <full> during the first backup
      When the backup agent runs a system state backup
      Then during the job the System log holds a warning or error of volsnap that says
        | insufficient disk space on volume <full> | shadow copies of <full> |
      And during the job the System log does not hold a warning or error of volsnap that says
        | insufficient disk space on volume <other> |
      And during the job the Application log does not hold a warning or error of volsnap that says
        | insufficient disk space |

      Examples: volumes
        | full | other |
        | C:   | D:    |
        | D:   | C:    |

  @SYST-ERR-12
  Rule: A failure to grow puts every shadow copy of the volume at risk

    Background:
      Given 3 shadow copies of volume C: are taken
      And 1 shadow copy of volume D: is taken
      And volume C: has only 1 GB of room for shadow copies

    Example: What is listed afterwards is what can be read
      Given programs overwrite 3 GB of old data on volume C: during the first backup
      When the backup agent runs a system state backup
      Then during the job the System log holds a warning or error of volsnap that says
        | all shadow copies of volume C: are at risk of being deleted |
      And volume C: lists at least 0 readable shadow copies and no other
      And volume D: lists at least 1 readable shadow copy and no other

  @SYST-ERR-13
  Rule: Space is freed on the volume that the event log names

    Background:
      Given volume C: has only 1 GB of room for shadow copies
      And programs overwrite 3 GB of old data on volume C: during the first backup
      And the backup agent has run a system state backup, which failed

    Example: The diagnosis names the volume of the entry
      When the diagnosis runs before a backup
      And 20 GB are freed on volume C:
      And the backup agent runs a system state backup
      Then the check shadow-storage says "C:"
      And the check shadow-storage does not say "X:"
      And the system state backup completed

    Example: The named volume is freed
      When 20 GB are freed on volume C:
      And 1 hour passes
      And programs overwrite 3 GB of old data on volume C: during the second backup
      And the backup agent runs a system state backup
      Then the system state backup completed
      And the vault holds 1 recovery point

    Example: Another volume is freed
      When 20 GB are freed on volume D:
      And 1 hour passes
      And programs overwrite 3 GB of old data on volume C: during the second backup
      And the backup agent runs a system state backup
      Then the job message says "shadow copy volume could not grow due to insufficient disk space"
      And the vault holds 0 recovery points

  @SYST-ERR-14
  Rule: The freed space lets shadow copies grow for as long as the backup runs

    Background:
      Given volume C: has only 500 MB of room for shadow copies
      And programs overwrite 3 GB of old data on volume C: during the first backup
      And the backup agent has run a system state backup, which failed

    Example: Less is freed than is overwritten during the repeat
      When 1 GB is freed on volume C:
      And 1 hour passes
      And programs overwrite 3 GB of old data on volume C: during the second backup
      And the backup agent runs a system state backup
      Then the job message says "shadow copy volume could not grow due to insufficient disk space"
      And shadow storage of volume C: has taken at least 1 GB
      And the vault holds 0 recovery points

    Example: More is freed than is overwritten during the repeat
      When 4 GB are freed on volume C:
      And 1 hour passes
      And programs overwrite 3 GB of old data on volume C: during the second backup
      And the backup agent runs a system state backup
      Then the system state backup completed
      And shadow storage of volume C: has taken at least 3 GB
      And the vault holds 1 recovery point

  @SYST-ERR-14
  Rule: Room for the start of a backup does not carry it to its end

    Example: Shadow storage has room for its first step and for no other
      Given volume C: has only 500 MB of room for shadow copies
      And programs overwrite 3 GB of old data on volume C: during the first backup
      When the backup agent runs a system state backup
      Then the system state backup failed
      And the job message says "shadow copy volume could not grow due to insufficient disk space"
      And the vault holds 0 recovery points

  @SYST-ERR-15
  Rule: The space that shadow copies may use can be limited

    Example: A limit below what is overwritten
      Given the operator runs "vssadmin resize shadowstorage /for=C: /on=C: /maxsize=10GB" in an elevated command prompt
      And programs overwrite 12 GB of old data on volume C: during the first backup
      When the backup agent runs a system state backup
      Then shadow storage of volume C: has taken at most 10 GB
      And shadow storage of volume C: has taken at least 9 GB

    Example: The limit raised above what is overwritten
      Given the operator runs "vssadmin resize shadowstorage /for=C: /on=C: /maxsize=10GB" in an elevated command prompt
      And the operator runs "vssadmin resize shadowstorage /for=C: /on=C: /maxsize=15GB" in an elevated command prompt
      And programs overwrite 12 GB of old data on volume C: during the first backup
      When the backup agent runs a system state backup
      Then the system state backup completed
      And shadow storage of volume C: has taken at least 12 GB
      And shadow storage of volume C: has taken at most 15 GB

    Example: Without a limit the volume fills up
      Given volume C: has only 11 GB of room for shadow copies
      And programs overwrite 12 GB of old data on volume C: during the first backup
      When the backup agent runs a system state backup
      Then shadow storage of volume C: has taken at least 10 GB
      And during the job the System log holds a warning or error of volsnap that says
        | insufficient disk space on volume C: |
