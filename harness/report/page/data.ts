// What the page draws from, as it stands in the page: rows of one table each, texts that come up more
// than once held in one place and named by their number. Types only; both sides of it use them.

import type { HistoryEntry, RecordSystem } from '../../model/record.js'
import type { TraceLine } from '../../model/trace.js'
import type { Exploration } from '../exploration.js'

export interface ReportData {
  readonly texts: readonly string[]
  readonly clauses: readonly ClauseRow[]
  readonly scenarios: readonly ScenarioRow[]
  readonly systems: readonly RecordSystem[]
  /** The command that runs one clause again, with CLAUSE in its place. */
  readonly reproduce: string
  /** The same for a run that narrows nothing. */
  readonly all: string
  readonly full: boolean
  /** Runs before this one and, last, this one. */
  readonly history: readonly HistoryEntry[]
  readonly proof: ProofData | null
  readonly exploration: Exploration | null
}

export type ClauseRow = readonly [
  id: string,
  system: number,
  section: number,
  kind: number,
  says: string,
  contested: string | 0,
  verdict: string,
  reason: string | 0,
  partial: 0 | 1,
  scenarios: readonly number[],
]

export type ScenarioRow = readonly [
  /** Without the path it begins with; in a list when it does not begin with it. */
  id: string | readonly [string],
  uri: number,
  line: number,
  feature: number,
  rule: number,
  name: string,
  clauses: readonly number[],
  verdict: string,
  reason: string | 0,
  durationMs: number,
  virtualMs: number,
  steps: readonly number[],
  /** The first letter of each step's verdict; 0 when all passed. */
  signs: string | 0,
  faults: readonly (readonly [kind: number, where: number, at: number, receipt: number])[],
  more: ScenarioMore | 0,
]

/** What few scenarios have. */
export interface ScenarioMore {
  /** The path of its trace, relative to the page. */
  readonly trace?: string
  /** Where its timeline is: in this page, or in the one beside it. */
  readonly timeline?: 'here' | 'beside'
  readonly failure?: string
  readonly attempts?: readonly string[]
  readonly known?: { readonly owner: string; readonly issue: string; readonly expires: string }
}

/** Evidence of scenarios that did not pass, by their number. */
export type EvidenceData = { readonly [scenario: number]: readonly EvidenceRow[] }

export type EvidenceRow = readonly [step: number, mismatches: readonly string[], reply: string | 0]

/** Traces, by the id of their scenario. */
export type TraceData = { readonly [scenario: string]: readonly TraceRow[] }

export type TraceRow = readonly [
  atMs: number,
  who: string,
  what: string,
  detail: TraceLine['detail'],
]

/** In which part of a page of timelines each scenario is. */
export interface TimelinesData {
  readonly scenarios: readonly TimelineEntry[]
}

export type TimelineEntry = readonly [id: string, feature: string, name: string, part: string]

/** Two targets and where they part. */
export interface MatrixData {
  readonly scenario: string
  readonly targets: readonly { readonly title: string; readonly trace: readonly TraceRow[] }[]
}

export interface ProofData {
  /** When it was led, empty when it does not say. */
  readonly madeAt: string
  /** Whether it was led on the suite of this report; unknown when it does not say. */
  readonly isOfThisSuite: boolean | null
  readonly quick: boolean
  readonly ok: boolean
  readonly kinds: Readonly<Record<string, { readonly tried: number; readonly caught: number }>>
  readonly firstTry: { readonly caught: number; readonly rows: number }
  readonly survivors: number
  /** Rules that no row breaks. */
  readonly withoutRow: number
  /** Rows that could not be tried. */
  readonly errors: number
  readonly rows: readonly (readonly [id: string, clause: string, outcome: string, remark: string])[]
}
