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
  openDatabase,
  peekAll,
} from '../database/index.js'
import {
  addDatabase,
  type Instance,
  MASTER,
  registerOf,
  registrationOf,
  type Session,
  type StartMode,
} from './instance.js'

/** Starts the service; without master it ends again. */
export function startInstance(
  instance: Instance,
  mode: StartMode = 'normal',
): Outcome<undefined, SqlError | ServiceError> {
  const { host, service } = instance
  if (serviceIsRunning(host, service)) return ok(undefined)
  const started = startService(host, service)
  if (!started.ok) return started
  instance.mode = mode
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
  instance.sessions.clear()
  stopService(instance.host, instance.service)
}

/** The process dies where it stands. */
export function crashInstance(instance: Instance): void {
  for (const database of instance.databases.values()) crashDatabase(database)
  instance.sessions.clear()
  crashService(instance.host, instance.service)
}

export function connect(instance: Instance): Outcome<Session, SqlError> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  if (instance.mode === 'single-user' && instance.sessions.size > 0)
    return refuseSql('SINGLE_USER', instance.name)
  const session: Session = { instance }
  instance.sessions.add(session)
  return ok(session)
}

export function disconnect(session: Session): void {
  session.instance.sessions.delete(session)
}

/** Opens a database and tells the event log when that fails. */
export function open(instance: Instance, database: Database): Outcome<undefined, SqlError> {
  const opened = openDatabase(database)
  // Facts 9.2: 17204 for a file that cannot be opened, 3414 when recovery gives up.
  if (!opened.ok && opened.error.name === 'RECOVERY_GAVE_UP') log(instance, 3414, opened.error)
  else if (!opened.ok && opened.error.name !== 'CONNECTION_BROKEN')
    log(instance, 17204, opened.error)
  return opened
}

function openOthers(instance: Instance): Outcome<undefined, SqlError> {
  const register = registerOf(instance)
  if (!register.ok) return register
  const rows = peekAll(register.value.online, register.value.table)
  if (!rows.ok) return refused(rows.error)
  for (const row of rows.value) {
    const { name, primary, offline } = registrationOf(row)
    const state = { kind: offline ? 'offline' : 'closed' } as const
    const database = addDatabase(instance, { name, primary, state })
    // -f starts what is needed to configure the server, and nothing else.
    if (!offline && instance.mode !== 'minimal') open(instance, database)
    if (!serviceIsRunning(instance.host, instance.service)) return refuseSql('CONNECTION_BROKEN')
  }
  return ok(undefined)
}

function log(instance: Instance, id: number, error: SqlError): void {
  const level: EventLevel = 'Error'
  const text = `${error.meaning}: ${error.detail}`
  logEvent(instance.host, 'Application', { source: instance.service, id, level, text })
}
