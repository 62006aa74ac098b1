// What must hold of a system state job once a run is healed: what its last word claims can be read in
// the vault, and the next job completes.

import type { Json } from '../model/reply.js'
import type { Course } from './course.js'
import type { Damage } from './prove.js'
import type { Violation } from './violation.js'

export const STATE_FILE = 'notes.txt'
export const STATE_TEXT = 'the state of the system'
export const PASSPHRASE = 'passphrase-one-long-enough'

export async function proveSystemState(
  course: Course,
  { damaged }: Damage,
): Promise<Violation | undefined> {
  const claimed = completedJobs(course)
  const points = await countPoints(course)
  if (points < claimed)
    return shown(course, `${claimed} jobs completed and the vault holds ${points} points`, {
      points: { $count: claimed },
    })
  const unreadable = await unreadablePoint(course, points)
  if (unreadable !== undefined && !damaged) return unreadable
  const reply = await course.send('backup.run', { product: 'agent' })
  const { state, message } =
    reply.kind === 'done'
      ? (reply.value as { readonly [key: string]: Json })
      : { state: 'refused', message: reply.kind === 'refused' ? reply.refusal.code : '' }
  if (state !== 'Completed')
    return {
      property: 'recovers',
      message: `the next job is ${state}: ${message}`,
      step: course.performed.length - 1,
      expect: { state: 'Completed' },
    }
  return unreadablePoint(course, (await countPoints(course)) || 1)
}

/** Jobs that were reported as completed. */
function completedJobs({ performed }: Course): number {
  return performed.filter(
    ({ step, reply }) =>
      'do' in step &&
      step.do === 'backup.run' &&
      reply.kind === 'done' &&
      (reply.value as { readonly state?: Json }).state === 'Completed',
  ).length
}

/** Whether the file that is looked for was there to be backed up. */
function hasFile({ performed }: Course): boolean {
  return performed.some(
    ({ step, reply }) => 'do' in step && step.do === 'file.write' && reply.kind === 'done',
  )
}

async function countPoints(course: Course): Promise<number> {
  const reply = await course.send('vault.points', {})
  return reply.kind === 'done' ? (reply.value as { points: Json[] }).points.length : 0
}

async function unreadablePoint(course: Course, points: number): Promise<Violation | undefined> {
  if (!hasFile(course)) return undefined
  for (let point = 1; point <= points; point++) {
    const passphrase = PASSPHRASE
    const reply = await course.send('vault.read', { point, file: STATE_FILE, passphrase })
    const content = reply.kind === 'done' ? (reply.value as { content: Json }).content : undefined
    if (content !== STATE_TEXT)
      return shown(course, `recovery point ${point} does not give ${STATE_FILE} back`, {
        content: STATE_TEXT,
      })
  }
  return undefined
}

function shown(course: Course, message: string, expect: Violation['expect']): Violation {
  const step = course.performed.length - 1
  return { property: 'restorable', message, step, ...(expect === undefined ? {} : { expect }) }
}
