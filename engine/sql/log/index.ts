export { SECTOR_BYTES } from './block.js'
export {
  addLogFile,
  append,
  createLog,
  flush,
  formatLogFile,
  growLog,
  hasRoom,
  isLogFileFree,
  LOG_WRITE_POINT,
  type Log,
  removeLogFile,
  truncate,
  usedShare,
} from './log.js'
export {
  type ActiveTransaction,
  CHECKPOINT_ROWS_MAX,
  type Change,
  type ChangeKind,
  type DirtyPage,
  inverse,
  type LogRecord,
  type TransactionId,
} from './record.js'
export { openLog, scan, type Visit } from './scan.js'
