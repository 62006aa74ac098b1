// SQL Server on a machine: its instances, the services they live in, and what the start or the end of
// such a service does to the databases.

import { type Outcome, ok } from './base/outcome.js'
import { attend, coordinateWithin, installMsdtc, type Network } from './distributed.js'
import {
  crashService,
  demandService,
  restartService,
  type ServiceError,
  type StartType,
  startService,
  stopService,
} from './host/index.js'
import { type Machine, restartServer } from './products/system-state/index.js'
import type { Process } from './sim/index.js'
import { installHistory } from './sql/backup/index.js'
import {
  bootInstance,
  crashInstance,
  createInstance,
  type Instance,
  installLogins,
  type SqlError,
  type StartMode,
  startInstance,
  stopInstance,
} from './sql/recovery/index.js'

export const SQL_WRITER_SERVICE = 'SQLWriter'

export interface SqlSetup {
  readonly instances: readonly string[]
  readonly edition: string
  /** The install profile of the SQL Writer service. */
  readonly writer: 'automatic' | 'not enabled'
}

export interface SqlServers {
  /** By name in upper case. */
  readonly instances: Map<string, Instance>
  /** Instances that run for one user, by the instance that started them. */
  readonly userInstances: Map<string, Instance>
}

type SqlMachine = Machine & SqlServers

/** Where setup notes the edition of an instance. */
export function editionKey(instance: string): string {
  return `HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL.${instance}\\Setup\\Edition`
}

/** Installs an instance with default options and leaves it running. */
export function* installInstance(
  network: Network,
  machine: SqlMachine,
  setup: { readonly instance: string } & Pick<SqlSetup, 'edition' | 'writer'>,
): Process<Outcome<Instance, SqlError>> {
  const { host, volumes, instances } = machine
  const volume = `${host.windowsDrive}:`
  const made = yield* createInstance(host, volumes, { name: setup.instance, volume })
  if (!made.ok) return made
  const logins = yield* installLogins(made.value)
  if (!logins.ok) return logins
  const history = installHistory(made.value)
  if (!history.ok) return history
  instances.set(setup.instance.toUpperCase(), made.value)
  host.registry.set(editionKey(setup.instance), setup.edition)
  installCoordinators(network, machine, made.value)
  if (host.platform !== 'linux' && !host.services.has(SQL_WRITER_SERVICE))
    installWriterService(machine, setup.writer)
  return made
}

function installCoordinators(network: Network, { host, volumes }: Machine, of: Instance): void {
  const volume = volumes.get(`${host.windowsDrive}:`)
  if (volume !== undefined && !host.services.has('MSDTC')) installMsdtc(network, host, volume)
  coordinateWithin(network, of)
}

function installWriterService({ host }: Machine, writer: SqlSetup['writer']): void {
  host.services.set(SQL_WRITER_SERVICE, {
    name: SQL_WRITER_SERVICE,
    startType: writer === 'automatic' ? 'Automatic' : 'Disabled',
    state: writer === 'automatic' ? 'Running' : 'Stopped',
    account: 'Local System',
    dependsOn: ['RPC'],
  })
}

export type ServiceAction = 'start' | 'stop' | 'restart' | 'kill'

/** Whatever lives in the service starts or ends with it. */
export function controlService(
  network: Network,
  machine: SqlMachine,
  service: string,
  action: ServiceAction,
): Outcome<unknown, ServiceError | SqlError> {
  const instance = instanceIn(machine, service)
  const done =
    instance === undefined
      ? controlPlain(machine, service, action)
      : controlInstance(instance, action)
  tellCoordinators(network, machine)
  return done
}

export function setStartType({ host }: Machine, service: string, startType: StartType): boolean {
  const found = host.services.get(service)
  if (found !== undefined) found.startType = startType
  return found !== undefined
}

export function controlInstance(
  instance: Instance,
  action: ServiceAction,
  mode: StartMode = 'normal',
): Outcome<unknown, ServiceError | SqlError> {
  if (action === 'kill') crashInstance(instance)
  else if (action !== 'start') stopInstance(instance)
  return action === 'start' || action === 'restart' ? startInstance(instance, mode) : ok(undefined)
}

/** The machine goes down in order and comes up again; user instances are gone with their users. */
export function rebootServer(network: Network, machine: SqlMachine): void {
  for (const instance of [...machine.instances.values(), ...machine.userInstances.values()])
    stopInstance(instance)
  machine.userInstances.clear()
  restartServer(machine)
  for (const instance of machine.instances.values())
    if (machine.host.services.get(instance.service)?.state === 'Running') bootInstance(instance)
  tellCoordinators(network, machine)
}

/** Those whose service has ended lose their memory, those whose service runs read their log. */
export function tellCoordinators(network: Network, { host }: Machine): void {
  for (const coordinator of network.coordinators.values())
    if (coordinator.host === host) attend(network, coordinator)
}

export function instanceIn({ instances }: SqlServers, service: string): Instance | undefined {
  return [...instances.values()].find((instance) => instance.service === service)
}

function controlPlain(
  { host }: Machine,
  service: string,
  action: ServiceAction,
): Outcome<unknown, ServiceError> {
  if (action === 'kill') {
    if (crashService(host, service)) return ok(undefined)
    return stopService(host, service)
  }
  if (service === SQL_WRITER_SERVICE && action !== 'stop') enableOnFirstStart(host)
  return { start: startService, stop: stopService, restart: restartService }[action](host, service)
}

/** A SQL Writer that has never run starts with Windows from its first start on. */
function enableOnFirstStart({ services }: Machine['host']): void {
  const writer = services.get(SQL_WRITER_SERVICE)
  const isFirst = writer?.state === 'Stopped' && writer.stops === undefined
  if (isFirst && writer.startType === 'Manual') writer.startType = 'Automatic'
}

/** Before SQL Server starts a user instance: without the writer nobody would find its databases. */
export function startWriterForUser({ host }: Machine): void {
  if (host.services.has(SQL_WRITER_SERVICE)) demandService(host, SQL_WRITER_SERVICE)
}
