// Who else is in a database, and what becomes of them.

import { type Outcome, ok } from '../../../base/outcome.js'
import { milliseconds, seconds } from '../../../base/units.js'
import { later, type Process, waitFor } from '../../../sim/index.js'
import { simOf } from '../host.js'
import type { Termination } from '../parse/tree.js'
import type { AdminContext } from './context.js'
import { type Refusal, refuse } from './refusal.js'

export function othersIn({ session, host }: AdminContext, database: string): number {
  let count = 0
  for (const other of host.instance.sessions)
    if (other !== session && other.database?.toLowerCase() === database.toLowerCase()) count++
  return count
}

const LOOK = milliseconds(20)

/** Waits for the others to leave, or makes them; refuses when nobody is to wait. */
export function* whenAlone(
  context: AdminContext,
  database: string,
  termination: Termination | undefined,
): Process<Outcome<undefined, never> | Refusal> {
  const { cancel, host } = context
  const sim = simOf(host)
  const patience =
    termination?.kind === 'rollback' ? seconds(termination.afterSeconds) : Number.POSITIVE_INFINITY
  const since = sim.now
  while (othersIn(context, database) > 0) {
    if (termination?.kind === 'no-wait')
      return refuse(
        5070,
        `Database state cannot be changed while other users are using the database '${database}'`,
      )
    if (cancel.cancelled) return refuse(0, 'Operation cancelled by user.', 11)
    if (sim.now - since >= patience) {
      yield* context.endOthersIn(database)
      break
    }
    yield* waitFor(cancel.signal, later(sim.now, LOOK))
  }
  return ok(undefined)
}
