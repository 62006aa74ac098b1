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
  hasFailed,
  RETURNED_FALSE,
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
  /** Who has it open. */
  creator: string | undefined
}

export function createVss(host: Host, options: Pick<Vss, 'behaviours'>): Vss {
  return {
    host,
    writers: [],
    volumes: new Map(),
    creating: undefined,
    creator: undefined,
    ...options,
  }
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

/**
 * Sends an event to every writer that has not failed and waits until each has answered. A writer that
 * fails keeps its failure for the requestor to see; the conversation goes on without it.
 */
export function* deliver(vss: Vss, event: WriterEvent): Process {
  const { sim } = vss.host
  sim.points.reach(`vss.${event}`)
  const tasks = ableWriters(vss).map((writer) =>
    sim.spawn(`${writer.name} ${event}`, answer(vss, writer, event)),
  )
  yield* allEnded(vss, tasks)
}

/** Whoever asked may be killed meanwhile: then nobody is left at work for it. */
function* allEnded(vss: Vss, tasks: readonly Task<HResult>[]): Process {
  try {
    yield* together(tasks)
  } finally {
    for (const task of tasks) vss.host.sim.kill(task)
  }
}

function* answer(vss: Vss, writer: Writer, event: WriterEvent): Process<HResult> {
  const handler = behaviourOf(vss, writer).handle[event]
  const result = handler === undefined ? S_OK : yield* handler(writer, vss.host)
  settleAndTell(vss, writer, event, result)
  return result
}

/**
 * Freezes every writer. Each gives up on its own when the time between its freeze and its thaw runs
 * out, whatever it or anybody else is still doing: that clock is the wall's, not the processor's.
 * An error is one for which the set must be given up.
 */
export function* freezeWriters(vss: Vss): Process<HResult> {
  const { sim } = vss.host
  sim.points.reach('vss.freeze')
  const deadline = later(sim.now, FREEZE_TO_THAW_LIMIT)
  const tasks = ableWriters(vss).map((writer) => {
    writer.thawDeadline = deadline
    return { writer, task: sim.spawn(`${writer.name} freeze`, freeze(vss, writer)) }
  })
  try {
    for (const { writer, task } of tasks) {
      yield* ended(task, deadline)
      if (task.state !== 'running') continue
      sim.kill(task)
      settleAndTell(vss, writer, 'freeze', TIMEOUT)
    }
  } finally {
    for (const { task } of tasks) sim.kill(task)
  }
  return fatal(tasks)
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
    const span = Number(slow.parameters['seconds'] ?? 0) * 1_000_000
    if (begun + span > sim.now)
      noteEffect(slow, sim.now, `${writer.name} was not ready and went on with its freeze`)
    yield Math.max(sim.now, begun + span) as Ticks
  }
  settleAndTell(vss, writer, 'freeze', result)
  return result
}

/** Thaws every writer; one whose time ran out while others kept it waiting has failed by then. */
export function* thawWriters(vss: Vss): Process<HResult> {
  const { sim } = vss.host
  sim.points.reach('vss.thaw')
  const tasks = ableWriters(vss).map((writer) => {
    const late = writer.thawDeadline !== undefined && sim.now > writer.thawDeadline
    return { writer, task: sim.spawn(`${writer.name} thaw`, thaw(vss, writer, late)) }
  })
  yield* allEnded(
    vss,
    tasks.map(({ task }) => task),
  )
  for (const writer of vss.writers) writer.thawDeadline = undefined
  return fatal(tasks)
}

function* thaw(vss: Vss, writer: Writer, late: boolean): Process<HResult> {
  if (!late) return yield* answer(vss, writer, 'thaw')
  settleAndTell(vss, writer, 'thaw', TIMEOUT)
  return RETURNED_FALSE
}

const TIMEOUT = hresult('VSS_E_WRITERERROR_TIMEOUT')

/** Time that ran out and FALSE give up the set; a failure that a writer set does not. */
function fatal(
  tasks: readonly { readonly writer: Writer; readonly task: Task<HResult> }[],
): HResult {
  for (const { writer, task } of tasks)
    if (task.state === 'killed' || task.result === RETURNED_FALSE) return writer.lastError
  return S_OK
}

function ableWriters(vss: Vss): Writer[] {
  return vss.writers.filter((writer) => !hasFailed(writer))
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

function settleAndTell(vss: Vss, writer: Writer, event: WriterEvent, result: HResult): void {
  const { sim } = vss.host
  settle(writer, event, result)
  if (sim.trace.listening)
    sim.trace.write({
      at: sim.now,
      who: writer.name,
      what: `writer.${event}`,
      detail: { state: writer.state, result: formatHResult(writer.lastError) },
    })
  if (writer.lastError !== S_OK) logRejection(vss, writer, event)
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
