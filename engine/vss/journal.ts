// What the parties of backups and restores did, in order. An event is a claim of whoever made it.

import type { Ticks } from '../base/brand.js'
import type { Vss } from './coordinator.js'

export interface VssEvent {
  readonly at: Ticks
  readonly who: string
  readonly what: string
  /** Whom or what it concerns; empty when the event says it all. */
  readonly of: string
}

export function note(
  { host, journal }: Pick<Vss, 'host' | 'journal'>,
  who: string,
  what: string,
  of = '',
): void {
  journal.push({ at: host.sim.now, who, what, of })
}
