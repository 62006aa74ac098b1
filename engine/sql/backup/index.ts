export { type BackupOptions, backupDatabase } from './backup.js'
export {
  BACKUP_ERRORS,
  type BackupError,
  type BackupErrorName,
  type BackupOutcome,
} from './backup-error.js'
export type { BackupSet, DifferentialBase } from './backup-set.js'
export {
  type RestoreOptions,
  type RestoreTarget,
  type Restoring,
  readBackupSet,
  recoverDatabase,
  restoreDatabase,
} from './restore.js'
export { restoreDifferential } from './restore-differential.js'
