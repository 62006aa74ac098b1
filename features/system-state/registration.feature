@needs:host @needs:system-state @needs:volume
Feature: Registering a server to the vault again
  What an earlier registration left behind, in the portal or on the server, spoils the new one, and a
  new passphrase would leave the old recovery points unreadable (SYST-CHK-14 to -16).

  Background:
    Given a Windows server SRV01

  @SYST-CHK-14
  Rule: The agent is uninstalled before its server is registered again

    Background:
      Given the server is deleted from the portal

    Example: The agent is still installed
      When the diagnosis runs before a re-registration with the first passphrase
      And the operator registers the server with the first passphrase
      Then the check re-registration is fail
      And the check re-registration says "agent still installed"
      And the request is refused: agent still registered

    Example: The agent has been uninstalled
      Given the backup agent is uninstalled from SRV01
      When the diagnosis runs before a re-registration with the first passphrase
      And the backup agent 2.0.9250.0 is installed on SRV01
      And the operator registers the server with the first passphrase
      And the backup agent runs a system state backup
      Then the check re-registration is pass
      And the system state backup completed

  @SYST-CHK-15
  Rule: A server is deleted from the portal before it is registered again

    Background:
      Given the backup agent is uninstalled from SRV01

    Example: The portal still lists the server
      When the diagnosis runs before a re-registration with the first passphrase
      And the backup agent 2.0.9250.0 is installed on SRV01
      And the operator registers the server with the first passphrase
      Then the check re-registration is fail
      And the check re-registration says "still present in portal"
      And the request is refused: server still in the portal

    Example: The server has been deleted from the portal
      Given the server is deleted from the portal
      When the diagnosis runs before a re-registration with the first passphrase
      And the backup agent 2.0.9250.0 is installed on SRV01
      And the operator registers the server with the first passphrase
      And the backup agent runs a system state backup
      Then the check re-registration is pass
      And the system state backup completed

  @SYST-CHK-16
  Rule: A server is registered again with its first passphrase

    Background:
      Given the system state file "SYSTEM" reads "kept"
      And the backup agent has run a system state backup, which completed
      And the backup agent is uninstalled from SRV01

    Example: Another passphrase is used
      Given the server is deleted from the portal
      When the diagnosis runs before a re-registration with another passphrase
      And the backup agent 2.0.9250.0 is installed on SRV01
      And the operator registers the server with another passphrase
      Then the check re-registration is fail
      And the request is refused: wrong passphrase
      And recovery point 1 read with the first passphrase gives "SYSTEM" back as "kept"

    Example: The first passphrase is used
      Given the server is deleted from the portal
      When the diagnosis runs before a re-registration with the first passphrase
      And the backup agent 2.0.9250.0 is installed on SRV01
      And the operator registers the server with the first passphrase
      Then the check re-registration is pass
      And recovery point 1 read with the first passphrase gives "SYSTEM" back as "kept"
