// A branch: the part of a distributed transaction that changed this database. Once it is prepared it
// is nobody's but its coordinator's: it keeps its locks, through a restart too, until that one says
// how it ends.

import type { Guid } from '../../../base/brand.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { logAbort, logCommit, logPrepare } from '../../allocation/index.js'
import type { Prepared } from '../../log/index.js'
import {
  objectOf,
  type PageId,
  refuseSql,
  rowAt,
  type SqlError,
  type SqlValue,
} from '../../page/index.js'
import { harden } from '../replica/primary.js'
import { isAlive, type Online } from './database.js'
import { whenWritable } from './freeze.js'
import { keyOfBytes } from './key.js'
import { lockName, tryLock } from './locks.js'
import { checkpointIfNeeded } from './open.js'
import type { Table } from './table.js'
import {
  end,
  giveUp,
  gone,
  leaveGhosts,
  moveBack,
  rollback,
  type UserTransaction,
} from './transaction.js'

export interface Branch extends Prepared {
  readonly transaction: UserTransaction
  /** Found in the log by recovery. */
  readonly recovered: boolean
}

/** True when only the coordinator knows how the branch ends. */
export function isInDoubt({ transaction }: Branch): boolean {
  return transaction.log.prepared !== undefined
}

/** Makes the transaction part of a distributed one. */
export function enlist(
  online: Online,
  transaction: UserTransaction,
  of: Prepared,
): Outcome<undefined, SqlError> {
  if (!online.transactions.has(transaction)) return gone(online)
  const { globalId, coordinator } = of
  // A branch that was lost by a crash must not be taken for whole because another took its place.
  if (online.branches.has(globalId)) return refuseSql('REMOTE_COMMIT', globalId)
  online.branches.set(globalId, { globalId, coordinator, transaction, recovered: false })
  return ok(undefined)
}

/** The first phase. A branch that cannot promise is taken back; one without changes is over. */
export function* prepareBranch(
  online: Online,
  globalId: Guid,
): Process<Outcome<'prepared' | 'read-only', SqlError>> {
  const branch = online.branches.get(globalId)
  if (branch === undefined) return lost(online)
  if (isInDoubt(branch)) return ok('prepared')
  const { transaction } = branch
  if (transaction.doomed || transaction.waitsFor !== undefined) {
    const undone = yield* rollback(online, transaction)
    return undone.ok ? refuseSql('DEADLOCK_VICTIM') : undone
  }
  if (transaction.log.begin === undefined) {
    end(online, transaction)
    return ok('read-only')
  }
  const writable = yield* whenWritable(online)
  if (!writable.ok) return writable
  if (online.branches.get(globalId) !== branch) return lost(online)
  if (isInDoubt(branch)) return ok('prepared')
  const logged = logPrepare(online.storage, transaction.log, branch)
  if (!logged.ok) {
    const undone = yield* rollback(online, transaction)
    return undone.ok ? logged : undone
  }
  const flushed = harden(online)
  if (!flushed.ok) return refuseFlush(online, flushed.error)
  online.transactions.delete(transaction)
  return ok('prepared')
}

/** The second phase; it is on disk when this returns. Said twice it does nothing. */
export function* commitBranch(
  online: Online,
  globalId: Guid,
): Process<Outcome<undefined, SqlError>> {
  const writable = yield* whenWritable(online)
  if (!writable.ok) return writable
  const branch = online.branches.get(globalId)
  if (branch === undefined) return ok(undefined)
  if (!isInDoubt(branch)) return refuseSql('NO_TRANSACTION', globalId)
  const { transaction } = branch
  logCommit(online.storage, transaction.log)
  const flushed = harden(online)
  if (!flushed.ok) return refuseFlush(online, flushed.error)
  end(online, transaction)
  leaveGhosts(online, transaction)
  checkpointIfNeeded(online)
  return ok(undefined)
}

/** Takes the branch back, prepared or not. Said twice it does nothing. */
export function* abortBranch(
  online: Online,
  globalId: Guid,
): Process<Outcome<undefined, SqlError>> {
  const writable = yield* whenWritable(online)
  if (!writable.ok) return writable
  const branch = online.branches.get(globalId)
  if (branch === undefined) return ok(undefined)
  const { transaction } = branch
  const undone = logAbort(online.storage, transaction.log)
  if (!undone.ok) return undone
  moveBack(online, transaction, 0)
  end(online, transaction)
  return ok(undefined)
}

/** Takes up the branches that recovery left in doubt, with the locks they held. */
export function adoptBranches(online: Online): Outcome<undefined, SqlError> {
  const tables = new Map([...online.tables.values()].map((table) => [table.object, table]))
  for (const log of online.storage.active.values()) {
    if (log.prepared === undefined) continue
    const transaction: UserTransaction = {
      log,
      locks: [],
      moved: [],
      savepoints: [],
      waitsFor: undefined,
      doomed: false,
    }
    const regained = regain(online, transaction, tables)
    if (!regained.ok) return regained
    const { globalId, coordinator } = log.prepared
    online.branches.set(globalId, { globalId, coordinator, transaction, recovered: true })
  }
  return ok(undefined)
}

/** Locks the rows that the branch has changed, and remembers where they were before. */
function regain(
  online: Online,
  transaction: UserTransaction,
  tables: ReadonlyMap<number, Table>,
): Outcome<undefined, SqlError> {
  const { storage } = online
  for (const { change } of transaction.log.undo) {
    const { kind, page, place: slot } = change
    if (kind !== 'insert' && kind !== 'ghost' && kind !== 'overwrite') continue
    const found = rowOf(online, tables, { page, slot })
    if (!found.ok) return found
    if (found.value === undefined) continue
    const { table, key } = found.value
    tryLock(online, transaction, lockName(table, key))
    if (kind === 'overwrite') continue
    const places = table.index.edit(storage, table)
    if (!places.ok) return places
    const { ghosts } = places.value
    // A row that may come back is no free room.
    const ghost = ghosts.findIndex((each) => each.page === page && each.slot === slot)
    if (ghost >= 0) ghosts.splice(ghost, 1)
    transaction.moved.push({ table, key, before: kind === 'ghost' ? { page, slot } : undefined })
  }
  return ok(undefined)
}

function rowOf(
  online: Online,
  tables: ReadonlyMap<number, Table>,
  { page, slot }: { readonly page: PageId; readonly slot: number },
): Outcome<{ readonly table: Table; readonly key: SqlValue } | undefined, SqlError> {
  const read = online.storage.pool.read(page)
  if (!read.ok) return read
  const table = tables.get(objectOf(read.value))
  const row = rowAt(read.value, slot)
  if (table === undefined || row === undefined) return ok(undefined)
  return ok({ table, key: keyOfBytes(table, row) })
}

function lost(online: Online): ReturnType<typeof refuseSql> {
  return isAlive(online) ? refuseSql('NO_TRANSACTION') : refuseSql('CONNECTION_BROKEN')
}

function refuseFlush(online: Online, error: SqlError): ReturnType<typeof refuseSql> {
  const refusal = giveUp(online, error)
  return refusal.ok ? refuseSql('LOG_UNAVAILABLE', error.detail) : refusal
}
