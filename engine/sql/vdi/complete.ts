// What comes after the thaw: the metadata of each database, the end of its BACKUP command, and at
// BackupComplete the commit as differential base, which nothing else brings about.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import { commitBase, readBase } from '../backup/differential-base.js'
import { beginLogChain } from '../backup/index.js'
import { refuseSql, type SqlError } from '../page/index.js'
import { recordSnapshot } from './history.js'
import { reportBackedUp, reportUnrecorded } from './messages.js'
import { encodeMetadata } from './metadata.js'
import {
  type DatabaseSnapshot,
  endSnapshot,
  forgetChanges,
  isSameRun,
  type SnapshotBackup,
  snapshotOf,
} from './snapshot-backup.js'
import type { SnapshotSet } from './snapshot-set.js'

/** Ends the BACKUP command of a database and gives the metadata that a restore will need. */
export function finishSnapshot(
  backup: SnapshotBackup,
  name: string,
): Outcome<Uint8Array, SqlError> {
  const found = snapshotOf(backup, name)
  if (!found.ok) return found
  const snapshot = found.value
  if (snapshot.phase !== 'thawed' || snapshot.set === undefined)
    return refuseSql('CONNECTION_BROKEN', `no backup of ${name} has got that far`)
  endSnapshot(snapshot, 'ended')
  reportBackedUp(backup.instance, snapshot.set)
  return ok(encodeMetadata(snapshot.set))
}

export interface Completed {
  readonly set: SnapshotSet
  /** True when differentials build on it from now on. */
  readonly isBase: boolean
  /** Why msdb has no row of it; the backup is good all the same. */
  readonly unrecorded: SqlError | undefined
}

/** BackupComplete: of a full backup that succeeded and is not copy-only it makes the base. */
export function* completeSnapshot(
  backup: SnapshotBackup,
  name: string,
  succeeded: boolean,
): Process<Outcome<Completed | undefined, SqlError>> {
  const found = snapshotOf(backup, name)
  if (!found.ok) return found
  const snapshot = found.value
  const { set, phase } = snapshot
  if (!succeeded || phase !== 'ended' || set === undefined) {
    forgetChanges(snapshot)
    return ok(undefined)
  }
  const committed = commitIfBase(snapshot, set)
  forgetChanges(snapshot)
  if (!committed.ok) return committed
  const recorded = yield* recordSnapshot(backup.instance, set)
  const unrecorded = recorded.ok ? undefined : recorded.error
  if (unrecorded !== undefined) reportUnrecorded(backup.instance, name, unrecorded)
  return ok({ set, isBase: committed.value, unrecorded })
}

/** An instance that restarted since knows nothing of the snapshot, and another base may be newer. */
function commitIfBase(snapshot: DatabaseSnapshot, set: SnapshotSet): Outcome<boolean, SqlError> {
  const { online, changed, kind } = snapshot
  if (kind !== 'full') return ok(false)
  if (!isSameRun(snapshot))
    return refuseSql('CONNECTION_BROKEN', `${set.databaseName} was closed since its backup`)
  const { storage } = online
  const base = readBase(storage)
  if (!base.ok) return base
  const isNewest = base.value?.id === snapshot.base?.id
  if (changed === undefined || storage.changedSince !== changed || !isNewest) return ok(false)
  const committed = commitBase(storage, { id: set.id, lsn: set.checkpointLsn }, changed)
  const chained = committed.ok ? beginLogChain(online, set.firstLsn) : committed
  return chained.ok ? ok(true) : chained
}
