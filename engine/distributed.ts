// Distributed transactions of databases: the coordinators of engine/dtc and the resources of
// engine/sql, connected. A host has the service MSDTC; within one instance the instance itself
// coordinates what spans its databases, with a log of its own.

import type { Guid } from './base/brand.js'
import { type Outcome, ok } from './base/outcome.js'
import {
  addCoordinator,
  addParticipant,
  askNow,
  attend,
  type Coordinator,
  captureOutcomes,
  DECISION_LOG_BYTES,
  enlistAt,
  type LogPort,
  loseMemory,
  type Network,
  type Participant,
} from './dtc/index.js'
import { crashService, type Host, type ServiceError, startService } from './host/index.js'
import type { Process } from './sim/index.js'
import {
  begin,
  enlist,
  findDatabase,
  type Instance,
  type Online,
  refuseSql,
  requireOnline,
  rollback,
  SQL_RESOURCES,
  type SqlError,
  type SqlResource,
  type UserTransaction,
} from './sql/recovery/index.js'
import {
  putFile,
  readFile,
  statFile,
  type Volume,
  whenReleased,
  writeFile,
} from './volume/index.js'

export const MSDTC = 'MSDTC'

interface LogFile {
  readonly volume: Volume
  readonly path: string
}

const FILE_PORT: LogPort<LogFile> = Object.freeze({
  read({ volume, path }: LogFile, range: { readonly offset: number; readonly length: number }) {
    const bytes = readFile(volume, path, range)
    return bytes.ok ? bytes.value : undefined
  },
  write: ({ volume, path }: LogFile, offset: number, bytes: Uint8Array) =>
    writeFile(volume, path, { offset, bytes }).ok,
  whenWritable: ({ volume }: LogFile) => whenReleased(volume),
})

/** Installs the service of a host, with its log on the volume; it runs. */
export function installMsdtc(
  network: Network,
  host: Host,
  volume: Volume,
  path = '\\MSDTC.LOG',
): Coordinator {
  host.services.set(MSDTC, {
    name: MSDTC,
    startType: 'Automatic',
    state: 'Running',
    account: 'NT AUTHORITY\\NetworkService',
    dependsOn: [],
  })
  const file = logFile(volume, path)
  const address = msdtcAddress(host)
  return addCoordinator(network, { address, host, service: MSDTC, store: file, port: FILE_PORT })
}

/** The service's process dies: what is not in its log never happened. */
export function crashMsdtc(network: Network, coordinator: Coordinator): void {
  crashService(coordinator.host, coordinator.service)
  loseMemory(network, coordinator)
}

export function startMsdtc(
  network: Network,
  coordinator: Coordinator,
): Outcome<void, ServiceError> {
  const started = startService(coordinator.host, coordinator.service)
  if (started.ok) attend(network, coordinator)
  return started
}

/** Lets an instance coordinate what spans its own databases; its log lies beside master. */
export function coordinateWithin(network: Network, instance: Instance): Coordinator | undefined {
  const { host, service, master, volumes } = instance
  const volume = volumes.get(master.volume)
  if (volume === undefined) return undefined
  const path = `${master.path.slice(0, master.path.lastIndexOf('\\'))}\\transactions.log`
  const address = instanceAddress(instance)
  const store = logFile(volume, path)
  return addCoordinator(network, { address, host, service, store, port: FILE_PORT })
}

export function msdtcAddress({ name }: Host): string {
  return `${name}/${MSDTC}`
}

export function instanceAddress({ host, name }: Instance): string {
  return `${host.name}\\${name}`
}

export function databaseAddress(instance: Instance, database: string): string {
  return `${instanceAddress(instance)}/${database}`
}

/** A database as one that can take part. */
export function joinDatabase(network: Network, resource: SqlResource): Participant {
  const { instance, database } = resource
  const address = databaseAddress(instance, database)
  return addParticipant(network, {
    address,
    host: instance.host,
    resource,
    manager: SQL_RESOURCES,
  })
}

export interface OpenBranch {
  readonly online: Online
  readonly transaction: UserTransaction
}

/** Begins the part of a distributed transaction that works on this database. */
export function* beginBranch(
  network: Network,
  resource: SqlResource,
  of: { readonly globalId: Guid; readonly coordinator: string },
): Process<Outcome<OpenBranch, SqlError>> {
  const found = findDatabase(resource.instance, resource.database)
  const state = found.ok ? requireOnline(found.value) : found
  if (!state.ok) return state
  const online = state.value
  const transaction = begin(online)
  const enlisted = enlist(online, transaction, of)
  const accepted = enlisted.ok
    ? yield* enlistAt(network, joinDatabase(network, resource), of)
    : false
  if (accepted) return ok({ online, transaction })
  yield* rollback(online, transaction)
  return enlisted.ok ? refuseSql('NO_COORDINATOR', of.coordinator) : enlisted
}

/** What happens when a database has come up with transactions in doubt. */
export function askForOutcomes(network: Network, resource: SqlResource): void {
  askNow(network, joinDatabase(network, resource))
}

/** What is decided of distributed transactions, for whoever keeps it with a snapshot. */
export const OUTCOMES = Object.freeze({
  ofMachine: (network: Network, host: Host) => outcomesAt(network, msdtcAddress(host)),
  ofInstance: (network: Network, instance: Instance) =>
    outcomesAt(network, instanceAddress(instance)),
})

function outcomesAt(network: Network, address: string): ReadonlyMap<Guid, 'committed'> {
  const coordinator = network.coordinators.get(address)
  return captureOutcomes(network, coordinator === undefined ? [] : [coordinator])
}

function logFile(volume: Volume, path: string): LogFile {
  if (!statFile(volume, path).ok) putFile(volume, path, new Uint8Array(DECISION_LOG_BYTES))
  return { volume, path }
}

export * from './dtc/index.js'
