// The Volume Shadow Copy Service of one host: its writers, its provider, and the one snapshot set that
// may be in creation at a time.

import { present } from '../base/assert.js'
import type { Guid, HResult, Ticks } from '../base/brand.js'
import { formatHResult } from '../base/units.js'
import { demandService, type Host, logEvent, requireService } from '../host/index.js'
import { later, type Process, type Task, together } from '../sim/index.js'
import type { Volume } from '../volume/index.js'
import { type Conversation, componentsFor, isChosen } from './conversation.js'
import { hresult, S_OK } from './hresult.js'
import { note, type VssEvent } from './journal.js'
import { FREEZE_TO_THAW_LIMIT } from './limits.js'
import {
  FREEZE_ORDER,
  hasFailed,
  isLost,
  RETURNED_FALSE,
  resetWriter,
  settle,
  type Writer,
  type WriterBehaviour,
  type WriterEvent,
} from './writer.js'
import { dawdle, faultedAnswer } from './writer-faults.js'
import { isThere, runOf } from './writer-services.js'
import type { EventSession } from './writer-session.js'

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
  /** Who needs the service, and since when nobody does. */
  use: { readonly requestors: number; readonly idleSince: Ticks | undefined }
  /** What each writer is doing, by its instance. */
  readonly atWork: Map<Guid, Task<HResult>>
  readonly journal: VssEvent[]
  /** Providers beside the system's own, by name. */
  readonly providers: string[]
}

export function createVss(host: Host, options: Pick<Vss, 'behaviours'>): Vss {
  return {
    host,
    writers: [],
    volumes: new Map(),
    creating: undefined,
    creator: undefined,
    use: { requestors: 0, idleSince: undefined },
    atWork: new Map(),
    journal: [],
    providers: [],
    ...options,
  }
}

export function registerWriter(
  vss: Vss,
  writer: Pick<Writer, 'classId' | 'name' | 'kind' | 'own'> &
    Partial<Pick<Writer, 'instanceName' | 'level' | 'service'>>,
): void {
  vss.writers.push({
    instanceName: '',
    level: 'system',
    service: undefined,
    ...writer,
    serviceRun: runOf(vss, writer.service),
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
export function* deliver(vss: Vss, event: WriterEvent, conversation: Conversation): Process {
  const { sim } = vss.host
  sim.points.reach(`vss.${event}`)
  const tasks = listeners(vss, conversation).map((writer) =>
    begin(vss, writer, event, answer(vss, { writer, event, conversation })),
  )
  yield* allEnded(vss, tasks)
}

function begin(
  vss: Vss,
  writer: Writer,
  event: WriterEvent,
  process: Process<HResult>,
): Task<HResult> {
  const task = vss.host.sim.spawn(`${writer.name} ${event}`, process)
  vss.atWork.set(writer.instanceId, task)
  return task
}

/** Whoever asked may have been killed: then nobody is left at work for it. */
function stopWork(vss: Vss, tasks: readonly Task<HResult>[]): void {
  for (const task of tasks) vss.host.sim.kill(task)
  for (const [writer, task] of vss.atWork) if (tasks.includes(task)) vss.atWork.delete(writer)
}

/** True when the writer has not answered yet. */
export function isAtWork(vss: Vss, writer: Writer): boolean {
  return vss.atWork.get(writer.instanceId)?.state === 'running'
}

function* allEnded(vss: Vss, tasks: readonly Task<HResult>[]): Process {
  try {
    yield* together(tasks)
  } finally {
    stopWork(vss, tasks)
  }
}

function* answer(vss: Vss, session: EventSession): Process<HResult> {
  const { writer, event } = session
  note(vss, 'coordinator', EVENT_TITLES[event], writer.name)
  const begun = vss.host.sim.now
  const handler = behaviourOf(vss, writer).handle[event]
  const said = handler === undefined ? S_OK : yield* handler(writer, vss.host, session)
  yield* dawdle(vss.host, writer, event, begun)
  const result = faultedAnswer(vss.host, writer, event) ?? said
  settleAndTell(vss, writer, event, result)
  return result
}

/**
 * Freezes every writer, those that use others before those that are used. Each gives up on its own
 * when the time between its freeze and its thaw runs out, whatever it or anybody else is still doing:
 * that clock is the wall's, not the processor's. An error is one for which the set must be given up.
 */
export function* freezeWriters(vss: Vss, conversation: Conversation): Process<HResult> {
  vss.host.sim.points.reach('vss.freeze')
  for (const level of FREEZE_ORDER) {
    const writers = listeners(vss, conversation).filter((writer) => writer.level === level)
    const frozen = yield* freezeLevel(vss, writers, conversation)
    if (frozen !== S_OK) return frozen
  }
  return S_OK
}

function* freezeLevel(
  vss: Vss,
  writers: readonly Writer[],
  conversation: Conversation,
): Process<HResult> {
  const { sim } = vss.host
  const deadline = later(sim.now, FREEZE_TO_THAW_LIMIT)
  const tasks = writers.map((writer) => {
    writer.thawDeadline = deadline
    const process = answer(vss, { writer, event: 'freeze', conversation })
    return { writer, task: begin(vss, writer, 'freeze', process) }
  })
  try {
    for (const { writer, task } of tasks) {
      yield* ended(task, deadline)
      if (task.state !== 'running') continue
      sim.kill(task)
      settleAndTell(vss, writer, 'freeze', TIMEOUT)
    }
  } finally {
    stopWork(
      vss,
      tasks.map(({ task }) => task),
    )
  }
  return fatal(tasks)
}

function* ended(task: Task<HResult>, deadline: Ticks): Process {
  while (task.state === 'running') if (!(yield { signal: task.ended, deadline })) return
}

/** OnAbort of a writer whose own timer ran out; at the thaw it answers that its time is over. */
export function giveUpFreeze(vss: Vss, writer: Writer): void {
  if (!isLost(writer)) behaviourOf(vss, writer).abort?.(writer, vss.host)
}

/** Thaws every writer; one whose time ran out while others kept it waiting has failed by then. */
export function* thawWriters(vss: Vss, conversation: Conversation): Process<HResult> {
  const { sim } = vss.host
  sim.points.reach('vss.thaw')
  let result = S_OK
  for (const level of FREEZE_ORDER.toReversed()) {
    const tasks = listeners(vss, conversation)
      .filter((writer) => writer.level === level)
      .map((writer) => {
        const late = writer.thawDeadline !== undefined && sim.now > writer.thawDeadline
        const process = thaw(vss, { writer, event: 'thaw', conversation }, late)
        return { writer, task: begin(vss, writer, 'thaw', process) }
      })
    yield* allEnded(
      vss,
      tasks.map(({ task }) => task),
    )
    if (result === S_OK) result = fatal(tasks)
  }
  // Who died while it was frozen froze nothing that can be relied on.
  const died = vss.writers.some((writer) => writer.thawDeadline !== undefined && isLost(writer))
  for (const writer of vss.writers) writer.thawDeadline = undefined
  return result === S_OK && died ? hresult('VSS_E_UNEXPECTED_WRITER_ERROR') : result
}

function* thaw(vss: Vss, session: EventSession, late: boolean): Process<HResult> {
  if (!late) return yield* answer(vss, session)
  settleAndTell(vss, session.writer, 'thaw', TIMEOUT)
  return RETURNED_FALSE
}

const TIMEOUT = hresult('VSS_E_WRITERERROR_TIMEOUT')

/** Time that ran out, FALSE and death give up the set; a failure that a writer set does not. */
function fatal(
  tasks: readonly { readonly writer: Writer; readonly task: Task<HResult> }[],
): HResult {
  for (const { writer, task } of tasks) {
    if (isLost(writer)) return hresult('VSS_E_UNEXPECTED_WRITER_ERROR')
    if (task.state === 'killed' || task.result === RETURNED_FALSE) return writer.lastError
  }
  return S_OK
}

/** The writers that hear of the conversation; of a restore only those that have a part in it. */
function listeners(vss: Vss, conversation: Conversation): Writer[] {
  return vss.writers.filter(
    (writer) =>
      !hasFailed(writer) &&
      !isLost(writer) &&
      isThere(vss, writer) &&
      isChosen(conversation, writer) &&
      (conversation.kind === 'backup' || componentsFor(conversation, writer).length > 0),
  )
}

/** Tells every writer that the set is given up: who is frozen thaws, who failed stays failed. */
export function abortWriters(vss: Vss, conversation: Conversation): void {
  vss.host.sim.points.reach('vss.abort')
  for (const writer of vss.writers) {
    if (!isChosen(conversation, writer)) continue
    writer.thawDeadline = undefined
    if (isLost(writer)) continue
    note(vss, 'coordinator', 'Abort', writer.name)
    behaviourOf(vss, writer).abort?.(writer, vss.host)
    if (writer.lastError === S_OK) resetWriter(writer)
  }
}

/** BackupShutdown: the requestor went away, in order or not. Who failed before stays failed. */
export function shutDownWriters(vss: Vss, conversation: Conversation): void {
  const event = 'backup-shutdown'
  vss.host.sim.points.reach(`vss.${event}`)
  for (const writer of vss.writers) {
    if (isLost(writer) || !isThere(vss, writer) || !isChosen(conversation, writer)) continue
    note(vss, 'coordinator', EVENT_TITLES[event], writer.name)
    const handler = behaviourOf(vss, writer).shutdown
    const result = handler?.(writer, vss.host, { writer, event, conversation }) ?? S_OK
    if (result !== S_OK && !hasFailed(writer)) settleAndTell(vss, writer, event, result)
  }
}

/** Fails the writers that were still at work when their time was over. */
export function failLate(vss: Vss, late: readonly Writer[], event: WriterEvent): void {
  for (const writer of late)
    if (!hasFailed(writer) && !isLost(writer)) settleAndTell(vss, writer, event, TIMEOUT)
}

function settleAndTell(
  vss: Vss,
  writer: Writer,
  event: WriterEvent | 'backup-shutdown',
  result: HResult,
): void {
  const { sim } = vss.host
  settle(writer, event, result)
  note(vss, writer.name, EVENT_TITLES[event], writer.lastError === S_OK ? 'handled' : 'failed')
  if (sim.trace.listening)
    sim.trace.write({
      at: sim.now,
      who: writer.name,
      what: `writer.${event}`,
      detail: { state: writer.state, result: formatHResult(writer.lastError) },
    })
  if (writer.lastError !== S_OK) logRejection(vss, writer, event)
}

const EVENT_TITLES: Record<WriterEvent | 'backup-shutdown', string> = {
  'prepare-backup': 'PrepareForBackup',
  'prepare-snapshot': 'PrepareForSnapshot',
  freeze: 'Freeze',
  thaw: 'Thaw',
  'post-snapshot': 'PostSnapshot',
  'backup-complete': 'BackupComplete',
  'pre-restore': 'PreRestore',
  'post-restore': 'PostRestore',
  'backup-shutdown': 'BackupShutdown',
}

/** VSS event 8229 (facts 5.2): a writer rejected an event. */
function logRejection(vss: Vss, writer: Writer, event: WriterEvent | 'backup-shutdown'): void {
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
