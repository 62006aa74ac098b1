export { changedExtents } from '../allocation/index.js'
export type {
  Column,
  FileEntry,
  Row,
  SqlError,
  SqlErrorName,
  SqlType,
  SqlValue,
} from '../page/index.js'
export { decimalLsn, formatLsn, refuseSql, SQL_ERRORS } from '../page/index.js'
export {
  type Boot,
  decodeBoot,
  encodeBoot,
  type RecoveryFork,
  type RecoveryModel,
  type RestoreMark,
  type UserAccess,
} from './boot.js'
export { checkDatabase } from './check-database.js'
export { truncationPoint } from './checkpoint.js'
export * from './database/index.js'
export * from './db-snapshot/index.js'
export {
  type GlobalOutcome,
  type InDoubtRule,
  KEEP_IN_DOUBT,
  PRESUME_ABORT,
} from './in-doubt.js'
export * from './instance/index.js'
export * from './replica/index.js'
export {
  inDoubtOf,
  type ResourceManager,
  SQL_RESOURCES,
  type SqlResource,
} from './resource-manager.js'
export { finishRecovery, type RolledForward, rollForward } from './restart.js'
export * from './restoring/index.js'
export * from './views.js'
