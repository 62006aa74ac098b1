// What a proof comes to. `frostproof prove --json` prints this; fields may be added.

import type { Verdict } from '../model/verdict.js'

export type ProofKind = 'mute' | 'no-action' | 'inert-fault' | 'sabotage'

/** What should have been caught and was not: a scenario of the first three kinds, or a row. */
export interface Survivor {
  readonly kind: ProofKind
  readonly id: string
  readonly remark: string
}

export interface Tally {
  /** Scenarios or rows that were tried. */
  readonly tried: number
  readonly caught: number
  /** Verdicts met, and where a scenario was caught; of rows, how they ended. */
  readonly outcomes: Readonly<Record<string, number>>
}

export interface RowOutcome {
  readonly id: string
  readonly clause: string
  readonly outcome: 'caught' | 'survived' | 'error'
  /** The scenario that caught it, or why nothing did. */
  readonly remark: string
}

export interface ProofReport {
  readonly schema: 'frostproof/proof@1'
  readonly quick: boolean
  readonly ok: boolean
  /** 0 proven; 1 something survived or a rule has no row; 3 the proof itself could not be led. */
  readonly exitCode: 0 | 1 | 3
  readonly kinds: Readonly<Record<ProofKind, Tally>>
  readonly survivors: readonly Survivor[]
  /** Rows that cannot be loaded, exemptions that exempt nothing, a suite with nothing in it. */
  readonly errors: readonly string[]
  /** Rules of finished systems that no row breaks. */
  readonly withoutRow: readonly string[]
  /** Over all rows, whether this run tried them or not: those that never slipped and do not now. */
  readonly firstTry: { readonly caught: number; readonly rows: number }
  readonly rows: readonly RowOutcome[]
}

/** Counts by key, in the order of first appearance. */
export function countBy<T>(
  items: readonly T[],
  key: (item: T) => string,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

export interface Judged {
  readonly id: string
  readonly verdict: Verdict
  readonly reason: string | null
  /** Where it was caught, when that makes a difference: ` in its setup`. */
  readonly how: string
}
