import type { Guid } from '../base/brand.js'
import { type Outcome, ok } from '../base/outcome.js'
import { isUsed } from './copy-on-write.js'
import { closeArea, openArea, settleStorage } from './diff-area.js'
import { intersect } from './extents.js'
import { faultedAccess } from './io-faults.js'
import { SavedBlocks } from './saved-blocks.js'
import { addStorage, type ShadowCopy } from './shadow-storage.js'
import { refuseShadow, type VolsnapError } from './volsnap-error.js'
import { logVolsnap } from './volsnap-events.js'
import type { Volume } from './volume.js'
import { WrittenBlocks } from './written-blocks.js'

export const SHADOWS_PER_VOLUME_MAX = 512

export interface ShadowOptions {
  readonly setId: Guid
  readonly id?: Guid
  readonly attributes?: number
}

/** Takes the instant. A volume without storage of its own keeps its old blocks on itself. */
export function takeShadow(
  volume: Volume,
  options: ShadowOptions,
): Outcome<ShadowCopy, VolsnapError> {
  if (faultedAccess(volume, 'look', []) !== undefined)
    return refuseShadow(volume, 'VSS_E_OBJECT_NOT_FOUND')
  if (volume.hold.kind === 'timed-out') return refuseShadow(volume, 'VSS_E_HOLD_WRITES_TIMEOUT')
  if (volume.storage === undefined) addStorage(volume, volume)
  const storage = settleStorage(volume)
  if (storage === undefined) return refuseShadow(volume, 'VSS_E_OBJECT_NOT_FOUND')
  if (volume.shadows.length >= SHADOWS_PER_VOLUME_MAX)
    return refuseShadow(volume, 'VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED')
  if (storage.onVolume.fileSystem !== 'NTFS') {
    logVolsnap(volume, 'storage-not-ntfs')
    return refuseShadow(volume, 'VSS_E_VOLUME_NOT_SUPPORTED')
  }
  if (faultedAccess(storage.onVolume, 'look', []) !== undefined)
    return refuseShadow(volume, 'VSS_E_OBJECT_NOT_FOUND')
  if (!openArea(volume, storage)) return refuseShadow(volume, 'VSS_E_INSUFFICIENT_STORAGE')
  const shadow = newShadow(volume, options)
  volume.shadows.push(shadow)
  return ok(shadow)
}

export function deleteShadow(volume: Volume, id: Guid): Outcome<undefined, VolsnapError> {
  settleStorage(volume)
  const index = volume.shadows.findIndex((shadow) => shadow.id === id)
  const [gone] = index < 0 ? [] : volume.shadows.splice(index, 1)
  if (gone === undefined) return refuseShadow(volume, 'VSS_E_OBJECT_NOT_FOUND')
  const older = volume.shadows[index - 1]
  older?.saved.inherit(gone.saved, (block) => isUsed(volume, older, block))
  closeArea(volume)
  return ok(undefined)
}

/** The copies that really are there, oldest first. */
export function listShadows(volume: Volume): readonly ShadowCopy[] {
  settleStorage(volume)
  return volume.shadows
}

function newShadow(volume: Volume, options: ShadowOptions): ShadowCopy {
  const { setId, attributes = 0, id = volume.sim.random('volsnap').guid() } = options
  const older = volume.shadows.at(-1)
  return {
    id,
    setId,
    createdAt: volume.sim.now,
    attributes,
    deviceName: `\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy${++volume.devices.shadowCopies}`,
    tree: volume.tree.snapshot(),
    // Older copies read through this one, so what only they hold must be saved here as well.
    unused: older === undefined ? volume.free : intersect(volume.free, older.unused),
    saved: new SavedBlocks(),
    free: volume.free,
    written: new WrittenBlocks(volume.sizeBytes),
    device: undefined,
  }
}
