@needs:event-log @needs:host @needs:system-state @needs:virtual-clock @needs:volume
Feature: VSS writer timeout
  A writer that stays frozen past its limit spoils the snapshot, whether it lacks processor time,
  lacks memory or serves another backup product. The cause decides the remedy (SYST-ERR-01 to -09).

  Background:
    Given a Windows server SRV01

  @SYST-ERR-01
  Rule: The agent passes on that its job failed with VSS errors

    Example: A writer that is not ready for its Thaw in time
      Given the writer "System Writer" needs 61 seconds between freeze and thaw
      When the backup agent runs a system state backup
      Then the system state backup failed
      And the job message says "WSB job failed with VSS errors"
      And the job message says "check the VSS event logs"
      And the vault holds 0 recovery points

    Example: Writers that are all in time
      When the backup agent runs a system state backup
      Then the system state backup completed
      And the job message does not say "VSS errors"
      And the vault holds 1 recovery point

  @SYST-ERR-02
  Rule: VSS logs in the Application log that the writer's time ran out between Freeze and Thaw

    Example: A writer that is not ready for its Thaw in time
      Given the writer "System Writer" needs 61 seconds between freeze and thaw
      When the backup agent runs a system state backup
      Then the system state backup failed
      And during the job the Application log holds a warning or error of VSS that says
        | rejected an event | 0x800423f2 | Freeze and Thaw |
      And during the job the Application log does not hold a warning or error of VSS that says
        | 0x800423f4 |
      And during the job the System log does not hold a warning or error of VSS that says
        | 0x800423f2 |

    Example: Writers that are all in time
      When the backup agent runs a system state backup
      Then the system state backup completed
      And during the job the Application log does not hold a warning or error of VSS that says
        | 0x800423f2 |

  @SYST-ERR-03
  Rule: A writer that gets too little processor time does not finish in time

    Example: Another process takes nearly the whole processor
      Given the process hog.exe takes 98% of the processor for 8 hours
      When the backup agent runs a system state backup
      Then the system state backup failed
      And during the job the Application log holds a warning or error of VSS that says
        | 0x800423f2 | Freeze and Thaw |
      And the vault holds 0 recovery points

    Example: The processor is free
      When the backup agent runs a system state backup
      Then the system state backup completed
      And the vault holds 1 recovery point

  @SYST-ERR-04
  Rule: A writer that gets too little memory does not finish in time

    Example: Another process takes nearly the whole memory
      Given the process hog.exe takes 98% of the memory for 8 hours
      When the backup agent runs a system state backup
      Then the system state backup failed
      And during the job the Application log holds a warning or error of VSS that says
        | 0x800423f2 | Freeze and Thaw |
      And the vault holds 0 recovery points

    Example: The memory is free
      Given the system state file "SYSTEM" reads "flushed"
      When the backup agent runs a system state backup
      Then the system state backup completed
      And recovery point 1 read with the first passphrase gives "SYSTEM" back as "flushed"

  @SYST-ERR-05
  Rule: A writer that another backup product uses completes no snapshot for this backup

    Example: Product B holds the writer in its own snapshot set
      Given product B starts its own backup and holds the System Writer for 10 minutes
      When the backup agent runs a system state backup
      And 20 minutes pass
      Then the system state backup failed
      And the job message says "WSB job failed with VSS errors"
      And the vault holds 0 recovery points
      And the jobs of product B are
        | state     |
        | Completed |

  @SYST-ERR-06
  Rule: A repeat is made when processor and memory are free again

    Scenario Outline: The load on the <resource> ends by itself before the repeat
      Given the process hog.exe takes 98% of the <resource> for 1 hour
      And the backup agent has run a system state backup, which failed
      When 2 hours pass
      And the backup agent runs a system state backup
      Then the system state backup completed
      And during the job the Application log does not hold a warning or error of VSS that says
        | 0x800423f2 |
      And the vault holds 1 recovery point

      Examples: resources
        | resource  |
        | processor |
        | memory    |

    Scenario Outline: The repeat is made while the load on the <resource> lasts
      Given the process hog.exe takes 98% of the <resource> for 8 hours
      And the backup agent has run a system state backup, which failed
      When the backup agent runs a system state backup
      Then the job message says "WSB job failed with VSS errors"
      And during the job the Application log holds a warning or error of VSS that says
        | 0x800423f2 |
      And the jobs of the backup agent are
        | state  |
        | Failed |
        | Failed |

      Examples: resources
        | resource  |
        | processor |
        | memory    |

  @SYST-ERR-07
  Rule: A repeat is made when the process that takes too much has been ended

    Scenario Outline: The process that takes the <resource> is ended
      Given the process hog.exe takes 98% of the <resource> for 8 hours
      And the backup agent has run a system state backup, which failed
      When the diagnosis runs before a backup
      And the process hog.exe is ended
      And the backup agent runs a system state backup
      Then the check vss-timeout says "heaviest processes: hog.exe"
      And the system state backup completed

      Examples: resources
        | resource  |
        | processor |
        | memory    |

    Scenario Outline: An idle process is ended while another takes the <resource>
      Given the process hog.exe takes 98% of the <resource> for 8 hours
      And the backup agent has run a system state backup, which failed
      When the process notepad.exe is ended
      And the backup agent runs a system state backup
      Then the job message says "WSB job failed with VSS errors"
      And the process hog.exe is running
      And the vault holds 0 recovery points

      Examples: resources
        | resource  |
        | processor |
        | memory    |

  @SYST-ERR-08
  Rule: The backup that uses the writer is left to finish first

    Example: The repeat waits for the end of product B's backup
      Given product B starts its own backup and holds the System Writer for 10 minutes
      And the backup agent has run a system state backup, which failed
      When the diagnosis runs before a backup
      And 20 minutes pass
      And the backup agent runs a system state backup
      Then the jobs of product B are
        | state     |
        | Completed |
      And the system state backup completed

    Example: The advice is given while product B's backup is in progress
      Given product B starts its own backup and holds the System Writer for 10 minutes
      And the backup agent has run a system state backup, which failed
      When the diagnosis runs before a backup
      Then the check busy-writer says "wait"
      And the jobs of product B are
        | state   |
        | Running |

    Example: The repeat does not wait for the end of product B's backup
      Given product B starts its own backup and holds the System Writer for 10 minutes
      And the backup agent has run a system state backup, which failed
      When the backup agent runs a system state backup
      And 20 minutes pass
      Then the system state backup failed
      And the jobs of product B are
        | state     |
        | Completed |

  @SYST-ERR-09
  Rule: The repeat is made when no backup at all is running on the machine

    Example: Product B has finished and product C still uses the writer
      Given product B starts its own backup and holds the System Writer for 10 minutes
      And the backup agent has run a system state backup, which failed
      And 20 minutes pass
      And product C starts its own backup and holds the System Writer for 1 hour
      When the backup agent runs a system state backup
      Then the job message says "WSB job failed with VSS errors"
      And the jobs of product C are
        | state   |
        | Running |

    Example: Product C has finished as well
      Given product C starts its own backup and holds the System Writer for 1 hour
      And the backup agent has run a system state backup, which failed
      When 2 hours pass
      And the backup agent runs a system state backup
      Then the system state backup completed
      And the jobs of product C are
        | state     |
        | Completed |
      And the vault holds 1 recovery point
