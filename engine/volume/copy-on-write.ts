import { BLOCK_BYTES, blockOf, CHUNK_BLOCKS, CHUNK_BYTES, chunkOf } from './block.js'
import { claimRoom } from './diff-area.js'
import { containsAll, containsAny } from './extents.js'
import type { ShadowCopy } from './shadow-storage.js'
import type { Volume } from './volume.js'

/**
 * Saves what a write is about to overwrite, for the newest shadow copy only: older copies find it
 * there. The write itself always goes on, whatever becomes of the copies.
 */
export function saveBeforeWrite(volume: Volume, at: number, length: number): void {
  const end = blockOf(at + length - 1) + 1
  for (let index = blockOf(at); index < end; ) {
    const newest = volume.shadows.at(-1)
    if (newest === undefined) return
    const runEnd = Math.min(end, (chunkOf(index) + 1) * CHUNK_BLOCKS)
    if (isUsed(volume, newest, index, runEnd)) saveRun(volume, newest, index, runEnd)
    index = runEnd
  }
}

/** True when the shadow copy could be asked for any block from `start` up to `end`. */
export function isUsed(
  volume: Volume,
  shadow: ShadowCopy,
  start: number,
  end = start + 1,
): boolean {
  const clusters = clustersOf(volume, start, end)
  return !containsAll(shadow.unused, clusters.first, clusters.end)
}

function saveRun(volume: Volume, newest: ShadowCopy, start: number, end: number): void {
  const byte = savableByte(volume, newest, start, end)
  if (byte !== undefined) {
    if (claimRoom(volume, CHUNK_BYTES)) newest.saved.saveChunk(chunkOf(start), byte)
    return
  }
  let count = 0
  for (let index = start; index < end; index++) if (isWanted(volume, newest, index)) count++
  if (count === 0 || !claimRoom(volume, count * BLOCK_BYTES)) return
  for (let index = start; index < end; index++)
    if (isWanted(volume, newest, index)) newest.saved.save(index, volume.store.share(index))
}

/** The byte of a whole chunk that can be saved as that byte. */
function savableByte(
  volume: Volume,
  newest: ShadowCopy,
  start: number,
  end: number,
): number | undefined {
  if (end - start < CHUNK_BLOCKS || !newest.saved.lacksChunk(chunkOf(start))) return undefined
  const clusters = clustersOf(volume, start, end)
  if (containsAny(newest.unused, clusters.first, clusters.end)) return undefined
  return volume.store.uniformChunk(chunkOf(start))
}

function isWanted(volume: Volume, newest: ShadowCopy, index: number): boolean {
  return newest.saved.get(index) === undefined && isUsed(volume, newest, index)
}

function clustersOf(volume: Volume, start: number, end: number): { first: number; end: number } {
  const blockClusters = BLOCK_BYTES / volume.clusterBytes
  return { first: Math.floor(start * blockClusters), end: Math.ceil(end * blockClusters) }
}
