// Sessions that follow a script, so that the endpoint can be tried by real clients without a database
// behind it. A request is recognised by the text of its batch.

import {
  later,
  type Process,
  type Sim,
  sleepUntil,
  type Ticks,
  waitFor,
} from '../../../../engine/index.js'
import type { sqlTds } from '../../../../engine/server.js'

type Service = sqlTds.SqlService<ScriptedSession>
type Sink = Parameters<Service['runBatch']>[2]
type Cancel = Parameters<Service['runBatch']>[3]
type Call = Parameters<Service['callProcedure']>[1]
type Message = Parameters<Sink['message']>[0]
type WireValue = Parameters<Sink['row']>[0][number]
type Column = Parameters<Sink['columns']>[0][number]
type Bulk = Parameters<Service['bulkLoad']>[1]

export interface ScriptedSession {
  readonly spid: number
  readonly user: string
  database: string
  transaction: bigint
  /** Statement texts by handle. */
  readonly prepared: Map<number, string>
}

export const USER = 'sa'
export const PASSWORD = 'Pa55-word'
const SELECT = 0xc1
const NONE = 0xfd
const ROWS_BETWEEN_YIELDS = 500

/** What reached the sessions, for tests to look at. */
export interface Seen {
  readonly batches: string[]
  readonly calls: Call[]
  readonly bulk: Bulk[]
  readonly cancelled: string[]
  rowsMade: number
  opened: number
  closed: number
  resets: number
}

export function createSeen(): Seen {
  return {
    batches: [],
    calls: [],
    bulk: [],
    cancelled: [],
    rowsMade: 0,
    opened: 0,
    closed: 0,
    resets: 0,
  }
}

export function scriptedService(sim: Sim, seen: Seen): Service {
  let transactions = 100n
  const run = (session: ScriptedSession, text: string, sink: Sink, cancel: Cancel) =>
    runText({ sim, seen, session, sink, cancel }, text)
  return {
    checkPassword: (user, password) =>
      user === USER && password === PASSWORD
        ? { ok: true, value: undefined }
        : { ok: false, error: error(18456, `Login failed for user '${user}'.`, 14) },
    *open({ user, spid, database = 'master' }) {
      yield sim.now
      if (database === 'missing')
        return { ok: false, error: error(4060, 'Cannot open database "missing".', 11) }
      seen.opened++
      const session = { spid, user, database, transaction: 0n, prepared: new Map() }
      return { ok: true, value: session }
    },
    describe: ({ database }) => ({ database, language: 'us_english' }),
    runBatch: (session, text, sink, cancel) => {
      seen.batches.push(text)
      return run(session, text, sink, cancel)
    },
    callProcedure: (session, call, sink, cancel) => {
      seen.calls.push(call)
      return runCall({ sim, seen, session, sink, cancel }, call)
    },
    *transactionRequest(session, request, sink) {
      yield sim.now
      if (request.kind === 'begin') session.transaction = ++transactions
      if (request.kind === 'begin') sink.env({ kind: 'begin', transaction: session.transaction })
      if (request.kind !== 'commit' && request.kind !== 'rollback') return
      if (session.transaction === 0n)
        return sink.message(error(3902, 'The request has no corresponding BEGIN TRANSACTION.'))
      sink.env({ kind: request.kind, transaction: session.transaction })
      session.transaction = request.thenBegin === undefined ? 0n : ++transactions
      if (session.transaction !== 0n) sink.env({ kind: 'begin', transaction: session.transaction })
    },
    *bulkLoad(_session, rows, sink) {
      yield sim.now
      seen.bulk.push(rows)
      sink.done({ count: rows.rows.length, command: 0xf0, failed: false, inProcedure: false })
    },
    *reset(session, { keepTransaction }, sink) {
      yield sim.now
      seen.resets++
      sink.env({ kind: 'reset' })
      if (!keepTransaction) session.transaction = 0n
    },
    *close() {
      yield sim.now
      seen.closed++
    },
  }
}

interface Running {
  readonly sim: Sim
  readonly seen: Seen
  readonly session: ScriptedSession
  readonly sink: Sink
  readonly cancel: Cancel
}

/** Each line of the text is a statement. */
function* runText(running: Running, text: string): Process {
  for (const line of text.split(/\n|;/)) {
    const statement = line.trim().toLowerCase()
    if (statement !== '') yield* runStatement(running, statement)
    if (running.cancel.cancelled) {
      running.seen.cancelled.push(text)
      return
    }
  }
}

function* runStatement(running: Running, statement: string): Process {
  const { sink, session } = running
  const many = /^select (\d+) rows?$/.exec(statement)
  const number = /^select (-?\d+)( as \w+)?$/.exec(statement)
  if (many !== null) return yield* giveRows(running, Number(many[1]))
  if (number !== null) return giveOne(sink, { name: '', type: { kind: 'int' } }, Number(number[1]))
  if (statement === 'select @@trancount')
    return giveOne(sink, { name: 'depth', type: { kind: 'int' } }, session.transaction ? 1 : 0)
  if (statement === 'wait') return yield* waitLong(running)
  if (statement.startsWith('print ')) sink.message(message(0, statement.slice(6), 0))
  if (statement.startsWith('fail')) sink.message(error(50000, 'as the script says'))
  if (statement === 'die') sink.message(error(10054, 'the end of the session', 20))
  if (statement === 'no row') sink.columns([column({ name: 'a', type: { kind: 'int' } })])
  const count = statement === 'no row' ? { count: 0 } : {}
  sink.done({ ...count, command: NONE, failed: statement === 'fail', inProcedure: false })
}

export const ROW_COLUMNS: readonly Column[] = [
  { name: 'id', type: { kind: 'int' }, nullable: false, identity: true },
  { name: 'name', type: { kind: 'nvarchar', length: 40 }, nullable: false },
  { name: 'balance', type: { kind: 'decimal', precision: 18, scale: 2 }, nullable: true },
  { name: 'at', type: { kind: 'datetime2', scale: 7 }, nullable: true },
  { name: 'note', type: { kind: 'varchar', length: 20 }, nullable: true },
]
const MOMENT = 638_400_000_000_000_000n

function* giveRows({ sim, seen, sink, cancel }: Running, count: number): Process {
  sink.columns(ROW_COLUMNS)
  let made = 0
  for (; made < count && !cancel.cancelled; made++) {
    while (sink.full && !cancel.cancelled) yield* waitFor(sink.drained)
    sink.row([made, `name ${made}`, BigInt(made) * 100n, MOMENT, made % 2 === 0 ? null : 'note'])
    seen.rowsMade++
    if (made % ROWS_BETWEEN_YIELDS === 0) yield* sleepUntil(sim.now)
  }
  if (!cancel.cancelled)
    sink.done({ count: made, command: SELECT, failed: false, inProcedure: false })
}

function* waitLong({ sim, cancel }: Running): Process {
  const until = later(sim.now, 3_600_000_000 as Parameters<typeof later>[1]) as Ticks
  if (!cancel.cancelled) yield* waitFor(cancel.signal, until)
}

function* runCall(running: Running, call: Call): Process {
  const { sink, session } = running
  const name = String(call.name)
  const [first, second] = call.parameters
  if (name === '10' || name === 'sp_executesql') yield* runText(running, String(first?.value))
  else if (name === 'sp_prepare' || name === '11') {
    const text = String(call.parameters[2]?.value)
    session.prepared.set(session.prepared.size + 1, text)
    giveBack(sink, call, { 0: session.prepared.size })
  } else if (name === '13' || name === 'sp_prepexec') {
    session.prepared.set(session.prepared.size + 1, String(call.parameters[2]?.value))
    yield* runText(running, String(call.parameters[2]?.value))
    giveBack(sink, call, { 0: session.prepared.size })
  } else if (name === 'sp_execute' || name === '12')
    yield* runText(running, session.prepared.get(Number(first?.value)) ?? 'fail')
  else if (name === 'echo') echo(running, call)
  else if (name === 'double')
    giveBack(sink, call, { 1: Number(first?.value) * 2 }, second === undefined ? 1 : 0)
  else if (name !== 'sp_unprepare' && name !== '15')
    sink.message(error(2812, `Could not find stored procedure '${name}'.`))
  if (!running.cancel.cancelled && name !== 'double') sink.returnStatus(0)
}

/** One row of all parameters, as they came. */
function echo({ sink }: Running, { parameters }: Call): void {
  sink.columns(parameters.map(({ name, type }) => column({ name: name.slice(1), type })))
  sink.row(parameters.map(({ value }) => value))
  sink.done({ count: 1, command: SELECT, failed: false, inProcedure: true })
}

function giveBack(
  sink: Sink,
  { parameters }: Call,
  values: Readonly<Record<number, WireValue>>,
  status?: number,
): void {
  if (status !== undefined) sink.returnStatus(status)
  for (const [ordinal, { name, type, output }] of parameters.entries())
    if (output) sink.returnValue({ ordinal, name, type, value: values[ordinal] ?? null })
}

function column({ name, type }: Pick<Column, 'name' | 'type'>): Column {
  return { name, type, nullable: true }
}

function giveOne(sink: Sink, what: Pick<Column, 'name' | 'type'>, value: WireValue): void {
  sink.columns([column(what)])
  sink.row([value])
  sink.done({ count: 1, command: SELECT, failed: false, inProcedure: false })
}

function error(number: number, text: string, severity = 16): Message {
  return message(number, text, severity)
}

function message(number: number, text: string, severity: number): Message {
  return { number, state: 1, severity, text, procedure: '', line: 1 }
}
