// BACKUP DATABASE … WITH SNAPSHOT of several databases of an instance at once: prepare, freeze, thaw,
// and what is told of each database afterwards. All are frozen before any may thaw.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import { serviceIsRunning } from '../../host/index.js'
import type { Storage } from '../allocation/index.js'
import type { DifferentialBase } from '../backup/backup-set.js'
import { readBase } from '../backup/differential-base.js'
import { requireBackable } from '../backup/index.js'
import { type holdLog, releaseLog } from '../log/index.js'
import { refuseSql, type SqlError, type SqlErrorName } from '../page/index.js'
import {
  catchUp,
  closeIfUnused,
  type Database,
  findDatabase,
  type Instance,
  isAlive,
  type Online,
  takeCheckpoint,
  useDatabase,
} from '../recovery/index.js'
import { singleBaseOf } from './find-base.js'
import { reportFailure } from './messages.js'
import type { SnapshotKind, SnapshotSet } from './snapshot-set.js'

export interface SnapshotRequest {
  readonly kind: SnapshotKind
  readonly databases: readonly string[]
  /** How many threads the instance can give; facts 8.6 count three for each database. */
  readonly workersMax?: number
}

/** A refusal and the database it is about. */
export type SnapshotError = SqlError & { readonly database: string }

/**
 * prepared: the backup has begun. frozen: writes wait. thawed: they go on, and the snapshot holds
 * what was committed before. ended: nothing more is asked of the database. failed: likewise, and
 * there is no backup of it.
 */
export type SnapshotPhase = 'prepared' | 'frozen' | 'thawed' | 'ended' | 'failed'

export interface DatabaseSnapshot {
  readonly id: Guid
  readonly kind: SnapshotKind
  readonly database: Database
  readonly online: Online
  /** The base when the backup began. */
  readonly base: DifferentialBase | undefined
  phase: SnapshotPhase
  /** Known once it is frozen. */
  set: SnapshotSet | undefined
  /** What has changed since; identifies this snapshot among those that may become the base. */
  changed: Storage['changedSince']
  /** Keeps the log that a chain of log backups begins with. */
  hold: ReturnType<typeof holdLog> | undefined
}

export interface SnapshotBackup {
  readonly instance: Instance
  readonly kind: SnapshotKind
  /** By name in lower case. */
  readonly databases: ReadonlyMap<string, DatabaseSnapshot>
}

export const WORKERS_PER_DATABASE = 3
/** `max worker threads` of a small 64-bit server. */
const WORKERS_MAX = 512

/** Begins the backup of all the databases, or of none. */
export function prepareSnapshot(
  instance: Instance,
  request: SnapshotRequest,
): Outcome<SnapshotBackup, SnapshotError> {
  const { kind, workersMax = WORKERS_MAX } = request
  const databases = new Map<string, DatabaseSnapshot>()
  for (const name of request.databases) {
    const begun = begin(
      instance,
      name,
      kind,
      (databases.size + 1) * WORKERS_PER_DATABASE > workersMax,
    )
    if (begun.ok) {
      databases.set(name.toLowerCase(), begun.value)
      continue
    }
    reportFailure(instance, name, begun.error)
    for (const snapshot of databases.values()) endSnapshot(snapshot, 'failed')
    return refused({ ...begun.error, database: name })
  }
  return ok({ instance, kind, databases })
}

/** The part of a backup that is about that database. */
export function snapshotOf(
  { databases }: SnapshotBackup,
  name: string,
): Outcome<DatabaseSnapshot, SqlError> {
  const snapshot = databases.get(name.toLowerCase())
  return snapshot === undefined ? refuseSql('NO_SUCH_DATABASE', name) : ok(snapshot)
}

/** True while the database is the one that the backup began with: not closed or restarted since. */
export function isSameRun({ database, online }: DatabaseSnapshot): boolean {
  const { state } = database
  const current = state.kind === 'secondary' ? state.readable : state
  return current === online && isAlive(online)
}

/** Lets go of the database; whoever serialises with backups may go on. */
export function endSnapshot(snapshot: DatabaseSnapshot, phase: 'ended' | 'failed'): void {
  const { online, database } = snapshot
  snapshot.phase = phase
  online.backup = undefined
  if (phase === 'failed') forgetChanges(snapshot)
  if (isSameRun(snapshot)) closeIfUnused(database)
  // A secondary that was being backed up is behind.
  if (database.replica !== undefined) catchUp(database.replica.link)
}

/** The snapshot cannot become the base any more. */
export function forgetChanges(snapshot: DatabaseSnapshot): void {
  const { storage } = snapshot.online
  if (storage.changedSince === snapshot.changed) storage.changedSince = undefined
  if (snapshot.hold !== undefined) releaseLog(storage.log, snapshot.hold)
  snapshot.hold = undefined
  if (isSameRun(snapshot)) closeIfUnused(snapshot.database)
}

function begin(
  instance: Instance,
  name: string,
  kind: SnapshotKind,
  isShort: boolean,
): Outcome<DatabaseSnapshot, SqlError> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const database = found.value
  if (isShort) return refuseSql('WORKERS_SHORT', name)
  if (database.state.kind === 'closed') useDatabase(database)
  const backable = requireBackable(database)
  if (!backable.ok) return backable
  const online = backable.value
  if (database.state.kind === 'secondary' && kind !== 'copy-only')
    return refuseSql('SECONDARY_BACKUP', name)
  const base = kind === 'differential' ? singleBaseOf(online) : readBase(online.storage)
  if (!base.ok) return base
  const reason = unfit(online, { name, kind, base: base.value })
  if (reason !== undefined) return refuseSql(reason, name)
  const checked = takeCheckpoint(online)
  if (!checked.ok) return checked
  online.backup = { shrinkDisabled: false }
  const id = instance.host.sim.random('sql.snapshot').guid()
  return ok({
    id,
    kind,
    database,
    online,
    base: base.value,
    phase: 'prepared',
    set: undefined,
    changed: undefined,
    hold: undefined,
  })
}

function unfit(
  online: Online,
  of: {
    readonly name: string
    readonly kind: SnapshotKind
    readonly base: DifferentialBase | undefined
  },
): SqlErrorName | undefined {
  if (online.backup?.suspension !== undefined) return 'SNAPSHOT_IN_PROGRESS'
  if (online.backup !== undefined) return 'BACKUP_SERIALISED'
  if (of.kind !== 'differential') return undefined
  if (of.name.toLowerCase() === 'master') return 'MASTER_FULL_ONLY'
  return of.base === undefined ? 'NO_BASE' : undefined
}
