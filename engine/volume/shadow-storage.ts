// Where volsnap keeps the old blocks of a volume, and how it runs out of room for them.
//
// The area is a file on the storage volume that grows ahead of need. Growing takes time, and its end
// is an instant that is looked at when the area is next used, so that no process waits for it.
// What can go wrong, in the order in which it is looked for:
//   the storage volume is gone      all copies are lost        event 32
//   saving fails with an I/O error  all copies are lost        event 14
//   the maximum is reached          oldest copies go first     event 33, then 36 when none is left to go
//   the disk is full                a warning, event 24; then, when the area is full, as below
//   growth is not ready in time     all copies are lost        event 25

import { assert } from '../base/assert.js'
import type { Guid, Span, Ticks } from '../base/brand.js'
import { type Outcome, ok } from '../base/outcome.js'
import { MIB } from '../base/units.js'
import { faultInForce, later, noteEffect } from '../sim/index.js'
import { growFile, shrinkFile } from './allocation.js'
import { BLOCK_BYTES } from './block.js'
import type { Extents } from './extents.js'
import type { FileTree } from './file-tree.js'
import { faultedAccess } from './io-faults.js'
import { joinPath } from './path.js'
import type { SavedBlocks } from './saved-blocks.js'
import { refuseShadow, type VolsnapError } from './volsnap-error.js'
import { logVolsnap, type VolsnapEvent } from './volsnap-events.js'
import { newNodeParts, SYSTEM_VOLUME_INFORMATION, type Volume } from './volume.js'

export interface ShadowStorage {
  readonly onVolume: Volume
  /** Infinity when there is no limit. */
  maximumBytes: number
  readonly growthStepBytes: number
  /** How long a growth takes. */
  growthSpan: Span
  allocatedBytes: number
  growth: { readonly bytes: number; readonly readyAt: Ticks } | undefined
  /** The most that was ever used. */
  peakBytes: number
  /** The disk was full when the area last wanted to grow, and that was logged. */
  atRisk: boolean
}

export interface ShadowCopy {
  readonly id: Guid
  readonly setId: Guid
  readonly createdAt: Ticks
  /** The VSS_VOLSNAP_ATTR bits of its context. */
  readonly attributes: number
  readonly deviceName: string
  /** The names as they were at the instant. */
  readonly tree: FileTree
  /** What held nothing at the instant, nor at that of any older copy: it is not worth saving. */
  readonly unused: Extents
  readonly saved: SavedBlocks
}

export interface StorageInfo {
  readonly forVolume: string
  readonly onVolume: string
  readonly usedBytes: number
  readonly peakBytes: number
  readonly allocatedBytes: number
  readonly maximumBytes: number
}

export interface StorageOptions {
  /** 'unbounded', or a number of bytes; 10 % of the volume unless said. */
  readonly maximumBytes?: number | 'unbounded'
  /** MinDiffAreaFileSize: rounded up to a multiple of 32 MB. */
  readonly growthStepBytes?: number
  readonly growthSpan?: Span
}

const SMALL_STEP_BYTES = 32 * MIB
const STEP_BYTES = 320 * MIB
const SMALL_VOLUME_BYTES = 500 * MIB
const DEFAULT_GROWTH_SPAN = 100_000 as Span

/** Associates the volume with the volume that will hold its old blocks. */
export function addStorage(
  volume: Volume,
  onVolume: Volume,
  options: StorageOptions = {},
): Outcome<ShadowStorage, VolsnapError> {
  if (volume.storage !== undefined) return refuseShadow(volume, 'VSS_E_OBJECT_ALREADY_EXISTS')
  const { maximumBytes = wholeBlocks(volume.sizeBytes / 10), growthSpan = DEFAULT_GROWTH_SPAN } =
    options
  const step = options.growthStepBytes ?? defaultStep(volume)
  volume.storage = {
    onVolume,
    maximumBytes: maximumBytes === 'unbounded' ? Number.POSITIVE_INFINITY : maximumBytes,
    growthStepBytes: Math.ceil(step / SMALL_STEP_BYTES) * SMALL_STEP_BYTES,
    growthSpan,
    allocatedBytes: 0,
    peakBytes: 0,
    growth: undefined,
    atRisk: false,
  }
  return ok(volume.storage)
}

export function removeStorage(volume: Volume): Outcome<undefined, VolsnapError> {
  if (volume.storage === undefined) return refuseShadow(volume, 'VSS_E_OBJECT_NOT_FOUND')
  if (volume.shadows.length > 0) return refuseShadow(volume, 'VSS_E_VOLUME_IN_USE')
  volume.storage = undefined
  return ok(undefined)
}

/** Changes the maximum; what no longer fits goes, oldest first. Zero means no shadow copies. */
export function resizeStorage(
  volume: Volume,
  maximum: number | 'unbounded',
): Outcome<undefined, VolsnapError> {
  const storage = volume.storage
  if (storage === undefined) return refuseShadow(volume, 'VSS_E_OBJECT_NOT_FOUND')
  const maximumBytes = maximum === 'unbounded' ? Number.POSITIVE_INFINITY : maximum
  if (maximumBytes === 0 && volume.shadows.length > 0)
    return refuseShadow(volume, 'VSS_E_VOLUME_IN_USE')
  if (
    maximumBytes !== 0 &&
    !(maximumBytes >= Math.min(storage.growthStepBytes, defaultStep(volume)))
  )
    return refuseShadow(volume, 'E_INVALIDARG')
  finishGrowth(volume, storage)
  storage.maximumBytes = maximumBytes
  while (usedBytes(volume) > maximumBytes) dropOldest(volume, storage)
  if (areaBytes(storage) > maximumBytes) setArea(volume, storage, maximumBytes)
  return ok(undefined)
}

export function storageInfo(volume: Volume): StorageInfo | undefined {
  const storage = settleStorage(volume)
  if (storage === undefined) return undefined
  return {
    forVolume: volume.name,
    onVolume: storage.onVolume.name,
    usedBytes: usedBytes(volume),
    peakBytes: storage.peakBytes,
    allocatedBytes: storage.allocatedBytes,
    maximumBytes: storage.maximumBytes,
  }
}

/** Takes note of what time has done to the storage since it was last used. */
export function settleStorage(volume: Volume): ShadowStorage | undefined {
  const storage = volume.storage
  if (storage === undefined) return undefined
  if (volume.shadows.length > 0 && isGone(volume, storage)) loseShadows(volume, 'storage-missing')
  finishGrowth(volume, storage)
  return storage
}

/** Allocates the first step of an empty area; false when there is no room for it. */
export function openArea(volume: Volume, storage: ShadowStorage): boolean {
  if (storage.allocatedBytes > 0) return true
  const bytes = Math.min(storage.growthStepBytes, storage.maximumBytes)
  if (bytes < BLOCK_BYTES) return false
  const { names, onVolume } = areaFile(volume, storage)
  onVolume.tree.put(names, {
    ...newNodeParts(volume.sim.now),
    kind: 'file',
    attributes: ['hidden', 'system'],
    sizeBytes: 0,
    validBytes: 0,
    extents: [],
  })
  if (!growFile(onVolume, onVolume.tree.editFile(names), bytes)) {
    onVolume.tree.remove(names)
    logVolsnap(volume, 'no-space')
    return false
  }
  storage.allocatedBytes = bytes
  storage.atRisk = false
  return true
}

/** Makes room for blocks that are about to be saved; false when the copies were lost instead. */
export function claimRoom(volume: Volume, bytes: number): boolean {
  const storage = volume.storage
  assert(storage !== undefined, `${volume.name} has shadow copies and no storage for them`)
  finishGrowth(volume, storage)
  const failure = saveFailure(volume, storage) ?? makeRoom(volume, storage, bytes)
  if (failure !== undefined) {
    loseShadows(volume, failure)
    return false
  }
  const used = usedBytes(volume) + bytes
  storage.peakBytes = Math.max(storage.peakBytes, used)
  const left = storage.allocatedBytes - used
  if (left < storage.growthStepBytes / 2) startGrowth(volume, storage, volume.sim.now)
  return true
}

/** Gives the area back once no copy needs it. */
export function closeArea(volume: Volume): void {
  const storage = volume.storage
  if (storage === undefined || volume.shadows.length > 0 || storage.allocatedBytes === 0) return
  const { names, onVolume } = areaFile(volume, storage)
  shrinkFile(onVolume, onVolume.tree.editFile(names), 0)
  onVolume.tree.remove(names)
  storage.allocatedBytes = 0
  storage.growth = undefined
  storage.atRisk = false
}

export function usedBytes(volume: Volume): number {
  let blocks = 0
  for (const shadow of volume.shadows) blocks += shadow.saved.count
  return blocks * BLOCK_BYTES
}

function loseShadows(volume: Volume, event: VolsnapEvent): void {
  logVolsnap(volume, event)
  volume.shadows.length = 0
  closeArea(volume)
}

function makeRoom(volume: Volume, storage: ShadowStorage, bytes: number): VolsnapEvent | undefined {
  if (fits(volume, storage, bytes)) return undefined
  if (storage.allocatedBytes < storage.maximumBytes) {
    startGrowth(volume, storage, volume.sim.now)
    return 'growth-too-late'
  }
  while (volume.shadows.length > 1 && !fits(volume, storage, bytes)) dropOldest(volume, storage)
  return fits(volume, storage, bytes) ? undefined : 'limit-reached'
}

function fits(volume: Volume, storage: ShadowStorage, bytes: number): boolean {
  return usedBytes(volume) + bytes <= storage.allocatedBytes
}

function dropOldest(volume: Volume, storage: ShadowStorage): void {
  logVolsnap(volume, 'oldest-deleted')
  volume.shadows.shift()
  if (volume.shadows.length === 0 && storage.allocatedBytes > 0) closeArea(volume)
}

function startGrowth(volume: Volume, storage: ShadowStorage, at: Ticks): void {
  const bytes = Math.min(storage.growthStepBytes, storage.maximumBytes - storage.allocatedBytes)
  if (storage.growth !== undefined || bytes <= 0) return
  const { names, onVolume } = areaFile(volume, storage)
  if (growFile(onVolume, onVolume.tree.editFile(names), storage.allocatedBytes + bytes)) {
    storage.growth = { bytes, readyAt: later(at, storage.growthSpan) }
    storage.atRisk = false
  } else if (!storage.atRisk) {
    storage.atRisk = true
    noteNoRoom(volume, storage)
    logVolsnap(volume, 'no-space')
  }
}

function noteNoRoom(volume: Volume, storage: ShadowStorage): void {
  const { sim } = volume
  const fault = faultInForce(sim.faults, 'shadow-storage-full', storage.onVolume.name)
  if (fault !== undefined)
    noteEffect(fault, sim.now, `shadow storage stayed at ${storage.allocatedBytes} bytes`)
}

function finishGrowth(volume: Volume, storage: ShadowStorage): void {
  while (storage.growth !== undefined && storage.growth.readyAt <= volume.sim.now) {
    const { bytes, readyAt } = storage.growth
    storage.growth = undefined
    storage.allocatedBytes += bytes
    const left = storage.allocatedBytes - usedBytes(volume)
    if (left < storage.growthStepBytes / 2) startGrowth(volume, storage, readyAt)
  }
}

function saveFailure(volume: Volume, storage: ShadowStorage): VolsnapEvent | undefined {
  if (isGone(volume, storage)) return 'storage-missing'
  if (storage.onVolume === volume) return undefined
  const path = joinPath(areaFile(volume, storage).names)
  return faultedAccess(storage.onVolume, 'write', path) && 'io-failure'
}

function isGone(volume: Volume, storage: ShadowStorage): boolean {
  const what = ` as shadow storage for ${volume.name}`
  return storage.onVolume !== volume && faultedAccess(storage.onVolume, 'look', what) !== undefined
}

/** Cuts the area to a length that what is used fits into. */
function setArea(volume: Volume, storage: ShadowStorage, bytes: number): void {
  const { names, onVolume } = areaFile(volume, storage)
  shrinkFile(onVolume, onVolume.tree.editFile(names), bytes)
  storage.allocatedBytes = Math.min(storage.allocatedBytes, bytes)
  const growing = bytes - storage.allocatedBytes
  if (storage.growth !== undefined)
    storage.growth = growing > 0 ? { ...storage.growth, bytes: growing } : undefined
}

function areaBytes(storage: ShadowStorage): number {
  return storage.allocatedBytes + (storage.growth?.bytes ?? 0)
}

function areaFile(
  volume: Volume,
  storage: ShadowStorage,
): { names: readonly string[]; onVolume: Volume } {
  // The second identifier is the one by which backups recognise, and leave out, volsnap's files.
  const name = `{${volume.id}}{3808876b-c176-4e48-b7ae-04046e6cc752}`
  return { names: [SYSTEM_VOLUME_INFORMATION, name], onVolume: storage.onVolume }
}

function wholeBlocks(bytes: number): number {
  return Math.floor(bytes / BLOCK_BYTES) * BLOCK_BYTES
}

function defaultStep(volume: Volume): number {
  return volume.sizeBytes < SMALL_VOLUME_BYTES ? SMALL_STEP_BYTES : STEP_BYTES
}
