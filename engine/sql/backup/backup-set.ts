import type { Guid, Ticks } from '../../base/brand.js'
import type { FileEntry, Lsn } from '../page/index.js'
import type { RecoveryModel } from '../recovery/index.js'

/** The full backup that differentials build on. */
export interface DifferentialBase {
  readonly id: Guid
  readonly lsn: Lsn
}

/** What a backup says of itself: a row of msdb's backupset, with the files of the database. */
export interface BackupSet {
  readonly id: Guid
  /** D is a full backup, I a differential (facts 9.3). */
  readonly type: 'D' | 'I'
  readonly isCopyOnly: boolean
  readonly databaseName: string
  readonly databaseGuid: Guid
  readonly recoveryModel: RecoveryModel
  readonly firstLsn: Lsn
  readonly lastLsn: Lsn
  readonly checkpointLsn: Lsn
  /** Where the full backup before began; null for the first. */
  readonly databaseBackupLsn: Lsn | null
  /** What a differential must be restored on; null for a full backup. */
  readonly differentialBase: DifferentialBase | null
  readonly finishedAt: Ticks
  readonly files: readonly FileEntry[]
}
