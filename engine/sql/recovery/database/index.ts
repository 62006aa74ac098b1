export { createFiles, type DatabaseOptions, type FileOptions, PRIMARY_FILEGROUP } from './create.js'
export {
  type Database,
  type DatabaseState,
  isAlive,
  type Online,
  onlineWith,
  requireOnline,
} from './database.js'
export {
  addFile,
  changeFile,
  enlargeFile,
  fileNamed,
  removeFile,
  renameFileLogically,
  setGrowth,
  shrinkFile,
} from './files.js'
export { freeze, isHeld, thaw, whenWritable } from './freeze.js'
export {
  closeDatabase,
  crashDatabase,
  openDatabase,
  setOption,
  takeCheckpoint,
  useDatabase,
} from './open.js'
export { insert, lookUp, peek, peekAll, remove, scanTable, update } from './rows.js'
export { createTable, dropTable, findTable, type Table, type TableDefinition } from './table.js'
export { begin, commit, rollback, rollbackTo, save, type UserTransaction } from './transaction.js'
