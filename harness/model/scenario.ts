import type { Capability } from './capability.js'
import type { Receipt } from './fault.js'
import type { Step } from './plan.js'
import type { Json } from './reply.js'
import type { Topology } from './topology.js'
import type { Judgement } from './verdict.js'

export type StepRole = 'given' | 'when' | 'then'

/** A step of a scenario with the words it was written in. */
export interface ScenarioStep {
  readonly role: StepRole
  /** As written, with its keyword: `Given a Windows server SRV01`. */
  readonly text: string
  readonly line: number
  readonly step: Step
}

/** What somebody met in the field, and where it is told. */
export interface FieldBug {
  readonly symptom: string
  readonly cause: string
  readonly source: string
  /** Codes, states and events that go with it. */
  readonly codes: readonly string[]
}

/** One thing to run: an example of a feature, or a scenario file. */
export interface Scenario {
  /** `<feature path>#<clause>/<example slug>[/<row name>]`: unique, and free of line numbers. */
  readonly id: string
  /** The file, relative to where the suite lies, with forward slashes. */
  readonly uri: string
  readonly line: number
  readonly feature: string
  readonly rule: string
  readonly name: string
  readonly clauses: readonly string[]
  readonly needs: readonly Capability[]
  readonly slow: boolean
  /** Tags as written, inherited ones included, for tag expressions. */
  readonly tags: readonly string[]
  readonly topology: Topology
  /** Of a scenario file that reproduces a bug from the field. */
  readonly bug?: FieldBug
  /** Set by scenario files; features run with the seed of the run. */
  readonly seed?: number
  readonly steps: readonly ScenarioStep[]
}

export interface StepResult {
  readonly text: string
  readonly line: number
  readonly verdict: 'passed' | 'failed' | 'unknown' | 'error' | 'skipped'
  /** What the target answered, where the step asked something. */
  readonly reply?: Json
  /** For a step that did not pass: what was expected and what was there, in one line each. */
  readonly mismatches?: readonly string[]
}

export interface ScenarioResult extends Judgement {
  readonly scenario: Scenario
  readonly steps: readonly StepResult[]
  readonly receipts: readonly Receipt[]
  readonly durationMs: number
  readonly virtualMs: number
}
