export { applyLogged, markChanged, markGrownMaps } from './apply-logged.js'
export { insertIntoChain, type PageReader, removeFromChain, rowsOfChain } from './chain.js'
export { addExtentAt } from './extent-at.js'
export { changedExtents, extentCount } from './extents.js'
export { changeFileEntry, encodeEntry, FILES_OBJECT, readFileTable } from './file-table.js'
export { filesOf, isFileEmpty, pickExtent, resizeDataFile } from './filegroup.js'
export { addHeapPage, createHeap, freeHeap, type Heap, heapExtents, heapPages } from './heap.js'
export {
  allocatedPagesOf,
  type ExtentPlace,
  freeExtentBefore,
  link,
  moveHeapExtent,
  moveSinglePage,
  type PageMove,
  singlePageBefore,
} from './move-pages.js'
export { shrinkDataFile, shrinkLogFile } from './shrink.js'
export {
  adoptPrepared,
  beginTransaction,
  createStorage,
  inDurableTransaction,
  inSystemTransaction,
  logAbort,
  logCommit,
  logPrepare,
  perform,
  reserveFor,
  rollBack,
  type Storage,
  startLogging,
  type Transaction,
  type UndoEntry,
} from './storage.js'
