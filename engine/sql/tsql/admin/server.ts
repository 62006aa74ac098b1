// USE, CHECKPOINT, KILL, SHUTDOWN, RECONFIGURE.

import { refused } from '../../../base/outcome.js'
import { findDatabase, takeCheckpoint, useDatabase } from '../../recovery/index.js'
import type { AdminStatement } from '../parse/tree.js'
import { type AdminContext, type AdminProcess, done, inform, whenFree } from './context.js'
import { refuse, refuseError } from './refusal.js'

type Of<Kind extends AdminStatement['kind']> = Extract<AdminStatement, { kind: Kind }>

export function* runUse(context: AdminContext, { database }: Of<'use'>): AdminProcess {
  const used = yield* context.use(database)
  return used.ok ? done() : refused([used.error])
}

/** Of the database that the session is in. */
export function* runCheckpoint(context: AdminContext): AdminProcess {
  const { host, session } = context
  const found = findDatabase(host.instance, session.database ?? 'master')
  const online = found.ok ? useDatabase(found.value) : found
  if (!online.ok) return refuseError(online.error)
  if (!(yield* whenFree(context, online.value)))
    return refuse(0, 'Operation cancelled by user.', 11)
  const checked = takeCheckpoint(online.value)
  return checked.ok ? done() : refuseError(checked.error)
}

const SYSTEM_SPIDS_MAX = 50

// biome-ignore lint/correctness/useYield: a process like the other statements
export function* runKill(context: AdminContext, statement: Of<'kill'>): AdminProcess {
  const { spid, statusOnly, at } = statement
  if (spid === context.spid) return refuse(6104, 'Cannot use KILL to kill your own process.')
  if (spid <= SYSTEM_SPIDS_MAX && spid >= 0)
    return refuse(6107, `Only user processes can be killed.`)
  if (statusOnly) {
    inform(
      context,
      at,
      6120,
      `Status report cannot be obtained. Rollback operation for Process ID ${spid} is not in progress.`,
    )
    return done()
  }
  return context.kill(spid)
    ? done()
    : refuse(6106, `Process ID ${spid} is not an active process ID.`)
}

// biome-ignore lint/correctness/useYield: a process like the other statements
export function* runShutdown(context: AdminContext, statement: Of<'shutdown'>): AdminProcess {
  const { host, login } = context
  if (host.requestShutdown === undefined)
    return refuse(6005, 'SHUTDOWN is not possible here: the service is controlled from outside.')
  inform(context, statement.at, 6006, `Server shut down by request from login ${login}.`)
  host.requestShutdown(statement.noWait)
  return done()
}

// biome-ignore lint/correctness/useYield: a process like the other statements
export function* runReconfigure(context: AdminContext): AdminProcess {
  return context.isInTransaction
    ? refuse(574, 'RECONFIGURE statement cannot be used inside a user transaction.')
    : done()
}
