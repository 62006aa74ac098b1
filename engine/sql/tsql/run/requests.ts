// What a client may ask of its session. Each request ends with everything said, whatever happened.

import type { Process } from '../../../sim/index.js'
import { parseBatch } from '../parse/parse-batch.js'
import {
  type BulkRows,
  type Cancel,
  COMMAND,
  PROCEDURE_NUMBERS,
  type ProcedureCall,
  type Sink,
  type TransactionRequest,
  type WireType,
  type WireValue,
} from '../port.js'
import { dropTemporaryTable, type SqlSession } from '../session/session.js'
import { rollbackParts } from '../session/transaction.js'
import { type Failure, fail, SqlFailure } from '../value/failure.js'
import { Batch } from './batch.js'
import { loadBulk } from './bulk.js'
import { callByName, type Given, nameIn } from './execute.js'
import { Cancelled } from './patience.js'
import { BatchEnded, loseTransaction, runStatements } from './statement.js'
import {
  beginTransaction,
  commitTransaction,
  rollbackTransaction,
  saveTransaction,
} from './transactions.js'

export function* runBatch(session: SqlSession, text: string, sink: Sink, cancel: Cancel): Process {
  const parsed = parseBatch(text, { quotedNames: session.options.on.has('quoted_identifier') })
  if (!parsed.ok) {
    tell(sink, session, parsed.error, '')
    sink.done({ command: COMMAND.none, failed: true, inProcedure: false })
    return
  }
  if (parsed.value.length === 0) {
    sink.done({ command: COMMAND.none, failed: false, inProcedure: false })
    return
  }
  const batch = newBatch(session, sink, cancel, false)
  yield* guarded(batch, runStatements(batch, parsed.value))
}

function newBatch(session: SqlSession, sink: Sink, cancel: Cancel, inProcedure: boolean): Batch {
  return new Batch(session, {
    sink,
    cancel,
    procedure: '',
    inProcedure,
    depth: inProcedure ? 1 : 0,
  })
}

/** Errors, attentions and transactions that cannot go on end here. */
function* guarded(batch: Batch, work: Process<unknown>): Process<boolean> {
  const { session, sink } = batch
  let isWell = true
  try {
    yield* work
  } catch (error) {
    isWell = false
    if (error instanceof SqlFailure) {
      tell(sink, session, error.failure, batch.procedure)
      sink.done({ command: COMMAND.none, failed: true, inProcedure: batch.inProcedure })
    } else if (error instanceof Cancelled) yield* cancelled(batch)
    else if (!(error instanceof BatchEnded)) throw error
  }
  yield* endDoomed(batch)
  for (const name of batch.tableVariables.values()) dropTemporaryTable(session, name.toLowerCase())
  return isWell
}

/** XACT_ABORT takes the transaction along when the client ends its request. */
function* cancelled(batch: Batch): Process {
  const { auto } = batch
  if (auto !== undefined) {
    batch.auto = undefined
    yield* rollbackParts(auto)
  }
  if (batch.session.options.on.has('xact_abort')) yield* loseTransaction(batch)
}

function* endDoomed(batch: Batch): Process {
  if (batch.session.transaction?.doomed !== true) return
  const isCancelled = batch.cancel.cancelled
  yield* loseTransaction(batch)
  if (isCancelled) return
  const text =
    'Uncommittable transaction is detected at the end of the batch. The transaction is rolled back.'
  tell(batch.sink, batch.session, { number: 3998, severity: 16, state: 1, text }, '')
  batch.sink.done({ command: COMMAND.none, failed: true, inProcedure: batch.inProcedure })
}

function tell(sink: Sink, session: SqlSession, failure: Failure, procedure: string): void {
  const { number, severity, state, text, line = 1 } = failure
  session.error = number
  sink.message({ number, severity, state, text, procedure: failure.procedure ?? procedure, line })
}

export function* callProcedure(
  session: SqlSession,
  call: ProcedureCall,
  sink: Sink,
  cancel: Cancel,
): Process {
  const batch = newBatch(session, sink, cancel, true)
  const returned: { ordinal: number; name: string; type: WireType; value: WireValue }[] = []
  const given = call.parameters.map((parameter, ordinal): Given => {
    const { name, type, value, output, isDefault } = parameter
    if (output) returned.push({ ordinal, name, type, value })
    return {
      name,
      type,
      value,
      isDefault,
      output,
      give: (next, from) => {
        const place = returned.find((each) => each.ordinal === ordinal)
        if (place !== undefined) Object.assign(place, { value: next, type: from })
      },
    }
  })
  const name =
    typeof call.name === 'number' ? (PROCEDURE_NUMBERS[call.name] ?? `#${call.name}`) : call.name
  let status = 0
  function* work(): Process {
    status = yield* callByName(batch, nameIn(name), given)
  }
  const isWell = yield* guarded(batch, work())
  if (cancel.cancelled) return
  sink.returnStatus(isWell ? status : session.error === 0 ? status : session.error)
  for (const each of returned) sink.returnValue(each)
}

export function* transactionRequest(
  session: SqlSession,
  request: TransactionRequest,
  sink: Sink,
  cancel: Cancel,
): Process {
  const batch = newBatch(session, sink, cancel, false)
  yield* guarded(batch, performRequest(batch, request))
}

function* performRequest({ session, sink }: Batch, request: TransactionRequest): Process {
  switch (request.kind) {
    case 'begin':
      if (request.isolation !== undefined) session.options.isolation = request.isolation
      yield* beginTransaction(session, sink, { name: request.name, distributed: false })
      return
    case 'commit':
    case 'rollback':
      if (request.kind === 'commit') yield* commitTransaction(session, sink)
      else yield* rollbackTransaction(session, sink, request.name)
      if (request.thenBegin === undefined) return
      if (request.thenBegin.isolation !== undefined)
        session.options.isolation = request.thenBegin.isolation
      yield* beginTransaction(session, sink, { name: request.thenBegin.name, distributed: false })
      return
    case 'save':
      saveTransaction(session, request.name)
      return
    case 'dtc-address':
    case 'propagate':
      fail(8501, `MSDTC on server '${session.host.instance.host.name}' is unavailable.`, {
        state: 3,
      })
  }
}

/** Rows after an INSERT BULK. */
export function* bulkLoad(
  session: SqlSession,
  rows: BulkRows,
  sink: Sink,
  cancel: Cancel,
): Process {
  const batch = newBatch(session, sink, cancel, false)
  const bulk = session.bulk
  session.bulk = undefined
  yield* guarded(batch, loadBulk(batch, bulk, rows))
}
