// An instance of SQL Server: a service of its host, the system databases, and the others that master
// knows. Where a database's primary file is stands in master; everything else stands in that file.

import { present } from '../../../base/assert.js'
import type { Ticks } from '../../../base/brand.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import type { Host } from '../../../host/index.js'
import type { Process } from '../../../sim/index.js'
import { createFolder, type Volume } from '../../../volume/index.js'
import { type Row, refuseSql, type SqlError } from '../../page/index.js'
import {
  begin,
  commit,
  createFiles,
  createTable,
  type Database,
  findTable,
  insert,
  type Online,
  onlineWith,
  requireOnline,
  rollback,
  type Table,
  type UserTransaction,
} from '../database/index.js'
import type { Replica } from '../replica/link.js'
import type { Place } from '../restart.js'

export type StartMode = 'normal' | 'single-user' | 'minimal'

export interface Instance {
  readonly host: Host
  /** `MSSQLSERVER` for the default instance. */
  readonly name: string
  readonly service: string
  readonly volumes: ReadonlyMap<string, Volume>
  readonly master: Place
  /** By name in lower case, in the order of creation. */
  readonly databases: Map<string, Database>
  readonly sessions: Set<Session>
  mode: StartMode
  /** When its process started. */
  startedAt: Ticks
  inDoubtResolution: InDoubtResolution
  /** What the cluster knows of its databases, by name in lower case. */
  readonly replicas: Map<string, Replica>
}

/**
 * The option `in-doubt xact resolution` (facts 10), for prepared transactions whose coordinator
 * cannot be asked after a start. 0: the database is not recovered; 1: commit; 2: roll back.
 */
export type InDoubtResolution = 0 | 1 | 2

export interface Session {
  readonly instance: Instance
  /** Absent is yes. */
  readonly isAdministrator?: boolean
  /** The database it is in. */
  database?: string | undefined
  /** The number by which clients know it. */
  spid?: number
}

export interface InstanceOptions {
  /** Without one it is the default instance. */
  readonly name?: string
  /** Where the system databases lie. */
  readonly volume: string
  readonly folder?: string
}

export const DEFAULT_INSTANCE = 'MSSQLSERVER'
export const MASTER = 'master'
export const SYSTEM_DATABASES: readonly string[] = [MASTER, 'model', 'msdb', 'tempdb']

const REGISTER = 'sysdatabases'

/** Installs an instance and leaves it running, with its system databases online. */
export function* createInstance(
  host: Host,
  volumes: ReadonlyMap<string, Volume>,
  options: InstanceOptions,
): Process<Outcome<Instance, SqlError>> {
  const { volume, folder } = placeOfSystem(options)
  const disk = volumes.get(volume)
  if (disk === undefined) return refuseSql('CANNOT_CREATE_FILE', `there is no volume ${volume}`)
  createFolder(disk, folder)
  const instance = instanceAt(host, volumes, options, 'Running')
  for (const system of SYSTEM_DATABASES) {
    const made = yield* createSystemDatabase(instance, system, { volume, folder })
    if (!made.ok) return made
  }
  return ok(instance)
}

function placeOfSystem({ name = DEFAULT_INSTANCE, volume, folder }: InstanceOptions) {
  return { volume, folder: folder ?? `\\MSSQL.${name}\\DATA` }
}

/** An instance whose files are there already, or are about to be. */
export function instanceAt(
  host: Host,
  volumes: ReadonlyMap<string, Volume>,
  options: InstanceOptions,
  state: 'Running' | 'Stopped' = 'Stopped',
): Instance {
  const { name = DEFAULT_INSTANCE } = options
  const { volume, folder } = placeOfSystem(options)
  const service = name === DEFAULT_INSTANCE ? name : `MSSQL$${name}`
  host.services.set(service, {
    name: service,
    startType: 'Automatic',
    state,
    account: `NT Service\\${service}`,
    dependsOn: [],
  })
  const master: Place = { volume, path: `${folder}\\master.mdf` }
  return {
    host,
    name,
    service,
    volumes,
    master,
    databases: new Map(),
    sessions: new Set(),
    mode: 'normal',
    startedAt: host.sim.now,
    inDoubtResolution: 0,
    replicas: new Map(),
  }
}

export function findDatabase(instance: Instance, name: string): Outcome<Database, SqlError> {
  const database = instance.databases.get(name.toLowerCase())
  return database === undefined ? refuseSql('NO_SUCH_DATABASE', name) : ok(database)
}

export function isSystemDatabase(name: string): boolean {
  return SYSTEM_DATABASES.includes(name.toLowerCase())
}

/** What master remembers of a database. */
export interface Registration {
  readonly name: string
  readonly primary: Place
  readonly offline: boolean
  /** In the middle of a restore, or in emergency; a start of the instance leaves it so. */
  readonly held?: 'restoring' | 'emergency' | undefined
}

/** The numbers are those of sys.databases. */
const ONLINE = 0
const RESTORING = 1
const EMERGENCY = 5
const OFFLINE = 6

export function registrationOf(row: Row): Registration {
  const [name, volume, path, state] = row
  return {
    name: String(name),
    primary: { volume: String(volume), path: String(path) },
    offline: state === OFFLINE,
    held: state === RESTORING ? 'restoring' : state === EMERGENCY ? 'emergency' : undefined,
  }
}

export function registrationRow({ name, primary, offline, held }: Registration): Row {
  const state = held === 'restoring' ? RESTORING : held === 'emergency' ? EMERGENCY : ONLINE
  return [name, primary.volume, primary.path, offline ? OFFLINE : state]
}

/** Changes what master knows of the databases, for good. */
export function* inMaster(
  instance: Instance,
  work: (
    online: Online,
    transaction: UserTransaction,
    register: Table,
  ) => Process<Outcome<unknown, SqlError>>,
): Process<Outcome<undefined, SqlError>> {
  const master = findDatabase(instance, MASTER)
  if (!master.ok) return master
  const online = requireOnline(master.value)
  if (!online.ok) return online
  const register = findTable(online.value, REGISTER)
  if (!register.ok) return register
  const transaction = begin(online.value)
  const done = yield* work(online.value, transaction, register.value)
  if (done.ok) return yield* commit(online.value, transaction)
  const undone = yield* rollback(online.value, transaction)
  return undone.ok ? done : undone
}

export function* register(
  instance: Instance,
  registration: Registration,
): Process<Outcome<undefined, SqlError>> {
  return yield* inMaster(instance, (online, transaction, table) =>
    insert(online, transaction, table, registrationRow(registration)),
  )
}

/** The rows of master about all databases but master. */
export function registerOf(
  instance: Instance,
): Outcome<{ online: Online; table: Table }, SqlError> {
  const master = present(instance.databases.get(MASTER), MASTER)
  const online = requireOnline(master)
  if (!online.ok) return online
  const table = findTable(online.value, REGISTER)
  return table.ok ? ok({ online: online.value, table: table.value }) : table
}

function* createSystemDatabase(
  instance: Instance,
  name: string,
  at: { readonly volume: string; readonly folder: string },
): Process<Outcome<undefined, SqlError>> {
  const { volume, folder } = at
  const path = `${folder}\\${name}.mdf`
  const isTempdb = name === 'tempdb'
  const logName = isTempdb ? 'templog' : `${name}_log`
  const logPath = `${folder}\\${isTempdb ? 'templog' : name}.ldf`
  const made = createFiles(instance.host.sim, instance.volumes, {
    name,
    dataFiles: [{ logicalName: isTempdb ? 'tempdev' : name, volume, path }],
    logFiles: [{ logicalName: logName, volume, path: logPath }],
    recoveryModel: name === 'model' ? 'FULL' : 'SIMPLE',
  })
  if (!made.ok) return made
  const primary = { volume, path }
  const online = onlineWith(made.value)
  addDatabase(instance, { name, primary, state: online })
  if (name !== MASTER) return yield* register(instance, { name, primary, offline: false })
  const table = createTable(online, REGISTER_TABLE)
  return table.ok ? ok(undefined) : table
}

/** Puts a database into the instance's memory. */
export function addDatabase(
  instance: Instance,
  database: Pick<Database, 'name' | 'primary' | 'state' | 'snapshotOf'>,
): Database {
  const { host, volumes } = instance
  const key = database.name.toLowerCase()
  const replica = instance.replicas.get(key)
  const id = instance.databases.get(key)?.id ?? freeId(instance, key)
  const added: Database = { sim: host.sim, volumes, id, ...database, replica }
  instance.databases.set(key, added)
  return added
}

/** database_id: fixed for the system databases, else the lowest that nobody has. */
function freeId({ databases }: Instance, key: string): number {
  const system = NUMBERED.indexOf(key)
  if (system >= 0) return system + 1
  const taken = new Set([...databases.values()].map(({ id }) => id))
  let id = NUMBERED.length + 1
  while (taken.has(id)) id++
  return id
}

const NUMBERED: readonly string[] = [MASTER, 'tempdb', 'model', 'msdb']

const REGISTER_TABLE = {
  name: REGISTER,
  columns: [
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'volume', type: { kind: 'nvarchar', length: 260 }, nullable: false },
    { name: 'path', type: { kind: 'nvarchar', length: 260 }, nullable: false },
    { name: 'state', type: { kind: 'int' }, nullable: false },
  ],
  key: 'name',
} as const
