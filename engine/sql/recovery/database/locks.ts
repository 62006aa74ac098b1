// Row locks: who wants to change a row that another transaction has changed waits until that one
// ends. A circle of waiters is found when it closes, and its cheapest member gives way (1205).

import { type Outcome, ok } from '../../../base/outcome.js'
import { type Process, Signal, waitFor } from '../../../sim/index.js'
import { refuseSql, type SqlError, type SqlValue } from '../../page/index.js'
import { isAlive, type Online } from './database.js'
import type { Table } from './table.js'
import type { UserTransaction } from './transaction.js'

export interface Lock {
  readonly name: string
  owner: UserTransaction
  /** Fires when the owner gives it back. */
  readonly released: Signal
}

export function lockName(table: Table, key: SqlValue): string {
  return `${table.object}:${String(key)}`
}

/** Takes the lock of a row for the transaction, which may have to wait for it. */
export function* lockRow(
  online: Online,
  transaction: UserTransaction,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  for (;;) {
    const refusal = unfit(online, transaction)
    if (refusal !== undefined) return refusal
    if (tryLock(online, transaction, name)) return ok(undefined)
    const lock = online.locks.get(name) as Lock
    transaction.waitsFor = lock
    breakCircle(online, transaction)
    if (!transaction.doomed) yield* waitFor(lock.released)
    transaction.waitsFor = undefined
  }
}

/** Waits until nobody else has changed the row without having ended; takes nothing. */
export function* whenUnlocked(
  online: Online,
  transaction: UserTransaction | undefined,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  for (;;) {
    const refusal = unfit(online, transaction)
    if (refusal !== undefined) return refusal
    const lock = online.locks.get(name)
    if (lock === undefined || lock.owner === transaction) return ok(undefined)
    if (transaction !== undefined) {
      transaction.waitsFor = lock
      breakCircle(online, transaction)
    }
    if (transaction?.doomed !== true) yield* waitFor(lock.released)
    if (transaction !== undefined) transaction.waitsFor = undefined
  }
}

/** True when the lock is the transaction's now. */
export function tryLock(online: Online, transaction: UserTransaction, name: string): boolean {
  const lock = online.locks.get(name)
  if (lock !== undefined) return lock.owner === transaction
  const taken: Lock = { name, owner: transaction, released: new Signal() }
  online.locks.set(name, taken)
  transaction.locks.push(taken)
  return true
}

export function releaseLocks(online: Online, transaction: UserTransaction): void {
  for (const lock of transaction.locks.splice(0)) {
    online.locks.delete(lock.name)
    online.storage.sim.fire(lock.released)
  }
}

/** Gives back one lock before the transaction has ended. */
export function releaseLock(online: Online, transaction: UserTransaction, name: string): void {
  const at = transaction.locks.findIndex((lock) => lock.name === name)
  const lock = transaction.locks[at]
  if (lock === undefined) return
  transaction.locks.splice(at, 1)
  online.locks.delete(name)
  online.storage.sim.fire(lock.released)
}

/** Wakes everybody who waits for a row, after a crash. */
export function abandonLocks(online: Online): void {
  for (const lock of online.locks.values()) online.storage.sim.fire(lock.released)
  online.locks.clear()
}

function unfit(
  online: Online,
  transaction: UserTransaction | undefined,
): ReturnType<typeof refuseSql> | undefined {
  if (!isAlive(online)) return refuseSql('CONNECTION_BROKEN')
  if (transaction?.doomed === true) return refuseSql('DEADLOCK_VICTIM')
  return undefined
}

/** If the newest waiter closes a circle, the member with the least to take back is doomed. */
function breakCircle(online: Online, waiter: UserTransaction): void {
  const circle: UserTransaction[] = []
  for (let at: UserTransaction | undefined = waiter; at !== undefined; at = at.waitsFor?.owner) {
    if (circle.includes(at)) break
    circle.push(at)
  }
  if (circle.at(-1)?.waitsFor?.owner !== waiter) return
  let victim = waiter
  for (const member of circle) if (member.log.undo.length < victim.log.undo.length) victim = member
  victim.doomed = true
  if (victim !== waiter && victim.waitsFor !== undefined)
    online.storage.sim.fire(victim.waitsFor.released)
}
