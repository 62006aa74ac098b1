// The only door into the engine: a world is made here, and forked here.

import { assert } from './base/assert.js'
import { fork as forkData } from './base/fork.js'
import {
  askForOutcomes,
  createNetwork,
  type Network,
  OUTCOMES,
  onNetworkTimer,
} from './distributed.js'
import { installInstance, type SqlServers, type SqlSetup } from './instances.js'
import {
  type BackupApplication,
  createBackupApplication,
} from './products/backup-application/index.js'
import {
  buildMachine,
  type Machine,
  type MachineOptions,
  onProcessEnd,
  onScheduleTimer,
  PROCESS_END_TIMER,
  type ProcessEnd,
  PUBLISHED,
  SCHEDULE_TIMER,
  type Surroundings,
  windowsVolume,
} from './products/system-state/index.js'
import { createSim, type Sim, type Timer } from './sim/index.js'
import { IN_DOUBT_TIMER, type SqlResource } from './sql/recovery/index.js'
import { onVssIdle, VSS_IDLE_TIMER, type Vss } from './vss/index.js'
import { registerSqlWriter, SQL_WRITER_BEHAVIOURS } from './writers/sql-writer/index.js'
import type { SystemCache } from './writers/system-cache.js'
import { LAZY_WRITE_TIMER, onLazyWrite } from './writers/system-cache.js'
import { registerSystemWriters, SYSTEM_WRITER_BEHAVIOURS } from './writers/system-writers.js'
import { TEST_WRITER_BEHAVIOURS } from './writers/test-writer.js'

/** A machine with what Windows keeps in memory for its system files, and SQL Server on it. */
export interface Server extends Machine, SqlServers {
  readonly cache: SystemCache
  /** The one that works through the SQL Writer. */
  readonly application: BackupApplication
}

export interface ServerOptions extends MachineOptions {
  readonly sql?: SqlSetup
}

/** Everything that is, as plain data under one root. */
export interface World {
  readonly sim: Sim
  readonly machines: Map<string, Server>
  /** Between the coordinators of distributed transactions and what takes part in them. */
  readonly network: Network
}

export interface WorldOptions {
  readonly seed: number
  readonly trace: boolean
  readonly machines: readonly ServerOptions[]
}

/** Frozen, so that every fork shares it. */
const WRITER_BEHAVIOURS = Object.freeze({
  ...SYSTEM_WRITER_BEHAVIOURS,
  ...SQL_WRITER_BEHAVIOURS,
  ...TEST_WRITER_BEHAVIOURS,
})

export function createWorld(options: WorldOptions): World {
  const sim = createSim(options.seed, { trace: options.trace })
  const surroundings: Surroundings = {
    vault: { servers: new Map() },
    market: { published: new Map<string, string>(Object.entries(PUBLISHED)) },
    behaviours: WRITER_BEHAVIOURS,
  }
  const world = wired({ sim, machines: new Map(), network: createNetwork(sim) })
  for (const machine of options.machines) {
    const server = withWriters(
      buildMachine(sim, surroundings, { ...machine, isBlank: machine.sql !== undefined }),
    )
    world.machines.set(machine.name, server)
    if (machine.sql !== undefined) setUpSql(world, server, machine.sql)
  }
  return world
}

function setUpSql({ sim, network }: World, server: Server, setup: SqlSetup): void {
  registerSqlWriter(server.vss, server, { network, port: OUTCOMES })
  for (const instance of setup.instances) {
    const installing = installInstance(network, server, { ...setup, instance })
    const installed = sim.finish(sim.spawn(`setup of ${instance}`, installing))
    assert(installed.ok, `the instance ${instance} was not installed`)
  }
}

/** Writers stand between the shadow copy service and the system files, so neither knows of them. */
function withWriters(machine: Machine): Server {
  const { host, vss } = machine
  const cache: SystemCache = { host, volume: windowsVolume(machine), dirty: new Map() }
  registerSystemWriters(vss, cache)
  const application = createBackupApplication(machine)
  return { ...machine, cache, application, instances: new Map(), userInstances: new Map() }
}

/** A second world that goes on from here as this one would; no process may be in flight. */
export function forkWorld(world: World): World {
  return forkAround({ world }).world
}

/** A second copy of data that refers to a world and into it, and of that world. */
export function forkAround<Data extends { readonly world: World }>(data: Data): Data {
  const copy = forkData(data)
  wired(copy.world)
  return copy
}

/** What is code and not data is attached anew to every world. */
function wired(world: World): World {
  world.sim.onTimer = (timer) => onTimer(world, timer)
  return world
}

function onTimer({ network }: World, timer: Timer): void {
  const { kind, payload } = timer
  if (onNetworkTimer(timer)) return
  if (kind === IN_DOUBT_TIMER) askForOutcomes(network, payload as SqlResource)
  else if (kind === SCHEDULE_TIMER) onScheduleTimer(payload as Machine)
  else if (kind === LAZY_WRITE_TIMER) onLazyWrite(payload as SystemCache)
  else if (kind === VSS_IDLE_TIMER) onVssIdle(payload as Vss)
  else if (kind === PROCESS_END_TIMER) onProcessEnd(payload as ProcessEnd)
  else throw new RangeError(`nobody handles timer ${kind}`)
}

export { present } from './base/assert.js'
export type { Span, Ticks } from './base/brand.js'
export * as transactions from './distributed.js'
export * from './host/index.js'
export {
  controlInstance,
  controlService,
  editionKey,
  installInstance,
  instanceIn,
  rebootServer,
  type ServiceAction,
  SQL_WRITER_SERVICE,
  type SqlSetup,
  setStartType,
  startWriterForUser,
  tellCoordinators,
} from './instances.js'
export * as backupApplication from './products/backup-application/index.js'
export * from './products/system-state/index.js'
export * from './sim/index.js'
export * as sqlAvailability from './sql/availability/index.js'
export * as sqlBackup from './sql/backup/index.js'
export * as sqlFullText from './sql/full-text/index.js'
export * as sql from './sql/recovery/index.js'
export * as sqlVdi from './sql/vdi/index.js'
export * from './volume/index.js'
export * from './vss/index.js'
export { outcomeKey, SQL_WRITER, unpackPayload } from './writers/sql-writer/index.js'
export { type SystemCache, writeThroughCache } from './writers/system-cache.js'
export { registerTestWriter, type TestWriterShape } from './writers/test-writer.js'
