// The first phase of recovery: what the log says about transactions and files, pages untouched.

import { type Outcome, ok } from '../../base/outcome.js'
import type { UndoEntry } from '../allocation/index.js'
import type { Log, LogRecord, Prepared, TransactionId, Visit } from '../log/index.js'
import { type FileEntry, formatLsn, type Lsn, refuseSql, type SqlError } from '../page/index.js'
import type { Boot } from './boot.js'

/** A transaction that had not ended when the log did. */
export interface Loser {
  readonly id: TransactionId
  readonly begin: Lsn
  last: Lsn
  readonly undo: UndoEntry[]
  readonly files: FileEvent[]
  prepared: Prepared | undefined
}

export interface FileEvent {
  readonly at: Lsn
  readonly before: FileEntry | undefined
  readonly after: FileEntry | undefined
}

export interface Analysis {
  readonly losers: ReadonlyMap<TransactionId, Loser>
  /** What was committed about files, in order. */
  readonly files: readonly FileEvent[]
  readonly redoFrom: Lsn
  readonly nextTransaction: number
}

/** Analysis under way: it sees the records as the log is opened, and judges when that is done. */
export interface Analysing {
  readonly visit: Visit
  conclude(log: Log): Outcome<Analysis, SqlError>
}

export function analysing(boot: Boot): Analysing {
  const losers = new Map<TransactionId, Loser>()
  const files: FileEvent[] = []
  const { restore } = boot
  let { nextTransaction } = boot
  // What a restore has rolled forward is on disk; it leaves no checkpoint of its own in the log.
  let redoFrom = 'to' in restore ? restore.to : boot.checkpoint
  let found = 'to' in restore
  const visit: Visit = (record, at) => {
    if ('transaction' in record) {
      nextTransaction = Math.max(nextTransaction, record.transaction + 1)
      follow(losers, files, record, at)
    } else if (
      record.kind === 'checkpoint-end' &&
      record.begin === boot.checkpoint &&
      !('to' in restore)
    ) {
      found = true
      for (const { since } of record.dirty) redoFrom = Math.min(redoFrom, since) as Lsn
    }
  }
  const conclude = (log: Log): Outcome<Analysis, SqlError> => {
    // The boot page was written when all of this was on disk; a log without it has lost its end.
    if (!found || log.end < boot.reached)
      return refuseSql('LOG_DAMAGED', `the log ends before ${formatLsn(boot.reached)}`)
    return ok({ losers, files, redoFrom, nextTransaction })
  }
  return { visit, conclude }
}

function follow(
  losers: Map<TransactionId, Loser>,
  files: FileEvent[],
  record: Extract<LogRecord, { transaction: TransactionId }>,
  at: Lsn,
): void {
  const { transaction } = record
  if (record.kind === 'begin') losers.set(transaction, loserFrom(transaction, at))
  const loser = losers.get(transaction)
  // It began before the oldest record that is needed, so it has ended.
  if (loser === undefined) return
  loser.last = at
  if (record.kind === 'change') loser.undo.push({ at, change: record.change })
  else if (record.kind === 'prepare') loser.prepared = record.prepared
  else if (record.kind === 'compensate') rewind(loser, record.undoNext)
  else if (record.kind === 'file')
    loser.files.push({ at, before: record.before, after: record.after })
  else if (record.kind === 'commit') files.push(...loser.files)
  if (record.kind === 'commit' || record.kind === 'abort') losers.delete(transaction)
}

function loserFrom(id: TransactionId, begin: Lsn): Loser {
  return { id, begin, last: begin, undo: [], files: [], prepared: undefined }
}

function rewind(loser: Loser, to: Lsn): void {
  // Its coordinator had said that it was aborted.
  loser.prepared = undefined
  while ((loser.undo.at(-1)?.at ?? 0) > to) loser.undo.pop()
}
