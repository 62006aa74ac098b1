// What the proof and its child processes say to each other, over the channel that Node gives them.

import type { Scenario } from '../model/scenario.js'
import type { RowOutcome } from './proof.js'
import type { Row } from './rows.js'

export interface Batch {
  /** The compiled suite, as a URL that ends in a slash. */
  readonly dist: string
  readonly seed: number
  readonly rows: readonly Row[]
  /** The scenarios of the clauses of these rows. */
  readonly scenarios: readonly Scenario[]
}

/** One per row, in their order. */
export type BatchEvent = RowOutcome

/** What the loader hooks are told: for each row, the module that is replaced and its replacement. */
export interface HookData {
  readonly dist: string
  readonly rows: Readonly<Record<string, { readonly file: string; readonly module: string }>>
}

/** Where a replaced module notes that it was loaded. */
export const LOADED = 'frostproof.sabotage.loaded'
