// The second half of every chaotic run: the faults are lifted, whoever is responsible mends what a
// person would mend, and from then on nothing may be wrong any more.

import { type FaultDraft, type Harm, harmOf } from '../faults/sites.js'
import type { Json, Reply } from '../model/reply.js'
import type { Conversation } from './conversation.js'
import type { Course } from './course.js'
import { prove } from './prove.js'
import type { Violation } from './violation.js'

export interface Struck {
  readonly conversation: Conversation
  readonly faults: readonly FaultDraft[]
}

export async function secondHalf(course: Course, struck: Struck): Promise<Violation | undefined> {
  await collectAll(course)
  if (struck.faults.length > 0) await lift(course, struck)
  const harms = new Set(struck.faults.map(harmOf))
  const down = await bringBack(course, struck)
  // What a device has damaged, nobody can bring back.
  if (down !== undefined && [...harms].every((harm) => harm === 'none')) return down
  return prove(course, struck.conversation, {
    damaged: ['detectable', 'tail', 'silent'].some((harm) => harms.has(harm as Harm)),
    relaxed: harms.has('tail'),
    unknowable: harms.has('silent'),
  })
}

export async function collectAll(course: Course): Promise<void> {
  for (const name of course.running) await course.collect(name)
  for (const transaction of course.oracle.transactions)
    await course.send('sql.end', { transaction, how: 'roll back' })
}

async function lift(course: Course, { faults }: Struck): Promise<void> {
  // Whatever another product or a hungry process was about has an end.
  if (faults.some(({ seconds }) => seconds !== undefined))
    await course.send('clock.advance', { seconds: 1_200 })
  const kinds = [...new Set(faults.map((fault) => fault.kind))]
  // On a volume that is gone nothing can be mended.
  const first = kinds.filter((kind) => DISKS.has(kind))
  for (const kind of [...first, ...kinds.filter((each) => !DISKS.has(each))])
    await course.send('fault.lift', { kind })
}

const DISKS: ReadonlySet<string> = new Set(['volume-missing', 'io-error', 'file-io-error'])

/** Databases and the writer come back: at once, or after a restart of the instance. */
async function bringBack(
  course: Course,
  { conversation, faults }: Struck,
): Promise<Violation | undefined> {
  const { instances } = conversation.sites
  if (instances.length === 0 || faults.length === 0) return undefined
  for (const instance of instances) {
    const query = await course.send('instance.query', { instance })
    if (stateOf(query) !== 'Running')
      await course.send('instance.control', { instance, action: 'start' })
  }
  const first = await offline(course)
  if (first.length === 0) return undefined
  for (const instance of instances)
    await course.send('instance.control', { instance, action: 'restart' })
  const [still] = await offline(course)
  if (still === undefined) return undefined
  return {
    property: 'recovers',
    message: `${still.name} is ${still.state} once the faults are gone and the instance started`,
    step: course.performed.length - 1,
    expect: { databases: { $has: { name: still.name, state: 'ONLINE' } } },
  }
}

function stateOf(reply: Reply): string {
  return reply.kind === 'done' ? String((reply.value as { state?: Json }).state) : ''
}

async function offline(course: Course): Promise<{ name: string; state: string }[]> {
  const reply = await course.send('sql.databases', {})
  if (reply.kind !== 'done') return [{ name: 'the instance', state: 'unreachable' }]
  const { databases } = reply.value as { databases: { name: string; state: string }[] }
  const known = new Set(course.oracle.databases)
  return databases.filter(
    ({ name, state }) => known.has(name) && state !== 'ONLINE' && !course.oracle.isBroken(name),
  )
}
