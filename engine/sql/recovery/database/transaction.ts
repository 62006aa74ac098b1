// Transactions of users. What one has changed stays locked until it ends, so its undo meets what it
// left. A commit is acknowledged when its record is on disk; a crash before that leaves it open
// whether it happened, and the refusal says so (CONNECTION_BROKEN).

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import {
  beginTransaction,
  logAbort,
  logCommit,
  rollBack,
  type Transaction,
} from '../../allocation/index.js'
import { refuseSql, type SqlError, type SqlValue } from '../../page/index.js'
import { harden } from '../replica/primary.js'
import { isAlive, type Online } from './database.js'
import { whenWritable } from './freeze.js'
import { type Lock, releaseLocks } from './locks.js'
import { checkpointIfNeeded, closeFiles } from './open.js'
import { type RowPlace, setPlace, type Table } from './table.js'
import { forgetUniques } from './uniques.js'

/** Where a key's row was before the transaction changed that. */
interface Moved {
  readonly table: Table
  readonly key: SqlValue
  readonly before: RowPlace | undefined
}

interface Savepoint {
  readonly name: string
  readonly changes: number
  readonly moves: number
}

export interface UserTransaction {
  readonly log: Transaction
  readonly locks: Lock[]
  readonly moved: Moved[]
  readonly savepoints: Savepoint[]
  waitsFor: Lock | undefined
  /** It was chosen to end a deadlock and can only roll back. */
  doomed: boolean
}

export function begin(online: Online): UserTransaction {
  const transaction: UserTransaction = {
    log: beginTransaction(online.storage),
    locks: [],
    moved: [],
    savepoints: [],
    waitsFor: undefined,
    doomed: false,
  }
  online.transactions.add(transaction)
  return transaction
}

export function* commit(
  online: Online,
  transaction: UserTransaction,
): Process<Outcome<undefined, SqlError>> {
  if (!online.transactions.has(transaction)) return gone(online)
  if (online.branches.size > 0 && isBranch(online, transaction)) return refuseSql('REMOTE_COMMIT')
  if (transaction.log.begin !== undefined) {
    const writable = yield* whenWritable(online)
    if (!writable.ok) return writable
    logCommit(online.storage, transaction.log)
    const flushed = harden(online)
    if (!flushed.ok) return giveUp(online, flushed.error)
  }
  end(online, transaction)
  leaveGhosts(online, transaction)
  // The commit stands, whatever becomes of the checkpoint.
  if (transaction.log.begin !== undefined) checkpointIfNeeded(online)
  return ok(undefined)
}

/** What the transaction deleted or moved is gone for good; its bytes may be used again. */
export function leaveGhosts(online: Online, { moved }: UserTransaction): void {
  for (const { table, before } of moved) {
    if (before === undefined) continue
    const places = table.index.edit(online.storage, table)
    if (places.ok) places.value.ghosts.push(before)
  }
}

/** A database whose log cannot be written shuts down; only recovery can tell what was committed. */
export function giveUp(online: Online, error: SqlError): Outcome<undefined, SqlError> {
  if (error.name === 'CONNECTION_BROKEN') return { ok: false, error }
  closeFiles(online)
  return refuseSql('LOG_UNAVAILABLE', error.detail)
}

/** Takes everything back. It needs no disk: what was never committed is gone after a crash anyway. */
export function* rollback(
  online: Online,
  transaction: UserTransaction,
): Process<Outcome<undefined, SqlError>> {
  if (!online.transactions.has(transaction)) return gone(online)
  if (transaction.log.begin !== undefined) {
    const writable = yield* whenWritable(online)
    if (!writable.ok) return writable
    const undone = logAbort(online.storage, transaction.log)
    if (!undone.ok) return undone
    moveBack(online, transaction, 0)
  }
  end(online, transaction)
  return ok(undefined)
}

export function save(transaction: UserTransaction, name: string): void {
  const { log, moved, savepoints } = transaction
  savepoints.push({ name, changes: log.undo.length, moves: moved.length })
}

/** Takes back what was done since the savepoint; the transaction goes on and keeps its locks. */
export function* rollbackTo(
  online: Online,
  transaction: UserTransaction,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  if (!online.transactions.has(transaction)) return gone(online)
  const savepoint = transaction.savepoints.findLast((each) => each.name === name)
  if (savepoint === undefined) return refuseSql('NO_SAVEPOINT', name)
  const writable = yield* whenWritable(online)
  if (!writable.ok) return writable
  const undone = takeBack(online, transaction, savepoint)
  if (!undone.ok) return undone
  const { savepoints } = transaction
  savepoints.length = savepoints.indexOf(savepoint) + 1
  return ok(undefined)
}

/** Takes back what the transaction did since it had made so many changes. */
export function takeBack(
  online: Online,
  transaction: UserTransaction,
  since: { readonly changes: number; readonly moves: number },
): Outcome<undefined, SqlError> {
  const undone = rollBack(online.storage, transaction.log, since.changes)
  if (undone.ok) moveBack(online, transaction, since.moves)
  return undone
}

export function moveBack(online: Online, transaction: UserTransaction, keep: number): void {
  const { moved } = transaction
  forgetUniques(online)
  for (let last = moved.at(-1); moved.length > keep && last !== undefined; last = moved.at(-1)) {
    moved.pop()
    const places = last.table.index.edit(online.storage, last.table)
    if (!places.ok) continue
    if (last.before === undefined) places.value.byKey.delete(last.key)
    else setPlace(places.value, last.key, last.before)
  }
}

export function end(online: Online, transaction: UserTransaction): void {
  online.transactions.delete(transaction)
  for (const branch of online.branches.values())
    if (branch.transaction === transaction) online.branches.delete(branch.globalId)
  releaseLocks(online, transaction)
}

function isBranch(online: Online, transaction: UserTransaction): boolean {
  return [...online.branches.values()].some((branch) => branch.transaction === transaction)
}

export function gone(online: Online): Outcome<undefined, SqlError> {
  return isAlive(online) ? refuseSql('NO_TRANSACTION') : refuseSql('CONNECTION_BROKEN')
}
