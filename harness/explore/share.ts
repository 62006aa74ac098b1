// The share that one process has in a search. Shares that are put together come to what one process
// alone would have come to.

import type { Target } from '../targets/target.js'
import { prepare } from './chaos.js'
import { type Pair, printOf, prune, type Tried } from './pairs.js'
import type { Placed } from './placements.js'
import { save } from './save.js'
import {
  conversationsNamed,
  type Described,
  type Job,
  possibleOn,
  type Run,
  randomWork,
  type Sighting,
  sightingOf,
  singlesWork,
  sortOf,
  tryJob,
  type Work,
} from './search.js'
import type { Judges } from './shrink.js'
import { type Cell, Tally } from './tally.js'
import type { Property } from './violation.js'

export type Mode = 'singles' | 'pairs' | 'random'

export interface Order {
  readonly mode: Mode
  readonly seed: number
  /** How many runs at most. */
  readonly runs: number
  /** Of these conversations only; of all when empty. */
  readonly names: readonly string[]
  readonly share: { readonly index: number; readonly of: number }
  /** Ends with the first violation. */
  readonly first: boolean
  /** For pairs, what each single fault came to; before that is known, singles are run and told. */
  readonly tried?: readonly Single[]
}

/** What a single fault came to: whether something ran into it, and the print of all answers. */
export type Single = readonly [number: number, met: boolean, print: string]

export interface Share {
  readonly total: number
  readonly tried: number
  readonly conversations: readonly Described[]
  readonly cells: readonly Cell[]
  readonly found: readonly Finding[]
  readonly singles: readonly Single[]
  readonly pruning: PruningCount
  /** False when it was told to stop. */
  readonly complete: boolean
}

export interface PruningCount {
  readonly all: number
  readonly pruned: number
  /** Pruned pairs that were run all the same. */
  readonly sampled: number
  readonly differed: number
}

export interface Finding {
  readonly sort: string
  readonly job: number
  readonly conversation: string
  readonly phase: string
  readonly point: string
  readonly kind: string
  readonly property: Property
  readonly message: string
  /** The scenario file. */
  readonly text: string
  readonly steps: number
  readonly shows: boolean
}

export interface Hooks {
  /** Asked between runs. */
  readonly isDue: () => Promise<boolean> | boolean
  readonly progress: (done: number, total: number, violations: number) => void
}

/** Sorts of violations that are shrunk and kept; what else there is is counted. */
const FINDINGS_MAX = 40
/** Pruned pairs that are run all the same. */
export const PRUNED_SAMPLE = 1_000

export async function runShare(judges: Judges, order: Order, hooks: Hooks): Promise<Share> {
  const { target } = judges
  if (order.first && order.mode === 'singles') {
    const early = await undisturbedShare(judges, order)
    if (early !== undefined) return early
  }
  const pairs = order.tried === undefined ? undefined : await pairsWork(target, order, order.tried)
  const work = pairs ?? (await workFor(target, order))
  const sightings = new Map<string, Sighting>()
  const singles: Single[] = []
  const { index, of } = order.share
  const last = Math.min(work.total, order.runs)
  let tried = 0
  let sampled = 0
  let differed = 0
  let complete = true
  for (const number of numbersOf(order, index, of, last)) {
    if (await hooks.isDue()) {
      complete = false
      break
    }
    const job = await work.job(number)
    const run = await tryJob(job, work.tally)
    tried++
    const standing = pairs?.standsFor(number)
    if (standing !== undefined) {
      sampled++
      if (await differs(run, standing)) differed++
    }
    if (order.mode === 'pairs' && pairs === undefined)
      singles.push([number, run.met[0] ?? false, printOf(run.outcome)])
    note(sightings, run)
    hooks.progress(tried, Math.ceil(last / of), sightings.size)
    if (order.first && sightings.size > 0) break
  }
  return {
    total: work.total,
    tried,
    conversations: work.conversations,
    cells: work.tally.cells,
    found: await findings(judges, [...sightings.entries()]),
    singles,
    pruning: { ...(pairs?.pruning ?? NO_PRUNING), sampled, differed },
    complete,
  }
}

/** Many a liar lies undisturbed; then nothing else needs to be prepared. */
async function undisturbedShare(
  judges: Judges,
  { seed, names }: Order,
): Promise<Share | undefined> {
  const conversations = possibleOn(judges.target, conversationsNamed(names))
  for (const [number, conversation] of conversations.entries()) {
    const prepared = await prepare(judges.target, conversation, seed)
    const job = { number, conversation: conversation.name, prepared, placements: [] }
    const sighting = sightingOf(await tryJob(job, new Tally()))
    if (sighting === undefined) continue
    return {
      total: conversations.length,
      tried: number + 1,
      conversations: [],
      cells: [],
      found: await findings(judges, [[sortOf(sighting), sighting]]),
      singles: [],
      pruning: { ...NO_PRUNING, sampled: 0, differed: 0 },
      complete: false,
    }
  }
  return undefined
}

const NO_PRUNING = { all: 0, pruned: 0 }

/** Every so many-th; of random runs whole shapes, since making one costs more than disturbing it. */
function* numbersOf(
  { mode }: Order,
  index: number,
  of: number,
  last: number,
): Generator<number, void> {
  const block = mode === 'random' ? RUNS_PER_BLOCK : 1
  for (let start = index * block; start < last; start += of * block)
    for (let number = start; number < Math.min(start + block, last); number++) yield number
}

const RUNS_PER_BLOCK = 250

async function workFor(target: Target, { mode, seed, runs, names }: Order): Promise<Work> {
  if (mode === 'random') return randomWork(target, { seed, runs })
  return singlesWork(target, { seed, names: mode === 'pairs' ? [PAIRS_OF] : names })
}

/** The conversation whose faults are paired. */
export const PAIRS_OF = 'full'

interface PairsWork extends Work {
  readonly pruning: Pick<PruningCount, 'all' | 'pruned'>
  readonly standsFor: (number: number) => (() => Promise<Run>) | undefined
}

async function pairsWork(
  target: Target,
  { seed }: Order,
  singles: readonly Single[],
): Promise<PairsWork> {
  const base = await singlesWork(target, { seed, names: [PAIRS_OF] })
  const tried: Tried[] = []
  for (const [number, met, print] of singles) {
    const [placed] = (await base.job(number)).placements
    if (placed !== undefined) tried.push({ placed, met, print })
  }
  const { pairs, all, sample } = prune(tried, { seed, sample: PRUNED_SAMPLE })
  const { prepared } = await base.job(0)
  const jobOf = (number: number, placements: readonly Placed[]): Job => {
    return { number, conversation: PAIRS_OF, prepared, placements }
  }
  return {
    ...base,
    total: pairs.length + sample.length,
    pruning: { all, pruned: all - pairs.length },
    job: async (number) => {
      const pair = pairs[number] ?? sample[number - pairs.length]?.pruned
      return jobOf(number, pair === undefined ? [] : both(pair))
    },
    standsFor: (number) => {
      const standing = sample[number - pairs.length]?.standsFor
      return standing && (() => tryJob(jobOf(number, standing), base.tally))
    },
  }
}

function both({ left, right }: Pair): Placed[] {
  return [left, right]
}

/** Whether a pruned pair comes out otherwise than the one that stands for it. */
async function differs(run: Run, standing: () => Promise<Run>): Promise<boolean> {
  const { outcome } = await standing()
  return outcome.violation?.property !== run.outcome.violation?.property
}

/** Of each sort the one with the lowest number is kept, so that the order of runs does not matter. */
function note(sightings: Map<string, Sighting>, run: Run): void {
  const sighting = sightingOf(run)
  if (sighting === undefined) return
  const sort = sortOf(sighting)
  const known = sightings.get(sort)
  if (known === undefined || sighting.job < known.job) sightings.set(sort, sighting)
}

async function findings(
  judges: Judges,
  sightings: readonly (readonly [string, Sighting])[],
): Promise<Finding[]> {
  const found: Finding[] = []
  const inOrder = [...sightings].sort(([, left], [, right]) => left.job - right.job)
  for (const [sort, sighting] of inOrder.slice(0, FINDINGS_MAX)) {
    const { conversation, phase, point, kind, violation, job } = sighting
    const { text, steps, shows, message } = await save(`violation-${job}`, sighting, judges)
    const { property } = violation
    found.push({
      sort,
      job,
      conversation,
      phase,
      point,
      kind,
      property,
      message,
      text,
      steps,
      shows,
    })
  }
  return found
}
