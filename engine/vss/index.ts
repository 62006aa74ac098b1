export {
  disableWriterClasses,
  disableWriterInstances,
  enableWriterClasses,
  saveAsXml,
  setBackupOptions,
  setPreviousBackupStamp,
} from './backup-options.js'
export { ATTRIBUTES, type ContextName, isPersistent } from './context.js'
export { type ComponentKey, type Conversation, findComponent } from './conversation.js'
export { createVss, registerWriter, type Vss } from './coordinator.js'
export * from './documents/index.js'
export { hresult, S_OK, symbolOf, type VssCode } from './hresult.js'
export { onVssIdle, VSS_IDLE_TIMER } from './idle.js'
export { note, type VssEvent } from './journal.js'
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
export {
  addAlternativeLocationMapping,
  addNewTarget,
  addRestoreSubcomponent,
  initializeForRestore,
  postRestore,
  preRestore,
  setAdditionalRestores,
  setFileRestoreStatus,
  setRangesFilePath,
  setRestoreOptions,
  setRestoreState,
  setSelectedForRestore,
} from './restore.js'
export {
  effectiveBackupType,
  fullLogicalPath,
  implicitComponents,
  includedComponents,
  mayBeNamed,
  supportsBackupType,
} from './selection.js'
export {
  providerOf,
  type SnapshotSet,
  SOFTWARE_PROVIDER,
  SYSTEM_PROVIDER,
} from './snapshot-set.js'
export { deleteSnapshots, getSnapshotProperties, type SnapshotProperties } from './snapshots.js'
export {
  type ApplicationLevel,
  errorText,
  hasFailed,
  RETURNED_FALSE,
  stateText,
  WRITER_STATES,
  type Writer,
  type WriterBehaviour,
} from './writer.js'
export {
  addDifferencedFiles,
  addDirectedTarget,
  addPartialFile,
  areComponentsSelected,
  isAutoRecovered,
  isPartialFileSupportEnabled,
  isRollbackSnapshot,
  requestedBackupType,
  sessionBackupType,
  setBackupMetadata,
  setBackupStamp,
  setComponentFailure,
  setFailureMessage,
  setRestoreTarget,
  snapshotDevice,
  snapshotVolumes,
  type WriterSession,
  writerComponents,
} from './writer-session.js'
