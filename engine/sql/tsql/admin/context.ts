// What an administrative statement sees of its session, and how it ends.

import type { Outcome } from '../../../base/outcome.js'
import { milliseconds } from '../../../base/units.js'
import { later, type Process, waitFor } from '../../../sim/index.js'
import { isHeld, type Online, type Session } from '../../recovery/index.js'
import { type SqlHost, simOf } from '../host.js'
import type { At, Secret } from '../parse/tree.js'
import type { Cancel, Sink, WireValue } from '../port.js'
import type { Failure } from '../value/failure.js'

export interface AdminContext {
  readonly host: SqlHost
  /** What the instance knows of the session: USE and SINGLE_USER go by it. */
  readonly session: Session
  readonly spid: number
  readonly login: string
  readonly sink: Pick<Sink, 'columns' | 'row' | 'message'>
  readonly cancel: Cancel
  /** Empty outside of procedures. */
  readonly procedure: string
  readonly isInTransaction: boolean
  /** By its name with the sign. */
  valueOf(variable: string): WireValue
  /** USE, with what it tells the client. */
  use(database: string): Process<Outcome<undefined, Failure>>
  /** Its salted hash goes into master. */
  setPassword(login: string, password: Secret): Process<Outcome<undefined, Failure>>
  /** Rolls back and ends every other session in the database. */
  endOthersIn(database: string): Process
  /** Ends a session; false when there is none of that number. */
  kill(spid: number): boolean
}

/** How many rows a statement gave, if it gave any. */
export interface AdminEnd {
  readonly count: number | undefined
}

/** Several refusals are told one after the other; the last is what TRY sees. */
export type AdminProcess = Process<Outcome<AdminEnd, readonly Failure[]>>

export function done(): { readonly ok: true; readonly value: AdminEnd } {
  return { ok: true, value: { count: undefined } }
}

export function inform(context: AdminContext, at: At, number: number, text: string): void {
  const { sink, procedure } = context
  // Messages of the server about its own work have severity 10, which is sent as 0.
  sink.message({ number, state: 1, severity: 0, text, procedure, line: at.line })
}

const LOOK = milliseconds(20)

/** Waits for the end of a freeze, or until the client has had enough; false then. */
export function* whenFree(context: AdminContext, online: Online): Process<boolean> {
  const { cancel, host } = context
  while (isHeld(online)) {
    if (cancel.cancelled) return false
    yield* waitFor(cancel.signal, later(simOf(host).now, LOOK))
  }
  return !cancel.cancelled
}
