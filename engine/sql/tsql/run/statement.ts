// Statements one after the other. One that is refused takes back what it did; whether the batch goes on,
// and whether the transaction lives, depends on the error, on XACT_ABORT and on who catches it.

import { type Process, sleepUntil } from '../../../sim/index.js'
import { clockOf, simOf } from '../host.js'
import type { Statement } from '../parse/tree.js'
import { COMMAND } from '../port.js'
import {
  backTo,
  commitParts,
  markOf,
  openTransaction,
  rollbackParts,
  type SessionTransaction,
} from '../session/transaction.js'
import { type Failure, SqlFailure } from '../value/failure.js'
import type { Batch, Caught } from './batch.js'
import { Cancelled } from './patience.js'
import { perform } from './perform.js'
import type { Done } from './select.js'

/** Where control goes after a statement. */
export type Flow = 'next' | 'break' | 'continue' | 'return' | { readonly goto: string }

/** Ends the batch; everything was said already. */
export class BatchEnded extends Error {}

export function* runStatements(batch: Batch, statements: readonly Statement[]): Process<Flow> {
  let at = 0
  while (at < statements.length) {
    const statement = statements[at] as Statement
    const flow = yield* runStatement(batch, statement)
    if (flow === 'next') at++
    else if (typeof flow === 'object') {
      const label = statements.findIndex(
        (each) => each.kind === 'label' && each.name.toLowerCase() === flow.goto.toLowerCase(),
      )
      if (label < 0) return flow
      at = label + 1
    } else return flow
  }
  return 'next'
}

/** Statements between two looks at what else is due. */
const STATEMENTS_PER_SLICE = 16

/** Statements that other statements stand in leave errors and rows to those. */
const COMPOUND: ReadonlySet<Statement['kind']> = new Set([
  'block',
  'if',
  'while',
  'try',
  'label',
  'break',
  'continue',
  'goto',
])

/** Statements that say nothing when they end, and leave @@ERROR at 0. */
const CLEARS_ERROR: ReadonlySet<Statement['kind']> = new Set(['set-variable', 'print', 'waitfor'])

/** Statements that change what is kept, so that IMPLICIT_TRANSACTIONS begins one. */
const BEGINS: ReadonlySet<Statement['kind']> = new Set([
  'query',
  'insert',
  'update',
  'delete',
  'merge',
  'create-table',
  'alter-table',
  'truncate-table',
  'drop-objects',
  'create-index',
])

export function* runStatement(batch: Batch, statement: Statement): Process<Flow> {
  const { session } = batch
  if (batch.cancel.cancelled) throw new Cancelled()
  batch.now = clockOf(session.host)
  if (++batch.steps % STATEMENTS_PER_SLICE === 0) yield* sleepUntil(simOf(session.host).now)
  if (session.options.on.has('noexec') && statement.kind !== 'set-options') return 'next'
  if (
    session.options.on.has('implicit_transactions') &&
    BEGINS.has(statement.kind) &&
    session.transaction === undefined
  ) {
    session.transaction = openTransaction(session, 'implicit_transaction')
    batch.sink.env({ kind: 'begin', transaction: session.transaction.descriptor })
  }
  try {
    const ended = yield* inTransaction(batch, statement)
    if (typeof ended !== 'object' || 'goto' in ended) {
      if (ended === 'next' && CLEARS_ERROR.has(statement.kind)) session.error = 0
      return ended
    }
    session.error = 0
    finish(batch, ended)
    return 'next'
  } catch (error) {
    if (error instanceof SqlFailure) return yield* refuse(batch, statement, error.failure)
    throw error
  }
}

function finish(batch: Batch, { count, command }: Done): void {
  const isCounted = count !== undefined && !batch.session.options.on.has('nocount')
  batch.sink.done({
    ...(isCounted ? { count } : {}),
    command,
    failed: false,
    inProcedure: batch.inProcedure,
  })
}

/** What a statement changed stands when it ends well, or is gone. */
function* inTransaction(batch: Batch, statement: Statement): Process<Flow | Done> {
  if (COMPOUND.has(statement.kind)) return yield* perform(batch, statement)
  const { transaction } = batch.session
  const marks = transaction === undefined ? [] : markOf(transaction)
  const outer = batch.auto
  batch.auto = undefined
  try {
    const ended = yield* perform(batch, statement)
    const { auto } = batch
    if (auto !== undefined) {
      batch.auto = undefined
      const failure = yield* commitParts(auto as SessionTransaction, batch.session.host.coordinator)
      if (failure !== undefined) throw new SqlFailure(failure)
    }
    return ended
  } catch (error) {
    yield* takeBack(batch, transaction, marks)
    throw error
  } finally {
    batch.auto = outer
  }
}

function* takeBack(
  batch: Batch,
  transaction: SessionTransaction | undefined,
  marks: ReturnType<typeof markOf>,
): Process {
  const { auto, session } = batch
  if (auto !== undefined) {
    batch.auto = undefined
    yield* rollbackParts(auto)
  }
  if (transaction === undefined || session.transaction !== transaction) return
  const failure = backTo(transaction, marks)
  if (failure !== undefined) transaction.doomed = true
}

/** Errors after which nothing more of the batch runs. */
const ENDS_BATCH: ReadonlySet<number> = new Set([
  102, 105, 107, 108, 116, 137, 141, 145, 147, 156, 189, 174, 195, 205, 206, 207, 208, 209, 213,
  241, 242, 244, 245, 248, 281, 295, 402, 1205, 3903, 4104, 4108, 4121, 8114, 8117, 8120, 8133,
  8169, 9001, 10054, 217,
])
/** Those of them that take the transaction with them. */
const ENDS_TRANSACTION: ReadonlySet<number> = new Set([
  241, 242, 244, 245, 248, 295, 1205, 8114, 8169, 9001, 10054,
])
const LEAVES_TRANSACTION: ReadonlySet<number> = new Set([3903, 3902])

function* refuse(batch: Batch, statement: Statement, failure: Failure): Process<Flow> {
  const { session } = batch
  const caught: Caught = {
    ...failure,
    line: failure.line ?? statement.at.line,
    procedure: failure.procedure ?? batch.procedure,
  }
  session.error = failure.number
  session.rowCount = 0
  const isAborted =
    session.options.on.has('xact_abort') && failure.severity > 10 && statement.kind !== 'raiserror'
  const isThrown = statement.kind === 'throw'
  const isFatal = failure.severity >= 20
  if (batch.tries > 0 && !isFatal) {
    doom(session.transaction, failure, isAborted)
    throw new SqlFailure(caught)
  }
  const ends = isAborted || isThrown || isFatal || ENDS_BATCH.has(failure.number)
  const loses =
    (isAborted && !LEAVES_TRANSACTION.has(failure.number)) ||
    isFatal ||
    ENDS_TRANSACTION.has(failure.number)
  batch.sink.message({
    number: caught.number,
    state: caught.state,
    severity: caught.severity,
    text: caught.text,
    procedure: caught.procedure,
    line: caught.line,
  })
  if (loses) yield* loseTransaction(batch)
  batch.sink.done({ command: COMMAND.none, failed: true, inProcedure: batch.inProcedure })
  if (ends) throw new BatchEnded()
  return 'next'
}

function doom(
  transaction: SessionTransaction | undefined,
  { number }: Failure,
  isAborted: boolean,
): void {
  if (transaction === undefined) return
  if ((isAborted && !LEAVES_TRANSACTION.has(number)) || ENDS_TRANSACTION.has(number))
    transaction.doomed = true
}

/** The error takes the transaction with it. */
export function* loseTransaction(batch: Batch): Process {
  const { session } = batch
  const { transaction } = session
  if (transaction === undefined) return
  session.transaction = undefined
  yield* rollbackParts(transaction)
  batch.sink.env({ kind: 'rollback', transaction: transaction.descriptor })
}
