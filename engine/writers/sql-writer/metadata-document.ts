// Identify: what the SQL Writer says of itself and of every database that can be backed up
// (facts 8.1). It asks the instances each time and keeps nothing.

import type { Host } from '../../host/index.js'
import { type DatabaseFacts, describeInstance, type Instance } from '../../sql/vdi/index.js'
import {
  BACKUP_SCHEMA,
  COMPONENT_FLAGS,
  type ComponentMetadata,
  type FileSet,
  newComponentFile,
  newComponentMetadata,
  type Writer,
  type WriterMetadata,
} from '../../vss/index.js'
import { refusedAccess, refusedRegistration } from './access.js'
import { allInstances, claim, log, logicalPathOf, ownOf, type SqlWriter } from './state.js'

/** Contested in the guide and on real servers; the guide's text is what its clause tests. */
export const INSTANCE_NAME = 'SQL Server:SQLWriter'

export const SCHEMA =
  BACKUP_SCHEMA.differential |
  BACKUP_SCHEMA.timestamped |
  BACKUP_SCHEMA.lastModify |
  BACKUP_SCHEMA.writerSupportsNewTarget |
  BACKUP_SCHEMA.writerSupportsRestoreWithMove |
  BACKUP_SCHEMA.copy

/** Undefined when it fails: then VSS knows of no such writer. */
export function identify(writer: Writer, _host: Host): WriterMetadata | undefined {
  const own = ownOf(writer)
  const refused = refusedRegistration(own)
  if (refused !== undefined) {
    log(own, 8194, refused)
    return undefined
  }
  const components: ComponentMetadata[] = []
  const excludeFiles: FileSet[] = []
  for (const instance of allInstances(own)) {
    const facts = databasesOf(own, instance)
    if (!facts.every(hasPrintableName)) return undefined
    for (const each of facts) describe(instance, each, components, excludeFiles)
  }
  claim(own, 'SetBackupSchema', String(SCHEMA))
  return {
    identification: {
      writerId: writer.classId,
      instanceId: writer.instanceId,
      instanceName: INSTANCE_NAME,
      friendlyName: writer.name,
      usage: 'user-data',
      source: 'transacted-db',
      majorVersion: 1,
      minorVersion: 0,
    },
    restoreMethod: {
      method: 'restore-if-can-replace',
      service: '',
      userProcedure: '',
      writerRestore: 'always',
      rebootRequired: false,
      alternateLocations: [],
    },
    backupSchema: SCHEMA,
    components,
    excludeFiles,
    excludeFilesFromSnapshot: [],
  }
}

/** None of an instance that does not run, or does not let the writer in. */
function databasesOf(own: SqlWriter, instance: Instance): readonly DatabaseFacts[] {
  const facts = describeInstance(instance)
  if (!facts.isRunning) return []
  const refused = refusedAccess(own, instance)
  if (refused === undefined) return facts.databases
  log(own, 24583, `access to ${instance.name} was refused: ${refused}`)
  return []
}

/** KB2014054: a name that begins or ends with a blank, or cannot be printed, makes Identify fail. */
function hasPrintableName({ name }: DatabaseFacts): boolean {
  return name.trim() === name && ![...name].some((letter) => letter < ' ' || letter === '\u007f')
}

function describe(
  instance: Instance,
  facts: DatabaseFacts,
  components: ComponentMetadata[],
  excludeFiles: FileSet[],
): void {
  if (facts.snapshotOf !== undefined || facts.isTempdb) return
  if (facts.unusable === undefined) components.push(componentOf(instance, facts))
  else for (const { volume, path } of facts.files) excludeFiles.push(fileSet(volume, path))
}

export function componentOf(instance: Instance, facts: DatabaseFacts): ComponentMetadata {
  const logicalPath = logicalPathOf(instance)
  const files = facts.files.map(({ volume, path }) => newComponentFile(fileSet(volume, path)))
  const folders = facts.fullTextFolders.map(({ volume, path }) =>
    newComponentFile({ path: `${volume}${path}`, fileSpec: '*', recursive: true }),
  )
  return {
    ...newComponentMetadata({ type: 'filegroup', logicalPath, name: facts.name }),
    notifyOnBackupComplete: true,
    flags: COMPONENT_FLAGS.appRollbackRecovery,
    files: [...files, ...folders],
  }
}

function fileSet(volume: string, path: string): FileSet {
  return { ...splitPlace(volume, path), recursive: false }
}

/** `D:\data` and `sales.mdf`. */
export function splitPlace(volume: string, path: string): { path: string; fileSpec: string } {
  const at = path.lastIndexOf('\\')
  return { path: `${volume}${path.slice(0, at) || '\\'}`, fileSpec: path.slice(at + 1) }
}
