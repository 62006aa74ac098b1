export { type BackupOptions, backupDatabase, beginLogChain, requireBackable } from './backup.js'
export { backupLog, type LogBackupOptions } from './backup-log.js'
export type { BackupSet, DifferentialBase } from './backup-set.js'
export { readBase } from './differential-base.js'
export { baseOfFile, type FileBackup, fileBackupsSince } from './file-backups.js'
export {
  type HistoryOfSet,
  historyOf,
  historyRows,
  installHistory,
  type MediaFamily,
  type RestoreEvent,
  recordBackup,
  recordRestore,
} from './history.js'
export type { MediaPlace } from './media.js'
export { findSets } from './media-sets.js'
export {
  type AnyBackup,
  backUpOn,
  type Completed,
  recoverOn,
  restoreDifferentialOn,
  restoreLogOn,
  restoreOn,
} from './on-instance.js'
export {
  layRestore,
  planRestore,
  type RestoreOptions,
  type RestorePlan,
  type RestoreTarget,
  readBackupSet,
  recoverDatabase,
  restoreDatabase,
} from './restore.js'
export { restoreDifferential } from './restore-differential.js'
export { type RestoredLog, type RestoreLogOptions, restoreLog, type StopAt } from './restore-log.js'
