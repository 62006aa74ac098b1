// What faults do to a writer's answers.
//   writer-slow     where: the writer; event: 'freeze' unless said; seconds: how long the answer takes
//   writer-failure  where: the writer; event: which is answered with an error, any unless said

import type { HResult, Ticks } from '../base/brand.js'
import type { Host } from '../host/index.js'
import { faultInForce, noteEffect, type Process } from '../sim/index.js'
import { hresult } from './hresult.js'
import type { Writer, WriterEvent } from './writer.js'

/** Lets the time go by that the writer takes to answer, once its work is done. */
export function* dawdle({ sim }: Host, writer: Writer, event: WriterEvent, begun: Ticks): Process {
  const slow = faultInForce(sim.faults, 'writer-slow', writer.name)
  if (slow === undefined || (slow.parameters['event'] ?? 'freeze') !== event) return
  const span = Number(slow.parameters['seconds'] ?? 0) * 1_000_000
  if (begun + span > sim.now)
    noteEffect(slow, sim.now, `${writer.name} was not ready and went on with its ${event}`)
  yield Math.max(sim.now, begun + span) as Ticks
}

/** The error that it answers with, whatever it would have said. */
export function faultedAnswer(
  { sim }: Host,
  writer: Writer,
  event: WriterEvent | 'identify',
): HResult | undefined {
  const failing = faultInForce(sim.faults, 'writer-failure', writer.name)
  if (failing === undefined || (failing.parameters['event'] ?? event) !== event) return undefined
  noteEffect(failing, sim.now, `${writer.name} answered ${event} with an error`)
  return hresult('VSS_E_WRITERERROR_NONRETRYABLE')
}
