// Takes a request apart and has the session carry it out.

import type { Outcome } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import type { Cancel, Message, ProcedureCall } from '../tsql/port.js'
import { parseWire, type WireFault } from './byte-reader.js'
import type { Dialect } from './dialect.js'
import type { WireMessage } from './message-reader.js'
import { NO_COORDINATOR, unknownParameter } from './messages.js'
import { PACKET } from './packet.js'
import { readBatch } from './requests/batch.js'
import { readBulk } from './requests/bulk.js'
import { readCalls, type UnknownParameter } from './requests/call.js'
import { readTransactionRequest } from './requests/transaction.js'
import type { Response } from './response.js'
import type { SqlService } from './service.js'

export interface RequestContext<Session> {
  readonly service: SqlService<Session>
  readonly session: Session
  readonly dialect: Dialect
  readonly response: Response
  readonly cancel: Cancel
  /** Why the server ends what runs, when it is the server who does. */
  readonly farewell: () => Message | undefined
}

/** Something to carry out, once the bytes have been understood. */
export type Work<Session> = (context: RequestContext<Session>) => Process

export function readRequest<Session>(
  { type, data }: WireMessage,
  dialect: Dialect,
): Outcome<Work<Session>, WireFault> {
  return parseWire(data, (reader) => {
    switch (type) {
      case PACKET.batch: {
        const text = readBatch(reader, dialect)
        return (context) => runBatch(context, text)
      }
      case PACKET.call: {
        const { calls, unknown } = readCalls(reader, dialect)
        return (context) => runCalls(context, calls, unknown)
      }
      case PACKET.transaction: {
        const request = readTransactionRequest(reader, dialect)
        return (context) => runTransaction(context, request)
      }
      default: {
        const rows = readBulk(reader, dialect)
        return (context) => runBulk(context, rows)
      }
    }
  })
}

function* runBatch<Session>(context: RequestContext<Session>, text: string): Process {
  const { service, session, response, cancel } = context
  if (!cancel.cancelled) yield* service.runBatch(session, text, response, cancel)
  finish(context)
}

function* runCalls<Session>(
  context: RequestContext<Session>,
  calls: readonly ProcedureCall[],
  unknown: UnknownParameter | undefined,
): Process {
  const { service, session, response, cancel } = context
  for (const [index, call] of calls.entries()) {
    if (cancel.cancelled) break
    response.beginCall()
    yield* service.callProcedure(session, call, response, cancel)
    if (cancel.cancelled) break
    response.endCall(index < calls.length - 1 || unknown !== undefined)
  }
  if (cancel.cancelled) {
    finish(context)
    return
  }
  if (unknown === undefined) return
  response.message(unknownParameter(unknown))
  response.endCall(false)
}

function* runTransaction<Session>(
  context: RequestContext<Session>,
  request: ReturnType<typeof readTransactionRequest>,
): Process {
  const { service, session, response, cancel } = context
  if (request.kind === 'promote') response.message(NO_COORDINATOR)
  else if (!cancel.cancelled) yield* service.transactionRequest(session, request, response, cancel)
  finish(context)
}

function* runBulk<Session>(
  context: RequestContext<Session>,
  rows: ReturnType<typeof readBulk>,
): Process {
  const { service, session, response, cancel } = context
  if (!cancel.cancelled) yield* service.bulkLoad(session, rows, response, cancel)
  finish(context)
}

function finish<Session>({ response, cancel, farewell }: RequestContext<Session>): void {
  if (!cancel.cancelled) {
    response.end()
    return
  }
  const message = farewell()
  if (message !== undefined) response.message(message)
  response.endCancelled()
}
