// A session: who is in, in which database, and what its statements left behind.

import type { Ticks } from '../../../base/brand.js'
import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import {
  closeIfUnused,
  connect,
  disconnect,
  dropTable,
  enterDatabase,
  findTable,
  isSysadmin,
  loginsOf,
  requireOnline,
  type Session,
} from '../../recovery/index.js'
import { type SqlHost, simOf } from '../host.js'
import type { DataType, ObjectName } from '../parse/tree.js'
import type { EnvChange, Login, Message, Sink, WireValue } from '../port.js'
import { type Failure, failureOf } from '../value/failure.js'
import { defaultOptions, type SessionOptions } from './options.js'
import type { SessionTransaction } from './transaction.js'
import { abandon, hasTouched } from './transaction.js'

export interface SqlSession {
  readonly host: SqlHost
  readonly spid: number
  readonly login: string
  readonly application: string
  readonly hostName: string
  readonly since: Ticks
  readonly inner: Session
  database: string
  readonly loginDatabase: string
  options: SessionOptions
  transaction: SessionTransaction | undefined
  /** @@ROWCOUNT and @@ERROR of the statement before. */
  rowCount: number
  error: number
  /** SCOPE_IDENTITY(). */
  identity: bigint | null
  /** By name in lower case, the name that each has in tempdb. */
  readonly temporary: Map<string, string>
  readonly prepared: Map<number, PreparedStatement>
  nextHandle: number
  nextTemporary: number
  contextInfo: Uint8Array | null
  readonly contextValues: Map<string, WireValue>
  /** INSERT BULK has announced rows. */
  bulk: BulkTarget | undefined
  /** What the session waits for, for the views of the catalogue. */
  waiting: string | undefined
}

export interface PreparedStatement {
  readonly text: string
  readonly parameters: string
}

export interface BulkTarget {
  readonly table: ObjectName
  readonly columns: readonly { readonly name: string; readonly type: DataType }[]
  readonly options: readonly string[]
}

export const DEFAULT_DATABASE = 'master'

export function* openSqlSession(
  host: SqlHost,
  login: Login,
): Process<Outcome<SqlSession, Message>> {
  const { instance } = host
  const known = loginsOf(instance)
  const name = known.ok
    ? known.value.find((each) => each.name.toLowerCase() === login.user.toLowerCase())?.name
    : undefined
  if (name === undefined && known.ok)
    return refused(
      messageOf({
        number: 18456,
        severity: 14,
        state: 1,
        text: `Login failed for user '${login.user}'.`,
      }),
    )
  const connected = connect(instance, isSysadmin(instance, name ?? login.user))
  if (!connected.ok) return refused(messageOf(failureOf(connected.error)))
  const wanted =
    login.database === undefined || login.database === '' ? DEFAULT_DATABASE : login.database
  const entered = enterDatabase(connected.value, wanted)
  if (!entered.ok) {
    disconnect(connected.value)
    const text = `Cannot open database "${wanted}" requested by the login. The login failed.`
    return refused(messageOf({ number: 4060, severity: 11, state: 1, text }))
  }
  connected.value.spid = login.spid
  return ok(newSession(host, login, connected.value))
}

function newSession(host: SqlHost, login: Login, inner: Session): SqlSession {
  const database = inner.database ?? DEFAULT_DATABASE
  return {
    host,
    spid: login.spid,
    login: login.user,
    application: login.application,
    hostName: login.hostName,
    since: simOf(host).now,
    inner,
    database,
    loginDatabase: database,
    options: defaultOptions(),
    transaction: undefined,
    rowCount: 0,
    error: 0,
    identity: null,
    temporary: new Map(),
    prepared: new Map(),
    nextHandle: 1,
    nextTemporary: 1,
    contextInfo: null,
    contextValues: new Map(),
    bulk: undefined,
    waiting: undefined,
  }
}

function messageOf({ number, severity, state, text }: Failure): Message {
  return { number, severity, state, text, procedure: '', line: 1 }
}

/** What a pooled connection gets back: a session as it was after the login. */
export function* resetSession(
  session: SqlSession,
  { keepTransaction }: { readonly keepTransaction: boolean },
  sink: Pick<Sink, 'env' | 'message'>,
): Process {
  if (!keepTransaction && session.transaction !== undefined) {
    const { descriptor } = session.transaction
    yield* abandon(session)
    sink.env({ kind: 'rollback', transaction: descriptor })
  }
  dropTemporary(session)
  session.prepared.clear()
  session.options = defaultOptions()
  session.identity = null
  session.contextInfo = null
  session.contextValues.clear()
  session.bulk = undefined
  if (session.database !== session.loginDatabase) {
    const change: EnvChange = {
      kind: 'database',
      to: session.loginDatabase,
      from: session.database,
    }
    if (enterDatabase(session.inner, session.loginDatabase).ok) {
      leave(session, session.database)
      session.database = session.loginDatabase
      sink.env(change)
    }
  }
  sink.env({ kind: 'reset' })
}

export function* closeSession(session: SqlSession): Process {
  yield* abandon(session)
  dropTemporary(session)
  disconnect(session.inner)
  leave(session, session.database)
}

/** AUTO_CLOSE: the last one out closes the database. */
export function leave({ host }: SqlSession, name: string): void {
  const { databases, sessions } = host.instance
  const database = databases.get(name.toLowerCase())
  const isUsed = [...sessions].some((other) => other.database?.toLowerCase() === name.toLowerCase())
  if (database !== undefined && !isUsed) closeIfUnused(database)
}

export function dropTemporary(session: SqlSession, but: ReadonlySet<string> = new Set()): void {
  for (const name of [...session.temporary.keys()])
    if (!but.has(name)) dropTemporaryTable(session, name)
}

/** Its pages stay as long as a transaction may have to take something back in them. */
export function dropTemporaryTable(session: SqlSession, key: string): void {
  const stored = session.temporary.get(key)
  session.temporary.delete(key)
  const tempdb = session.host.instance.databases.get('tempdb')
  const online = tempdb === undefined ? undefined : requireOnline(tempdb)
  if (online?.ok !== true || stored === undefined) return
  const table = findTable(online.value, stored)
  const { transaction } = session
  if (table.ok && transaction !== undefined && hasTouched(transaction, online.value, table.value))
    transaction.dropLater.push({ online: online.value, name: stored })
  else dropTable(online.value, stored)
}
