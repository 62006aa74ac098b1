// Which components a requestor may name, which come along with them, and what kind of backup each
// gets (facts 3.6 and the backup types of section 2).

import { ATTRIBUTES } from './context.js'
import type { Conversation } from './conversation.js'
import { isComponent } from './conversation.js'
import {
  BACKUP_SCHEMA,
  type BackupType,
  COMPONENT_FLAGS,
  type ComponentMetadata,
  type WriterMetadata,
} from './documents/index.js'

type Place = Pick<ComponentMetadata, 'logicalPath' | 'name'>

/** The logical path that the subcomponents of a component have. */
export function fullLogicalPath({ logicalPath, name }: Place): string {
  return logicalPath === '' ? name : `${logicalPath}\\${name}`
}

/** True when the component lies anywhere below the other. */
export function isBelow(component: Place, ancestor: Place): boolean {
  const path = `${component.logicalPath}\\`.toLowerCase()
  return path.startsWith(`${fullLogicalPath(ancestor)}\\`.toLowerCase())
}

/** Without a selectable ancestor every component may be named; below one, only a selectable one. */
export function mayBeNamed(writer: WriterMetadata, component: ComponentMetadata): boolean {
  if (component.selectable) return true
  return !writer.components.some((other) => other.selectable && isBelow(component, other))
}

/** The components that come along with a named one, without an entry of their own. */
export function implicitComponents(writer: WriterMetadata, named: Place): ComponentMetadata[] {
  return writer.components.filter((component) => isBelow(component, named))
}

/** All components that are in the backup because of those that the document names. */
export function includedComponents(
  writer: WriterMetadata,
  named: readonly Place[],
): ComponentMetadata[] {
  return writer.components.filter((component) =>
    named.some((each) => isComponent(each, component) || isBelow(component, each)),
  )
}

const NEEDED_SCHEMA: Readonly<Partial<Record<BackupType, number>>> = {
  differential: BACKUP_SCHEMA.differential,
  incremental: BACKUP_SCHEMA.incremental,
  log: BACKUP_SCHEMA.log,
  copy: BACKUP_SCHEMA.copy,
}

export function supportsBackupType(schema: number, type: BackupType): boolean {
  const needed = NEEDED_SCHEMA[type]
  return needed === undefined || (schema & needed) !== 0
}

/** A writer that does not know the type is treated by both roles as if it made a full backup. */
export function effectiveBackupType(schema: number, type: BackupType): BackupType {
  return supportsBackupType(schema, type) && type !== 'undefined' ? type : 'full'
}

/**
 * Whether the copies are recovered while they are made: the context says what they are for, and a
 * selected component says that it needs recovery for just that.
 */
export function needsAutoRecovery(
  conversation: Pick<Conversation, 'attributes' | 'document' | 'metadata'>,
): boolean {
  const { attributes, document, metadata } = conversation
  if ((attributes & (ATTRIBUTES.NO_AUTORECOVERY | ATTRIBUTES.NO_WRITERS)) !== 0) return false
  const forRollback = (attributes & ATTRIBUTES.ROLLBACK_RECOVERY) !== 0
  const flag = forRollback ? COMPONENT_FLAGS.appRollbackRecovery : COMPONENT_FLAGS.backupRecovery
  return metadata.some((writer) => {
    const { instanceId } = writer.identification
    const named = document.writers.find((each) => each.instanceId === instanceId)?.components ?? []
    return includedComponents(writer, named).some(({ flags }) => (flags & flag) !== 0)
  })
}
