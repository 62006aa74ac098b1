// Healthy worlds, built once per topology and seed; every scenario starts from a fork of one.

import {
  createWorld,
  DEFAULT_VOLUMES,
  type ServerOptions,
  type World,
} from '../../../engine/index.js'
import type { ServerTopology, Topology } from '../../model/topology.js'

/** Enough for the topologies of a suite; a sweep over seeds drops the oldest. */
const WORLDS_MAX = 32

const worlds = new Map<string, World>()

export function pristineWorld(options: {
  readonly topology: Topology
  readonly seed: number
}): World {
  const key = `${options.seed} ${JSON.stringify(options.topology)}`
  const known = worlds.get(key)
  if (known !== undefined) return known
  const world = createWorld({
    seed: options.seed,
    trace: false,
    machines: options.topology.servers.map(machineOptions),
  })
  if (worlds.size >= WORLDS_MAX) worlds.delete(worlds.keys().next().value ?? '')
  worlds.set(key, world)
  return world
}

const GIGABYTE = 1024 ** 3

function machineOptions(server: ServerTopology): ServerOptions {
  const added = server.volumes.map(({ letter, gigabytes, kind }) => ({
    letter,
    sizeBytes: Math.floor(gigabytes * GIGABYTE),
    kind,
  }))
  const letters = new Set(added.map(({ letter }) => letter))
  return {
    name: server.name,
    platform: server.platform,
    hardware: server.hardware,
    siteZone: server.zone,
    windowsDrive: server.windowsVolume,
    scratchDrive: server.scratchVolume,
    volumes: [...DEFAULT_VOLUMES.filter(({ letter }) => !letters.has(letter)), ...added],
    ...(server.sql === undefined ? {} : { sql: server.sql }),
  }
}
