// `frostproof run`: the suite on one target, and a report of it; several targets are several runs.

import { resolve } from 'node:path'
import { loadCatalogue } from '../clauses/catalogue.js'
import type { Scenario } from '../model/scenario.js'
import { nearest } from '../scenario/nearest.js'
import type { Io } from './io.js'
import { recordRun } from './record.js'
import { requireClauses, select } from './select.js'
import { loadWholeSuite } from './suite.js'
import { tagFilter } from './tags.js'
import { requireTargetName } from './targets.js'
import { EXIT, nearestHint } from './usage.js'
import { requireWritable } from './writable.js'

export interface RunOptions {
  readonly target?: readonly string[]
  readonly tags?: string
  readonly clause?: readonly string[]
  readonly features?: readonly string[]
  readonly scenarios?: readonly string[]
  readonly seed?: number
  readonly out?: string
}

export const DEFAULT_SEED = 1
const DEFAULT_OUT = 'reports/latest'

export async function run(options: RunOptions, io: Io): Promise<number> {
  const targets = options.target ?? ['engine']
  for (const target of targets) requireTargetName(target)
  const tags = options.tags === undefined ? undefined : tagFilter(options.tags)
  const catalogue = loadCatalogue()
  requireClauses(
    options.clause ?? [],
    catalogue.clauses.map((clause) => clause.id),
  )
  const out = resolve(io.cwd, options.out ?? DEFAULT_OUT)
  requireWritable(out, options.out ?? DEFAULT_OUT)
  if (targets.length > 1) {
    const { runMany } = await import('./run-many.js')
    return runMany({ options, targets, out }, io)
  }
  const suite = await loadWholeSuite({ cwd: io.cwd, ...options })
  const scenarios = select(suite.scenarios, { tags, clauses: options.clause ?? [] })
  if (scenarios.length === 0) return nothingToRun(options, suite.scenarios, io)
  const exitCode = await recordRun(
    {
      target: targets[0] ?? 'engine',
      scenarios,
      catalogue,
      out,
      seed: options.seed ?? DEFAULT_SEED,
      full: options.tags === undefined && options.clause === undefined,
      reproduce: reproduceCommand(options),
    },
    io,
  )
  // What was asked for and shown by nothing has not been kept.
  const unshown = (options.clause ?? []).filter(
    (id) => !scenarios.some(({ clauses }) => clauses.includes(id)),
  )
  if (unshown.length === 0) return exitCode
  io.error(`frostproof: no scenario shows ${unshown.join(', ')}\n`)
  return exitCode === EXIT.conformant ? EXIT.undecided : exitCode
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
    ['--seed', String(options.seed ?? DEFAULT_SEED)],
  ]
  return ['npx frostproof run', ...flags.map(([flag, value]) => `${flag} ${quoted(value)}`)].join(
    ' ',
  )
}

/** Double quotes are the only ones that every shell our users have takes for quotes. */
function quoted(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value
  if (value.includes('"') && !value.includes("'")) return `'${value}'`
  return `"${value.replaceAll('"', '\\"')}"`
}
