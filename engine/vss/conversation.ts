// What a requestor and the writers share during one backup or restore. The requestor is one; the
// coordinator and the writers see no more of it than this.

import type { Guid, HResult } from '../base/brand.js'
import type {
  BackupComponent,
  BackupComponents,
  WriterComponents,
  WriterMetadata,
} from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import type { SnapshotSet } from './snapshot-set.js'
import type { Writer } from './writer.js'

export interface Conversation {
  readonly kind: 'backup' | 'restore'
  document: BackupComponents
  /** What the writers said of themselves when this requestor asked. */
  metadata: WriterMetadata[]
  set: SnapshotSet | undefined
  /** The attributes of the snapshot context. */
  attributes: number
  readonly writerChoice: WriterChoice
}

/** Which writers the requestor wants to hear of. */
export interface WriterChoice {
  /** Undefined: all classes. */
  enabledClasses: ReadonlySet<Guid> | undefined
  disabledClasses: ReadonlySet<Guid>
  disabledInstances: ReadonlySet<Guid>
}

export function isChosen({ writerChoice }: Pick<Conversation, 'writerChoice'>, writer: Writer) {
  const { enabledClasses, disabledClasses, disabledInstances } = writerChoice
  if (disabledClasses.has(writer.classId) || disabledInstances.has(writer.instanceId)) return false
  return enabledClasses === undefined || enabledClasses.has(writer.classId)
}

/** Names one component of the document. */
export interface ComponentKey {
  /** The instance as the document has it, which on the day of a restore may be gone. */
  readonly instanceId: Guid
  readonly logicalPath: string
  readonly name: string
}

export function isComponent(
  key: Pick<ComponentKey, 'logicalPath' | 'name'>,
  component: { readonly logicalPath: string; readonly name: string },
): boolean {
  return component.logicalPath === key.logicalPath && component.name === key.name
}

export function findComponent(
  { document }: Pick<Conversation, 'document'>,
  key: ComponentKey,
): BackupComponent | undefined {
  const writer = document.writers.find(({ instanceId }) => instanceId === key.instanceId)
  return writer?.components.find((component) => isComponent(key, component))
}

/** Changes what the document says of one component. */
export function changeComponent(
  conversation: Pick<Conversation, 'document'>,
  key: ComponentKey,
  change: (component: BackupComponent) => Partial<BackupComponent>,
): HResult {
  const { document } = conversation
  const at = document.writers.findIndex(({ instanceId }) => instanceId === key.instanceId)
  const changed = changedIn(document.writers[at], key, change)
  if (changed === undefined) return hresult('VSS_E_OBJECT_NOT_FOUND')
  conversation.document = { ...document, writers: document.writers.with(at, changed) }
  return S_OK
}

function changedIn(
  writer: WriterComponents | undefined,
  key: ComponentKey,
  change: (component: BackupComponent) => Partial<BackupComponent>,
): WriterComponents | undefined {
  const at = writer?.components.findIndex((component) => isComponent(key, component)) ?? -1
  const before = writer?.components[at]
  if (writer === undefined || before === undefined) return undefined
  // Thousands of components are changed one by one: nothing but the list itself is copied.
  return { ...writer, components: writer.components.with(at, { ...before, ...change(before) }) }
}

/**
 * The components of the document that are a writer's business, each with its key. In a restore they
 * are the selected ones, and they belong to whichever instance of the class is there now, unless the
 * requestor named one (facts 3.2 and 7.4).
 */
export function componentsFor(
  { document, kind }: Pick<Conversation, 'document' | 'kind'>,
  writer: WriterIdentity,
): { readonly key: ComponentKey; readonly component: BackupComponent }[] {
  return document.writers.flatMap((owner) =>
    owner.components
      .filter((component) => concerns(kind, writer, owner, component))
      .map((component) => ({ key: keyOf(owner, component), component })),
  )
}

/** True when the component is there and is that writer's business. */
export function isFor(
  conversation: Pick<Conversation, 'document' | 'kind'>,
  writer: WriterIdentity,
  key: ComponentKey,
): boolean {
  const { document, kind } = conversation
  const owner = document.writers.find(({ instanceId }) => instanceId === key.instanceId)
  const component = owner?.components.find((each) => isComponent(key, each))
  if (owner === undefined || component === undefined) return false
  return concerns(kind, writer, owner, component)
}

type WriterIdentity = Pick<Writer, 'classId' | 'instanceId' | 'instanceName'>

function concerns(
  kind: Conversation['kind'],
  writer: WriterIdentity,
  owner: WriterComponents,
  component: BackupComponent,
): boolean {
  if (kind === 'backup') return owner.instanceId === writer.instanceId
  return component.selectedForRestore && restores(writer, owner, component)
}

export function restores(
  writer: WriterIdentity,
  owner: Pick<WriterComponents, 'writerId' | 'instanceName'>,
  component: Pick<BackupComponent, 'selectedForRestoreInstanceId'>,
): boolean {
  const named = component.selectedForRestoreInstanceId
  if (named !== null) return named === writer.instanceId
  return owner.writerId === writer.classId && owner.instanceName === writer.instanceName
}

function keyOf(owner: WriterComponents, component: BackupComponent): ComponentKey {
  const { logicalPath, name } = component
  return { instanceId: owner.instanceId, logicalPath, name }
}
