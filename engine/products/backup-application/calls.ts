// Calls of a requestor one by one, in whatever order somebody makes them.

import type { HResult } from '../../base/brand.js'
import type { Process } from '../../sim/index.js'
import {
  ATTRIBUTES,
  abortBackup,
  addComponent,
  addNewTarget,
  addToSnapshotSet,
  BACKUP_TYPES,
  type BackupType,
  backupComplete,
  type ComponentKey,
  type ContextName,
  createRequestor,
  deleteSnapshots,
  doSnapshotSet,
  gatherWriterMetadata,
  gatherWriterStatus,
  hresult,
  initializeForBackup,
  initializeForRestore,
  newComponentMetadata,
  postRestore,
  prepareForBackup,
  preRestore,
  type Requestor,
  release,
  S_OK,
  setAdditionalRestores,
  setBackupState,
  setBackupSucceeded,
  setContext,
  setPreviousBackupStamp,
  setRestoreOptions,
  setSelectedForRestore,
  startSnapshotSet,
} from '../../vss/index.js'
import type { BackupApplication } from './application.js'
import { codeOf } from './job.js'
import { COMPONENTS_FILE, readContents, readFromMedium } from './medium.js'
import { findInDocument, select } from './selection.js'
import { readStored } from './stored-document.js'

export interface NamedCall {
  readonly call: string
  /** What the call is given, in words: a component, a volume, a type. */
  readonly with: string
}

export interface CallMade {
  readonly call: string
  readonly code: string
}

const NOT_FOUND = hresult('VSS_E_OBJECT_NOT_FOUND')
const NO_KEY: ComponentKey = { instanceId: '' as never, logicalPath: '', name: '' }

/** Makes all calls, whatever is answered; a session goes on where its last calls ended. */
export function* makeCalls(
  application: BackupApplication,
  session: string,
  calls: readonly NamedCall[],
): Process<CallMade[]> {
  const name = `calls of ${session}`
  const requestor = application.sessions.get(name) ?? createRequestor(application.vss, 'requestor')
  application.sessions.set(name, requestor)
  const made: CallMade[] = []
  for (const { call, with: given } of calls) {
    const result = yield* make(application, requestor, call, given)
    made.push({ call, code: codeOf(result) })
    if (call === 'Release' && result === S_OK) application.sessions.delete(name)
  }
  return made
}

function* make(
  application: BackupApplication,
  requestor: Requestor,
  call: string,
  given: string,
): Process<HResult> {
  switch (call) {
    case 'PrepareForBackup':
      return yield* prepareForBackup(requestor)
    case 'DoSnapshotSet':
      return yield* doSnapshotSet(requestor)
    case 'BackupComplete':
      return yield* backupComplete(requestor)
    case 'PreRestore':
      return yield* preRestore(requestor)
    case 'PostRestore':
      return yield* postRestore(requestor)
    default:
      return makeAtOnce(application, requestor, call, given)
  }
}

function makeAtOnce(
  application: BackupApplication,
  requestor: Requestor,
  call: string,
  given: string,
): HResult {
  const plain = PLAIN[call]
  if (plain !== undefined) return plain(requestor, given)
  if (call === 'InitializeForRestore') return beginRestore(application, requestor, given)
  const onComponent = ON_COMPONENT[call]
  if (onComponent === undefined) return hresult('E_INVALIDARG')
  if (call === 'AddComponent' || call === 'SetSelectedForRestore')
    return onComponent(requestor, given, '')
  const [label = '', ...rest] = given.split(' ')
  return onComponent(requestor, label, rest.join(' '))
}

const PLAIN: Readonly<Record<string, (requestor: Requestor, given: string) => HResult>> = {
  InitializeForBackup: (requestor) => initializeForBackup(requestor),
  SetContext: (requestor, given) => {
    const context = (given === '' ? 'BACKUP' : given) as ContextName
    const extra = context === 'APP_ROLLBACK' ? ATTRIBUTES.ROLLBACK_RECOVERY : 0
    return setContext(requestor, context, extra)
  },
  SetBackupState: (requestor, given) => {
    const type = (given === '' ? 'full' : given) as BackupType
    if (!(type in BACKUP_TYPES)) return hresult('E_INVALIDARG')
    return setBackupState(requestor, { type, bootable: false, partialFiles: true })
  },
  GatherWriterMetadata: (requestor) => gatherWriterMetadata(requestor),
  GatherWriterStatus: (requestor) => {
    const status = gatherWriterStatus(requestor)
    return status.ok ? S_OK : status.error
  },
  StartSnapshotSet: (requestor) => startSnapshotSet(requestor),
  AddToSnapshotSet: (requestor, given) => addToSnapshotSet(requestor, given),
  DeleteSnapshots: (requestor) =>
    deleteSnapshots(requestor, { kind: 'set', id: requestor.set?.id ?? ('' as never) }),
  AbortBackup: (requestor) => abortBackup(requestor),
  Release: (requestor) => release(requestor),
}

const ON_COMPONENT: Readonly<
  Record<string, (requestor: Requestor, label: string, rest: string) => HResult>
> = {
  AddComponent: (requestor, label) => addNamed(requestor, label),
  SetBackupSucceeded: (requestor, label, rest) =>
    setBackupSucceeded(requestor, keyFor(requestor, label), rest !== 'false'),
  SetPreviousBackupStamp: (requestor, label, rest) =>
    setPreviousBackupStamp(requestor, keyFor(requestor, label), rest),
  SetSelectedForRestore: (requestor, label) =>
    setSelectedForRestore(requestor, keyFor(requestor, label), true),
  SetAdditionalRestores: (requestor, label, rest) =>
    setAdditionalRestores(requestor, keyFor(requestor, label), rest !== 'false'),
  SetRestoreOptions: (requestor, label, rest) =>
    setRestoreOptions(requestor, keyFor(requestor, label), rest),
  AddNewTarget: (requestor, label, rest) => addTarget(requestor, label, rest),
  GetPartialFile: (requestor, label, rest) => {
    const found = findInDocument(requestor, label)
    return found?.component.partialFiles[Number(rest)] === undefined ? NOT_FOUND : S_OK
  },
}

function keyFor(requestor: Requestor, label: string): ComponentKey {
  return findInDocument(requestor, label)?.key ?? NO_KEY
}

/** What nobody offers is asked for under its name all the same. */
function addNamed(requestor: Requestor, label: string): HResult {
  const found = select(requestor.metadata, label)
  if (found !== undefined) return addComponent(requestor, found.writer, found.component)
  return addBlind(requestor, label, requestor.metadata[0])
}

function addBlind(
  requestor: Requestor,
  label: string,
  writer: Parameters<typeof addComponent>[1] = NOBODY,
): HResult {
  return addComponent(requestor, writer, { ...UNKNOWN, name: label })
}

const UNKNOWN = newComponentMetadata({ type: 'filegroup', logicalPath: '', name: '' })

const NOBODY: Parameters<typeof addComponent>[1] = {
  identification: {
    writerId: '' as never,
    instanceId: '' as never,
    instanceName: '',
    friendlyName: '',
    usage: 'other',
    source: 'other',
    majorVersion: 0,
    minorVersion: 0,
  },
  restoreMethod: null,
  backupSchema: 0,
  components: [],
  excludeFiles: [],
  excludeFilesFromSnapshot: [],
}

/** `D:\data\sales.mdf -> G:\new`. */
function addTarget(requestor: Requestor, label: string, rest: string): HResult {
  const [from = '', alternatePath = ''] = rest.split(' -> ')
  const at = from.lastIndexOf('\\')
  return addNewTarget(requestor, keyFor(requestor, label), {
    path: from.slice(0, at),
    fileSpec: from.slice(at + 1),
    recursive: false,
    alternatePath,
  })
}

/** With the document of a backup, as it lies on the medium. */
function beginRestore(
  application: BackupApplication,
  requestor: Requestor,
  backup: string,
): HResult {
  const contents = readContents(application, backup)
  if (!contents.ok) {
    const raw = readFromMedium(application, backup, COMPONENTS_FILE)
    return initializeForRestore(requestor, raw.ok ? new TextDecoder().decode(raw.value) : '')
  }
  const stored = readStored(application, { ...WHOLE, backup }, contents.value)
  if (!stored.ok) return initializeForRestore(requestor, '')
  return initializeForRestore(requestor, stored.value.xml, stored.value.writerDocuments)
}

const WHOLE: Omit<Parameters<typeof readStored>[1], 'backup'> = {
  components: undefined,
  additionalRestores: [],
  newTargets: [],
  folder: undefined,
  newName: undefined,
  options: undefined,
  instance: undefined,
  document: 'whole',
  neglects: [],
  crashPoint: undefined,
}
