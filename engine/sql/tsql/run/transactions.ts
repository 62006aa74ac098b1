// BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION.

import type { Process } from '../../../sim/index.js'
import type { TransactionStatement } from '../parse/tree.js'
import { COMMAND, type Sink } from '../port.js'
import type { SqlSession } from '../session/session.js'
import {
  backTo,
  commitParts,
  markOf,
  openTransaction,
  rollbackParts,
} from '../session/transaction.js'
import { demand, fail, SqlFailure } from '../value/failure.js'
import type { Batch } from './batch.js'
import type { Done } from './select.js'

type Teller = Pick<Sink, 'env'>

export function* runTransaction(batch: Batch, statement: TransactionStatement): Process<Done> {
  const { session, sink } = batch
  switch (statement.kind) {
    case 'begin-transaction':
      yield* beginTransaction(session, sink, {
        name: nameOf(batch, statement.name),
        distributed: statement.distributed,
      })
      return { command: COMMAND.begin }
    case 'commit':
      yield* commitTransaction(session, sink)
      return { command: COMMAND.commit }
    case 'rollback':
      yield* rollbackTransaction(session, sink, nameOf(batch, statement.name))
      return { command: COMMAND.rollback }
    case 'save-transaction':
      saveTransaction(session, nameOf(batch, statement.name))
      return { command: COMMAND.save }
  }
}

function nameOf(batch: Batch, name: { isVariable: boolean; name: string } | undefined): string {
  if (name === undefined) return ''
  return name.isVariable ? String(batch.variable(name.name)?.value ?? '') : name.name
}

export function* beginTransaction(
  session: SqlSession,
  sink: Teller,
  { name, distributed }: { name: string; distributed: boolean },
): Process {
  const { transaction, host } = session
  if (transaction !== undefined) {
    transaction.depth++
    return
  }
  const opened = openTransaction(session, name)
  if (distributed) {
    if (host.coordinator === undefined)
      fail(8501, `MSDTC on server '${host.instance.host.name}' is unavailable.`, { state: 3 })
    opened.distributed = demand(
      yield* host.coordinator.begin(),
      `MSDTC on server '${host.instance.host.name}' is unavailable.`,
    )
  }
  session.transaction = opened
  sink.env({ kind: 'begin', transaction: opened.descriptor })
}

export function* commitTransaction(session: SqlSession, sink: Teller): Process {
  const { transaction } = session
  if (transaction === undefined)
    return fail(3902, 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.')
  if (transaction.doomed)
    return fail(
      3930,
      'The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.',
    )
  if (transaction.depth > 1) {
    transaction.depth--
    return
  }
  const failure = yield* commitParts(transaction, session.host.coordinator)
  session.transaction = undefined
  if (failure !== undefined) {
    sink.env({ kind: 'rollback', transaction: transaction.descriptor })
    throw new SqlFailure(failure)
  }
  sink.env({ kind: 'commit', transaction: transaction.descriptor })
}

export function* rollbackTransaction(session: SqlSession, sink: Teller, name: string): Process {
  const { transaction } = session
  if (transaction === undefined)
    return fail(3903, 'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.')
  const savepoint =
    name === ''
      ? undefined
      : transaction.savepoints.findLast((each) => each.name.toLowerCase() === name.toLowerCase())
  if (savepoint !== undefined && !transaction.doomed) {
    const failure = backTo(transaction, savepoint.marks)
    transaction.savepoints.length = transaction.savepoints.indexOf(savepoint) + 1
    if (failure !== undefined) throw new SqlFailure(failure)
    return
  }
  if (
    name !== '' &&
    savepoint === undefined &&
    name.toLowerCase() !== transaction.name.toLowerCase()
  )
    return fail(
      6401,
      `Cannot roll back ${name}. No transaction or savepoint of that name was found.`,
    )
  session.transaction = undefined
  const failure = yield* rollbackParts(transaction)
  sink.env({ kind: 'rollback', transaction: transaction.descriptor })
  if (failure !== undefined) throw new SqlFailure(failure)
}

export function saveTransaction({ transaction }: SqlSession, name: string): void {
  if (transaction === undefined) {
    fail(628, 'Cannot issue SAVE TRANSACTION when there is no active transaction.', { state: 0 })
  } else if (transaction.distributed !== undefined) {
    fail(627, 'Cannot use SAVE TRANSACTION within a distributed transaction.', { state: 0 })
  } else transaction.savepoints.push({ name, marks: markOf(transaction) })
}
