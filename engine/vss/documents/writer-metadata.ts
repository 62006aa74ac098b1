// What one writer says of itself when it is asked to identify (facts 7.5).
// Optional strings follow the interface they come from: an absent logical path, caption or instance
// name is the empty string; where absent and empty differ the field is nullable.

import type { Guid } from '../../base/brand.js'
import type {
  ComponentType,
  RestoreMethodType,
  SourceType,
  UsageType,
  WriterRestore,
} from './enumerations.js'

export interface WriterMetadata {
  readonly identification: WriterIdentification
  /** Null when the writer never said; WMI's document has none. */
  readonly restoreMethod: RestoreMethod | null
  /** A sum of `BACKUP_SCHEMA` flags. */
  readonly backupSchema: number
  readonly components: readonly ComponentMetadata[]
  readonly excludeFiles: readonly FileSet[]
  readonly excludeFilesFromSnapshot: readonly FileSet[]
}

export interface WriterIdentification {
  readonly writerId: Guid
  readonly instanceId: Guid
  readonly instanceName: string
  readonly friendlyName: string
  readonly usage: UsageType
  readonly source: SourceType
  readonly majorVersion: number
  readonly minorVersion: number
}

export interface RestoreMethod {
  readonly method: RestoreMethodType
  /** The service to stop and start, for the methods that do. */
  readonly service: string
  /** Where to read how to restore, for the custom method. */
  readonly userProcedure: string
  readonly writerRestore: WriterRestore
  readonly rebootRequired: boolean
  readonly alternateLocations: readonly AlternateLocation[]
}

/** Files by path and pattern. The path may hold environment variables, unexpanded. */
export interface FileSet {
  readonly path: string
  readonly fileSpec: string
  readonly recursive: boolean
}

/** Where a file set may be restored to instead. For restore only (facts 3.6). */
export interface AlternateLocation extends FileSet {
  readonly alternatePath: string
}

export interface ComponentMetadata {
  readonly type: ComponentType
  readonly logicalPath: string
  readonly name: string
  readonly caption: string
  /** In base64; empty without one. */
  readonly icon: string
  readonly restoreMetadata: boolean
  readonly notifyOnBackupComplete: boolean
  readonly selectable: boolean
  readonly selectableForRestore: boolean
  /** A sum of `COMPONENT_FLAGS`. */
  readonly flags: number
  readonly files: readonly ComponentFile[]
  readonly dependencies: readonly ComponentDependency[]
}

/** A file group has `file-list` entries; a database has data and log files. */
export type ComponentFileRole = 'file-list' | 'database-file' | 'database-log-file'

export interface ComponentFile extends FileSet {
  readonly role: ComponentFileRole
  /** Where the files are to be read from, or empty. For backup only (facts 3.6). */
  readonly alternatePath: string
  /** A sum of `FILE_SPEC_BACKUP_TYPE` flags; 3855 unless the writer says otherwise. */
  readonly backupType: number
}

export interface ComponentDependency {
  readonly writerId: Guid
  readonly logicalPath: string
  readonly componentName: string
}
