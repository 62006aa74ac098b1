import type { Guid, Ticks } from '../../base/brand.js'
import type { LogFileLayout } from '../log/index.js'
import type { FileEntry, Lsn } from '../page/index.js'
import type { RecoveryFork, RecoveryModel } from '../recovery/index.js'

/** The full backup that differentials build on. */
export interface DifferentialBase {
  readonly id: Guid
  readonly lsn: Lsn
}

/** What a backup says of itself: a row of msdb's backupset, with the files of the database. */
export interface BackupSet {
  readonly id: Guid
  /** D is a full backup, I a differential, F one of files, L one of the log (facts 9.3). */
  readonly type: 'D' | 'I' | 'F' | 'L'
  readonly isCopyOnly: boolean
  readonly isSnapshot: boolean
  /** WITH NAME, and WITH DESCRIPTION. */
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly databaseName: string
  readonly databaseGuid: Guid
  readonly recoveryModel: RecoveryModel
  readonly fork: RecoveryFork
  readonly firstLsn: Lsn
  readonly lastLsn: Lsn
  readonly checkpointLsn: Lsn
  /** Where the full backup before began; null for the first. */
  readonly databaseBackupLsn: Lsn | null
  /** What a differential must be restored on; null for any other backup. */
  readonly differentialBase: DifferentialBase | null
  /** Of a differential: the backups of files that it rests on beside its base. */
  readonly fileBases: readonly Guid[]
  /** True for the first log backup of a chain. */
  readonly beginsLogChain: boolean
  readonly startedAt: Ticks
  readonly finishedAt: Ticks
  readonly files: readonly FileEntry[]
  /** How the log files were divided when the backup ended. */
  readonly logFiles: readonly LogFileLayout[]
}
