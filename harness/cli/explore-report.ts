// What a search came to, as explore.json and as a few lines.

import { createHash } from 'node:crypto'
import { loadCatalogue } from '../clauses/catalogue.js'
import { RUN_SIZE } from '../explore/conversations.js'
import { PHASES } from '../explore/phases.js'
import type { Finding, Share } from '../explore/share.js'
import { PROPERTIES } from '../explore/violation.js'
import type { TargetDescription } from '../model/target-description.js'
import type { Exploration } from '../report/exploration.js'
import type { ExploreOptions, Search } from './explore.js'
import { packageVersion } from './place.js'
import { shortPath } from './summary.js'

export interface About {
  readonly search: Search
  readonly share: Share
  readonly target: TargetDescription
  readonly startedAt: Date
  readonly durationMs: number
  readonly options: ExploreOptions
}

export function explorationOf(about: About): Exploration {
  const { search, share, target, startedAt, durationMs } = about
  const { order } = search
  return {
    schema: 'frostproof/exploration@1',
    suite: { version: packageVersion(), catalogue: loadCatalogue().hash },
    target: { kind: target.kind, name: target.name, version: target.version },
    run: {
      id: idOf(about),
      seed: order.seed,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(durationMs),
      faults: order.mode,
      runs: share.tried,
      reproduce: reproduceOf(about),
      complete: share.complete && share.tried >= share.total,
    },
    phases: PHASES,
    conversations: share.conversations.map((each) => ({
      ...each,
      placements: order.mode === 'pairs' ? share.pruning.all : each.placements,
      pruned: share.pruning.pruned,
      prunedTried: share.pruning.sampled,
      cells: share.cells
        .filter(({ conversation }) => conversation === each.name)
        .map(({ conversation: _name, ...cell }) => cell),
    })),
    violations: share.found.map((found) => violationOf(found, search)),
  }
}

/** Two searches of one moment are told apart by what they searched. */
function idOf({ search, startedAt }: About): string {
  const text = JSON.stringify([search.order, search.target, startedAt])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function violationOf(found: Finding, { target, out }: Search): Exploration['violations'][number] {
  const { conversation, phase, point, kind, property, message, steps, job } = found
  const id = `violation-${job}`
  const file = `violations/${id}.yaml`
  const where = target === 'engine' ? '' : ` --target ${quoted(target)}`
  return {
    id,
    conversation,
    phase,
    point,
    kind,
    property: PROPERTIES[property],
    message,
    file,
    reproduce: `npx frostproof replay ${shortPath(out, process.cwd())}/${file}${where}`,
    steps,
  }
}

function reproduceOf({ search: { target, order }, options }: About): string {
  return [
    'npx frostproof explore',
    ...(target === 'engine' ? [] : [`--target ${quoted(target)}`]),
    `--faults ${order.mode}`,
    ...order.names.map((name) => `--conversation ${name}`),
    ...(options.runs === undefined ? [] : [`--runs ${options.runs}`]),
    `--seed ${order.seed}`,
  ].join(' ')
}

function quoted(text: string): string {
  return /^[\w:./-]+$/.test(text) ? text : `"${text}"`
}

export function linesOf({ share, search }: About, exploration: Exploration, cwd: string): string {
  const { run, violations } = exploration
  const seconds = run.durationMs / 1_000
  const rate = (run.runs / seconds).toFixed(0)
  const lines = [
    ...exploration.conversations.map(lineOf),
    ...pruningLines(share),
    `${run.runs} of ${share.total} runs in ${seconds.toFixed(1)} s, ${rate} per second on ${search.processes} ${search.processes === 1 ? 'process' : 'processes'}${sizeOf(share)}`,
    ...violations.map(
      ({ kind, point, message, file }) => `  ${file}: ${kind} at ${point}: ${message}`,
    ),
    `${violations.length} ${violations.length === 1 ? 'violation' : 'violations'}; ${shortPath(search.out, cwd)}`,
  ]
  return `${lines.join('\n')}\n`
}

/** What a run comes to, where it is one with databases. */
function sizeOf({ conversations }: Share): string {
  return conversations.every(({ name }) => name === 'system-state') ? '' : ` (${RUN_SIZE})`
}

function lineOf({ name, points, cells }: Exploration['conversations'][number]): string {
  const count = (of: 'possible' | 'tried' | 'met' | 'violated') =>
    cells.reduce((sum, cell) => sum + cell[of], 0)
  const all = count('possible') === 0 ? '' : ` of ${count('possible')}`
  return `${name}: ${points} points, ${count('tried')}${all} placements, ${count('met')} met, ${count('violated')} violated`
}

function pruningLines({ pruning }: Share): string[] {
  if (pruning.all === 0) return []
  const { all, pruned, sampled, differed } = pruning
  return [`${all} pairs, ${pruned} pruned, ${sampled} of those run, ${differed} differed`]
}
