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
export { decimalLsn, formatLsn, SQL_ERRORS } from '../page/index.js'
export type { Boot, RecoveryModel } from './boot.js'
export * from './database/index.js'
export * from './instance/index.js'
export { finishRecovery, type Place, type RolledForward, rollForward } from './restart.js'
export * from './views.js'
