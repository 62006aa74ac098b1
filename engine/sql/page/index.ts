export * from './bytes.js'
export { checksum } from './checksum.js'
export {
  accepts,
  type Column,
  formatColumns,
  MAX_LENGTH,
  packOffset,
  parseColumns,
  type SqlType,
  type SqlValue,
  unpackOffset,
} from './column.js'
export * from './database-file.js'
export {
  freeBytesOf,
  HEADER_BYTES,
  linkBytes,
  NEXT_AT,
  nextOf,
  objectOf,
  type PageType,
  pageLsn,
  selfOf,
  setPageLsn,
  slotCount,
  typeOf,
} from './header.js'
export * from './map-pages.js'
export * from './numbers.js'
export {
  formatPage,
  isUntouched,
  newPage,
  type Page,
  sealPage,
  type UnverifiedPage,
  verifyPage,
} from './page.js'
export {
  decodeColumn,
  decodeRow,
  encodeRow,
  isGhost,
  type Row,
  type RowFormat,
  rowFormat,
  setGhost,
} from './row.js'
export {
  fits,
  insertRow,
  nextSlot,
  overwriteRow,
  ROW_BYTES_MAX,
  removeRow,
  rowAt,
} from './slots.js'
export {
  attachSparseFile,
  createSparseFile,
  detachSparseFile,
  putPage,
  readSparseFile,
  type SparseFile,
} from './sparse-file.js'
export { refuseSql, SQL_ERRORS, type SqlError, type SqlErrorName } from './sql-error.js'
