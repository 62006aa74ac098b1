export { SECTOR_BYTES } from './block.js'
export {
  addLogFile,
  append,
  createLog,
  emptyLog,
  flush,
  formatLogFile,
  growLog,
  hasRoom,
  holdLog,
  isLogFileFree,
  LOG_WRITE_POINT,
  type Log,
  type LogHold,
  logAt,
  logFilePages,
  releaseLog,
  removeLogFile,
  truncate,
  usedShare,
} from './log.js'
export { type LogFileLayout, layoutsOf, readPiece } from './pieces.js'
export {
  type ActiveTransaction,
  CHECKPOINT_ROWS_MAX,
  type Change,
  type ChangeKind,
  type DirtyPage,
  inverse,
  type LogRecord,
  type Prepared,
  type TransactionId,
} from './record.js'
export {
  adoptGeometry,
  blocksIn,
  cutBehind,
  type LogPiece,
  type PlacedBlock,
  placeBlock,
  readVirtualLogs,
  visitBlock,
} from './restore-log.js'
export { type BlockRun, blockRuns, openLog, scan, type Visit } from './scan.js'
export { shrinkLog } from './shrink-log.js'
