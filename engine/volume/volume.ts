import type { Guid, Ticks } from '../base/brand.js'
import { GIB, KIB, MIB } from '../base/units.js'
import { Signal, type Sim } from '../sim/index.js'
import type { BlockDevice } from './block.js'
import { BlockStore } from './block-store.js'
import type { EventLogEntry } from './event-log.js'
import { type Extents, extentsOf } from './extents.js'
import { FileTree } from './file-tree.js'
import type { WriteHold } from './hold.js'
import type { IoCount } from './io-faults.js'
import { noHandles, type OpenHandles } from './open-handles.js'
import type { OutsideFiles } from './outside.js'
import { EVERYONE, LOCAL_SYSTEM, withRight } from './rights.js'
import type { ShadowCopy, ShadowStorage } from './shadow-storage.js'

export const SYSTEM_VOLUME_INFORMATION = 'System Volume Information'

/** What the volumes of one host share. */
export interface HostDevices {
  /** The number of the last shadow copy device. */
  shadowCopies: number
}

/** Plain data; the functions of this folder are what a volume does. */
export interface Volume {
  readonly sim: Sim
  readonly id: Guid
  /** What faults, errors and traces call it: `C:`, or a name of the caller's when there are many. */
  readonly name: string
  readonly driveLetter: string | undefined
  readonly label: string
  readonly fileSystem: 'NTFS' | 'FAT32'
  readonly kind: 'fixed' | 'removable'
  readonly sizeBytes: number
  readonly clusterBytes: number
  readonly bytesPerSecond: number
  /** The host's System event log. */
  readonly log: EventLogEntry[]
  readonly devices: HostDevices
  /** Where its files are when they are not in the world; then the next three are not used. */
  readonly outside?: OutsideFiles
  readonly store: BlockDevice
  readonly tree: FileTree
  free: Extents
  readonly handles: OpenHandles
  writeProtected: boolean
  /** Who has the whole volume to itself. */
  lockedBy: string | undefined
  hold: WriteHold
  /** Fires whenever held writes may go on. */
  readonly released: Signal
  readonly ioCounts: IoCount[]
  storage: ShadowStorage | undefined
  /** Oldest first. */
  readonly shadows: ShadowCopy[]
  /** For a volume that is a shadow copy: of which volume, and which of its copies. */
  readonly shadowOf?: { readonly origin: Volume; readonly id: Guid }
}

export interface VolumeOptions {
  readonly driveLetter?: string
  /** Defaults to the drive letter, then the label, then the device path. */
  readonly name?: string
  readonly label?: string
  readonly fileSystem?: Volume['fileSystem']
  readonly kind?: Volume['kind']
  readonly sizeBytes?: number
  readonly clusterBytes?: number
  readonly bytesPerSecond?: number
  readonly log: EventLogEntry[]
  readonly devices?: HostDevices
  readonly outside?: OutsideFiles
}

export function createVolume(sim: Sim, options: VolumeOptions): Volume {
  const { sizeBytes = 64 * GIB, clusterBytes = 4 * KIB, driveLetter, label = '' } = options
  const id = sim.random('volume').guid()
  const clusters = Math.floor(sizeBytes / clusterBytes)
  const volume: Volume = {
    sim,
    id,
    name: options.name ?? driveLetter ?? (label === '' ? devicePath(id) : label),
    driveLetter,
    label,
    fileSystem: options.fileSystem ?? 'NTFS',
    kind: options.kind ?? 'fixed',
    sizeBytes: clusters * clusterBytes,
    clusterBytes,
    bytesPerSecond: options.bytesPerSecond ?? 200 * MIB,
    log: options.log,
    devices: options.devices ?? { shadowCopies: 0 },
    ...(options.outside !== undefined && { outside: options.outside }),
    store: new BlockStore(clusters * clusterBytes),
    tree: new FileTree({
      name: '',
      ...newNodeParts(sim.now),
      rights: withRight(undefined, EVERYONE, 'full-control'),
    }),
    free: extentsOf({ start: 0, length: clusters }),
    handles: noHandles(),
    writeProtected: false,
    lockedBy: undefined,
    hold: { kind: 'none' },
    released: new Signal(),
    ioCounts: [],
    storage: undefined,
    shadows: [],
  }
  makeSystemFolder(volume)
  return volume
}

/** How Windows names the volume in events: by its drive letter if it has one. */
export function displayName(volume: Volume): string {
  return volume.driveLetter ?? devicePath(volume.id)
}

/** What every new file and folder starts with. */
export function newNodeParts(now: Ticks) {
  return { attributes: [], rights: undefined, createdAt: now, modifiedAt: now } as const
}

function devicePath(id: Guid): string {
  return `\\\\?\\Volume{${id}}`
}

function makeSystemFolder(volume: Volume): void {
  const system = withRight(undefined, LOCAL_SYSTEM, 'full-control')
  volume.tree.put([SYSTEM_VOLUME_INFORMATION], {
    ...newNodeParts(volume.sim.now),
    kind: 'folder',
    attributes: ['hidden', 'system'],
    rights: withRight(system, EVERYONE, 'none'),
    children: new Map(),
  })
}
