// IVssBackupComponents for a backup: one object per backup, used once, every call checked against the
// documented order before it does anything.

import { assert } from '../base/assert.js'
import type { Guid, HResult } from '../base/brand.js'
import { type Outcome, ok, refused } from '../base/outcome.js'
import { LOCAL_SYSTEM_ACCOUNT, mayBackUp } from '../host/index.js'
import type { Process } from '../sim/index.js'
import { type BackupCall, type BackupPhase, CALL_ORDER, mayCall } from './call-order.js'
import { CONTEXTS, type ContextName, isPersistent, writersTakePart } from './context.js'
import {
  abortWriters,
  behaviourOf,
  deliver,
  type Vss,
  writerInfrastructure,
} from './coordinator.js'
import {
  type BackupComponents,
  type BackupType,
  type ComponentMetadata,
  newBackupComponent,
  newBackupComponents,
  newWriterComponents,
  type WriterMetadata,
} from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { VOLUMES_PER_SET_MAX } from './limits.js'
import { createSnapshotSet, dropShadows, type SnapshotSet } from './snapshot-set.js'
import { resetWriter, type Writer, type WriterStateName } from './writer.js'

export interface Requestor {
  readonly vss: Vss
  /** Who asks. */
  readonly name: string
  readonly account: string
  phase: BackupPhase
  context: ContextName
  contextSet: boolean
  gathered: boolean
  metadata: WriterMetadata[]
  document: BackupComponents
  set: SnapshotSet | undefined
}

export function createRequestor(vss: Vss, name: string, account = LOCAL_SYSTEM_ACCOUNT): Requestor {
  return {
    vss,
    name,
    account,
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
  return call(requestor, 'InitializeForBackup', () =>
    mayBackUp(vss.host, account) ? S_OK : hresult('E_ACCESSDENIED'),
  )
}

export function setContext(requestor: Requestor, context: ContextName): HResult {
  return call(requestor, 'SetContext', () => {
    if (requestor.contextSet) return hresult('VSS_E_BAD_STATE')
    requestor.context = context
    requestor.contextSet = true
    return S_OK
  })
}

export function setBackupState(
  requestor: Requestor,
  state: { readonly type: BackupType; readonly bootable: boolean; readonly partialFiles: boolean },
): HResult {
  return call(requestor, 'SetBackupState', () => {
    requestor.document = {
      ...requestor.document,
      selectComponents: true,
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
    requestor.metadata = vss.writers.flatMap((writer) => identified(vss, writer))
    requestor.gathered = true
    return S_OK
  })
}

function identified(vss: Vss, writer: Writer): WriterMetadata[] {
  const metadata = behaviourOf(vss, writer).identify(writer, vss.host)
  if (metadata === undefined) writer.state = 'FAILED_AT_IDENTIFY'
  else if (writer.state === 'FAILED_AT_IDENTIFY') resetWriter(writer)
  return metadata === undefined ? [] : [metadata]
}

export function addComponent(
  requestor: Requestor,
  writer: WriterMetadata,
  component: ComponentMetadata,
): HResult {
  return call(requestor, 'AddComponent', () => {
    const { document } = requestor
    const { writerId, instanceId, instanceName } = writer.identification
    const known =
      document.writers.find((each) => each.instanceId === instanceId) ??
      newWriterComponents({ writerId, instanceId, instanceName, backupSchema: writer.backupSchema })
    const isThere = known.components.some(
      (each) => each.logicalPath === component.logicalPath && each.name === component.name,
    )
    if (isThere) return hresult('VSS_E_OBJECT_ALREADY_EXISTS')
    const grown = { ...known, components: [...known.components, newBackupComponent(component)] }
    const others = document.writers.filter((each) => each.instanceId !== instanceId)
    requestor.document = { ...document, writers: [...others, grown] }
    return S_OK
  })
}

export function startSnapshotSet(requestor: Requestor): HResult {
  return call(requestor, 'StartSnapshotSet', () => {
    const { vss } = requestor
    if (vss.creating !== undefined) return hresult('VSS_E_SNAPSHOT_SET_IN_PROGRESS')
    const id = vss.host.sim.random('vss.set').guid()
    vss.creating = id
    vss.creator = requestor.name
    requestor.set = { id, volumes: [], shadows: [], instant: undefined }
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
  for (const writer of requestor.vss.writers)
    if (writer.state !== 'FAILED_AT_IDENTIFY') resetWriter(writer)
  yield* deliver(requestor.vss, 'prepare-backup')
  requestor.phase = 'prepared'
  return S_OK
}

export function* doSnapshotSet(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'DoSnapshotSet')) return hresult('VSS_E_BAD_STATE')
  const result = yield* createSnapshotSet(requestor.vss, openSet(requestor), {
    writersTakePart: writersTakePart(requestor.context),
    attributes: CONTEXTS[requestor.context],
  })
  requestor.phase = result === S_OK ? 'snapshot-taken' : 'snapshot-failed'
  return result
}

export function setBackupSucceeded(
  requestor: Requestor,
  component: { readonly instanceId: Guid; readonly logicalPath: string; readonly name: string },
  succeeded: boolean,
): HResult {
  return call(requestor, 'SetBackupSucceeded', () => {
    const { document } = requestor
    let found = false
    const writers = document.writers.map((writer) => ({
      ...writer,
      components: writer.components.map((each) => {
        const same =
          writer.instanceId === component.instanceId &&
          each.logicalPath === component.logicalPath &&
          each.name === component.name
        found ||= same
        return same ? { ...each, backupSucceeded: succeeded } : each
      }),
    }))
    requestor.document = { ...document, writers }
    return found ? S_OK : hresult('VSS_E_OBJECT_NOT_FOUND')
  })
}

export function* backupComplete(requestor: Requestor): Process<HResult> {
  if (!mayCallNow(requestor, 'BackupComplete')) return hresult('VSS_E_BAD_STATE')
  yield* deliver(requestor.vss, 'backup-complete')
  requestor.phase = 'completed'
  return S_OK
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
  const listed = requestor.vss.writers.filter(({ state }) => state !== 'FAILED_AT_IDENTIFY')
  return ok(
    listed.map(({ instanceId, name, state, lastError }) => ({
      instanceId,
      name,
      state,
      error: lastError,
    })),
  )
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

/** The object goes away: copies that are not persistent vanish, an open set is given up. */
export function release(requestor: Requestor): HResult {
  return call(requestor, 'Release', () => {
    abandon(requestor)
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
  if (open && free) abortWriters(vss)
  if (!isPersistent(requestor.context)) dropShadows(set)
}

/** The set in work; every caller has passed the call order, which says there is one. */
export function openSet(requestor: Requestor): SnapshotSet {
  assert(requestor.set !== undefined, 'a snapshot set was started')
  return requestor.set
}

function call(requestor: Requestor, name: BackupCall, act: () => HResult): HResult {
  if (!mayCallNow(requestor, name)) return hresult('VSS_E_BAD_STATE')
  const result = act()
  const { next } = CALL_ORDER[name]
  if (result === S_OK && next !== undefined) requestor.phase = next
  return result
}

function mayCallNow(requestor: Requestor, name: BackupCall): boolean {
  requestor.vss.host.sim.points.reach(`requestor.${name}`)
  return mayCall(name, {
    phase: requestor.phase,
    gathered: requestor.gathered,
    writersTakePart: writersTakePart(requestor.context),
  })
}
