// What a snapshot backup says of a database: all that a restore has to know beside the files.

import type { Guid, Ticks } from '../../base/brand.js'
import type { FileEntry, Lsn } from '../page/index.js'
import type { RecoveryFork } from '../recovery/boot.js'
import type { Place, RecoveryModel } from '../recovery/index.js'

export type SnapshotKind = 'full' | 'copy-only' | 'differential'

export interface SnapshotFile {
  /** As the catalogue has it, but where the file was when the snapshot was taken. */
  readonly entry: FileEntry
  /** Where it is to be after the next start; null unless it is being moved. */
  readonly pending: Place | null
  /** When the file was made; a file of that number made later is another file. */
  readonly createdLsn: Lsn
}

export interface SnapshotSet {
  readonly id: Guid
  readonly kind: SnapshotKind
  /** WITH NAME of BACKUP … WITH METADATA_ONLY. */
  readonly name?: string
  readonly databaseName: string
  readonly databaseGuid: Guid
  readonly fork: RecoveryFork
  readonly recoveryModel: RecoveryModel
  /** The oldest record that recovery of the copied files needs. */
  readonly firstLsn: Lsn
  readonly checkpointLsn: Lsn
  /** The last record that is in the copied log. */
  readonly lastLsn: Lsn
  readonly databaseBackupLsn: Lsn | null
  /** What a differential must be restored on; null for the other kinds. */
  readonly base: { readonly id: Guid; readonly lsn: Lsn } | null
  readonly frozenAt: Ticks
  readonly files: readonly SnapshotFile[]
}
