export {
  abortBranch,
  type Branch,
  commitBranch,
  enlist,
  isInDoubt,
  prepareBranch,
} from './branch.js'
export { createFiles, type DatabaseOptions, type FileOptions, PRIMARY_FILEGROUP } from './create.js'
export {
  type Database,
  type DatabaseState,
  isAlive,
  type Online,
  onlineWith,
  requireOnline,
  type Suspension,
} from './database.js'
export { openEmergency, requireReadable } from './emergency.js'
export { changeExtents, EXTENT_TABLE, type ExtentRows } from './extent-rows.js'
export { isReadOnlyFilegroup, setFilegroupReadOnly } from './filegroups.js'
export {
  addFile,
  changeFile,
  enlargeFile,
  fileNamed,
  removeFile,
  renameFileLogically,
  setGrowth,
} from './files.js'
export { freeze, isHeld, thaw, whenWritable } from './freeze.js'
export { compareKeys, foldKey, joinKey, keyOf } from './key.js'
export { lockName, lockRow, whenUnlocked } from './locks.js'
export {
  closeDatabase,
  crashDatabase,
  markSuspect,
  openDatabase,
  setOption,
  takeCheckpoint,
  useDatabase,
} from './open.js'
export {
  insert,
  lookUp,
  peek,
  peekAll,
  remove,
  scanSerializable,
  scanTable,
  update,
} from './rows.js'
export { emptyFile, shrinkDatabase, shrinkFile } from './shrink.js'
export {
  createTable,
  describeTable,
  dropTable,
  findTable,
  firstAtLeast,
  sortedKeys,
  type Table,
  type TableDefinition,
  type TableDetails,
} from './table.js'
export { lockRowOf, lockTable, tryLockRowOf } from './table-locks.js'
export {
  begin,
  commit,
  rollback,
  rollbackTo,
  save,
  takeBack,
  type UserTransaction,
} from './transaction.js'
export { uniqueLocks } from './uniques.js'
