export { type ContextName, isPersistent } from './context.js'
export { createVss, registerWriter, type Vss } from './coordinator.js'
export * from './documents/index.js'
export { hresult, S_OK, symbolOf, type VssCode } from './hresult.js'
export { takePersistentShadow } from './persistent-shadow.js'
export {
  abortBackup,
  addComponent,
  addToSnapshotSet,
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  gatherWriterStatus,
  initializeForBackup,
  openSet,
  prepareForBackup,
  type Requestor,
  release,
  selectedWriterError,
  setBackupState,
  setBackupSucceeded,
  setContext,
  startSnapshotSet,
} from './requestor.js'
export { type SnapshotSet, SOFTWARE_PROVIDER } from './snapshot-set.js'
export {
  errorText,
  hasFailed,
  RETURNED_FALSE,
  stateText,
  WRITER_STATES,
  type Writer,
  type WriterBehaviour,
} from './writer.js'
