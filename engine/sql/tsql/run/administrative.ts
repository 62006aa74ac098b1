// Statements about the server and its databases, handed to those who carry them out.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { enterDatabase } from '../../recovery/index.js'
import { type AdminContext, type Administrative, runAdmin } from '../admin/index.js'
import { COMMAND } from '../port.js'
import { leave } from '../session/session.js'
import { type Failure, failureOf, SqlFailure } from '../value/failure.js'
import type { Batch } from './batch.js'
import { changePassword } from './password-statement.js'
import type { Done } from './select.js'

export function* runAdministrative(batch: Batch, statement: Administrative): Process<Done> {
  const ended = yield* runAdmin(contextOf(batch), statement)
  if (ended.ok) {
    const { count } = ended.value
    return count === undefined ? { command: COMMAND.none } : { command: COMMAND.none, count }
  }
  const failures = ended.error
  const last = failures.at(-1)
  for (const each of failures.slice(0, -1)) {
    if (batch.tries > 0) continue
    batch.message({ ...each, line: each.line ?? statement.at.line })
  }
  throw new SqlFailure(
    last ?? { number: 0, severity: 16, state: 1, text: 'The statement was refused.' },
  )
}

function contextOf(batch: Batch): AdminContext {
  const { session, sink, cancel, procedure } = batch
  const { host } = session
  return {
    host,
    session: session.inner,
    spid: session.spid,
    login: session.login,
    sink,
    cancel,
    procedure,
    isInTransaction: session.transaction !== undefined,
    valueOf: (variable) => batch.variable(variable)?.value ?? null,
    use: (database) => use(batch, database),
    setPassword: (login, password) => changePassword(host, login, password),
    endOthersIn: (database) => endOthersIn(batch, database),
    kill: (spid) => kill(batch, spid),
  }
}

// biome-ignore lint/correctness/useYield: a process like the other ends of the context.
export function* use(batch: Batch, database: string): Process<Outcome<undefined, Failure>> {
  const { session, sink } = batch
  const entered = enterDatabase(session.inner, database)
  if (!entered.ok) return refused(failureOf(entered.error))
  const from = session.database
  session.database = session.inner.database ?? database
  if (from !== session.database) leave(session, from)
  sink.env({ kind: 'database', to: session.database, from })
  batch.message({
    number: 5701,
    state: 2,
    severity: 0,
    text: `Changed database context to '${session.database}'.`,
    line: 1,
  })
  return ok(undefined)
}

/** Connections of others are ended by whoever carries them; their transactions go with them. */
// biome-ignore lint/correctness/useYield: a process like the other ends of the context.
function* endOthersIn({ session }: Batch, database: string): Process {
  const { host } = session
  const wanted = database.toLowerCase()
  for (const { spid, database: own } of [...host.instance.sessions])
    if (spid !== undefined && spid !== session.spid && own?.toLowerCase() === wanted)
      host.endConnection?.(spid)
}

function kill({ session }: Batch, spid: number): boolean {
  const { host } = session
  if (![...host.instance.sessions].some((each) => each.spid === spid)) return false
  host.endConnection?.(spid)
  return true
}
