// Freeze and thaw of a snapshot backup. What was appended to the log is on disk before the freeze, so
// the files hold everything that was done up to then; what was committed later is not in the snapshot.

import type { Span } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import { faultInForce, later, noteEffect, type Process, sleepUntil } from '../../sim/index.js'
import { flush, holdLog } from '../log/index.js'
import { refuseSql, type SqlError } from '../page/index.js'
import { freeze, thaw } from '../recovery/index.js'
import { describeOnline } from './describe.js'
import { reportFailure, reportFrozen, reportThawed } from './messages.js'
import {
  type DatabaseSnapshot,
  endSnapshot,
  isSameRun,
  type SnapshotBackup,
  type SnapshotError,
} from './snapshot-backup.js'

/** The fault points before each database freezes, and before each thaws. */
export const FREEZE_POINT = 'sql.snapshot.freeze'
export const THAW_POINT = 'sql.snapshot.thaw'

/** Fault `freeze-stuck`, where: the database. Its freeze comes no further while the fault is there. */
const FREEZE_STUCK = 'freeze-stuck'
const STUCK_LOOK = 1_000_000 as Span

/** Freezes all databases; when one cannot be frozen the backup fails and all go on. */
export function* freezeSnapshot(
  backup: SnapshotBackup,
): Process<Outcome<undefined, SnapshotError>> {
  for (const snapshot of backup.databases.values()) {
    const { name } = snapshot.database
    const frozen = yield* freezeOne(backup, snapshot)
    if (frozen.ok) continue
    abortSnapshot(backup, frozen.error)
    return refused({ ...frozen.error, database: name })
  }
  return ok(undefined)
}

/** Lets all databases go on; refuses with the first that was lost while it was frozen. */
export function thawSnapshot(backup: SnapshotBackup): Outcome<undefined, SnapshotError> {
  let lost: SnapshotError | undefined
  for (const snapshot of backup.databases.values()) {
    const { name } = snapshot.database
    backup.instance.host.sim.points.reach(THAW_POINT)
    if (release(backup, snapshot)) snapshot.phase = 'thawed'
    else {
      const { error } = refuseSql('CONNECTION_BROKEN', `${name} was closed while it was frozen`)
      fail(backup, snapshot, error)
      lost ??= { ...error, database: name }
    }
  }
  return lost === undefined ? ok(undefined) : refused(lost)
}

/** Ends the backup wherever it is: what is frozen goes on, nothing is a base. */
export function abortSnapshot(backup: SnapshotBackup, why: SqlError): void {
  for (const snapshot of backup.databases.values()) {
    if (snapshot.phase === 'ended' || snapshot.phase === 'failed') continue
    release(backup, snapshot)
    fail(backup, snapshot, why)
  }
}

function* freezeOne(
  backup: SnapshotBackup,
  snapshot: DatabaseSnapshot,
): Process<Outcome<undefined, SqlError>> {
  const { sim } = backup.instance.host
  const { online, database, kind } = snapshot
  sim.points.reach(FREEZE_POINT)
  for (let fault = stuck(snapshot); fault !== undefined; fault = stuck(snapshot)) {
    noteEffect(fault, sim.now, `the freeze of ${database.name} came no further`)
    yield* sleepUntil(later(sim.now, STUCK_LOOK))
  }
  if (snapshot.phase !== 'prepared') return refuseSql('CONNECTION_BROKEN', 'it was aborted')
  if (!isSameRun(snapshot)) return refuseSql('CONNECTION_BROKEN', `${database.name} was closed`)
  const flushed = flush(online.storage.log)
  if (!flushed.ok) return flushed
  freeze(online)
  snapshot.phase = 'frozen'
  const set = describeOnline(snapshot)
  if (!set.ok) return set
  snapshot.set = set.value
  if (kind === 'full') {
    snapshot.changed = new Map()
    online.storage.changedSince = snapshot.changed
    const { recoveryModel, logBackedUpTo } = online.boot
    if (recoveryModel !== 'SIMPLE' && logBackedUpTo === undefined)
      snapshot.hold = holdLog(online.storage.log, set.value.firstLsn)
  }
  reportFrozen(backup.instance, database.name)
  return ok(undefined)

  function stuck({ phase }: DatabaseSnapshot) {
    if (phase !== 'prepared') return undefined
    return faultInForce(sim.faults, FREEZE_STUCK, database.name)
  }
}

/** True when the database was frozen up to now. */
function release(backup: SnapshotBackup, snapshot: DatabaseSnapshot): boolean {
  const { online, phase, database } = snapshot
  if (phase !== 'frozen' || !isSameRun(snapshot) || online.freeze.kind !== 'frozen') return false
  thaw(online)
  reportThawed(backup.instance, database.name)
  return true
}

function fail(backup: SnapshotBackup, snapshot: DatabaseSnapshot, error: SqlError): void {
  endSnapshot(snapshot, 'failed')
  reportFailure(backup.instance, snapshot.database.name, error)
}
