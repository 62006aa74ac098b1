// The area that holds the old blocks of a volume, and how volsnap runs out of room in it.
//
// The area is a file on the storage volume that grows ahead of need. Growing takes time, and its end
// is an instant that is looked at when the area is next used, so that no process waits for it.
// What can go wrong, in the order in which it is looked for:
//   the storage volume is gone      all copies are lost        event 32
//   saving fails with an I/O error  all copies are lost        event 14
//   the maximum is reached          oldest copies go first     event 33, then 36 when that is no help
//   the disk is full                a warning, event 24; then, when the area is full, as below
//   growth is not ready in time     all copies are lost        event 25

import { present } from '../base/assert.js'
import { faultInForce, later, noteEffect } from '../sim/index.js'
import { growFile, shrinkFile } from './allocation.js'
import { BLOCK_BYTES } from './block.js'
import { faultedAccess } from './io-faults.js'
import type { ShadowStorage } from './shadow-storage.js'
import { logVolsnap, type VolsnapEvent } from './volsnap-events.js'
import { newNodeParts, SYSTEM_VOLUME_INFORMATION, type Volume } from './volume.js'

/** Allocates the first step of an empty area; false when there is no room for it. */
export function openArea(volume: Volume, storage: ShadowStorage): boolean {
  if (storage.allocatedBytes > 0) return true
  const { onVolume } = storage
  const names = areaNames(volume)
  const bytes = Math.min(storage.growthStepBytes, storage.maximumBytes)
  if (bytes < BLOCK_BYTES) return false
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
  return true
}

/** Gives the area back once no copy needs it. */
export function closeArea(volume: Volume): void {
  const storage = volume.storage
  if (storage === undefined || volume.shadows.length > 0 || storage.allocatedBytes === 0) return
  cutArea(volume, storage, 0)
  storage.onVolume.tree.remove(areaNames(volume))
  storage.atRisk = false
}

/** Cuts the area, and what it is growing by, to a length that still holds all that is used. */
export function cutArea(volume: Volume, storage: ShadowStorage, lengthBytes: number): void {
  const { onVolume, growth, allocatedBytes } = storage
  if (lengthBytes >= allocatedBytes + (growth?.bytes ?? 0)) return
  shrinkFile(onVolume, onVolume.tree.editFile(areaNames(volume)), lengthBytes)
  storage.allocatedBytes = Math.min(allocatedBytes, lengthBytes)
  const growing = lengthBytes - storage.allocatedBytes
  storage.growth = growth && growing > 0 ? { ...growth, bytes: growing } : undefined
}

/** Makes room for blocks that are about to be saved; false when the copies were lost instead. */
export function claimRoom(volume: Volume, bytes: number): boolean {
  const storage = present(volume.storage, `shadow storage for ${volume.name}`)
  finishGrowth(volume, storage)
  const failure = saveFailure(volume, storage) ?? makeRoom(volume, storage, bytes)
  if (failure !== undefined) {
    loseShadows(volume, failure)
    return false
  }
  const used = usedBytes(volume) + bytes
  storage.peakBytes = Math.max(storage.peakBytes, used)
  const left = storage.allocatedBytes - used
  if (left < storage.growthStepBytes / 2) startGrowth(volume, storage)
  return true
}

/** Takes note of what time has done to the storage since it was last used. */
export function settleStorage(volume: Volume): ShadowStorage | undefined {
  const storage = volume.storage
  if (storage === undefined) return undefined
  if (volume.shadows.length > 0 && isGone(volume, storage)) loseShadows(volume, 'storage-missing')
  finishGrowth(volume, storage)
  return storage
}

export function dropOldest(volume: Volume): void {
  logVolsnap(volume, 'oldest-deleted')
  volume.shadows.shift()
  closeArea(volume)
}

export function usedBytes(volume: Volume): number {
  let blocks = 0
  for (const shadow of volume.shadows) blocks += shadow.saved.count + shadow.written.count
  return blocks * BLOCK_BYTES
}

function loseShadows(volume: Volume, event: VolsnapEvent): void {
  logVolsnap(volume, event)
  volume.shadows.length = 0
  closeArea(volume)
}

function makeRoom(volume: Volume, storage: ShadowStorage, bytes: number): VolsnapEvent | undefined {
  const fits = () => usedBytes(volume) + bytes <= storage.allocatedBytes
  if (fits()) return undefined
  if (storage.allocatedBytes < storage.maximumBytes) {
    startGrowth(volume, storage)
    return 'growth-too-late'
  }
  while (volume.shadows.length > 1 && !fits()) dropOldest(volume)
  return fits() ? undefined : 'limit-reached'
}

function startGrowth(volume: Volume, storage: ShadowStorage): void {
  const { onVolume, allocatedBytes } = storage
  const bytes = Math.min(storage.growthStepBytes, storage.maximumBytes - allocatedBytes)
  if (storage.growth !== undefined || bytes <= 0) return
  const file = onVolume.tree.editFile(areaNames(volume))
  if (growFile(onVolume, file, allocatedBytes + bytes)) {
    storage.growth = { bytes, readyAt: later(volume.sim.now, storage.growthSpan) }
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
  const { growth } = storage
  if (growth === undefined || growth.readyAt > volume.sim.now) return
  storage.growth = undefined
  storage.allocatedBytes += growth.bytes
}

function saveFailure(volume: Volume, storage: ShadowStorage): VolsnapEvent | undefined {
  if (isGone(volume, storage)) return 'storage-missing'
  // On the volume itself the write that is being saved for has met the fault already.
  if (storage.onVolume === volume) return undefined
  return faultedAccess(storage.onVolume, 'write', areaNames(volume)) && 'io-failure'
}

function isGone(volume: Volume, storage: ShadowStorage): boolean {
  if (storage.onVolume === volume) return false
  return faultedAccess(storage.onVolume, 'look', areaNames(volume)) !== undefined
}

function areaNames(volume: Volume): readonly string[] {
  // The second identifier is the one by which backups recognise, and leave out, volsnap's files.
  const name = `{${volume.id}}{3808876b-c176-4e48-b7ae-04046e6cc752}`
  return [SYSTEM_VOLUME_INFORMATION, name]
}
