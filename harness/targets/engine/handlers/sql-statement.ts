// What every command about SQL Server needs: the instance and database it means, a connection for as
// long as the statement runs, and its refusal in SQL Server's numbers.

import {
  later,
  type Process,
  present,
  type Server,
  type ServiceError,
  type Sim,
  type Span,
  sql,
  type Ticks,
  type Wait,
} from '../../../../engine/index.js'
import { done, type Json, type Reply, refusal } from '../../../model/reply.js'
import { type Context, machineOf } from './handler.js'

type Outcome<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure }

export type SqlOutcome<Value> = Outcome<Value, sql.SqlError>

/** A connected session, in its database where it is about one. */
export interface At {
  readonly server: Server
  readonly instance: sql.Instance
  readonly session: sql.Session
  readonly sim: Sim
}

export interface InDatabase extends At {
  readonly database: sql.Database
  readonly online: sql.Online
}

export interface Named {
  readonly server: Server
  readonly instance: sql.Instance
  /** Of the database, without the instance. */
  readonly name: string
}

/** How long the client of a statement waits for its answer. */
const COMMAND_TIMEOUT = 600_000_000 as Span

/** `Sales` is a database of the first instance, `INST2\Sales` of that one. */
export function named(
  context: Context,
  server: string | undefined,
  database: string,
): Named | Reply {
  const at = database.indexOf('\\')
  const instance = instanceNamed(context, server, at < 0 ? undefined : database.slice(0, at))
  if ('kind' in instance) return instance
  return { ...instance, name: database.slice(at + 1) }
}

export function instanceNamed(
  context: Context,
  server: string | undefined,
  instance: string | undefined,
): { readonly server: Server; readonly instance: sql.Instance } | Reply {
  const machine = machineOf(context, server)
  const found =
    instance === undefined
      ? [...machine.instances.values()][0]
      : (machine.instances.get(instance.toUpperCase()) ??
        machine.userInstances.get(instance.toUpperCase()))
  if (found === undefined)
    return refusal('no-such-instance', `there is no ${instance ?? 'instance'}`)
  return { server: machine, instance: found }
}

/** What answers at once, or a process. */
export type Work = SqlOutcome<Json> | Process<SqlOutcome<Json>>

/** Connects to an instance, runs a statement and leaves. */
export function* onInstance(
  at: { readonly server: Server; readonly instance: sql.Instance } | Reply,
  work: (at: At) => Work,
): Process<Reply> {
  if ('kind' in at) return at
  const { server, instance } = at
  const session = sql.connect(instance)
  if (!session.ok) return refusedBySql(session.error)
  const { sim } = instance.host
  try {
    const result = work({ server, instance, session: session.value, sim })
    return 'ok' in result ? replyOf(result) : yield* answered(sim, result)
  } finally {
    sql.disconnect(session.value)
  }
}

/** The same in a database, which is opened if it closed itself, and may close itself afterwards. */
export function* inDatabase(at: Named | Reply, work: (at: InDatabase) => Work): Process<Reply> {
  if ('kind' in at) return at
  return yield* onInstance(at, function* (connected) {
    const online = sql.enterDatabase(connected.session, at.name)
    if (!online.ok) return online
    const database = present(connected.instance.databases.get(at.name.toLowerCase()), at.name)
    const answer = work({ ...connected, database, online: online.value })
    const result = 'ok' in answer ? answer : yield* answer
    sql.leaveDatabase(connected.session)
    sql.closeIfUnused(database)
    return result
  })
}

/** Whoever asked gives up after a while; what the statement has done so far is taken back. */
function* answered(sim: Sim, statement: Process<SqlOutcome<Json>>): Process<Reply> {
  const deadline = later(sim.now, COMMAND_TIMEOUT)
  let step = statement.next(true)
  while (step.done !== true) {
    const fired = yield notAfter(step.value, deadline)
    if (sim.now >= deadline) {
      statement.return(NOTHING)
      return TIMEOUT
    }
    step = statement.next(fired)
  }
  return replyOf(step.value)
}

function notAfter(wait: Wait, deadline: Ticks): Wait {
  if (typeof wait === 'number') return Math.min(wait, deadline) as Ticks
  return { signal: wait.signal, deadline: Math.min(wait.deadline, deadline) as Ticks }
}

/** The code with which a client of SQL Server gives up. */
const TIMEOUT: Reply = {
  kind: 'refused',
  refusal: { code: '-2', message: 'the timeout period elapsed', certain: false },
}

export function replyOf(outcome: SqlOutcome<Json>): Reply {
  return outcome.ok ? done(outcome.value) : refusedBySql(outcome.error)
}

export function refusedBySql(error: sql.SqlError | ServiceError): Reply {
  if (!('number' in error)) return refusal(error.name, `${error.service}: error ${error.code}`)
  const { name, number, meaning, detail } = error
  const message = detail === '' ? meaning : `${meaning}: ${detail}`
  const certain = name !== 'CONNECTION_BROKEN'
  return { kind: 'refused', refusal: { code: String(number), message, certain } }
}

/** Runs work in a transaction of its own; one that is given up in the middle is rolled back. */
export function* inTransaction<Value>(
  online: sql.Online,
  work: (transaction: sql.UserTransaction) => Process<SqlOutcome<Value>>,
): Process<SqlOutcome<Value>> {
  const transaction = sql.begin(online)
  let ended = false
  try {
    const result = yield* work(transaction)
    const settled = result.ok
      ? yield* sql.commit(online, transaction)
      : yield* sql.rollback(online, transaction)
    ended = true
    return result.ok && !settled.ok ? settled : result
  } finally {
    if (!ended) online.storage.sim.spawn('rollback', sql.rollback(online, transaction))
  }
}

/** How long something took, on the clock of the world. */
export function* timing(sim: Sim, work: Process<SqlOutcome<unknown>>): Process<SqlOutcome<Json>> {
  const startedAt = sim.now
  const result = yield* work
  return result.ok ? { ok: true, value: { tookMs: (sim.now - startedAt) / 1_000 } } : result
}

export function placeOf(path: string): sql.Place {
  return { volume: path.slice(0, 2), path: path.slice(2) }
}

export function pathOf({ volume, path }: sql.Place): string {
  return `${volume}${path.startsWith('\\') ? path : `\\${path}`}`
}

export const NOTHING: SqlOutcome<Json> = Object.freeze({ ok: true, value: Object.freeze({}) })
