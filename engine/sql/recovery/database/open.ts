// Opening and closing: what brings a database to `online`, and what its state is when that fails.

import { type Outcome, ok } from '../../../base/outcome.js'
import { flush, usedShare } from '../../log/index.js'
import {
  closeDatabaseFile,
  type DatabaseFile,
  type Lsn,
  lsnParts,
  refuseSql,
  type SqlError,
} from '../../page/index.js'
import { type Boot, writeBoot } from '../boot.js'
import { checkpoint as writeCheckpoint } from '../checkpoint.js'
import { openSnapshot } from '../db-snapshot/open-snapshot.js'
import type { InDoubtRule } from '../in-doubt.js'
import { beginSending } from '../replica/primary.js'
import { restart } from '../restart.js'
import { adoptBranches } from './branch.js'
import {
  type Database,
  type DatabaseState,
  type Online,
  onlineWith,
  requireOnline,
} from './database.js'
import { abandonLocks } from './locks.js'
import { loadTables } from './table.js'

/** Opens the files and recovers; the state afterwards says how that went. */
export function openDatabase(
  database: Database,
  inDoubt?: InDoubtRule,
): Outcome<undefined, SqlError> {
  if (database.snapshotOf !== undefined) return openSnapshot(database)
  // Nothing but the end of the restore opens it.
  if (database.state.kind === 'restoring') return refuseSql('DB_RESTORING', database.name)
  const files: DatabaseFile[] = []
  database.state = { kind: 'recovering', files }
  const opened = restart(database.sim, database, files, inDoubt)
  if (!opened.ok) return settle(database, opened.error)
  const online = onlineWith(opened.value)
  const tables = loadTables(online)
  const loaded = tables.ok ? adoptBranches(online) : tables
  if (!loaded.ok) {
    closeFiles(online)
    return settle(database, loaded.error)
  }
  database.state = online
  if (database.replica?.role === 'primary') beginSending(online, database.replica.link)
  return ok(undefined)
}

/** The database, opened first if it had closed itself. */
export function useDatabase(database: Database): Outcome<Online, SqlError> {
  if (database.state.kind === 'closed') {
    const opened = openDatabase(database)
    if (!opened.ok) return opened
  }
  return requireOnline(database)
}

export function takeCheckpoint(online: Online, shutDown?: true): Outcome<undefined, SqlError> {
  // Nothing is written to a read-only database, so there is nothing to write out; what redo makes of
  // a secondary is on disk already.
  if (online.boot.readOnly || online.boot.restore.kind === 'rolling') return ok(undefined)
  const checked = writeCheckpoint(online.storage, { ...online.boot, shutDown })
  if (checked.ok) {
    online.boot = checked.value
    return ok(undefined)
  }
  const { name, detail } = checked.error
  return name === 'CONNECTION_BROKEN' ? checked : refuseSql('CHECKPOINT_FAILED', detail)
}

/** Facts 10: in SIMPLE a checkpoint comes by itself when the log is 70 % full, if it frees any of it. */
export function checkpointIfNeeded(online: Online): Outcome<undefined, SqlError> {
  const { storage, boot } = online
  const { log, active } = storage
  // Until its chain of log backups begins, a database in FULL gives log space back as in SIMPLE.
  const isChained = boot.recoveryModel !== 'SIMPLE' && boot.logBackedUpTo !== undefined
  if (isChained || usedShare(log) < CHECKPOINT_SHARE) return ok(undefined)
  let oldest = log.end
  for (const { begin } of active.values()) oldest = Math.min(oldest, begin ?? oldest) as Lsn
  const helps = lsnParts(oldest).sequence > lsnParts(log.truncation).sequence
  return helps ? takeCheckpoint(online) : ok(undefined)
}

const CHECKPOINT_SHARE = 0.7

/** Changes an option; it is on disk when this returns. */
export function setOption(
  online: Online,
  option: Partial<
    Pick<
      Boot,
      'recoveryModel' | 'readOnly' | 'userAccess' | 'autoClose' | 'logBackedUpTo' | 'isNewChain'
    >
  >,
): Outcome<undefined, SqlError> {
  const { storage } = online
  if (isPinned(online.boot.name, option)) return refuseSql('OPTION_REFUSED', online.boot.name)
  if (online.sending !== undefined && isBarred(option))
    return refuseSql('IN_GROUP', online.boot.name)
  for (const { sparse } of storage.files.values())
    if (sparse !== undefined) return refuseSql('NOT_ON_SNAPSHOT', online.boot.name)
  if (option.readOnly === true && !online.boot.readOnly) {
    if (storage.active.size > 0) return refuseSql('DB_HAS_USERS', online.boot.name)
    const checked = takeCheckpoint(online)
    if (!checked.ok) return checked
  }
  const flushed = flush(storage.log)
  if (!flushed.ok) return flushed
  const changed: Boot = { ...online.boot, ...option }
  // SIMPLE ends the chain of log backups; a new one begins with a full backup.
  const boot: Boot =
    changed.recoveryModel === 'SIMPLE' ? { ...changed, logBackedUpTo: undefined } : changed
  const written = writeBoot(online.storage, boot)
  if (written.ok) online.boot = boot
  return written
}

/** master and tempdb are always there and always written to; tempdb is never rolled forward. */
function isPinned(name: string, option: Parameters<typeof setOption>[1]): boolean {
  const lower = name.toLowerCase()
  if (lower !== 'master' && lower !== 'tempdb') return false
  const { readOnly, autoClose, recoveryModel, userAccess } = option
  if (lower === 'tempdb' && recoveryModel !== undefined) return true
  return readOnly !== undefined || autoClose !== undefined || userAccess !== undefined
}

/** A database of an availability group stays in FULL, open and writable. */
function isBarred({
  recoveryModel,
  readOnly,
  autoClose,
}: Parameters<typeof setOption>[1]): boolean {
  return recoveryModel === 'SIMPLE' || readOnly === true || autoClose === true
}

/** Writes everything and closes the files; open transactions are left for recovery to take back. */
export function closeDatabase(
  database: Database,
  state: Extract<DatabaseState, { kind: 'offline' | 'closed' }>,
): Outcome<undefined, SqlError> {
  const online = database.state
  if (online.kind === 'online') {
    const checked = takeCheckpoint(online, true)
    closeFiles(online)
    if (!checked.ok) return settle(database, checked.error)
  }
  database.state = state
  return ok(undefined)
}

/** The process dies: nothing more is written, everybody who waits is told. */
export function crashDatabase(database: Database): void {
  const { state } = database
  if (state.kind === 'online') closeFiles(state)
  else if (state.kind === 'emergency') closeFiles(state.readable)
  else if (state.kind === 'secondary') {
    closeFiles(state.readable)
    database.state = { kind: 'restoring', files: [] }
    return
  } else if (state.kind === 'recovering') for (const file of state.files) closeDatabaseFile(file)
  else if (state.kind === 'restoring') {
    for (const file of state.files) closeDatabaseFile(file)
    // Whoever keeps the register of databases knows of the restore.
    database.state = { kind: 'restoring', files: [] }
    return
  } else return
  database.state = { kind: 'closed' }
}

/** Ends everything that goes on in the database and lets go of its files. */
export function closeFiles(online: Online): void {
  for (const file of online.storage.files.values()) closeDatabaseFile(file)
  online.transactions.clear()
  online.branches.clear()
  online.freeze = { kind: 'none' }
  online.storage.sim.fire(online.thawed)
  abandonLocks(online)
}

/** Ends the database because recovery turns out to be impossible. */
export function markSuspect(database: Database, error: SqlError): void {
  if (database.state.kind === 'online') closeFiles(database.state)
  database.state = { kind: 'suspect', error }
}

/** Facts 9.2 and 9.3: files that cannot be had leave it pending, anything else makes it SUSPECT. */
function settle(database: Database, error: SqlError): Outcome<undefined, SqlError> {
  switch (error.name) {
    case 'CONNECTION_BROKEN':
      database.state = { kind: 'closed' }
      return { ok: false, error }
    case 'DB_RESTORING':
      database.state = { kind: 'restoring', files: [] }
      return { ok: false, error }
    case 'CANNOT_OPEN_FILE':
    case 'FILE_TRUNCATED':
    case 'NOT_A_PRIMARY_FILE':
    case 'FILE_MISMATCH':
      database.state = { kind: 'recovery-pending', error }
      return { ok: false, error }
    default:
      database.state = { kind: 'suspect', error }
      return refuseSql('RECOVERY_GAVE_UP', `${error.number}: ${error.detail}`)
  }
}
