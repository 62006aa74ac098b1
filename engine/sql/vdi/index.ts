// The snapshot path of SQL Server: what a writer may know of instances and databases.

export { refuseSql, SQL_ERRORS, type SqlError, type SqlErrorName } from '../page/index.js'
export { findDatabase, type Instance, isSysadmin, type Place } from '../recovery/index.js'
export {
  ATTACH_POINT,
  type AutoRecoveryOptions,
  autoRecover,
  DETACH_POINT,
  SHRINK_POINT,
} from './auto-recovery.js'
export { type Completed, completeSnapshot, finishSnapshot } from './complete.js'
export {
  attachCopies,
  attachMoved,
  attachReadOnly,
  type CopyOfDatabase,
  filesInCopy,
  wasShutCleanly,
} from './copy-of-database.js'
export {
  type DatabaseFacts,
  describeDatabase,
  describeInstance,
  type FileFacts,
  type InstanceFacts,
} from './enumerate.js'
export { differentialBaseOf } from './find-base.js'
export { forgetSnapshot } from './forget.js'
export {
  abortSnapshot,
  FREEZE_POINT,
  freezeSnapshot,
  THAW_POINT,
  thawSnapshot,
} from './freeze-thaw.js'
export { decodeMetadata, encodeMetadata } from './metadata.js'
export { moveCatalogs } from './move-catalogs.js'
export {
  COLLECT_POINT,
  collectPartialFiles,
  type PartialFile,
  RANGE_TEXT_BYTES_MAX,
  SHRINK_DISABLED_POINT,
} from './partial-files.js'
export { type Placement, placementOf } from './placement.js'
export {
  type FinishOptions,
  finishRestore,
  prepareRestore,
  restoreInPlace,
  type SnapshotRestore,
} from './restore.js'
export type { Move, RestoreOptions } from './restore-plan.js'
export {
  prepareSnapshot,
  type SnapshotBackup,
  type SnapshotError,
  type SnapshotRequest,
} from './snapshot-backup.js'
export type { SnapshotFile, SnapshotKind, SnapshotSet } from './snapshot-set.js'
export {
  backUpMetadata,
  GROUP_MAX,
  type MetadataMedia,
  readMetadataBackup,
  resume,
  type SuspendRequest,
  type SuspendStatus,
  suspend,
  suspendStatus,
} from './suspend.js'
