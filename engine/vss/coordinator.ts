// The Volume Shadow Copy Service of one host: its writers, its provider, and the one snapshot set that
// may be in creation at a time.

import { present } from '../base/assert.js'
import type { Guid, HResult, Ticks } from '../base/brand.js'
import { formatHResult } from '../base/units.js'
import { demandService, type Host, logEvent, requireService } from '../host/index.js'
import { faultInForce, later, noteEffect, type Process, type Task, together } from '../sim/index.js'
import type { Volume } from '../volume/index.js'
import { hresult, S_OK } from './hresult.js'
import { FREEZE_TO_THAW_LIMIT } from './limits.js'
import {
  resetWriter,
  settle,
  type Writer,
  type WriterBehaviour,
  type WriterEvent,
} from './writer.js'

export interface Vss {
  readonly host: Host
  readonly writers: Writer[]
  readonly behaviours: Readonly<Record<string, WriterBehaviour>>
  /** Volumes by the name a requestor uses: `C:` or the volume GUID path. */
  readonly volumes: Map<string, Volume>
  /** The set in creation, from StartSnapshotSet to the end of DoSnapshotSet. */
  creating: Guid | undefined
}

export function createVss(host: Host, options: Pick<Vss, 'behaviours'>): Vss {
  return { host, writers: [], volumes: new Map(), creating: undefined, ...options }
}

export function registerWriter(
  vss: Vss,
  writer: Pick<Writer, 'classId' | 'name' | 'kind' | 'own'>,
): void {
  vss.writers.push({
    ...writer,
    instanceId: vss.host.sim.random(`vss.writer.${writer.name}`).guid(),
    state: 'STABLE',
    lastError: S_OK,
    thawDeadline: undefined,
  })
}

export function behaviourOf(vss: Vss, writer: Writer): WriterBehaviour {
  return present(vss.behaviours[writer.kind], `the behaviour of writer kind ${writer.kind}`)
}

/** Writers subscribe through COM+ events; without them, RPC or the service there is nobody to ask. */
export function writerInfrastructure(vss: Vss): HResult {
  const reachable =
    ['RPC', 'EventSystem'].every((name) => requireService(vss.host, name).ok) &&
    demandService(vss.host, 'VSS').ok
  return reachable ? S_OK : hresult('VSS_E_WRITER_INFRASTRUCTURE')
}

/** Sends an event to every writer at once and waits until each has answered. */
export function* deliver(vss: Vss, event: WriterEvent): Process<HResult> {
  const { sim } = vss.host
  sim.points.reach(`vss.${event}`)
  const tasks = vss.writers.map((writer) =>
    sim.spawn(`${writer.name} ${event}`, answer(vss, writer, event)),
  )
  const results = yield* together(tasks)
  return results.find((result) => result !== S_OK) ?? S_OK
}

function* answer(vss: Vss, writer: Writer, event: WriterEvent): Process<HResult> {
  const handler = behaviourOf(vss, writer).handle[event]
  const result = handler === undefined ? S_OK : yield* handler(writer, vss.host)
  settleAndTell(vss, writer, event, result)
  return result
}

/**
 * Freezes every writer. Each writer gives up on its own when the time between its freeze and its thaw
 * runs out, whatever it or anybody else is still doing: that clock is the wall's, not the processor's.
 */
export function* freezeWriters(vss: Vss): Process<HResult> {
  const { sim } = vss.host
  sim.points.reach('vss.freeze')
  const deadline = later(sim.now, FREEZE_TO_THAW_LIMIT)
  const tasks = vss.writers.map((writer) => {
    writer.thawDeadline = deadline
    return sim.spawn(`${writer.name} freeze`, freeze(vss, writer))
  })
  for (const [index, task] of tasks.entries()) {
    yield* ended(task, deadline)
    if (task.state !== 'running') continue
    sim.kill(task)
    timeOut(vss, present(vss.writers[index], 'the frozen writer'), 'freeze')
  }
  return firstError(vss)
}

function* ended(task: Task<HResult>, deadline: Ticks): Process {
  while (task.state === 'running') if (!(yield { signal: task.ended, deadline })) return
}

function* freeze(vss: Vss, writer: Writer): Process<HResult> {
  const { sim } = vss.host
  const begun = sim.now
  const handler = behaviourOf(vss, writer).handle.freeze
  const result = handler === undefined ? S_OK : yield* handler(writer, vss.host)
  const slow = faultInForce(sim.faults, 'writer-slow', writer.name)
  if (slow !== undefined) {
    noteEffect(slow, sim.now, `${writer.name} was still at work at its freeze`)
    const span = Number(slow.parameters['seconds'] ?? 0) * 1_000_000
    yield Math.max(sim.now, begun + span) as Ticks
  }
  settleAndTell(vss, writer, 'freeze', result)
  return result
}

/** Thaws every writer; one whose time ran out while others kept it waiting has failed by then. */
export function* thawWriters(vss: Vss): Process<HResult> {
  const { sim } = vss.host
  sim.points.reach('vss.thaw')
  for (const writer of vss.writers) {
    const late = writer.thawDeadline !== undefined && sim.now > writer.thawDeadline
    if (late) timeOut(vss, writer, 'thaw')
  }
  const tasks = vss.writers.flatMap((writer) =>
    writer.lastError === S_OK
      ? [sim.spawn(`${writer.name} thaw`, answer(vss, writer, 'thaw'))]
      : [],
  )
  yield* together(tasks)
  for (const writer of vss.writers) writer.thawDeadline = undefined
  return firstError(vss)
}

/** Tells every writer that the set is given up: who is frozen thaws, who failed stays failed. */
export function abortWriters(vss: Vss): void {
  vss.host.sim.points.reach('vss.abort')
  for (const writer of vss.writers) {
    writer.thawDeadline = undefined
    behaviourOf(vss, writer).abort?.(writer, vss.host)
    if (writer.lastError === S_OK) resetWriter(writer)
  }
}

function timeOut(vss: Vss, writer: Writer, event: 'freeze' | 'thaw'): void {
  settleAndTell(vss, writer, event, hresult('VSS_E_WRITERERROR_TIMEOUT'))
}

export function firstError(vss: Vss): HResult {
  return vss.writers.find((writer) => writer.lastError !== S_OK)?.lastError ?? S_OK
}

function settleAndTell(vss: Vss, writer: Writer, event: WriterEvent, result: HResult): void {
  const { sim } = vss.host
  settle(writer, event, result)
  if (sim.trace.listening)
    sim.trace.write({
      at: sim.now,
      who: writer.name,
      what: `writer.${event}`,
      detail: { state: writer.state, result: formatHResult(result) },
    })
  if (result !== S_OK) logRejection(vss, writer, event)
}

const EVENT_TITLES: Record<WriterEvent, string> = {
  'prepare-backup': 'PrepareForBackup',
  'prepare-snapshot': 'PrepareForSnapshot',
  freeze: 'Freeze',
  thaw: 'Thaw',
  'post-snapshot': 'PostSnapshot',
  'backup-complete': 'BackupComplete',
  'pre-restore': 'PreRestore',
  'post-restore': 'PostRestore',
}

/** VSS event 8229 (facts 5.2): a writer rejected an event. */
function logRejection(vss: Vss, writer: Writer, event: WriterEvent): void {
  const why =
    writer.lastError === hresult('VSS_E_WRITERERROR_TIMEOUT')
      ? "the writer's time ran out between the Freeze and Thaw events"
      : 'the writer reported a failure'
  logEvent(vss.host, 'Application', {
    source: 'VSS',
    id: 8229,
    level: 'Warning',
    text:
      `A VSS writer has rejected an event with error ${formatHResult(writer.lastError)}: ${why}. ` +
      `Operation: ${EVENT_TITLES[event]} event. Writer class id: {${writer.classId}}. ` +
      `Writer name: ${writer.name}. Writer instance id: {${writer.instanceId}}`,
    data: { hresult: formatHResult(writer.lastError), writer: writer.name },
  })
}
