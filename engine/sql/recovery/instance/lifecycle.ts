// Starting, pausing, stopping and crashing an instance. A start recovers every database; one that
// cannot be recovered does not keep the others from coming up.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import {
  crashService,
  type EventLevel,
  logEvent,
  type ServiceError,
  serviceIsRunning,
  startService,
  stopService,
} from '../../../host/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import {
  closeDatabase,
  crashDatabase,
  type Database,
  type DatabaseState,
  openDatabase,
  openEmergency,
  peekAll,
} from '../database/index.js'
import { bringUp, readSnapshots } from '../db-snapshot/snapshots.js'
import { catchUp, openSecondary } from '../replica/index.js'
import {
  addDatabase,
  type Instance,
  MASTER,
  registerOf,
  registrationOf,
  type Session,
  type StartMode,
} from './instance.js'
import { makeTempdb, TEMPDB } from './tempdb.js'

/** Starts the service; without master it ends again. */
export function startInstance(
  instance: Instance,
  mode: StartMode = 'normal',
): Outcome<undefined, SqlError | ServiceError> {
  const { host, service } = instance
  if (serviceIsRunning(host, service)) return ok(undefined)
  const started = startService(host, service)
  return started.ok ? bootInstance(instance, mode) : started
}

/** What its process does once the service was started. */
export function bootInstance(
  instance: Instance,
  mode: StartMode = 'normal',
): Outcome<undefined, SqlError> {
  const { host, service } = instance
  instance.mode = mode
  instance.startedAt = host.sim.now
  instance.databases.clear()
  const master = addDatabase(instance, {
    name: MASTER,
    primary: instance.master,
    state: { kind: 'closed' },
  })
  const opened = open(instance, master)
  if (!opened.ok) {
    stopService(host, service)
    return opened
  }
  return openOthers(instance)
}

/** Lets nobody in any more; who is in goes on. */
export function pauseInstance(instance: Instance): void {
  const service = instance.host.services.get(instance.service)
  if (service?.state === 'Running') service.state = 'Paused'
}

export function resumeInstance(instance: Instance): void {
  const service = instance.host.services.get(instance.service)
  if (service?.state === 'Paused') service.state = 'Running'
}

/** An orderly end: every database is written out. */
export function stopInstance(instance: Instance): void {
  for (const database of instance.databases.values())
    if (database.state.kind === 'online') closeDatabase(database, { kind: 'closed' })
    else crashDatabase(database)
  instance.sessions.clear()
  stopService(instance.host, instance.service)
}

/** The process dies where it stands. */
export function crashInstance(instance: Instance): void {
  for (const database of instance.databases.values()) crashDatabase(database)
  instance.sessions.clear()
  crashService(instance.host, instance.service)
}

export function connect(instance: Instance, isAdministrator = true): Outcome<Session, SqlError> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  if (instance.mode !== 'normal' && instance.sessions.size > 0)
    return refuseSql('SINGLE_USER', instance.name)
  const session: Session = { instance, isAdministrator }
  instance.sessions.add(session)
  return ok(session)
}

export function disconnect(session: Session): void {
  session.instance.sessions.delete(session)
}

/** Opens a database and tells the event log when that fails. */
export function open(instance: Instance, database: Database): Outcome<undefined, SqlError> {
  const opened = openDatabase(database)
  if (opened.ok) reportInDoubt(instance, database)
  // Facts 9.2: 17204 for a file that cannot be opened, 3414 when recovery gives up.
  if (!opened.ok && opened.error.name === 'RECOVERY_GAVE_UP') log(instance, 3414, opened.error)
  else if (!opened.ok && opened.error.name !== 'CONNECTION_BROKEN')
    log(instance, 17204, opened.error)
  return opened
}

/**
 * Comes due when a database has come up with transactions in doubt; its payload says where. Whoever
 * knows the coordinators asks them.
 */
export const IN_DOUBT_TIMER = 'sql.in-doubt'

function reportInDoubt(instance: Instance, { name, state }: Database): void {
  if (state.kind !== 'online' || state.branches.size === 0) return
  const { sim } = instance.host
  sim.schedule(sim.now, { kind: IN_DOUBT_TIMER, payload: { instance, database: name } })
}

function openOthers(instance: Instance): Outcome<undefined, SqlError> {
  const register = registerOf(instance)
  if (!register.ok) return register
  const rows = peekAll(register.value.online, register.value.table)
  if (!rows.ok) return refused(rows.error)
  const snapshots = readSnapshots(instance, register.value.online)
  for (const row of rows.value) {
    const { name, primary, offline, held } = registrationOf(row)
    if (name === TEMPDB) {
      const made = makeTempdb(instance, primary)
      if (!made.ok) return endStart(instance, made.error)
      continue
    }
    const state: DatabaseState =
      held === 'restoring'
        ? { kind: 'restoring', files: [] }
        : { kind: offline ? 'offline' : 'closed' }
    const database = addDatabase(instance, { name, primary, state })
    const own = snapshots.filter(({ source }) => source === name)
    if (own.length > 0) database.sparse = own.flatMap(({ sparse }) => sparse)
    if (database.replica?.role === 'secondary') {
      openSecondary(database, database.replica.link)
      catchUp(database.replica.link)
      continue
    }
    if (held === 'restoring') continue
    if (held === 'emergency') {
      openEmergency(database)
      continue
    }
    // -f starts what is needed to configure the server, and nothing else.
    if (instance.mode === 'minimal' && !offline) leaveUnrecovered(database)
    else if (!offline) open(instance, database)
    if (!serviceIsRunning(instance.host, instance.service)) return refuseSql('CONNECTION_BROKEN')
  }
  // One that cannot be opened says so by its state.
  for (const snapshot of snapshots) bringUp(instance, snapshot)
  return ok(undefined)
}

function leaveUnrecovered(database: Database): void {
  const { error } = refuseSql('DB_IS_SHUTDOWN', 'the start was a minimal one (-f)')
  database.state = { kind: 'recovery-pending', error }
}

/** Without tempdb there is no server. */
function endStart(instance: Instance, error: SqlError): Outcome<undefined, SqlError> {
  log(instance, error.number, error)
  stopInstance(instance)
  return refused(error)
}

function log(instance: Instance, id: number, error: SqlError): void {
  const level: EventLevel = 'Error'
  const text = `${error.meaning}: ${error.detail}`
  logEvent(instance.host, 'Application', { source: instance.service, id, level, text })
}
