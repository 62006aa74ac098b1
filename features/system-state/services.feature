@needs:host @needs:system-state
Feature: Services that system state backup depends on
  Five services have to run, each with its own startup type; a wrong type shows only after the next
  restart of the server (SYST-PRE-17 to -26).

  Background:
    Given a Windows server SRV01

  Rule: Each of the five services is running

    Scenario Outline: <service> stops while the other four run
      Given the service <service> stops
      When the diagnosis runs before a backup
      Then the check services is fail
      And the check services says "<service>: not running"
      And the check services does not say "<other>: not running"

      @SYST-PRE-17
      Examples: Remote Procedure Call
        | service | other |
        | RPC     | VSS   |

      @SYST-PRE-19
      Examples: COM+ Event System
        | service     | other |
        | EventSystem | SENS  |

      @SYST-PRE-21
      Examples: System Event Notification Service
        | service | other       |
        | SENS    | EventSystem |

      @SYST-PRE-23
      Examples: Volume Shadow Copy
        | service | other |
        | VSS     | SWPRV |

      @SYST-PRE-25
      Examples: Microsoft Software Shadow Copy Provider
        | service | other |
        | SWPRV   | VSS   |

    Scenario Outline: <service> has been started since
      Given the service <service> stops
      And the diagnosis runs before a backup
      And the check services says "<service>: not running"
      When the operator starts the service <service>
      And the diagnosis runs before a backup
      Then the check services does not say "<service>: not running"
      And the check services is pass

      @SYST-PRE-17
      Examples: Remote Procedure Call
        | service |
        | RPC     |

      @SYST-PRE-19
      Examples: COM+ Event System
        | service     |
        | EventSystem |

      @SYST-PRE-21
      Examples: System Event Notification Service
        | service |
        | SENS    |

      @SYST-PRE-23
      Examples: Volume Shadow Copy
        | service |
        | VSS     |

      @SYST-PRE-25
      Examples: Microsoft Software Shadow Copy Provider
        | service |
        | SWPRV   |

  Rule: Each of the five services has its startup type

    Scenario Outline: <service> has startup type <found> when the server restarts
      Given the service <service> is set to startup type <found>
      When the server is restarted
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check services says "<service>: expected <expected>, found <found>"
      And the services console shows <service> as Stopped
      And the system state backup failed

      @SYST-PRE-18
      Examples: Remote Procedure Call
        | service | expected  | found    |
        | RPC     | Automatic | Disabled |

      @SYST-PRE-20
      Examples: COM+ Event System
        | service     | expected  | found    |
        | EventSystem | Automatic | Disabled |

      @SYST-PRE-22
      Examples: System Event Notification Service
        | service | expected  | found  |
        | SENS    | Automatic | Manual |

      @SYST-PRE-24
      Examples: Volume Shadow Copy
        | service | expected | found    |
        | VSS     | Manual   | Disabled |

      @SYST-PRE-26
      Examples: Microsoft Software Shadow Copy Provider
        | service | expected | found    |
        | SWPRV   | Manual   | Disabled |

    Scenario Outline: <service> has startup type <found> and still runs
      Given the service <service> is set to startup type <found>
      When the diagnosis runs before a backup
      Then the check services says "<service>: expected <expected>, found <found>"
      And the check services does not say "<service>: not running"
      And the services console shows <service> as <found>

      @SYST-PRE-18
      Examples: Remote Procedure Call
        | service | expected  | found  |
        | RPC     | Automatic | Manual |

      @SYST-PRE-20
      Examples: COM+ Event System
        | service     | expected  | found    |
        | EventSystem | Automatic | Disabled |

      @SYST-PRE-22
      Examples: System Event Notification Service
        | service | expected  | found  |
        | SENS    | Automatic | Manual |

      @SYST-PRE-24
      Examples: Volume Shadow Copy
        | service | expected | found    |
        | VSS     | Manual   | Disabled |

      @SYST-PRE-26
      Examples: Microsoft Software Shadow Copy Provider
        | service | expected | found    |
        | SWPRV   | Manual   | Disabled |

    Scenario Outline: <service> has startup type <expected> when the server restarts, and keeps it
      When the server is restarted
      And the diagnosis runs before a backup
      And the backup agent runs a system state backup
      Then the check services does not say "<service>: expected"
      And the services console shows <service> as <expected>
      And the system state backup completed

      @SYST-PRE-18
      Examples: Remote Procedure Call
        | service | expected  |
        | RPC     | Automatic |

      @SYST-PRE-20
      Examples: COM+ Event System
        | service     | expected  |
        | EventSystem | Automatic |

      @SYST-PRE-22
      Examples: System Event Notification Service
        | service | expected  |
        | SENS    | Automatic |

      @SYST-PRE-24
      Examples: Volume Shadow Copy
        | service | expected |
        | VSS     | Manual   |

      @SYST-PRE-26
      Examples: Microsoft Software Shadow Copy Provider
        | service | expected |
        | SWPRV   | Manual   |
