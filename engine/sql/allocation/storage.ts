// What every part of a database works on: its files, its log, its pages, its open transactions.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import { BufferPool, type Files } from '../buffer/index.js'
import {
  append,
  type Change,
  flush,
  inverse,
  type Log,
  type Prepared,
  type TransactionId,
} from '../log/index.js'
import {
  type DatabaseFile,
  type ExtentNumber,
  type FileId,
  type Lsn,
  NO_LSN,
  type SqlError,
} from '../page/index.js'
import { applyLogged } from './apply-logged.js'
import { makeLogRoom } from './log-room.js'

/** A change that its transaction may have to take back. */
export interface UndoEntry {
  readonly at: Lsn
  readonly change: Change
}

/** A transaction as the log knows it. */
export interface Transaction {
  readonly id: TransactionId
  /** Undefined until it has changed something. */
  begin: Lsn | undefined
  /** Its last record. */
  last: Lsn
  /** What it did, oldest first. */
  readonly undo: UndoEntry[]
  /** Set once only its coordinator can say how it ends. */
  prepared: Prepared | undefined
}

/** Plain data; the functions of this folder are what storage does. */
export interface Storage {
  readonly sim: Sim
  readonly files: Files
  readonly log: Log
  readonly pool: BufferPool
  /** Transactions with records in the log that have not ended. */
  readonly active: Map<TransactionId, Transaction>
  /** Where the search for a free extent starts, by file. */
  readonly hints: Map<FileId, number>
  nextTransaction: TransactionId
  /** What changed since a snapshot that may become the base; undefined while there is none. */
  changedSince: Map<FileId, Set<ExtentNumber>> | undefined
  /** Which file of a filegroup the last extent came from. */
  turn: number
}

/** What undoing one change can take in the log beyond the change itself, and what ending takes. */
const END_RESERVE = 1024

export function createStorage(
  sim: Sim,
  parts: {
    readonly files: readonly DatabaseFile[]
    readonly log: Log
    readonly nextTransaction: number
  },
): Storage {
  const { log, nextTransaction } = parts
  const files: Files = new Map(parts.files.map((file) => [file.entry.id, file]))
  const pool = new BufferPool({ sim, files, log })
  return {
    sim,
    files,
    log,
    pool,
    active: new Map(),
    hints: new Map(),
    nextTransaction,
    changedSince: undefined,
    turn: 0,
  }
}

export function beginTransaction(storage: Storage): Transaction {
  return {
    id: storage.nextTransaction++,
    begin: undefined,
    last: NO_LSN,
    undo: [],
    prepared: undefined,
  }
}

/** Logs a change and makes it. */
export function perform(
  storage: Storage,
  transaction: Transaction,
  change: Change,
): Outcome<undefined, SqlError> {
  const reserve = reserveFor(change)
  const room = makeLogRoom(
    storage,
    2 * reserve + (transaction.begin === undefined ? END_RESERVE : 0),
  )
  if (!room.ok) return room
  if (change.kind !== 'format') {
    const page = storage.pool.read(change.page)
    if (!page.ok) return page
  }
  startLogging(storage, transaction)
  const { log } = storage
  const previous = transaction.last
  const at = append(log, { kind: 'change', transaction: transaction.id, previous, change })
  log.reserved += reserve
  transaction.last = at
  transaction.undo.push({ at, change })
  return applyLogged(storage, change, at)
}

/** Writes the begin record of a transaction that is about to log something. */
export function startLogging(storage: Storage, transaction: Transaction): void {
  if (transaction.begin !== undefined) return
  transaction.begin = append(storage.log, { kind: 'begin', transaction: transaction.id })
  transaction.last = transaction.begin
  storage.log.reserved += END_RESERVE
  storage.active.set(transaction.id, transaction)
}

/** Ends a transaction for good in memory; it is durable once the log is flushed. */
export function logCommit(storage: Storage, transaction: Transaction): void {
  if (transaction.begin === undefined) return
  const at = storage.sim.now
  append(storage.log, { kind: 'commit', transaction: transaction.id, at })
  forget(storage, transaction)
}

/** Logs the promise to end as the coordinator says; it holds once the log is flushed. */
export function logPrepare(
  storage: Storage,
  transaction: Transaction,
  prepared: Prepared,
): Outcome<undefined, SqlError> {
  const room = makeLogRoom(storage, END_RESERVE)
  if (!room.ok) return room
  const at = append(storage.log, { kind: 'prepare', transaction: transaction.id, prepared })
  transaction.last = at
  transaction.prepared = prepared
  return ok(undefined)
}

/** Takes up a transaction that recovery found prepared; it goes on as if it had never been away. */
export function adoptPrepared(storage: Storage, transaction: Transaction): void {
  for (const { change } of transaction.undo) storage.log.reserved += reserveFor(change)
  storage.log.reserved += END_RESERVE
  storage.active.set(transaction.id, transaction)
}

/** Takes back all changes behind the first `keep`, each with a record that is never taken back. */
export function rollBack(
  storage: Storage,
  transaction: Transaction,
  keep = 0,
): Outcome<undefined, SqlError> {
  const { undo } = transaction
  while (undo.length > keep) {
    const entry = undo[undo.length - 1] as UndoEntry
    const undone = takeBack(storage, transaction, entry)
    if (!undone.ok) return undone
    undo.pop()
    storage.log.reserved -= reserveFor(entry.change)
  }
  return ok(undefined)
}

/** Takes everything back and ends the transaction. */
export function logAbort(storage: Storage, transaction: Transaction): Outcome<undefined, SqlError> {
  if (transaction.begin === undefined) return ok(undefined)
  const undone = rollBack(storage, transaction)
  if (!undone.ok) return undone
  append(storage.log, { kind: 'abort', transaction: transaction.id })
  forget(storage, transaction)
  return undone
}

/** Work that is done whole or not at all and does not wait for the disk. */
export function inSystemTransaction<T>(
  storage: Storage,
  work: (transaction: Transaction) => Outcome<T, SqlError>,
): Outcome<T, SqlError> {
  const transaction = beginTransaction(storage)
  const done = work(transaction)
  if (done.ok) {
    logCommit(storage, transaction)
    return done
  }
  const undone = logAbort(storage, transaction)
  return undone.ok ? done : undone
}

/** The same, and it is on disk when this returns. */
export function inDurableTransaction<T>(
  storage: Storage,
  work: (transaction: Transaction) => Outcome<T, SqlError>,
): Outcome<T, SqlError> {
  const done = inSystemTransaction(storage, work)
  if (!done.ok) return done
  const flushed = flush(storage.log)
  return flushed.ok ? done : flushed
}

function takeBack(
  storage: Storage,
  transaction: Transaction,
  entry: UndoEntry,
): Outcome<undefined, SqlError> {
  const change = inverse(entry.change)
  if (change === undefined) return ok(undefined)
  const page = storage.pool.read(change.page)
  if (!page.ok) return page
  const undoNext = transaction.undo.at(-2)?.at ?? NO_LSN
  const { id } = transaction
  const at = append(storage.log, { kind: 'compensate', transaction: id, undoNext, change })
  transaction.last = at
  return applyLogged(storage, change, at)
}

function forget(storage: Storage, transaction: Transaction): void {
  for (const { change } of transaction.undo) storage.log.reserved -= reserveFor(change)
  storage.log.reserved -= END_RESERVE
  transaction.undo.length = 0
  storage.active.delete(transaction.id)
}

/** The bytes that the record of a change takes, or that of taking it back. */
export function reserveFor(change: Change): number {
  return 64 + change.before.length + change.after.length
}
