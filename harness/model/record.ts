// The record of a run, `events.ndjson`: header, the cases that are planned, one result per case in
// the order of the plan, footer; one JSON object per line. Each line carries `chain`, the SHA-256 of
// the line before it (zeros for the first) followed by this line's own content, so that one changed
// byte shows. The cases come before anything has run, so that a result that was left out shows too.
// Everything else in the report directory is folded from it. No footer, no report.

import type { Receipt } from './fault.js'
import type { StepResult } from './scenario.js'
import type { TargetDescription } from './target-description.js'
import type { Verdict } from './verdict.js'

export interface RecordHeader {
  readonly kind: 'header'
  readonly schema: 'frostproof/events@2'
  readonly suite: RecordSuite
  readonly target: TargetDescription
  readonly environment: RecordEnvironment
  readonly run: {
    readonly id: string
    readonly seed: number
    readonly startedAt: string
    readonly reproduce: string
    /** False when tags or clauses narrowed the run: then what did not run is no fault. */
    readonly full: boolean
    /** Clauses that were asked for by name: those must be shown, whatever else is left out. */
    readonly asked: readonly string[]
    /** How often what did not pass was tried again. */
    readonly retry: number
  }
  readonly systems: readonly RecordSystem[]
  /** Every clause of the catalogue, in its order, so that the record stands alone. */
  readonly clauses: readonly RecordClause[]
  /** Failures that are known, when the run was given a list of them. */
  readonly baseline: readonly BaselineEntry[] | null
  /** Runs before this one, the oldest first. */
  readonly history: readonly HistoryEntry[]
}

export interface RecordSuite {
  readonly version: string
  readonly catalogue: string
  /** Over the code that judges, so that another verdict can be laid at the right door. */
  readonly build?: string
}

export interface RecordEnvironment {
  readonly node: string
  readonly platform: string
  readonly arch: string
}

export interface RecordSystem {
  readonly prefix: string
  readonly title: string
  /** The document its clauses are drawn from. */
  readonly source: string
}

/** A failure that somebody knows of and has until a day to mend. */
export interface BaselineEntry {
  /** One of the two. */
  readonly clause?: string
  readonly scenario?: string
  readonly owner: string
  readonly issue: string
  /** The last day it holds, as `2026-12-31`. */
  readonly expires: string
  readonly reason?: string
}

/** What is kept of a run once it is over. */
export interface HistoryEntry {
  readonly id: string
  readonly startedAt: string
  readonly durationMs: number
  readonly seed: number
  readonly full: boolean
  readonly target: Pick<TargetDescription, 'kind' | 'name' | 'version' | 'build'>
  readonly suite: RecordSuite
  readonly verdict: string
  readonly exitCode: number
  readonly totals: HistoryTotals
  readonly scenarios: {
    readonly passed: number
    readonly failed: number
    readonly unknown: number
    readonly error: number
    readonly notSupported: number
  }
}

/** Of clauses. */
export interface HistoryTotals {
  readonly clauses: number
  readonly evaluated: number
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  readonly notSupported: number
  readonly error: number
  readonly notRun: number
}

/** The next planned cases; as many lines of them as there have to be. */
export interface RecordCases {
  readonly kind: 'cases'
  readonly cases: readonly RecordCase[]
}

export interface RecordCase {
  readonly id: string
  /** Over everything that is replayed and expected: the same plan is the same question. */
  readonly plan: string
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
  /** Each try, the first one first, when there was more than one. The verdict is the worst of them. */
  readonly attempts?: readonly RecordAttempt[]
}

export interface RecordAttempt {
  readonly verdict: Verdict
  readonly reason: string | null
  readonly durationMs: number
}

export interface RecordFooter {
  readonly kind: 'footer'
  readonly results: number
  readonly durationMs: number
  /** SHA-256 of each file that lies beside the record and is not folded from it, by its path. */
  readonly files: { readonly [path: string]: string }
}

export type RecordEvent = RecordHeader | RecordCases | RecordResult | RecordFooter
