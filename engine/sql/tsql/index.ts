export { PRODUCT_VERSION } from './catalog/version.js'
export type { CoordinatorPort, DistributedTransaction, OpenPart, SqlHost } from './host.js'
export * from './port.js'
export { bulkLoad, callProcedure, runBatch, transactionRequest } from './run/requests.js'
export { type SessionFacts, sessionFacts } from './session/facts.js'
export { checkPassword, setPassword } from './session/password.js'
export { closeSession, openSqlSession, resetSession, type SqlSession } from './session/session.js'
export {
  type TableInfo,
  tableInfo,
  visibleColumns,
  wireTypeOfColumn,
} from './storage/table-info.js'
