// Instances: installed, started, stopped, and who may log in to them.

import {
  controlInstance,
  editionKey,
  installInstance,
  makeFoldersFor,
  type Process,
  present,
  type Server,
  sql,
  startWriterForUser,
  tellCoordinators,
} from '../../../../engine/index.js'
import { done, type Json, type Reply, refusal } from '../../../model/reply.js'
import { type Context, type Handlers, machineOf } from './handler.js'
import { ROWS_TABLE } from './sql-rows.js'
import {
  instanceNamed,
  onInstance,
  placeOf,
  refusedBySql,
  replyOf,
  type SqlOutcome,
} from './sql-statement.js'

type InstanceCommand =
  | 'instance.install'
  | 'instance.control'
  | 'instance.query'
  | 'sql.login'
  | 'sql.logins'
  | 'sql.connect'
  | 'sql.disconnect'

const ACTIONS = { start: 'start', stop: 'stop', restart: 'restart', crash: 'kill' } as const

const START_PARAMETERS = { normal: [], minimal: ['-f'], 'single-user': ['-m'] } as const

export const instanceHandlers: Handlers<InstanceCommand> = {
  *'instance.install'(context, { server, instance, edition }) {
    const machine = machineOf(context, server)
    const taken = machine.instances.has(instance.toUpperCase())
    if (taken) return refusal('instance-exists', `${instance} is installed`)
    const setup = { instance, edition, writer: 'automatic' } as const
    const installed = yield* installInstance(context.world.network, machine, setup)
    return installed.ok ? done() : refusedBySql(installed.error)
  },
  'instance.control'(context, { server, instance, action, mode }) {
    const at = instanceNamed(context, server, instance)
    if ('kind' in at) return at
    const result = controlInstance(at.instance, ACTIONS[action], mode)
    tellCoordinators(context.world.network, at.server)
    return result.ok ? done() : refusedBySql(result.error)
  },
  'instance.query'(context, { server, instance }) {
    const at = instanceNamed(context, server, instance)
    if ('kind' in at) return at
    const { host, service, mode, startedAt } = at.instance
    const state = host.services.get(service)?.state ?? 'Absent'
    const parameters = START_PARAMETERS[mode].map((parameter) => ({ parameter }))
    return done({ state, mode, parameters, startedAtMs: startedAt / 1_000 })
  },
  *'sql.login'(context, { server, instance, login: name, action }) {
    const at = instanceNamed(context, server, instance)
    return yield* onInstance(at, function* (connected): Process<SqlOutcome<Json>> {
      const changed = yield* changeLogin(connected.instance, name, action)
      return changed.ok ? { ok: true, value: {} } : changed
    })
  },
  *'sql.logins'(context, { server, instance }) {
    const at = instanceNamed(context, server, instance)
    return yield* onInstance(at, (connected): SqlOutcome<Json> => {
      const logins = sql.loginsOf(connected.instance)
      return logins.ok
        ? { ok: true, value: { logins: logins.value.map((login) => ({ ...login })) } }
        : logins
    })
  },
  *'sql.connect'(context, { server, instance, database, primary }) {
    const machine = machineOf(context, server)
    const parent = machine.instances.get(instance.toUpperCase())
    if (parent === undefined) return refusal('no-such-instance', `there is no ${instance}`)
    if (machine.host.registry.get(editionKey(parent.name)) !== 'Express')
      return refusal('not-express', 'user instances are there in the Express edition only')
    return yield* startUserInstance(context, machine, { parent, database, primary })
  },
  'sql.disconnect'(context, { server, instance }) {
    const machine = machineOf(context, server)
    const user = machine.userInstances.get(userName(instance))
    if (user === undefined) return refusal('no-such-instance', `nobody is in ${instance}`)
    sql.stopInstance(user)
    machine.host.services.delete(user.service)
    machine.userInstances.delete(userName(instance))
    return done()
  },
}

function changeLogin(
  instance: sql.Instance,
  name: string,
  action: 'create' | 'drop' | 'add to sysadmin' | 'remove from sysadmin',
): Process<SqlOutcome<undefined>> {
  switch (action) {
    case 'create':
      return sql.createLogin(instance, { name, sysadmin: false })
    case 'drop':
      return sql.dropLogin(instance, name)
    default:
      return sql.setSysadmin(instance, { name, sysadmin: action === 'add to sysadmin' })
  }
}

function userName(instance: string): string {
  return `${instance.toUpperCase()}_USER`
}

/** Another process of SQL Server, with system databases and a database of its own. */
function* startUserInstance(
  _context: Context,
  machine: Server,
  {
    parent,
    database,
    primary,
  }: { readonly parent: sql.Instance; readonly database: string; readonly primary: string },
): Process<Reply> {
  const { host, volumes, userInstances } = machine
  const name = userName(parent.name)
  if (userInstances.has(name)) return refusal('user-instance-runs', `${name} runs already`)
  startWriterForUser(machine)
  const folder = `\\Users\\Public\\${name}`
  const drive = present(volumes.get(`${host.windowsDrive}:`), 'the volume of Windows')
  makeFoldersFor(drive, `${folder.slice(1)}\\master.mdf`)
  const options = { name, volume: `${host.windowsDrive}:`, folder }
  const made = yield* sql.createInstance(host, volumes, options)
  if (!made.ok) return refusedBySql(made.error)
  // A child process of the application's: no service that anybody could start.
  const service = present(host.services.get(made.value.service), name)
  service.startType = 'Disabled'
  userInstances.set(name, made.value)
  const place = placeOf(primary)
  const volume = volumes.get(place.volume)
  if (volume !== undefined) makeFoldersFor(volume, place.path.slice(1))
  const created = yield* sql.createDatabase(made.value, {
    name: database,
    dataFiles: [{ logicalName: database, ...place }],
    logFiles: [{ logicalName: `${database}_log`, ...logOf(place) }],
  })
  if (!created.ok) return refusedBySql(created.error)
  const online = sql.requireOnline(created.value)
  const table = online.ok ? sql.createTable(online.value, ROWS_TABLE) : online
  return table.ok ? replyOf({ ok: true, value: {} }) : refusedBySql(table.error)
}

function logOf({ volume, path }: sql.Place): sql.Place {
  return { volume, path: `${path.replace(/\.mdf$/i, '')}_log.ldf` }
}
