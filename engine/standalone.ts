// One SQL Server by itself, on volumes that outlive the world: what is told of it is in its files,
// so a world that begins anew on the same files goes on where the last one ended or was killed.

import { assert } from './base/assert.js'
import type { Ticks } from './base/brand.js'
import { type Outcome, ok, refused } from './base/outcome.js'
import { seconds } from './base/units.js'
import {
  askForOutcomes,
  attend,
  coordinateWithin,
  createNetwork,
  installMsdtc,
  type Network,
  onNetworkTimer,
} from './distributed.js'
import { createHost, type Host } from './host/index.js'
import { createSim, later, type Process, type Sim, sleepUntil, type Timer } from './sim/index.js'
import { installHistory } from './sql/backup/index.js'
import {
  crashDatabase,
  createInstance,
  IN_DOUBT_TIMER,
  type Instance,
  installLogins,
  instanceAt,
  isHeld,
  type SqlError,
  type SqlResource,
  type StartMode,
  startInstance,
  stopInstance,
  takeCheckpoint,
} from './sql/recovery/index.js'
import { createVolume, type OutsideFiles, type Volume } from './volume/index.js'

export interface Standalone {
  readonly sim: Sim
  readonly host: Host
  readonly network: Network
  readonly instance: Instance
}

export interface StandaloneOptions {
  readonly seed: number
  /** What the clock shows. */
  readonly now: Ticks
  readonly name: string
  readonly platform: Host['platform']
  /** By name: `C:`. */
  readonly volumes: ReadonlyMap<string, OutsideFiles>
  /** Where the system databases are. */
  readonly system: { readonly volume: string; readonly folder: string }
}

/** The name of the log of the host's transaction coordinator, beside the system databases. */
const MSDTC_LOG = 'msdtc.log'

/** Makes the system databases; the instance runs when this returns. */
export function installStandalone(options: StandaloneOptions): Outcome<Standalone, SqlError> {
  const machine = machineFor(options)
  const { sim } = machine
  const made = sim.finish(sim.spawn('setup', setUp(machine, options)))
  return made.ok ? ok(join(machine, made.value, options)) : made
}

/** Starts on the system databases that are there; recovery does the rest. */
export function startStandalone(
  options: StandaloneOptions,
  mode: StartMode,
): Outcome<Standalone, SqlError> {
  const machine = machineFor(options)
  const { host, volumes } = machine
  const instance = instanceAt(host, volumes, options.system)
  const joined = join(machine, instance, options)
  const started = startInstance(instance, mode)
  if (started.ok) {
    for (const coordinator of joined.network.coordinators.values())
      attend(joined.network, coordinator)
    return ok(joined)
  }
  const { error } = started
  assert('severity' in error, `the service does not start: ${error.name}`)
  return refused(error)
}

interface Machine {
  readonly sim: Sim
  readonly host: Host
  readonly volumes: ReadonlyMap<string, Volume>
}

function machineFor({ seed, now, name, platform, volumes: files }: StandaloneOptions): Machine {
  const sim = createSim(seed, { trace: false })
  sim.moveTo(now)
  const options = { name, platform, hardware: 'container', siteZone: 'UTC', windowsDrive: 'C' }
  const host = createHost(sim, options)
  const volumes = new Map<string, Volume>()
  for (const [driveLetter, outside] of files)
    volumes.set(driveLetter, createVolume(sim, { driveLetter, outside, log: host.logs.System }))
  return { sim, host, volumes }
}

/** How much recovery may have to do, told in time: SQL Server's default recovery interval. */
const CHECKPOINT_EVERY = seconds(60)

/** Checkpoints now and then; what is held for a snapshot is left alone. */
export function* checkpointing({ sim, instance }: Standalone): Process {
  for (;;) {
    yield* sleepUntil(later(sim.now, CHECKPOINT_EVERY))
    for (const { state } of instance.databases.values()) {
      if (state.kind !== 'online' || isHeld(state) || state.storage.pool.dirtyPages().length === 0)
        continue
      takeCheckpoint(state)
      yield* sleepUntil(sim.now)
    }
  }
}

/** An orderly end. A database that is held for a snapshot is not written to; its log has it all. */
export function stopStandalone({ instance }: Standalone): void {
  for (const database of instance.databases.values())
    if (database.state.kind === 'online' && isHeld(database.state)) crashDatabase(database)
  stopInstance(instance)
}

function* setUp(
  { host, volumes }: Machine,
  { system }: StandaloneOptions,
): Process<Outcome<Instance, SqlError>> {
  const made = yield* createInstance(host, volumes, system)
  if (!made.ok) return made
  const logins = yield* installLogins(made.value)
  if (!logins.ok) return logins
  const history = installHistory(made.value)
  return history.ok ? made : history
}

function join(machine: Machine, instance: Instance, { system }: StandaloneOptions): Standalone {
  const { sim, host, volumes } = machine
  const network = createNetwork(sim)
  sim.onTimer = (timer) => onTimer(network, timer)
  const volume = volumes.get(system.volume)
  if (volume !== undefined) installMsdtc(network, host, volume, `${system.folder}\\${MSDTC_LOG}`)
  coordinateWithin(network, instance)
  return { sim, host, network, instance }
}

function onTimer(network: Network, timer: Timer): void {
  if (onNetworkTimer(timer)) return
  assert(timer.kind === IN_DOUBT_TIMER, `nobody handles timer ${timer.kind}`)
  askForOutcomes(network, timer.payload as SqlResource)
}
