// A healthy protected server, as a scenario finds it before anything is done to it.

import { GIB, MIB } from '../../base/units.js'
import { ADMINISTRATORS, addProcess, createHost, type Host } from '../../host/index.js'
import type { Sim } from '../../sim/index.js'
import {
  createFolder,
  createVolume,
  type HostDevices,
  SYSTEM_VOLUME_INFORMATION,
  setRight,
  type Volume,
} from '../../volume/index.js'
import { createVss, type WriterBehaviour } from '../../vss/index.js'
import { AGENT_SERVICE, SCRATCH_FOLDER } from './agent.js'
import { BACKUP_FEATURE } from './features.js'
import type { Machine, Market } from './machine.js'
import { register } from './registration.js'
import { SCHEDULER_SERVICE } from './schedule.js'
import {
  fillWithOldData,
  installBootLoader,
  installWindows,
  windowsVolume,
} from './system-files.js'
import type { Vault } from './vault.js'

/** What a machine is built with that is not its own. */
export interface Surroundings {
  readonly vault: Vault
  readonly market: Market
  /** How the writers of its shadow copy service behave; who they are is registered later. */
  readonly behaviours: Readonly<Record<string, WriterBehaviour>>
}

export interface MachineOptions {
  readonly name: string
  readonly platform: Host['platform']
  readonly hardware: string
  readonly siteZone: string
  /** Letters without a colon. */
  readonly windowsDrive: string
  readonly scratchDrive: string
  readonly volumes: readonly VolumeOptions[]
  /** No old data lies on its volumes. */
  readonly isBlank?: boolean
}

interface VolumeOptions {
  readonly letter: string
  readonly sizeBytes: number
  readonly kind: Volume['kind']
}

/** The passphrase of the registration that a healthy server starts with. */
export const FIRST_PASSPHRASE = 'passphrase-one-long-enough'

/** Kept for backups, so nothing else lies on it. */
const TARGET_VOLUME = 'X:'

const IDLE_PROCESS = {
  name: 'notepad.exe',
  software: 'other',
  cpuPercent: 0,
  memoryPercent: 0,
} as const

export const PUBLISHED = { agent: '2.0.9250.0', dotnet: '4.7.2', update: 'KB5000000' } as const

export function buildMachine(
  sim: Sim,
  surroundings: Surroundings,
  options: MachineOptions,
): Machine {
  const host = createHost(sim, options)
  installServices(host)
  host.features.set(BACKUP_FEATURE, 'Installed')
  host.roles.push('FileAndStorage-Services')
  for (const [name, version] of Object.entries(PUBLISHED)) host.software.set(name, version)
  const devices: HostDevices = { shadowCopies: 0 }
  const volumes = new Map<string, Volume>()
  for (const each of options.volumes)
    volumes.set(
      `${each.letter}:`,
      createVolume(sim, {
        driveLetter: `${each.letter}:`,
        sizeBytes: each.sizeBytes,
        kind: each.kind,
        log: host.logs.System,
        devices,
      }),
    )
  const machine = assemble({ sim, host, volumes, devices, surroundings, options })
  furnish(machine, options.isBlank === true)
  return machine
}

function assemble(parts: {
  sim: Sim
  host: Host
  volumes: Map<string, Volume>
  devices: HostDevices
  surroundings: Surroundings
  options: MachineOptions
}): Machine {
  const { sim, host, volumes, devices, options } = parts
  const { behaviours, vault, market } = parts.surroundings
  const vss = createVss(host, { behaviours })
  const efi = createVolume(sim, {
    name: 'EFI system partition',
    fileSystem: 'FAT32',
    sizeBytes: 100 * MIB,
    log: host.logs.System,
    devices,
  })
  for (const [letter, volume] of volumes) vss.volumes.set(letter, volume)
  return {
    sim,
    host,
    vss,
    volumes,
    efi,
    vault,
    market,
    agent: {
      scratchVolume: `${options.scratchDrive}:`,
      registration: undefined,
      selected: new Set(),
      excludedVolumes: new Set(),
      excludedFiles: new Set(),
      schedule: undefined,
    },
    jobs: [],
    seededBytes: 0,
  }
}

function furnish(machine: Machine, isBlank: boolean): void {
  // They may give back to Local System what was taken from it.
  for (const volume of machine.volumes.values())
    setRight(volume, SYSTEM_VOLUME_INFORMATION, { account: ADMINISTRATORS, right: 'full-control' })
  addProcess(machine.host, { ...IDLE_PROCESS })
  installWindows(windowsVolume(machine), machine.host.hardware)
  const empty = [machine.agent.scratchVolume, TARGET_VOLUME]
  for (const [letter, volume] of machine.volumes)
    if (!isBlank && !empty.includes(letter) && volume.kind === 'fixed') fillWithOldData(volume)
  installBootLoader(machine.efi)
  const scratch = machine.volumes.get(machine.agent.scratchVolume)
  if (scratch !== undefined) createFolder(scratch, SCRATCH_FOLDER)
  register(machine, FIRST_PASSPHRASE)
}

function installServices(host: Host): void {
  const add = (
    name: string,
    startType: 'Automatic' | 'Manual',
    dependsOn: readonly string[],
  ): void => {
    const account = 'Local System'
    host.services.set(name, { name, startType, state: 'Running', account, dependsOn })
  }
  add('RPC', 'Automatic', [])
  add('EventSystem', 'Automatic', ['RPC'])
  add('SENS', 'Automatic', ['EventSystem'])
  if (host.platform !== 'linux') {
    add('VSS', 'Manual', ['RPC'])
    add('SWPRV', 'Manual', ['RPC'])
  }
  add(AGENT_SERVICE, 'Automatic', ['RPC'])
  add(SCHEDULER_SERVICE, 'Automatic', ['RPC'])
}

/** Volumes that every server has unless told otherwise. */
export const DEFAULT_VOLUMES: readonly VolumeOptions[] = [
  { letter: 'C', sizeBytes: 200 * GIB, kind: 'fixed' },
  { letter: 'S', sizeBytes: 200 * GIB, kind: 'fixed' },
  { letter: 'X', sizeBytes: 500 * GIB, kind: 'fixed' },
]
