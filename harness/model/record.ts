// The record of a run, `events.ndjson`: header, one result per scenario in the order of the suite,
// footer; one JSON object per line. Each line carries `chain`, the SHA-256 of the line before it
// (zeros for the first) followed by this line's own content, so that one changed byte shows.
// Everything else in the report directory is folded from it. No footer, no report.

import type { Receipt } from './fault.js'
import type { StepResult } from './scenario.js'
import type { TargetDescription } from './target-description.js'
import type { Verdict } from './verdict.js'

export interface RecordHeader {
  readonly kind: 'header'
  readonly schema: 'frostproof/events@1'
  readonly suite: { readonly version: string; readonly catalogue: string }
  readonly target: TargetDescription
  readonly run: {
    readonly id: string
    readonly seed: number
    readonly startedAt: string
    readonly reproduce: string
    /** False when tags or clauses narrowed the run: then what did not run is no fault. */
    readonly full: boolean
  }
  /** Every clause of the catalogue, in its order, so that the record stands alone. */
  readonly clauses: readonly RecordClause[]
}

export interface RecordClause {
  readonly id: string
  readonly system: string
  readonly section: string
  readonly kind: string
  readonly says: string
  readonly contested: string | null
  /** The system is finished: each of its clauses must be shown by a full run. */
  readonly finished: boolean
}

export interface RecordResult {
  readonly kind: 'result'
  readonly id: string
  readonly uri: string
  readonly line: number
  readonly feature: string
  readonly rule: string
  readonly name: string
  readonly clauses: readonly string[]
  readonly verdict: Verdict
  readonly reason: string | null
  readonly durationMs: number
  readonly virtualMs: number
  readonly steps: readonly StepResult[]
  readonly faults: readonly Receipt[]
  /** The trace file inside the report directory, for what did not pass. */
  readonly trace: string | null
}

export interface RecordFooter {
  readonly kind: 'footer'
  readonly results: number
  readonly durationMs: number
}

export type RecordEvent = RecordHeader | RecordResult | RecordFooter
