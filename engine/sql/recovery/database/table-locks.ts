// SERIALIZABLE scans: who scans so has the table to itself until its transaction ends, so that no row
// comes, goes or changes behind it. Who only reads is not in its way.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { SqlError, SqlValue } from '../../page/index.js'
import type { Online } from './database.js'
import { lockName, lockRow, releaseLock, tryLock, whenUnlocked } from './locks.js'
import type { Table } from './table.js'
import type { UserTransaction } from './transaction.js'

/** Takes the table's lock and waits until nobody else has changed a row of it without having ended. */
export function* lockTable(
  online: Online,
  transaction: UserTransaction,
  table: Table,
): Process<Outcome<undefined, SqlError>> {
  const locked = yield* lockRow(online, transaction, nameOf(table))
  if (!locked.ok) return locked
  for (;;) {
    const taken = lockOfAnother(online, transaction, table)
    if (taken === undefined) return ok(undefined)
    const free = yield* whenUnlocked(online, transaction, taken)
    if (!free.ok) return free
  }
}

/** True when the row's lock is the transaction's now; most rows are nobody's. */
export function tryLockRowOf(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  key: SqlValue,
): boolean {
  const scan = online.locks.get(nameOf(table))
  if (transaction.doomed || (scan !== undefined && scan.owner !== transaction)) return false
  return tryLock(online, transaction, lockName(table, key))
}

/** The lock of a row, taken while nobody scans its table. */
export function* lockRowOf(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  key: SqlValue,
): Process<Outcome<undefined, SqlError>> {
  const name = lockName(table, key)
  for (;;) {
    const free = yield* whenUnlocked(online, transaction, nameOf(table))
    if (!free.ok) return free
    const locked = yield* lockRow(online, transaction, name)
    if (!locked.ok) return locked
    const scan = online.locks.get(nameOf(table))
    if (scan === undefined || scan.owner === transaction) return locked
    // The scan began while this waited for the row; it must not wait for a row that nobody changed.
    releaseLock(online, transaction, name)
  }
}

function lockOfAnother(
  online: Online,
  transaction: UserTransaction,
  table: Table,
): string | undefined {
  const start = `${nameOf(table)}:`
  for (const { name, owner } of online.locks.values())
    if (owner !== transaction && name.startsWith(start)) return name
  return undefined
}

function nameOf({ object }: Table): string {
  return String(object)
}
