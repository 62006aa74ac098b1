// Fills volumes with a file that takes space and holds nothing, and gives space back from it.

import {
  allocateFile,
  deleteFile,
  freeBytes,
  liveView,
  type Volume,
} from '../../../../engine/index.js'

const FILLER = 'filler.bin'

/** Leaves only so many bytes free; false when less was free already. */
export function fillUpTo(volume: Volume, leftBytes: number): boolean {
  const free = freeBytes(volume)
  if (!free.ok || free.value < leftBytes) return false
  const filler = liveView(volume).stat(FILLER)
  const filled = filler.ok ? filler.value.sizeBytes : 0
  return allocateFile(volume, FILLER, filled + free.value - leftBytes).ok
}

/** Frees so many bytes, as far as the filler has them. */
export function freeSpace(volume: Volume, bytes: number): void {
  const filler = liveView(volume).stat(FILLER)
  if (!filler.ok) return
  const left = filler.value.sizeBytes - bytes
  deleteFile(volume, FILLER)
  if (left > 0) allocateFile(volume, FILLER, left)
}

export function removeFiller(volume: Volume): void {
  if (isFilled(volume)) deleteFile(volume, FILLER)
}

export function isFilled(volume: Volume): boolean {
  return liveView(volume).stat(FILLER).ok
}
