import type { Guid } from '../../base/brand.js'
import type { BackupComponent, BackupComponents, WriterComponents } from './backup-components.js'
import type { ComponentType } from './enumerations.js'
import { FILE_SPEC_BACKUP_TYPE_DEFAULT } from './schema-flags.js'
import type { ComponentFile, ComponentMetadata } from './writer-metadata.js'

/** A requestor's document before it has said anything. */
export function newBackupComponents(): BackupComponents {
  return {
    bootableSystemStateBackup: false,
    selectComponents: false,
    backupType: 'undefined',
    partialFileSupport: false,
    snapshotSetId: null,
    restoreType: 'undefined',
    writers: [],
  }
}

export function newWriterComponents(writer: {
  readonly writerId: Guid
  readonly instanceId: Guid
  readonly instanceName?: string
  readonly backupSchema?: number
}): WriterComponents {
  return { instanceName: '', backupSchema: 0, ...writer, components: [] }
}

/** A component as AddComponent leaves it. */
export function newBackupComponent(identity: {
  readonly type: ComponentType
  readonly logicalPath: string
  readonly name: string
}): BackupComponent {
  return {
    ...identity,
    backupSucceeded: null,
    backupOptions: null,
    backupStamp: null,
    previousBackupStamp: null,
    backupMetadata: null,
    partialFiles: [],
    differencedFiles: [],
    selectedForRestore: false,
    selectedForRestoreInstanceId: null,
    restoreMetadata: null,
    restoreOptions: null,
    additionalRestores: false,
    authoritativeRestore: false,
    rollForward: null,
    restoreName: null,
    restoreTarget: 'undefined',
    fileRestoreStatus: 'undefined',
    newTargets: [],
    alternateLocations: [],
    directedTargets: [],
    restoreSubcomponents: [],
    failureMessages: {
      prepareForBackup: null,
      postSnapshot: null,
      preRestore: null,
      postRestore: null,
    },
    failure: null,
  }
}

/** A component as a writer's AddComponent leaves it, before files are added. */
export function newComponentMetadata(identity: {
  readonly type: ComponentType
  readonly logicalPath: string
  readonly name: string
}): ComponentMetadata {
  const { type, logicalPath, name } = identity
  return {
    type,
    logicalPath,
    name,
    caption: '',
    icon: '',
    restoreMetadata: false,
    notifyOnBackupComplete: false,
    selectable: true,
    selectableForRestore: true,
    flags: 0,
    files: [],
    dependencies: [],
  }
}

export function newComponentFile(file: {
  readonly path: string
  readonly fileSpec: string
  readonly role?: ComponentFile['role']
  readonly recursive?: boolean
}): ComponentFile {
  return {
    role: 'file-list',
    recursive: false,
    alternatePath: '',
    backupType: FILE_SPEC_BACKUP_TYPE_DEFAULT,
    ...file,
  }
}
