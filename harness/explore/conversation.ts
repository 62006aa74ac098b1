import type { Sites } from '../faults/sites.js'
import type { Step } from '../model/plan.js'
import type { Topology } from '../model/topology.js'

/** What is disturbed: how it begins, what faults are put into, and what is done once they are gone. */
export interface Conversation {
  readonly name: string
  readonly title: string
  readonly topology: Topology
  readonly sites: Sites
  /** Undisturbed: where the runs part from. */
  readonly prepare: readonly Step[]
  /** Disturbed; what fails here may fail. */
  readonly chaos: readonly Step[]
  /** After healing: must work. */
  readonly after: readonly Step[]
  /** How its backups are given back. */
  readonly proof: Proof
}

export type Proof = 'restore' | 'put back' | 'attach' | 'system state'
