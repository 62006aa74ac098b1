// The transaction of a session: a part in each database that it has worked in, and savepoints across
// all of them.

import type { Process } from '../../../sim/index.js'
import { refuseSql } from '../../page/index.js'
import {
  begin,
  commit,
  dropTable,
  isAlive,
  type Online,
  rollback,
  type Table,
  takeBack,
  type UserTransaction,
} from '../../recovery/index.js'
import type { CoordinatorPort, DistributedTransaction } from '../host.js'
import { type Failure, failureOf, SqlFailure } from '../value/failure.js'
import type { SqlSession } from './session.js'

export interface Part {
  readonly online: Online
  readonly transaction: UserTransaction
}

interface Mark {
  readonly part: Part
  readonly changes: number
  readonly moves: number
}

export interface Savepoint {
  readonly name: string
  readonly marks: readonly Mark[]
}

export interface SessionTransaction {
  readonly descriptor: bigint
  readonly name: string
  /** @@TRANCOUNT. */
  depth: number
  /** It can only be rolled back. */
  doomed: boolean
  /** By name of the database in lower case. */
  readonly parts: Map<string, Part>
  readonly savepoints: Savepoint[]
  distributed: DistributedTransaction | undefined
  /** What it did in several databases is committed in all of them. */
  isDecided: boolean
  /** Temporary tables that are dropped, and that it may still have to take something back in. */
  readonly dropLater: { readonly online: Online; readonly name: string }[]
}

export function openTransaction(session: SqlSession, name: string): SessionTransaction {
  const random = session.host.instance.host.sim.random('sql transaction descriptors')
  const descriptor = (BigInt(random.next()) << 16n) | BigInt(session.spid & 0xffff)
  const opened: SessionTransaction = {
    descriptor,
    name,
    depth: 1,
    doomed: false,
    parts: new Map(),
    savepoints: [],
    distributed: undefined,
    isDecided: false,
    dropLater: [],
  }
  return opened
}

export function partIn(transaction: SessionTransaction, database: string, online: Online): Part {
  const key = database.toLowerCase()
  const known = transaction.parts.get(key)
  if (known !== undefined) {
    // The database went down in between, and with it what the transaction had done there.
    if (known.online !== online)
      throw new SqlFailure(failureOf(refuseSql('CONNECTION_BROKEN', database).error))
    return known
  }
  const part = { online, transaction: begin(online) }
  transaction.parts.set(key, part)
  return part
}

/** Where the transaction stands now, to come back to. */
export function markOf({ parts }: SessionTransaction): Mark[] {
  return [...parts.values()].map((part) => ({
    part,
    changes: part.transaction.log.undo.length,
    moves: part.transaction.moved.length,
  }))
}

/** Takes back what was done since the mark; the locks stay. */
export function backTo(
  transaction: SessionTransaction,
  marks: readonly Mark[],
): Failure | undefined {
  for (const part of transaction.parts.values()) {
    const mark = marks.find((each) => each.part === part)
    const since = { changes: mark?.changes ?? 0, moves: mark?.moves ?? 0 }
    if (part.transaction.log.undo.length <= since.changes || !isAlive(part.online)) continue
    const undone = takeBack(part.online, part.transaction, since)
    if (!undone.ok) return failureOf(undone.error)
  }
  return undefined
}

export function* commitParts(
  transaction: SessionTransaction,
  coordinator: CoordinatorPort | undefined,
): Process<Failure | undefined> {
  const failure = yield* commitAll(transaction, coordinator)
  dropLeft(transaction)
  return failure
}

function dropLeft({ dropLater }: SessionTransaction): void {
  for (const { online, name } of dropLater.splice(0)) if (isAlive(online)) dropTable(online, name)
}

/** Changes in several databases happen in all of them or in none. */
function* commitTogether(
  transaction: SessionTransaction,
  coordinator: CoordinatorPort | undefined,
): Process<Failure | undefined> {
  const changed = [...transaction.parts].filter(
    ([database, part]) => database !== 'tempdb' && part.transaction.log.begin !== undefined,
  )
  const within = coordinator?.within
  if (changed.length < 2 || within === undefined || transaction.distributed !== undefined)
    return undefined
  const opened = yield* within()
  if (!opened.ok) {
    yield* rollbackAll(transaction)
    return failureOf(opened.error)
  }
  for (const [database, part] of changed) {
    const enlisted = yield* opened.value.enlist(database, part)
    if (enlisted.ok) continue
    yield* opened.value.rollback()
    yield* rollbackAll(transaction)
    return failureOf(enlisted.error)
  }
  const done = yield* opened.value.commit()
  transaction.isDecided = done.ok
  return done.ok ? undefined : failureOf(done.error)
}

/** True when the transaction has changed or locked rows of the table. */
export function hasTouched(
  transaction: SessionTransaction | undefined,
  online: Online,
  table: Pick<Table, 'object'>,
): boolean {
  if (transaction === undefined) return false
  const start = `${table.object}:`
  for (const part of transaction.parts.values())
    if (part.online === online && part.transaction.locks.some(({ name }) => name.startsWith(start)))
      return true
  return false
}

function* commitAll(
  transaction: SessionTransaction,
  coordinator: CoordinatorPort | undefined,
): Process<Failure | undefined> {
  const together = yield* commitTogether(transaction, coordinator)
  if (together !== undefined) return together
  if (transaction.distributed !== undefined) {
    const done = yield* transaction.distributed.commit()
    return done.ok ? undefined : failureOf(done.error)
  }
  for (const { online, transaction: part } of transaction.parts.values()) {
    if (!online.transactions.has(part) && transaction.isDecided) continue
    const done = yield* commit(online, part)
    if (!done.ok) {
      yield* rollbackAll(transaction)
      return failureOf(done.error)
    }
  }
  return undefined
}

export function* rollbackParts(transaction: SessionTransaction): Process<Failure | undefined> {
  const failure = yield* rollbackAll(transaction)
  dropLeft(transaction)
  return failure
}

function* rollbackAll(transaction: SessionTransaction): Process<Failure | undefined> {
  if (transaction.distributed !== undefined) {
    const done = yield* transaction.distributed.rollback()
    return done.ok ? undefined : failureOf(done.error)
  }
  let failure: Failure | undefined
  for (const { online, transaction: part } of transaction.parts.values()) {
    if (!online.transactions.has(part)) continue
    const done = yield* rollback(online, part)
    if (!done.ok) failure ??= failureOf(done.error)
  }
  return failure
}

/** The session goes: what it had begun is taken back. */
export function* abandon(session: SqlSession): Process {
  const { transaction } = session
  if (transaction === undefined) return
  session.transaction = undefined
  yield* rollbackParts(transaction)
}
