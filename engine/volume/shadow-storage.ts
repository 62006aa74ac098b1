import type { Guid, Span, Ticks } from '../base/brand.js'
import { type Outcome, ok } from '../base/outcome.js'
import { MIB } from '../base/units.js'
import { BLOCK_BYTES } from './block.js'
import { cutArea, dropOldest, settleStorage, usedBytes } from './diff-area.js'
import type { Extents } from './extents.js'
import type { FileTree } from './file-tree.js'
import type { SavedBlocks } from './saved-blocks.js'
import { refuseShadow, type VolsnapError } from './volsnap-error.js'
import type { Volume } from './volume.js'
import type { WrittenBlocks } from './written-blocks.js'

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
  unused: Extents
  readonly saved: SavedBlocks
  /** The clusters that were free at the instant. */
  readonly free: Extents
  /** What was written into the copy while it could be written to. */
  readonly written: WrittenBlocks
  /** The copy as a volume, once somebody opened it. */
  device: Volume | undefined
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
  settleStorage(volume)
  storage.maximumBytes = maximumBytes
  while (usedBytes(volume) > maximumBytes) dropOldest(volume)
  cutArea(volume, storage, maximumBytes)
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

function wholeBlocks(bytes: number): number {
  return Math.floor(bytes / BLOCK_BYTES) * BLOCK_BYTES
}

function defaultStep(volume: Volume): number {
  return volume.sizeBytes < SMALL_VOLUME_BYTES ? SMALL_STEP_BYTES : STEP_BYTES
}
