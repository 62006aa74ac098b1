// IVssBackupComponents for a backup: one object per backup, used once, every call checked against the
// documented order before it does anything.

import { assert } from '../base/assert.js'
import type { Guid, HResult } from '../base/brand.js'
import { type Outcome, ok, refused } from '../base/outcome.js'
import { LOCAL_SYSTEM_ACCOUNT, mayBackUp } from '../host/index.js'
import type { Process } from '../sim/index.js'
import { advance, call, mayCallNow, type Requestor } from './calling.js'
import {
  ATTRIBUTES,
  CONTEXTS,
  type ContextName,
  isPersistent,
  isSupported,
  writersTakePart,
} from './context.js'
import { type ComponentKey, changeComponent, isChosen, isComponent } from './conversation.js'
import {
  abortWriters,
  behaviourOf,
  deliver,
  shutDownWriters,
  type Vss,
  writerInfrastructure,
} from './coordinator.js'
import {
  type BackupType,
  type ComponentMetadata,
  newBackupComponent,
  newBackupComponents,
  newWriterComponents,
  type WriterMetadata,
} from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { enterService, leaveService } from './idle.js'
import { note } from './journal.js'
import { VOLUMES_PER_SET_MAX } from './limits.js'
import { mayBeNamed, needsAutoRecovery } from './selection.js'
import { createSnapshotSet, dropShadows, type SnapshotSet } from './snapshot-set.js'
import { resetWriter, type Writer, type WriterEvent, type WriterStateName } from './writer.js'
import { faultedAnswer } from './writer-faults.js'
import { isThere, watchingServices, welcomeWriter } from './writer-services.js'

export type { Requestor }

export function createRequestor(vss: Vss, name: string, account = LOCAL_SYSTEM_ACCOUNT): Requestor {
  return {
    vss,
    name,
    account,
    kind: 'backup',
    attributes: 0,
    writerChoice: {
      enabledClasses: undefined,
      disabledClasses: new Set(),
      disabledInstances: new Set(),
    },
    savedMetadata: [],
    named: new Set(),
    phase: 'created',
    context: 'BACKUP',
    contextSet: false,
    gathered: false,
    metadata: [],
    document: newBackupComponents(),
    set: undefined,
  }
}

export function initializeForBackup(requestor: Requestor): HResult {
  const { vss, account } = requestor
  return call(requestor, 'InitializeForBackup', () => {
    if (!mayBackUp(vss.host, account)) return hresult('E_ACCESSDENIED')
    enterService(vss)
    return S_OK
  })
}

/** `extra` are attributes on top of the context: what the copies are for, and whether to recover. */
export function setContext(requestor: Requestor, context: ContextName, extra = 0): HResult {
  return call(requestor, 'SetContext', () => {
    if (requestor.contextSet) return hresult('VSS_E_BAD_STATE')
    if (!isSupported(context, extra)) return hresult('VSS_E_UNSUPPORTED_CONTEXT')
    requestor.context = context
    requestor.attributes = CONTEXTS[context] | extra
    requestor.contextSet = true
    return S_OK
  })
}

export function setBackupState(
  requestor: Requestor,
  state: {
    readonly type: BackupType
    readonly bootable: boolean
    readonly partialFiles: boolean
    /** Whole volumes instead of components when false. */
    readonly selectComponents?: boolean
  },
): HResult {
  return call(requestor, 'SetBackupState', () => {
    requestor.document = {
      ...requestor.document,
      selectComponents: state.selectComponents ?? true,
      bootableSystemStateBackup: state.bootable,
      backupType: state.type,
      partialFileSupport: state.partialFiles,
    }
    return S_OK
  })
}

/** Asks every writer to identify itself; it must not change any writer's state (facts 3.4). */
export function gatherWriterMetadata(requestor: Requestor): HResult {
  return call(requestor, 'GatherWriterMetadata', () => {
    const { vss } = requestor
    const reachable = writerInfrastructure(vss)
    if (reachable !== S_OK) return reachable
    vss.host.sim.points.reach('vss.identify')
    const asked = vss.writers.filter(
      (writer) => isChosen(requestor, writer) && isThere(vss, writer),
    )
    requestor.metadata = asked.flatMap((writer) => identified(vss, writer))
    requestor.gathered = true
    return S_OK
  })
}

function identified(vss: Vss, writer: Writer): WriterMetadata[] {
  welcomeWriter(vss, writer)
  note(vss, 'coordinator', 'Identify', writer.name)
  const failed = faultedAnswer(vss.host, writer, 'identify') !== undefined
  const metadata = failed ? undefined : behaviourOf(vss, writer).identify(writer, vss.host)
  if (metadata === undefined) writer.state = 'FAILED_AT_IDENTIFY'
  else if (writer.state === 'FAILED_AT_IDENTIFY') resetWriter(writer)
  note(vss, writer.name, 'Identify', metadata === undefined ? 'failed' : 'handled')
  return metadata === undefined ? [] : [metadata]
}

export function addComponent(
  requestor: Requestor,
  writer: WriterMetadata,
  component: ComponentMetadata,
): HResult {
  return call(requestor, 'AddComponent', () => {
    const { document } = requestor
    const offered = requestor.metadata.find(
      (each) => each.identification.instanceId === writer.identification.instanceId,
    )
    if (offered === undefined || !offers(offered, component))
      return hresult('VSS_E_OBJECT_NOT_FOUND')
    // It comes along with the component above it, and has no entry of its own (code inferred).
    if (!mayBeNamed(offered, component)) return hresult('E_INVALIDARG')
    const { writerId, instanceId, instanceName } = writer.identification
    const known =
      document.writers.find((each) => each.instanceId === instanceId) ??
      newWriterComponents({ writerId, instanceId, instanceName, backupSchema: writer.backupSchema })
    const identity = `${instanceId}\n${component.logicalPath}\n${component.name}`
    if (requestor.named.has(identity)) return hresult('VSS_E_OBJECT_ALREADY_EXISTS')
    requestor.named.add(identity)
    const { type, logicalPath, name } = component
    const entry = newBackupComponent({ type, logicalPath, name })
    const grown = { ...known, components: [...known.components, entry] }
    const others = document.writers.filter((each) => each.instanceId !== instanceId)
    requestor.document = { ...document, writers: [...others, grown] }
    return S_OK
  })
}

/** Looked for as the very object first, which among thousands is found at once. */
function offers(writer: WriterMetadata, component: ComponentMetadata): boolean {
  if (writer.components.includes(component)) return true
  return writer.components.some((each) => isComponent(component, each))
}

export function startSnapshotSet(requestor: Requestor): HResult {
  return call(requestor, 'StartSnapshotSet', () => {
    const { vss } = requestor
    if (vss.creating !== undefined) return hresult('VSS_E_SNAPSHOT_SET_IN_PROGRESS')
    const id = vss.host.sim.random('vss.set').guid()
    vss.creating = id
    vss.creator = requestor.name
    requestor.set = { id, volumes: [], shadows: [], provider: '', instant: undefined }
    requestor.document = { ...requestor.document, snapshotSetId: id }
    return S_OK
  })
}

/** `name` is a drive such as `C:` or a volume GUID path. */
export function addToSnapshotSet(requestor: Requestor, name: string): HResult {
  return call(requestor, 'AddToSnapshotSet', () => {
    const volume = requestor.vss.volumes.get(name)
    if (volume === undefined) return hresult('VSS_E_OBJECT_NOT_FOUND')
    const set = openSet(requestor)
    if (set.volumes.includes(volume)) return hresult('VSS_E_OBJECT_ALREADY_EXISTS')
    if (set.volumes.length >= VOLUMES_PER_SET_MAX)
      return hresult('VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED')
    if (volume.fileSystem !== 'NTFS' && isPersistent(requestor.context))
      return hresult('VSS_E_VOLUME_NOT_SUPPORTED')
    set.volumes.push(volume)
    return S_OK
  })
}

export function* prepareForBackup(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'PrepareForBackup')) return hresult('VSS_E_BAD_STATE')
  // Nobody could say what to prepare for.
  if (requestor.document.backupType === 'undefined') return hresult('VSS_E_BAD_STATE')
  for (const writer of requestor.vss.writers)
    if (writer.state !== 'FAILED_AT_IDENTIFY') resetWriter(writer)
  yield* tell(requestor, 'prepare-backup')
  advance(requestor, 'PrepareForBackup')
  return S_OK
}

export function* doSnapshotSet(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'DoSnapshotSet')) return hresult('VSS_E_BAD_STATE')
  // Who has said what kind of backup it is has to let the writers prepare for it.
  const isBackup = requestor.document.backupType !== 'undefined'
  if (isBackup && requestor.phase !== 'prepared' && writersTakePart(requestor.context))
    return hresult('VSS_E_BAD_STATE')
  if (needsAutoRecovery(requestor)) requestor.attributes |= ATTRIBUTES.AUTORECOVER
  const result = yield* createSnapshotSet(requestor.vss, openSet(requestor), {
    writersTakePart: writersTakePart(requestor.context),
    attributes: requestor.attributes,
    conversation: requestor,
  })
  requestor.phase = result === S_OK ? 'snapshot-taken' : 'snapshot-failed'
  return result
}

export function setBackupSucceeded(
  requestor: Requestor,
  key: ComponentKey,
  succeeded: boolean,
): HResult {
  return call(requestor, 'SetBackupSucceeded', () =>
    changeComponent(requestor, key, () => ({ backupSucceeded: succeeded })),
  )
}

export function* backupComplete(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'BackupComplete')) return hresult('VSS_E_BAD_STATE')
  yield* tell(requestor, 'backup-complete')
  advance(requestor, 'BackupComplete')
  return S_OK
}

function tell(requestor: Requestor, event: WriterEvent): Process {
  const { vss } = requestor
  return watchingServices(vss, deliver(vss, event, requestor))
}

export interface WriterStatus {
  readonly instanceId: Guid
  readonly name: string
  readonly state: WriterStateName
  readonly error: HResult
}

/** How every writer fares: the requestor's only way to see that one has failed. */
export function gatherWriterStatus(requestor: Requestor): Outcome<WriterStatus[], HResult> {
  if (!mayCallNow(requestor, 'GatherWriterStatus')) return refused(hresult('VSS_E_BAD_STATE'))
  const { vss, metadata } = requestor
  const known = new Set(metadata.map(({ identification }) => identification.instanceId))
  const listed = vss.writers.filter(
    (writer) =>
      isChosen(requestor, writer) &&
      writer.state !== 'FAILED_AT_IDENTIFY' &&
      (isThere(vss, writer) || known.has(writer.instanceId)),
  )
  return ok(listed.map((writer) => statusOf(vss, writer)))
}

function statusOf(vss: Vss, writer: Writer): WriterStatus {
  const { instanceId, name, state, lastError } = writer
  if (isThere(vss, writer)) return { instanceId, name, state, error: lastError }
  return { instanceId, name, state: 'UNKNOWN', error: hresult('VSS_E_WRITER_NOT_RESPONDING') }
}

/** The error of the first writer whose data is in the backup; others may fail as they like. */
export function selectedWriterError(requestor: Requestor): HResult {
  const status = gatherWriterStatus(requestor)
  if (!status.ok) return status.error
  const selected = new Set(requestor.document.writers.map(({ instanceId }) => instanceId))
  const failed = status.value.find(
    ({ instanceId, error }) => error !== S_OK && selected.has(instanceId),
  )
  return failed?.error ?? S_OK
}

/** Right at any time after the set was started; ignored when nothing is in progress (facts 3.1). */
export function abortBackup(requestor: Requestor): HResult {
  return call(requestor, 'AbortBackup', () => {
    abandon(requestor)
    return S_OK
  })
}

/**
 * The object goes away: copies that are not persistent vanish, an open set is given up, and the
 * writers of a backup hear that it is over.
 */
export function release(requestor: Requestor): HResult {
  return call(requestor, 'Release', () => {
    const { vss, set, phase } = requestor
    if (phase !== 'created') leaveService(vss)
    if (requestor.kind === 'restore') return S_OK
    abandon(requestor)
    if (set !== undefined && requestor.gathered && writersTakePart(requestor.context))
      shutDownWriters(vss, requestor)
    return S_OK
  })
}

function abandon(requestor: Requestor): void {
  const { vss, set, phase } = requestor
  if (set === undefined) return
  if (vss.creating === set.id) vss.creating = undefined
  const open = phase === 'set-started' || phase === 'prepared' || phase === 'snapshot-taken'
  // Writers that are in the middle of another set are left to that one.
  const free = vss.creating === undefined && writersTakePart(requestor.context)
  if (open && free) abortWriters(vss, requestor)
  if (!isPersistent(requestor.context)) dropShadows(set)
}

/** The set in work; every caller has passed the call order, which says there is one. */
export function openSet(requestor: Requestor): SnapshotSet {
  assert(requestor.set !== undefined, 'a snapshot set was started')
  return requestor.set
}
