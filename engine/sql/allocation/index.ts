export { applyLogged, markChanged } from './apply-logged.js'
export { insertIntoChain, type PageReader, removeFromChain, rowsOfChain } from './chain.js'
export { changedExtents } from './extents.js'
export { changeFileEntry, encodeEntry, FILES_OBJECT, readFileTable } from './file-table.js'
export { isFileEmpty, resizeDataFile } from './filegroup.js'
export { addHeapPage, createHeap, freeHeap, type Heap, heapPages } from './heap.js'
export { shrinkDataFile } from './shrink.js'
export {
  beginTransaction,
  createStorage,
  inDurableTransaction,
  inSystemTransaction,
  logAbort,
  logCommit,
  perform,
  reserveFor,
  rollBack,
  type Storage,
  startLogging,
  type Transaction,
  type UndoEntry,
} from './storage.js'
