export { type BackupOptions, backupDatabase } from './backup.js'
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
