// What a record begins with: what is tested, by what, where, and everything that is going to run.

import { createHash, randomUUID } from 'node:crypto'
import { type Catalogue, recordClauses, recordSystems } from '../clauses/catalogue.js'
import type { BaselineEntry, HistoryEntry, RecordCase, RecordHeader } from '../model/record.js'
import type { Scenario } from '../model/scenario.js'
import type { TargetDescription } from '../model/target-description.js'
import { codeDigest } from './digest.js'
import { packageVersion } from './place.js'

export interface HeaderFacts {
  readonly catalogue: Catalogue
  readonly target: TargetDescription
  readonly seed: number
  readonly full: boolean
  readonly asked: readonly string[]
  readonly retry: number
  readonly reproduce: string
  readonly baseline: readonly BaselineEntry[] | null
  readonly history: readonly HistoryEntry[]
}

const JUDGING_FOLDERS = ['harness/check', 'harness/cucumber', 'harness/model', 'harness/scenario']
const ENGINE_FOLDERS = ['engine', 'harness/targets/engine']

export function headerOf(facts: HeaderFacts): RecordHeader {
  const { catalogue, target, seed, full, asked, retry, reproduce, baseline, history } = facts
  return {
    kind: 'header',
    schema: 'frostproof/events@2',
    suite: suiteOf(catalogue),
    target: target.kind === 'engine' ? { ...target, build: codeDigest(ENGINE_FOLDERS) } : target,
    environment: { node: process.versions.node, platform: process.platform, arch: process.arch },
    run: {
      id: randomUUID(),
      seed,
      startedAt: new Date().toISOString(),
      reproduce,
      full,
      asked,
      retry,
    },
    systems: recordSystems(catalogue),
    clauses: recordClauses(catalogue),
    baseline,
    history,
  }
}

/** Which suite it was: its words are the catalogue's, its judgement that of the code. */
export function suiteOf(catalogue: Catalogue): Required<RecordHeader['suite']> {
  return {
    version: packageVersion(),
    catalogue: catalogue.hash,
    build: codeDigest(JUDGING_FOLDERS),
  }
}

const PLAN_DIGITS = 16

export function casesOf(scenarios: readonly Scenario[]): RecordCase[] {
  return scenarios.map((scenario) => ({ id: scenario.id, plan: planDigest(scenario) }))
}

/** Over what is asked of a target and expected of it; words and places of a file are no part of it. */
export function planDigest({ topology, seed, steps, clauses, needs }: Scenario): string {
  const plan = { topology, seed, clauses, needs, steps: steps.map(({ step }) => step) }
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, PLAN_DIGITS)
}
