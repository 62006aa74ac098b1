// Every placement of a conversation: one clean run records the points, and each fault goes to each.

import { draftsFor, type FaultDraft } from '../faults/sites.js'
import { placingText } from '../model/point.js'
import { MOMENTS } from '../model/requestor-commands.js'
import type { Placement, Prepared } from './chaos.js'
import type { Conversation } from './conversation.js'
import { phaseAfter } from './phases.js'

/** A point of the clean run. */
export interface Point {
  readonly step: number
  readonly name: string
  readonly at: string
  readonly phase: string
}

export async function recordPoints(prepared: Prepared): Promise<Point[]> {
  const course = await prepared.before(0)
  if (course.reached() === undefined) {
    await course.finish()
    return documentedPoints(prepared.conversation)
  }
  const points: Point[] = []
  let counts = new Map<string, number>()
  let phase = 'prepare'
  const note = (step: number) => {
    for (const name of course.reached() ?? []) {
      const occurrence = (counts.get(name) ?? 0) + 1
      counts.set(name, occurrence)
      phase = phaseAfter(phase, name)
      points.push({ step, name, at: placingText(name, occurrence), phase })
    }
  }
  const { chaos } = prepared.conversation
  for (const [step, each] of chaos.entries()) {
    if (!('do' in each)) continue
    counts = new Map()
    await course.perform(each)
    note(step)
  }
  // What runs beside the others goes on after the last step.
  for (const name of course.running) await course.collect(name)
  note(chaos.length - 1)
  await course.finish()
  return points
}

/** For a target that tells none: the moments that every conversation has. */
function documentedPoints({ chaos }: Conversation): Point[] {
  return chaos.flatMap((each, step) => {
    if (!('do' in each) || !each.do.startsWith('requestor.')) return []
    let phase = 'prepare'
    return Object.entries(MOMENTS).flatMap(([moment, name]): Point[] => {
      if (/restor/i.test(moment) !== (each.do === 'requestor.restore')) return []
      phase = phaseAfter(phase, name)
      return [{ step, name, at: name, phase }]
    })
  })
}

export interface Placed extends Placement {
  readonly point: Point
}

/** Each fault at each point, point by point. */
export function singles(prepared: Prepared, points: readonly Point[]): Placed[] {
  const drafts = draftsFor(prepared.conversation.sites)
  return points.flatMap((point) => drafts.map((fault) => placedAt(fault, point)))
}

export function placedAt(fault: FaultDraft, point: Point): Placed {
  return { fault, step: point.step, at: point.at, point }
}
