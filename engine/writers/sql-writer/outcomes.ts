// What auto-recovery may know of distributed transactions. Two capabilities, both off by default, keep
// the decisions of a coordinator with the snapshot; each is about the transactions of its own one.

import type { Guid } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import type { Instance } from '../../sql/vdi/index.js'

/**
 * msdtc-vss: the transaction coordinator of Windows takes part in the snapshot.
 * intra-instance-outcome: an instance does so for what spans its own databases.
 */
export type OutcomeCapability = 'msdtc-vss' | 'intra-instance-outcome'

export type Outcomes = ReadonlyMap<Guid, 'committed' | 'aborted'>

/** Plain functions, so that the writer need not know the coordinators. */
export interface OutcomePort<Network> {
  /** As far as somebody may still hold them in doubt. */
  ofMachine(network: Network, host: Host): Outcomes
  ofInstance(network: Network, instance: Instance): Outcomes
}

export interface Coordinators<Network = unknown> {
  readonly network: Network
  readonly port: OutcomePort<Network>
}

/** Where the machine says that it has the capability: 1. */
export function outcomeKey(capability: OutcomeCapability): string {
  return `HKLM\\SOFTWARE\\frostproof\\${capability}`
}

/** What is decided now about the databases of each instance, as far as the capabilities go. */
export function keepOutcomes(
  host: Host,
  { network, port }: Coordinators,
  instances: readonly Instance[],
): Map<Instance, Outcomes> {
  const ofMachine = has(host, 'msdtc-vss') ? port.ofMachine(network, host) : NOTHING
  const isWithin = has(host, 'intra-instance-outcome')
  return new Map(
    instances.map((instance) => {
      const within = isWithin ? port.ofInstance(network, instance) : NOTHING
      return [instance, new Map([...ofMachine, ...within])]
    }),
  )
}

const NOTHING: Outcomes = Object.freeze(new Map())

function has({ registry }: Host, capability: OutcomeCapability): boolean {
  return registry.get(outcomeKey(capability)) === 1
}
