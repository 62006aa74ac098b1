// A snapshot in the terms of msdb's history.

import type { Outcome } from '../../base/outcome.js'
import { LOCAL_SYSTEM_ACCOUNT } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import { type BackupSet, type MediaFamily, recordBackup, recordRestore } from '../backup/index.js'
import { PAGE_BYTES, type SqlError } from '../page/index.js'
import type { Instance } from '../recovery/index.js'
import type { SnapshotSet } from './snapshot-set.js'

/** Virtual devices are type 7 and have a name that nobody chose (facts 9.3). */
const VIRTUAL_DEVICE = 7

/** Refuses with 3009 when msdb takes no rows; the backup is good all the same. */
export function* recordSnapshot(
  instance: Instance,
  set: SnapshotSet,
  media: MediaFamily = { physicalName: `{${set.id}}1`, deviceType: VIRTUAL_DEVICE },
): Process<Outcome<undefined, SqlError>> {
  const backup = backupSetOf(instance, set)
  // Only an estimate: what is copied is not SQL Server's matter (facts 9.3).
  const pages = set.files.reduce((sum, { entry }) => sum + entry.sizePages, 0)
  const about = { media, userName: LOCAL_SYSTEM_ACCOUNT, sizeBytes: pages * PAGE_BYTES }
  return yield* recordBackup(instance, backup, about)
}

export function* recordSnapshotRestore(
  instance: Instance,
  set: SnapshotSet,
  as: { readonly database: string; readonly recovery: boolean },
): Process<Outcome<undefined, SqlError>> {
  return yield* recordRestore(instance, {
    ...as,
    set: backupSetOf(instance, set),
    userName: LOCAL_SYSTEM_ACCOUNT,
    replace: true,
    stopAt: null,
  })
}

function backupSetOf({ host }: Instance, set: SnapshotSet): BackupSet {
  const { id, kind, databaseName, databaseGuid, recoveryModel, fork, frozenAt, base } = set
  return {
    id,
    type: kind === 'differential' ? 'I' : 'D',
    isCopyOnly: kind === 'copy-only',
    isSnapshot: true,
    name: set.name,
    databaseName,
    databaseGuid,
    recoveryModel,
    fork,
    firstLsn: set.firstLsn,
    lastLsn: set.lastLsn,
    checkpointLsn: set.checkpointLsn,
    databaseBackupLsn: set.databaseBackupLsn,
    differentialBase: base,
    fileBases: [],
    beginsLogChain: false,
    startedAt: frozenAt,
    finishedAt: host.sim.now,
    files: set.files.map(({ entry }) => entry),
    logFiles: [],
  }
}
