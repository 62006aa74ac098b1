// Documents are typed values inside the engine; XML is made and read only at its doors.

export type {
  BackupComponent,
  BackupComponents,
  ComponentBackup,
  ComponentFailure,
  ComponentRestore,
  DifferencedFiles,
  DirectedTarget,
  FailureMessages,
  PartialFile,
  RestoreSubcomponent,
  RollForward,
  WriterComponents,
} from './backup-components.js'
export { type Base64, decodeBase64, encodeBase64, parseBase64 } from './base64.js'
export {
  type DocumentError,
  type GrammarError,
  type PrintError,
  VSS_E_CORRUPT_XML_DOCUMENT,
  VSS_E_INVALID_XML_DOCUMENT,
} from './document-error.js'
export {
  BACKUP_TYPES,
  type BackupType,
  COMPONENT_TYPES,
  type ComponentType,
  FILE_RESTORE_STATUSES,
  type FileRestoreStatus,
  RESTORE_METHODS,
  RESTORE_TARGETS,
  RESTORE_TYPES,
  type RestoreMethodType,
  type RestoreTarget,
  type RestoreType,
  ROLL_FORWARD_TYPES,
  type RollForwardType,
  SOURCE_TYPES,
  type SourceType,
  USAGE_TYPES,
  type UsageType,
  WRITER_RESTORES,
  type WriterRestore,
} from './enumerations.js'
export { type FileTime, fileTime, fileTimeOfUnixMs, unixMsOfFileTime } from './file-time.js'
export * from './new-documents.js'
export { unwrapOpaqueMetadata, wrapOpaqueMetadata } from './opaque-metadata.js'
export { parseBackupComponents } from './parse-backup-components.js'
export { parseWriterMetadata } from './parse-writer-metadata.js'
export { printBackupComponents } from './print-backup-components.js'
export { printWriterMetadata } from './print-writer-metadata.js'
export {
  type ByteRange,
  parseRanges,
  printRanges,
  type Ranges,
  type RangesFaults,
  rangesCorrespond,
  rangesFaults,
} from './ranges.js'
export { parseRangesFile, printRangesFile } from './ranges-file.js'
export {
  parseRestoreOptions,
  printRestoreOptions,
  RESTORE_OPTION,
  type RestoreOption,
  restoreOptionFor,
} from './restore-options.js'
export {
  BACKUP_SCHEMA,
  COMPONENT_FLAGS,
  FILE_SPEC_BACKUP_TYPE,
  FILE_SPEC_BACKUP_TYPE_DEFAULT,
} from './schema-flags.js'
export { parseStamp, printStamp } from './stamps.js'
export type {
  AlternateLocation,
  ComponentDependency,
  ComponentFile,
  ComponentFileRole,
  ComponentMetadata,
  FileSet,
  RestoreMethod,
  WriterIdentification,
  WriterMetadata,
} from './writer-metadata.js'
