// The search itself. A job is a number: what it does follows from the seed and that number alone, so
// that it does not matter which process does it, or when.

import type { Target } from '../targets/target.js'
import { type Outcome, type Prepared, prepare, runChaos } from './chaos.js'
import type { Conversation } from './conversation.js'
import { CONVERSATIONS } from './conversations.js'
import { type Placed, type Point, recordPoints, singles } from './placements.js'
import { drawFaults, RUNS_PER_SHAPE, shapeOf } from './random.js'
import { Tally } from './tally.js'
import { type Trial, trialOf } from './trial.js'
import type { Violation } from './violation.js'

export interface Job {
  readonly number: number
  readonly conversation: string
  readonly prepared: Prepared
  readonly placements: readonly Placed[]
}

/** Everything there is to do, in a fixed order. */
export interface Work {
  readonly total: number
  readonly conversations: readonly Described[]
  readonly tally: Tally
  readonly job: (number: number) => Promise<Job>
}

export interface Described {
  readonly name: string
  readonly title: string
  readonly points: number
  readonly placements: number
}

export interface Run {
  readonly job: Job
  readonly met: readonly boolean[]
  readonly outcome: Outcome
}

export interface Sighting {
  readonly job: number
  readonly conversation: string
  readonly phase: string
  readonly point: string
  readonly kind: string
  readonly violation: Violation
  readonly outcome: Outcome
  readonly trial: Trial
}

interface Ready {
  readonly prepared: Prepared
  readonly points: readonly Point[]
}

async function ready(target: Target, conversation: Conversation, seed: number): Promise<Ready> {
  const prepared = await prepare(target, conversation, seed)
  return { prepared, points: await recordPoints(prepared) }
}

export function conversationsNamed(names: readonly string[]): readonly Conversation[] {
  if (names.length === 0) return CONVERSATIONS
  return CONVERSATIONS.filter(({ name }) => names.includes(name))
}

/** Conversations that the target can hold. */
export function possibleOn({ description }: Target, conversations: readonly Conversation[]) {
  const needs = (conversation: Conversation) =>
    conversation.proof === 'system state' ? 'system-state' : 'sql-writer'
  return conversations.filter((each) => description.capabilities.includes(needs(each)))
}

/** Each fault at each point of each conversation; first of all each conversation undisturbed. */
export async function singlesWork(
  target: Target,
  { seed, names }: { readonly seed: number; readonly names: readonly string[] },
): Promise<Work> {
  const tally = new Tally()
  const parts: { readonly ready: Ready; readonly placed: readonly Placed[] }[] = []
  for (const conversation of possibleOn(target, conversationsNamed(names))) {
    const each = await ready(target, conversation, seed)
    const placed = singles(each.prepared, each.points)
    for (const { point, fault } of placed)
      tally.at(conversation.name, point.phase, fault.kind).possible++
    parts.push({ ready: each, placed })
  }
  const order = interleaved(parts.map(({ placed }) => placed.length))
  return {
    total: parts.length + order.length,
    conversations: parts.map(({ ready: { prepared, points }, placed }) => ({
      name: prepared.conversation.name,
      title: prepared.conversation.title,
      points: points.length,
      placements: placed.length,
    })),
    tally,
    job: async (number) => {
      const [part, index] =
        number < parts.length ? [number, -1] : (order[number - parts.length] as [number, number])
      const { ready: each, placed } = parts[part] as (typeof parts)[number]
      const one = placed[index]
      return {
        number,
        conversation: each.prepared.conversation.name,
        prepared: each.prepared,
        placements: one === undefined ? [] : [one],
      }
    },
  }
}

/**
 * All of several lists, so that any beginning of it has been everywhere: each list in strides that
 * have no divisor in common with its length, and lists in turn by their share.
 */
function interleaved(lengths: readonly number[]): [number, number][] {
  const keyed = lengths.flatMap((length, list) => {
    const stride = strideFor(length)
    return Array.from({ length }, (_, turn) => ({
      at: (turn + 0.5) / length,
      entry: [list, (turn * stride) % length] as [number, number],
    }))
  })
  return keyed.sort((left, right) => left.at - right.at).map(({ entry }) => entry)
}

function strideFor(length: number): number {
  let stride = Math.max(1, Math.round(length * 0.381966))
  while (divisor(stride, length) !== 1) stride++
  return stride
}

function divisor(left: number, right: number): number {
  return right === 0 ? left : divisor(right, left % right)
}

/** Random shapes, each disturbed many times; only the shape that is at work is kept. */
export function randomWork(
  target: Target,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Work {
  let shape = -1
  let current: Ready | undefined
  return {
    total: runs,
    conversations: [{ name: 'random', title: 'Random runs', points: 0, placements: runs }],
    tally: new Tally(),
    job: async (number) => {
      const wanted = Math.floor(number / RUNS_PER_SHAPE)
      if (current === undefined || wanted !== shape) {
        current = await ready(target, shapeOf(seed, wanted), seed)
        shape = wanted
      }
      const { prepared, points } = current
      const { sites } = prepared.conversation
      const placements = drawFaults(seed, number, { sites, points })
      return { number, conversation: 'random', prepared, placements }
    },
  }
}

export async function tryJob(job: Job, tally: Tally): Promise<Run> {
  const { prepared, placements, conversation } = job
  const outcome = await runChaos(prepared, placements)
  const met = placements.map((placed) => wasMet(placed, outcome))
  for (const [index, { point, fault }] of placements.entries()) {
    const cell = tally.at(conversation, point.phase, fault.kind)
    cell.tried++
    if (met[index]) cell.met++
    if (outcome.violation !== undefined) cell.violated++
  }
  return { job, met, outcome }
}

export function wasMet({ fault }: Placed, { receipts }: Outcome): boolean {
  return receipts.some(
    ({ kind, where, effect }) => kind === fault.kind && where === fault.where && effect !== null,
  )
}

export function sightingOf({ job, outcome }: Run): Sighting | undefined {
  const { violation } = outcome
  if (violation === undefined) return undefined
  const first = job.placements[0]
  const { conversation, seed } = job.prepared
  return {
    job: job.number,
    conversation: job.conversation,
    phase: first?.point.phase ?? 'prepare',
    point: first?.at ?? '',
    kind: job.placements.map(({ fault }) => fault.kind).join(' and '),
    violation,
    outcome,
    trial: trialOf(conversation, job.placements, seed),
  }
}

/** Sightings of one kind: the same property broken in the same way under the same sort of fault. */
export function sortOf({ violation, kind, conversation }: Sighting): string {
  const plain = violation.message.replaceAll(/[0-9a-f]*\d[0-9a-f:]*/g, '#')
  return `${conversation} ${violation.property} ${kind} ${plain}`
}
