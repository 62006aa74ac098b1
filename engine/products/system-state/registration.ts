import { type Outcome, ok, refused } from '../../base/outcome.js'
import type { Machine } from './machine.js'
import { provesPassphrase, type RegistrationRefusal, registerServer } from './vault.js'

export type RegisterRefusal = RegistrationRefusal | 'agent-not-installed' | 'agent-registered'

/** Registers this server; an installation that was registered before must first be uninstalled. */
export function register(machine: Machine, passphrase: string): Outcome<void, RegisterRefusal> {
  if (!machine.host.software.has('agent')) return refused('agent-not-installed')
  if (machine.agent.registration !== undefined) return refused('agent-registered')
  const server = machine.host.name
  const registered = registerServer(machine.vault, server, passphrase)
  if (!registered.ok) return registered
  machine.agent.registration = { server, passphrase }
  return ok(undefined)
}

/** What stands in the way of registering again, in the order of the document. */
export function reRegistrationProblems(machine: Machine, passphrase: string | undefined): string[] {
  const { host, vault, agent } = machine
  const problems: string[] = []
  if (agent.registration !== undefined) problems.push('agent still installed')
  if (vault.servers.get(host.name)?.inPortal === true) problems.push('still present in portal')
  if (passphrase !== undefined && !provesPassphrase(vault, host.name, passphrase))
    problems.push('another passphrase than at the first registration')
  return problems
}
