// The only door into the engine: a world is made here, and forked here.

import { fork as forkData } from './base/fork.js'
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
import type { SystemCache } from './writers/system-cache.js'
import { LAZY_WRITE_TIMER, onLazyWrite } from './writers/system-cache.js'
import { registerSystemWriters, SYSTEM_WRITER_BEHAVIOURS } from './writers/system-writers.js'

/** A machine with what Windows keeps in memory for its system files. */
export interface Server extends Machine {
  readonly cache: SystemCache
}

/** Everything that is, as plain data under one root. */
export interface World {
  readonly sim: Sim
  readonly machines: Map<string, Server>
}

export interface WorldOptions {
  readonly seed: number
  readonly trace: boolean
  readonly machines: readonly MachineOptions[]
}

export function createWorld(options: WorldOptions): World {
  const sim = createSim(options.seed, { trace: options.trace })
  const surroundings: Surroundings = {
    vault: { servers: new Map() },
    market: { published: new Map<string, string>(Object.entries(PUBLISHED)) },
    behaviours: SYSTEM_WRITER_BEHAVIOURS,
  }
  const world: World = { sim, machines: new Map() }
  for (const machine of options.machines)
    world.machines.set(machine.name, withWriters(buildMachine(sim, surroundings, machine)))
  return wired(world)
}

/** Writers stand between the shadow copy service and the system files, so neither knows of them. */
function withWriters(machine: Machine): Server {
  const { host, vss } = machine
  const cache: SystemCache = { host, volume: windowsVolume(machine), dirty: new Map() }
  registerSystemWriters(vss, cache)
  return { ...machine, cache }
}

/** A second world that goes on from here as this one would; no process may be in flight. */
export function forkWorld(world: World): World {
  return wired(forkData(world))
}

/** What is code and not data is attached anew to every world. */
function wired(world: World): World {
  world.sim.onTimer = onTimer
  return world
}

function onTimer({ kind, payload }: Timer): void {
  if (kind === SCHEDULE_TIMER) onScheduleTimer(payload as Machine)
  else if (kind === LAZY_WRITE_TIMER) onLazyWrite(payload as SystemCache)
  else if (kind === PROCESS_END_TIMER) onProcessEnd(payload as ProcessEnd)
  else throw new RangeError(`nobody handles timer ${kind}`)
}

export { present } from './base/assert.js'
export type { Span, Ticks } from './base/brand.js'
export * from './host/index.js'
export * from './products/system-state/index.js'
export * from './sim/index.js'
export * as sqlBackup from './sql/backup/index.js'
export * as sql from './sql/recovery/index.js'
export * from './volume/index.js'
export * from './vss/index.js'
export { type SystemCache, writeThroughCache } from './writers/system-cache.js'
