import type {
  BaselineEntry,
  RecordAttempt,
  RecordCase,
  RecordEnvironment,
  RecordFooter,
  RecordHeader,
  RecordResult,
  RecordSuite,
} from '../model/record.js'
import type { TargetDescription } from '../model/target-description.js'
import type { Verdict } from '../model/verdict.js'

/** A whole record in memory: what the folds start from. */
export interface RunRecord {
  readonly header: RecordHeader
  /** What was going to run, in this order. */
  readonly cases: readonly RecordCase[]
  readonly results: readonly RecordResult[]
  /** Null when the run did not end: then every fold says that it is incomplete. */
  readonly footer: RecordFooter | null
  /** The chain value of the last line: one number that stands for every byte of the record. */
  readonly seal: string
}

export type ClauseVerdict = Verdict | 'not-run'

/** `report.json`. Fields may be added; readers ignore those they do not know. */
export interface Report {
  readonly schema: 'frostproof/report@1'
  readonly suite: RecordSuite
  readonly target: TargetDescription
  readonly environment: RecordEnvironment
  readonly run: {
    readonly id: string
    readonly seed: number
    readonly startedAt: string
    readonly durationMs: number
    readonly reproduce: string
    readonly full: boolean
    readonly asked: readonly string[]
    readonly retry: number
    /** False for a run that was killed: then there are results for the first of the planned only. */
    readonly complete: boolean
    readonly planned: number
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
  /** What became of the known failures, when the run was given a list of them. */
  readonly baseline: ReportBaseline | null
}

/** Known failures are counted apart; what is wrong with the list itself is said aloud. */
export interface ReportBaseline {
  readonly entries: number
  /** Scenarios that did not hold, as an entry said they would not. */
  readonly known: number
  /** Entries that are past their day: they excuse nothing any more. */
  readonly expired: readonly BaselineEntry[]
  /** Entries that everything passed in spite of: they are to be removed. */
  readonly unexpectedPasses: readonly BaselineEntry[]
  /** Entries that no scenario of a full run belongs to. */
  readonly unused: readonly BaselineEntry[]
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
  /** What does not hold of it is known. */
  readonly known?: true
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
  /** The entry of the baseline that says it would not hold. */
  readonly known?: Pick<BaselineEntry, 'owner' | 'issue' | 'expires'>
  readonly attempts?: readonly RecordAttempt[]
}

export interface ReportFault {
  readonly kind: string
  readonly where: string
  readonly at: string
  /** What became of it, in words: requested, applied, effect, removed, clean. */
  readonly receipt: string
}

export type Outcome = 'conformant' | 'violated' | 'undecided' | 'error' | 'incomplete'
export type ExitCode = 0 | 1 | 2 | 3
