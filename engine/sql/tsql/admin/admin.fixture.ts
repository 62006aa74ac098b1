// Administrative statements given as text, without the rest of a session.

import { type Outcome, ok } from '../../../base/outcome.js'
import { type Process, Signal } from '../../../sim/index.js'
import { installHistory } from '../../backup/index.js'
import { connect, enterDatabase, installLogins, type Session } from '../../recovery/index.js'
import { makeServer, type Server } from '../../recovery/server.fixture.js'
import { run, succeeded } from '../../recovery/sql.fixture.js'
import type { SqlHost } from '../host.js'
import { parseBatch } from '../parse/parse-batch.js'
import type { Message, WireValue } from '../port.js'
import { type Failure, failureOf } from '../value/failure.js'
import type { AdminContext } from './context.js'
import { type Administrative, runAdmin } from './run-admin.js'

export interface Desk {
  readonly server: Server
  readonly host: SqlHost
  readonly session: Session
  readonly spid: number
  readonly login?: string
  readonly variables: Map<string, WireValue>
  isInTransaction: boolean
  readonly cancel: { cancelled: boolean; readonly signal: Signal }
}

export interface Answer {
  /** Of what was refused, in order. */
  readonly errors: readonly Failure[]
  readonly messages: readonly Message[]
  readonly columns: readonly string[]
  readonly rows: readonly (readonly WireValue[])[]
}

export function openDesk(server: Server = installed()): Desk {
  const session = succeeded(connect(server.instance))
  const spid = 50 + server.instance.sessions.size
  const cancel = { cancelled: false, signal: new Signal() }
  const host = { instance: server.instance }
  return { server, host, session, spid, variables: new Map(), isInTransaction: false, cancel }
}

function installed(): Server {
  const server = makeServer()
  succeeded(run(server.host.sim, installLogins(server.instance)))
  succeeded(installHistory(server.instance))
  return server
}

/** Runs all statements of the text, up to the first that is refused. */
export function ask(desk: Desk, text: string): Answer {
  return run(desk.server.host.sim, asking(desk, text))
}

export function* asking(desk: Desk, text: string): Process<Answer> {
  const parsed = parseBatch(text, { parameters: [...desk.variables.keys()] })
  if (!parsed.ok) throw new Error(`${parsed.error.number} ${parsed.error.text}`)
  const messages: Message[] = []
  const rows: (readonly WireValue[])[] = []
  let columns: string[] = []
  const context = contextOf(desk, {
    columns: (all) => {
      columns = all.map(({ name }) => name)
    },
    row: (values) => rows.push(values),
    message: (message) => messages.push(message),
  })
  for (const statement of parsed.value) {
    const done = yield* runAdmin(context, statement as Administrative)
    if (!done.ok) return { errors: done.error, messages, columns, rows }
  }
  return { errors: [], messages, columns, rows }
}

function contextOf(desk: Desk, sink: AdminContext['sink']): AdminContext {
  const { host, session, spid, variables, cancel } = desk
  return {
    host,
    session,
    spid,
    login: desk.login ?? 'sa',
    sink,
    cancel,
    procedure: '',
    isInTransaction: desk.isInTransaction,
    valueOf: (name) => variables.get(name) ?? null,
    use: (database) => use(session, database),
    // biome-ignore lint/correctness/useYield: the fixture has nothing to wait for
    setPassword: function* () {
      return ok(undefined)
    },
    // biome-ignore lint/correctness/useYield: the fixture has nothing to wait for
    endOthersIn: function* (database) {
      for (const other of [...host.instance.sessions])
        if (other !== session && other.database?.toLowerCase() === database.toLowerCase())
          host.instance.sessions.delete(other)
    },
    kill: () => false,
  }
}

// biome-ignore lint/correctness/useYield: the fixture has nothing to wait for
function* use(session: Session, database: string): Process<Outcome<undefined, Failure>> {
  const entered = enterDatabase(session, database)
  return entered.ok ? ok(undefined) : { ok: false, error: failureOf(entered.error) }
}
