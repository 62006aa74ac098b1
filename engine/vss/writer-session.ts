// What a writer sees and may say while it handles an event: its components in the requestor's
// document, the volumes of the set, and the shadow copies. IVssComponent and CVssWriter on Windows.

import type { HResult } from '../base/brand.js'
import { openShadow, type Volume } from '../volume/index.js'
import { ATTRIBUTES } from './context.js'
import {
  type ComponentKey,
  type Conversation,
  changeComponent,
  componentsFor,
  isFor,
} from './conversation.js'
import {
  BACKUP_SCHEMA,
  type BackupComponent,
  type BackupType,
  type Base64,
  type ComponentFailure,
  type DifferencedFiles,
  type DirectedTarget,
  type FailureMessages,
  type PartialFile,
  parseRanges,
  type RestoreTarget,
} from './documents/index.js'
import { hresult } from './hresult.js'
import { effectiveBackupType, includedComponents } from './selection.js'
import type { Writer, WriterEvent } from './writer.js'

export interface WriterSession {
  readonly writer: Writer
  readonly event: WriterEvent | 'backup-shutdown'
  readonly conversation: Conversation
}

/** A session in an event that may take time. */
export type EventSession = WriterSession & { readonly event: WriterEvent }

/** The components that the requestor named for this writer, as the document has them now. */
export function writerComponents(
  session: WriterSession,
): { readonly key: ComponentKey; readonly component: BackupComponent }[] {
  return componentsFor(session.conversation, session.writer)
}

/** False in a backup of whole volumes, where nothing is named. */
export function areComponentsSelected({ conversation }: WriterSession): boolean {
  return conversation.document.selectComponents
}

export function requestedBackupType({ conversation }: WriterSession): BackupType {
  return conversation.document.backupType
}

/** What this writer makes of the type that was asked for. */
export function sessionBackupType(session: WriterSession): BackupType {
  return effectiveBackupType(schemaOf(session), requestedBackupType(session))
}

export function isPartialFileSupportEnabled({ conversation }: WriterSession): boolean {
  return conversation.document.partialFileSupport
}

export function snapshotVolumes({ conversation }: WriterSession): readonly Volume[] {
  return conversation.set?.volumes ?? []
}

/** The shadow copy of a volume of the set, as a volume. */
export function snapshotDevice(session: WriterSession, origin: Volume): Volume | undefined {
  const { set } = session.conversation
  const id = set?.shadows[set.volumes.indexOf(origin)]?.id
  const opened = id === undefined ? undefined : openShadow(origin, id)
  return opened?.ok ? opened.value : undefined
}

/** The copies are for another purpose than backup. */
export function isRollbackSnapshot({ conversation }: WriterSession): boolean {
  return (conversation.attributes & ATTRIBUTES.ROLLBACK_RECOVERY) !== 0
}

/** The copies can be written to in PostSnapshot, and are to be recovered there. */
export function isAutoRecovered({ conversation }: WriterSession): boolean {
  return (conversation.attributes & ATTRIBUTES.AUTORECOVER) !== 0
}

/** The events in which a writer may write into the document of a backup; after them it only reads. */
const BACKUP_EVENTS = ['prepare-backup', 'prepare-snapshot', 'freeze', 'thaw', 'post-snapshot']
const FILE_EVENTS = ['prepare-backup', 'post-snapshot']
const RESTORE_EVENTS = ['pre-restore', 'post-restore']

/** Facts 7.3. */
export function setBackupStamp(session: WriterSession, key: ComponentKey, stamp: string): HResult {
  if ((schemaOf(session) & BACKUP_SCHEMA.timestamped) === 0) return hresult('VSS_E_NOT_SUPPORTED')
  return during(session, FILE_EVENTS, key, () => ({ backupStamp: stamp }))
}

export function setBackupMetadata(
  session: WriterSession,
  key: ComponentKey,
  metadata: Base64,
): HResult {
  return during(session, BACKUP_EVENTS, key, () => ({ backupMetadata: metadata }))
}

/** Facts 7.1. */
export function addPartialFile(
  session: WriterSession,
  key: ComponentKey,
  file: PartialFile,
): HResult {
  if (!FILE_EVENTS.includes(session.event)) return hresult('VSS_E_BAD_STATE')
  if (!isPartialFileSupportEnabled(session)) return hresult('VSS_E_NOT_SUPPORTED')
  if (/[*?]/.test(file.fileName) || !parseRanges(file.ranges).ok) return hresult('E_INVALIDARG')
  if (!isPlaceKnown(session, key, file.path)) return hresult('VSS_E_OBJECT_NOT_FOUND')
  return during(session, FILE_EVENTS, key, ({ partialFiles }) => ({
    partialFiles: [...partialFiles, file],
  }))
}

/** Facts 7.2. */
export function addDifferencedFiles(
  session: WriterSession,
  key: ComponentKey,
  files: DifferencedFiles,
): HResult {
  const schema = schemaOf(session)
  const { lastModify, differential, incremental } = BACKUP_SCHEMA
  if ((schema & lastModify) === 0 || (schema & (differential | incremental)) === 0)
    return hresult('VSS_E_NOT_SUPPORTED')
  return during(session, BACKUP_EVENTS, key, ({ differencedFiles }) => ({
    differencedFiles: [...differencedFiles, files],
  }))
}

const MESSAGE_OF: Readonly<Partial<Record<WriterSession['event'], keyof FailureMessages>>> = {
  'prepare-backup': 'prepareForBackup',
  'post-snapshot': 'postSnapshot',
  'pre-restore': 'preRestore',
  'post-restore': 'postRestore',
}

/** Says in words why the event fails for a component, where the document has a place for it. */
export function setFailureMessage(
  session: WriterSession,
  key: ComponentKey,
  message: string,
): HResult {
  const field = MESSAGE_OF[session.event]
  if (field === undefined) return hresult('VSS_E_BAD_STATE')
  return during(session, [session.event], key, ({ failureMessages }) => ({
    failureMessages: { ...failureMessages, [field]: message },
  }))
}

/** One component failed and others did not; the writer then answers with a partial failure. */
export function setComponentFailure(
  session: WriterSession,
  key: ComponentKey,
  failure: ComponentFailure,
): HResult {
  return during(session, [...BACKUP_EVENTS, ...RESTORE_EVENTS], key, () => ({ failure }))
}

export function setRestoreTarget(
  session: WriterSession,
  key: ComponentKey,
  target: RestoreTarget,
): HResult {
  return during(session, ['pre-restore'], key, () => ({ restoreTarget: target }))
}

export function addDirectedTarget(
  session: WriterSession,
  key: ComponentKey,
  target: DirectedTarget,
): HResult {
  return during(session, ['pre-restore'], key, ({ directedTargets }) => ({
    directedTargets: [...directedTargets, target],
  }))
}

function during(
  session: WriterSession,
  events: readonly string[],
  key: ComponentKey,
  change: (component: BackupComponent) => Partial<BackupComponent>,
): HResult {
  if (!events.includes(session.event)) return hresult('VSS_E_BAD_STATE')
  if (!isFor(session.conversation, session.writer, key)) return hresult('VSS_E_OBJECT_NOT_FOUND')
  return changeComponent(session.conversation, key, change)
}

function metadataOf({ conversation, writer }: WriterSession) {
  return conversation.metadata.find(
    ({ identification }) => identification.instanceId === writer.instanceId,
  )
}

function schemaOf(session: WriterSession): number {
  return metadataOf(session)?.backupSchema ?? 0
}

/** Below a file set of the component, or, for a new file, on a volume of the set. */
function isPlaceKnown(session: WriterSession, key: ComponentKey, path: string): boolean {
  const below = withSlash(path)
  const metadata = metadataOf(session)
  const files =
    metadata === undefined ? [] : includedComponents(metadata, [key]).flatMap(({ files }) => files)
  if (files.some((each) => below.startsWith(withSlash(each.path)))) return true
  return snapshotVolumes(session).some(({ driveLetter, name }) =>
    below.startsWith(withSlash(driveLetter ?? name)),
  )
}

function withSlash(path: string): string {
  return `${path.toLowerCase()}\\`.replace(/\\+$/, '\\')
}
