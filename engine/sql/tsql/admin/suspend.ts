// SUSPEND_FOR_SNAPSHOT_BACKUP for a database, a group or the server (facts 9.1). The suspension is the
// instance's and outlives the session.

import { refused } from '../../../base/outcome.js'
import { findDatabase, useDatabase } from '../../recovery/index.js'
import { resume, type SuspendRequest, suspend, suspendStatus } from '../../vdi/index.js'
import type { At, DatabaseStatement } from '../parse/tree.js'
import { type AdminContext, type AdminProcess, done, inform } from './context.js'
import { failureFrom, type Refusal } from './refusal.js'

type OfServer = Extract<DatabaseStatement, { kind: 'suspend-server' }>

export function* runSuspendServer(context: AdminContext, statement: OfServer): AdminProcess {
  const { at, on, group, copyOnly } = statement
  const request: SuspendRequest =
    group === undefined
      ? { scope: 'server' }
      : { scope: 'group', databases: group.map(({ name }) => name) }
  const changed = on
    ? suspendByStatement(context, at, { ...request, copyOnly })
    : resumeByStatement(context, at, request)
  if (changed.ok) return done()
  const failed = 'ALTER SERVER CONFIGURATION statement failed.'
  return refused([...changed.error, { number: 5069, severity: 16, state: 1, text: failed }])
}

export function suspendByStatement(
  context: AdminContext,
  at: At,
  request: SuspendRequest,
): { readonly ok: true } | Refusal {
  const { host, spid } = context
  const before = new Set(suspendStatus(host.instance).map(({ db_name }) => db_name))
  // One that closed itself is opened for that.
  for (const name of request.databases ?? []) {
    const found = findDatabase(host.instance, name)
    if (found.ok) useDatabase(found.value)
  }
  const suspended = suspend(host.instance, { ...request, session: spid })
  if (!suspended.ok) return refused([failureFrom(suspended.error)])
  for (const { db_name: name } of suspendStatus(host.instance)) {
    if (before.has(name)) continue
    inform(context, at, 3083, `Database '${name}' acquired suspend locks in session ${spid}.`)
    inform(
      context,
      at,
      3197,
      `I/O is frozen on database ${name}. No user action is required. However, if I/O is not resumed promptly, you could cancel the backup.`,
    )
    inform(
      context,
      at,
      3086,
      `Database '${name}' successfully suspended for snapshot backup in session ${spid}.`,
    )
  }
  return { ok: true }
}

export function resumeByStatement(
  context: AdminContext,
  at: At,
  request: SuspendRequest,
): { readonly ok: true } | Refusal {
  const before = suspendStatus(context.host.instance)
  const resumed = resume(context.host.instance, request)
  if (!resumed.ok) return refused([failureFrom(resumed.error)])
  tellResumed(context, at, before)
  return { ok: true }
}

/** Of those that were suspended and are so no more. */
export function tellResumed(
  context: AdminContext,
  at: At,
  before: ReturnType<typeof suspendStatus>,
): void {
  const { host, spid } = context
  const still = new Set(suspendStatus(host.instance).map(({ db_name }) => db_name))
  for (const { db_name: name, suspend_session_id: owner } of before) {
    if (still.has(name)) continue
    inform(context, at, 3198, `I/O was resumed on database ${name}. No user action is required.`)
    inform(context, at, 3084, `Database '${name}' released suspend locks in session ${spid}.`)
    inform(
      context,
      at,
      3087,
      `Database '${name}' originally suspended for snapshot backup in session ${owner} successfully resumed in session ${spid}.`,
    )
  }
}
