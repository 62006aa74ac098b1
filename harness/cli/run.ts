// `frostproof run`: the suite on one target, and a report of it; several targets are several runs.

import { resolve } from 'node:path'
import { loadCatalogue } from '../clauses/catalogue.js'
import type { Scenario } from '../model/scenario.js'
import { signatureText } from '../report/signature.js'
import { nearest } from '../scenario/nearest.js'
import { readBaseline, requireEntries } from './baseline-file.js'
import type { Io } from './io.js'
import { readKey, withKey } from './key-file.js'
import { recordRun } from './record.js'
import { forSqlServer, requireClauses, select } from './select.js'
import {
  pairsOf,
  requireSqlServer,
  type SqlServerFlags,
  sqlServerOptions,
} from './sql-server-flags.js'
import { loadWholeSuite } from './suite.js'
import { tagFilter } from './tags.js'
import { requireTargetName } from './targets.js'
import { EXIT, nearestHint } from './usage.js'
import { requireWritable } from './writable.js'

export interface RunOptions extends SqlServerFlags {
  readonly target?: readonly string[]
  readonly tags?: string
  readonly clause?: readonly string[]
  readonly features?: readonly string[]
  readonly scenarios?: readonly string[]
  readonly seed?: number
  readonly out?: string
  readonly baseline?: string
  readonly retry?: number
  readonly jobs?: number
  /** Left open, timelines are kept of runs that are small enough. */
  readonly timelines?: boolean
  readonly history?: string
  readonly sign?: string
  readonly json?: boolean
}

export const DEFAULT_SEED = 1
const DEFAULT_OUT = 'reports/latest'
/** Of so many scenarios the timelines cost nothing that anybody would notice. */
const TIMELINES_SCENARIOS_MAX = 100
const DEFAULT_HISTORY = 'reports/history'

export async function run(options: RunOptions, io: Io): Promise<number> {
  const targets = options.target ?? ['engine']
  for (const target of targets) requireTargetName(target)
  requireSqlServer(options, targets)
  const sqlServer = targets.includes('sqlserver') ? sqlServerOptions(options, io.cwd) : undefined
  const tags = options.tags === undefined ? undefined : tagFilter(options.tags)
  const catalogue = loadCatalogue()
  requireClauses(
    options.clause ?? [],
    catalogue.clauses.map((clause) => clause.id),
  )
  const baseline = options.baseline === undefined ? null : readBaseline(options.baseline, io.cwd)
  const sign = options.sign === undefined ? undefined : signer(options.sign, io.cwd)
  const out = resolve(io.cwd, options.out ?? DEFAULT_OUT)
  requireWritable(out, options.out ?? DEFAULT_OUT)
  if (targets.length > 1) {
    const { runMany } = await import('./run-many.js')
    return runMany({ options, targets, out }, io)
  }
  const suite = await loadWholeSuite({ cwd: io.cwd, ...options })
  const selected = select(suite.scenarios, { tags, clauses: options.clause ?? [] })
  const scenarios = sqlServer === undefined ? selected : forSqlServer(selected, catalogue.clauses)
  if (scenarios.length === 0) return nothingToRun(options, suite.scenarios, io)
  if (baseline !== null) requireEntries(baseline, catalogue, suite.scenarios)
  return recordRun(
    {
      target: targets[0] ?? 'engine',
      scenarios,
      catalogue,
      out,
      seed: options.seed ?? DEFAULT_SEED,
      full: options.tags === undefined && options.clause === undefined,
      asked: options.clause ?? [],
      reproduce: reproduceCommand(options),
      retry: options.retry ?? 0,
      jobs: options.jobs,
      timelines: options.timelines ?? scenarios.length <= TIMELINES_SCENARIOS_MAX,
      baseline,
      history: historyFolder(options, io.cwd),
      sqlServer,
      sign,
      json: options.json === true,
    },
    io,
  )
}

/** Tried before the run, which would otherwise be lost to a mistake in a file name. */
function signer(file: string, cwd: string): (seal: string) => string {
  const pem = readKey(file, '--sign', cwd)
  const sign = (seal: string) => withKey(file, '--sign', () => signatureText(seal, pem))
  sign('')
  return sign
}

/** Runs to a place of their own are nobody's history, unless somebody says so. */
function historyFolder({ history, out }: RunOptions, cwd: string): string | undefined {
  if (history !== undefined) {
    const folder = resolve(cwd, history)
    requireWritable(folder, history, 'the history')
    return folder
  }
  return out === undefined ? resolve(cwd, DEFAULT_HISTORY) : undefined
}

/** An empty run is no pass; it is said before a report replaces the last one. */
function nothingToRun(options: RunOptions, suite: readonly Scenario[], io: Io): number {
  const known = [...new Set(suite.flatMap((scenario) => scenario.tags))]
  const unknown = options.tags?.match(/@[^\s()]+/g)?.find((tag) => !known.includes(tag))
  const hint = unknown === undefined ? undefined : nearestHint(nearest(unknown, known))
  const asked = [
    ...(options.tags === undefined ? [] : [`--tags "${options.tags}"`]),
    ...(options.clause ?? []).map((id) => `--clause ${id}`),
  ]
  const what = asked.length === 0 ? 'there is no scenario' : `no scenario fits ${asked.join(' ')}`
  io.error(`frostproof: nothing to run: ${what}${hint === undefined ? '' : `. Hint: ${hint}`}\n`)
  return EXIT.failed
}

/** What to type for the same run again; where the report goes is no part of it. */
export function reproduceCommand(options: RunOptions): string {
  const flags: [string, string][] = [
    ...(options.target ?? []).map((target): [string, string] => ['--target', target]),
    ...(options.tags === undefined ? [] : [['--tags', options.tags] as [string, string]]),
    ...(options.clause ?? []).map((id): [string, string] => ['--clause', id]),
    ...(options.features ?? []).map((folder): [string, string] => ['--features', folder]),
    ...(options.scenarios ?? []).map((folder): [string, string] => ['--scenarios', folder]),
    ...(options.retry ? [['--retry', String(options.retry)] as [string, string]] : []),
    ...(options.baseline === undefined
      ? []
      : [['--baseline', options.baseline] as [string, string]]),
    ...pairsOf(options),
    ['--seed', String(options.seed ?? DEFAULT_SEED)],
  ]
  const words = flags.map(([flag, value]) => (value === '' ? flag : `${flag} ${quoted(value)}`))
  return ['npx frostproof run', ...words].join(' ')
}

/** Double quotes are the only ones that every shell our users have takes for quotes. */
function quoted(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value
  if (value.includes('"') && !value.includes("'")) return `'${value}'`
  return `"${value.replaceAll('"', '\\"')}"`
}
