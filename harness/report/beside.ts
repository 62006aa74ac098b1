// What lies in a report directory beside the record and is shown with it: traces, the proof that was
// led before the run, what was explored. All of it may be missing.

import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordHeader } from '../model/record.js'
import type { TraceLine } from '../model/trace.js'
import type { Exploration } from './exploration.js'
import type { ProofData } from './page/data.js'

export const PASSED_TRACES_FILE = 'traces/passed.ndjson'
const PROOF_FILE = 'prove.json'
const EXPLORATION_FILE = 'explore.json'

type Suite = RecordHeader['suite']

export interface Beside {
  /** As it concerns a report of that suite. */
  readonly proof: (suite: Suite) => ProofData | null
  readonly exploration: Exploration | null
  /** The trace of a scenario that did not pass, by its path. */
  readonly trace: (path: string) => readonly TraceLine[]
  /** Traces of scenarios that passed, by id, when the run kept them. */
  readonly passed: ReadonlyMap<string, readonly TraceLine[]>
}

export const NOTHING_BESIDE: Beside = {
  proof: () => null,
  exploration: null,
  trace: () => [],
  passed: new Map(),
}

export function readBeside(directory: string): Beside {
  const proof = jsonIn(join(directory, PROOF_FILE))
  return {
    proof: (suite) => proofOf(proof, suite),
    exploration: explorationOf(jsonIn(join(directory, EXPLORATION_FILE))),
    trace: (path) => linesIn(join(directory, path)) as TraceLine[],
    passed: new Map(
      linesIn(join(directory, PASSED_TRACES_FILE)).flatMap((line) => {
        const { id, trace } = line as { id: string; trace: TraceLine[] }
        return typeof id === 'string' && Array.isArray(trace) ? [[id, trace]] : []
      }),
    ),
  }
}

/** Takes along what stands in the folder of all reports, so that the report tells what there was. */
export function keepBeside(reports: string, directory: string): void {
  const found: [string, string][] = [
    [join(reports, PROOF_FILE), PROOF_FILE],
    [join(reports, 'explore', EXPLORATION_FILE), EXPLORATION_FILE],
  ]
  for (const [from, name] of found) if (existsSync(from)) copyFileSync(from, join(directory, name))
}

function jsonIn(path: string): unknown {
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function linesIn(path: string): unknown[] {
  if (!existsSync(path)) return []
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  } catch {
    return []
  }
}

/** What `prove --json` printed; anything else is none. */
function proofOf(value: unknown, suite: Suite): ProofData | null {
  if (!isObject(value) || value['schema'] !== 'frostproof/proof@1') return null
  const { quick, ok, kinds, firstTry, survivors, rows } = value
  if (!isObject(kinds) || !isObject(firstTry) || !Array.isArray(survivors) || !Array.isArray(rows))
    return null
  return {
    madeAt: typeof value['madeAt'] === 'string' ? value['madeAt'] : '',
    isOfThisSuite: isObject(value['suite']) ? isLike(value['suite'], suite) : null,
    quick: quick === true,
    ok: ok === true,
    kinds: Object.fromEntries(
      Object.entries(kinds).map(([kind, tally]) => [kind, countsOf(tally, 'tried')]),
    ) as ProofData['kinds'],
    firstTry: countsOf(firstTry, 'rows') as ProofData['firstTry'],
    survivors: survivors.length,
    withoutRow: sizeOf(value['withoutRow']),
    errors: sizeOf(value['errors']),
    rows: rows
      .filter(isObject)
      .map(({ id, clause, outcome, remark }) => [
        String(id),
        String(clause),
        String(outcome),
        String(remark),
      ]),
  }
}

function isLike(said: { readonly [key: string]: unknown }, suite: Suite): boolean {
  return Object.entries(suite).every(([key, value]) => said[key] === value)
}

function sizeOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0
}

function countsOf(tally: unknown, all: string): Record<string, number> {
  if (!isObject(tally)) return { caught: 0, [all]: 0 }
  return { caught: Number(tally['caught'] ?? 0), [all]: Number(tally[all] ?? 0) }
}

function explorationOf(value: unknown): Exploration | null {
  if (!isObject(value) || value['schema'] !== 'frostproof/exploration@1') return null
  const { conversations, violations, phases } = value
  const isWhole = [conversations, violations, phases].every(Array.isArray)
  return isWhole ? (value as unknown as Exploration) : null
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
