// What a requestor and the writers tell one another during one backup or restore, and what the
// requestor keeps beside the backup for the day of the restore (facts 7.1 to 7.4 and 7.6).
// Absent logical paths and instance names are the empty string; where absent and empty differ the
// field is nullable.

import type { Guid, HResult } from '../../base/brand.js'
import type { Base64 } from './base64.js'
import type {
  BackupType,
  ComponentType,
  FileRestoreStatus,
  RestoreTarget,
  RestoreType,
  RollForwardType,
} from './enumerations.js'
import type { FileTime } from './file-time.js'
import type { AlternateLocation } from './writer-metadata.js'

export interface BackupComponents {
  readonly bootableSystemStateBackup: boolean
  readonly selectComponents: boolean
  readonly backupType: BackupType
  readonly partialFileSupport: boolean
  /** Null until a snapshot set is started. */
  readonly snapshotSetId: Guid | null
  readonly restoreType: RestoreType
  readonly writers: readonly WriterComponents[]
}

export interface WriterComponents {
  readonly writerId: Guid
  readonly instanceId: Guid
  readonly instanceName: string
  /** A sum of `BACKUP_SCHEMA` flags. */
  readonly backupSchema: number
  readonly components: readonly BackupComponent[]
}

/** One component as the backup and the restore know it. */
export interface BackupComponent extends ComponentBackup, ComponentRestore {
  readonly type: ComponentType
  readonly logicalPath: string
  readonly name: string
  readonly failureMessages: FailureMessages
  readonly failure: ComponentFailure | null
}

export interface ComponentBackup {
  /** Null when the requestor never said, which a writer must read as a failure (facts 14, bug 7). */
  readonly backupSucceeded: boolean | null
  readonly backupOptions: string | null
  /** Opaque to the requestor (facts 7.3). */
  readonly backupStamp: string | null
  readonly previousBackupStamp: string | null
  readonly backupMetadata: Base64 | null
  readonly partialFiles: readonly PartialFile[]
  readonly differencedFiles: readonly DifferencedFiles[]
}

export interface ComponentRestore {
  readonly selectedForRestore: boolean
  /** The writer instance to restore to when it is not the one backed up (facts 7.4). */
  readonly selectedForRestoreInstanceId: Guid | null
  readonly restoreMetadata: Base64 | null
  /** Verbatim; `parseRestoreOptions` reads it. */
  readonly restoreOptions: string | null
  readonly additionalRestores: boolean
  readonly authoritativeRestore: boolean
  readonly rollForward: RollForward | null
  readonly restoreName: string | null
  readonly restoreTarget: RestoreTarget
  readonly fileRestoreStatus: FileRestoreStatus
  readonly newTargets: readonly AlternateLocation[]
  readonly alternateLocations: readonly AlternateLocation[]
  readonly directedTargets: readonly DirectedTarget[]
  readonly restoreSubcomponents: readonly RestoreSubcomponent[]
}

/** One file of which only some bytes are in the backup (facts 7.1). */
export interface PartialFile {
  readonly path: string
  /** No wildcards. */
  readonly fileName: string
  /** Verbatim, as the writer gave it; `parseRanges` reads it. */
  readonly ranges: string
  /** The writer's own, returned verbatim. */
  readonly metadata: string
}

/** Files to copy whole when they changed since a time (facts 7.2). */
export interface DifferencedFiles {
  readonly path: string
  readonly fileSpec: string
  readonly recursive: boolean
  /** Zero: the requestor decides with its own history. */
  readonly lastModifyTime: FileTime
}

/** Part of a file restored into part of another; both ranges verbatim (facts 7.4). */
export interface DirectedTarget {
  readonly sourcePath: string
  readonly sourceFileName: string
  readonly sourceRanges: string
  readonly destinationPath: string
  readonly destinationFileName: string
  readonly destinationRanges: string
}

export interface RestoreSubcomponent {
  readonly logicalPath: string
  readonly componentName: string
}

export interface RollForward {
  readonly type: RollForwardType
  readonly point: string
}

/** What the writer said went wrong with this component, by the event in which it did. */
export interface FailureMessages {
  readonly prepareForBackup: string | null
  readonly postSnapshot: string | null
  readonly preRestore: string | null
  readonly postRestore: string | null
}

/** The per-component status behind VSS_E_WRITERERROR_PARTIAL_FAILURE (facts 1.1). */
export interface ComponentFailure {
  readonly hresult: HResult
  readonly applicationHresult: HResult
  readonly message: string
}
