import type { RecordFooter, RecordHeader, RecordResult } from '../model/record.js'
import type { TargetDescription } from '../model/target-description.js'
import type { Verdict } from '../model/verdict.js'

/** A whole record in memory: what the folds start from. */
export interface RunRecord {
  readonly header: RecordHeader
  readonly results: readonly RecordResult[]
  readonly footer: RecordFooter
  /** The chain value of the footer: one number that stands for every byte of the record. */
  readonly seal: string
}

export type ClauseVerdict = Verdict | 'not-run'

/** `report.json`. Fields may be added; readers ignore those they do not know. */
export interface Report {
  readonly schema: 'frostproof/report@1'
  readonly suite: { readonly version: string; readonly catalogue: string }
  readonly target: TargetDescription
  readonly run: {
    readonly id: string
    readonly seed: number
    readonly startedAt: string
    readonly durationMs: number
    readonly reproduce: string
    readonly full: boolean
  }
  readonly outcome: {
    readonly verdict: Outcome
    readonly exitCode: ExitCode
    /** What the run shows, in one sentence. */
    readonly claim: string
  }
  /** Counts of clauses. `evaluated` leaves out what did not run and what the target cannot do. */
  readonly totals: Totals
  readonly clauses: readonly ReportClause[]
  readonly scenarios: readonly ReportScenario[]
}

export interface Totals {
  readonly clauses: number
  readonly evaluated: number
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  readonly notSupported: number
  readonly error: number
  readonly notRun: number
}

export interface ReportClause {
  readonly id: string
  readonly verdict: ClauseVerdict
  readonly reason: string | null
  /** Passed, though the target could not do some of its scenarios: `reason` says which things. */
  readonly partial: boolean
  readonly system: string
  readonly section: string
  readonly kind: string
  readonly finished: boolean
  readonly scenarios: readonly string[]
}

export interface ReportScenario {
  readonly id: string
  readonly uri: string
  readonly line: number
  readonly name: string
  readonly clauses: readonly string[]
  readonly verdict: Verdict
  readonly reason: string | null
  readonly durationMs: number
  readonly virtualMs: number
  readonly faults: readonly ReportFault[]
  readonly trace: string | null
}

export interface ReportFault {
  readonly kind: string
  readonly where: string
  readonly at: string
  /** What became of it, in words: requested, applied, effect, removed, clean. */
  readonly receipt: string
}

export type Outcome = 'conformant' | 'violated' | 'undecided' | 'error'
export type ExitCode = 0 | 1 | 2 | 3
