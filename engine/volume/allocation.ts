import { BLOCK_BYTES, CHUNK_BYTES } from './block.js'
import { allocate, append, countClusters, cut, release } from './extents.js'
import type { FileNode } from './file-tree.js'
import type { Volume } from './volume.js'

/** Allocates up to a length; false when the disk is full, and then nothing has changed. */
export function growFile(volume: Volume, file: FileNode, lengthBytes: number): boolean {
  const missing = Math.ceil(lengthBytes / volume.clusterBytes) - countClusters(file.extents)
  if (missing > 0) {
    const last = file.extents.at(-1)
    const allocation = allocate(volume.free, {
      count: missing,
      after: last === undefined ? undefined : last.start + last.length,
      alignments: alignmentsFor(missing, volume.clusterBytes),
    })
    if (allocation === undefined) return false
    volume.free = allocation.free
    file.extents = append(file.extents, allocation.taken)
  }
  file.sizeBytes = Math.max(file.sizeBytes, lengthBytes)
  return true
}

export function shrinkFile(volume: Volume, file: FileNode, lengthBytes: number): void {
  const { kept, rest } = cut(file.extents, Math.ceil(lengthBytes / volume.clusterBytes))
  volume.free = release(volume.free, rest)
  file.extents = kept
  file.sizeBytes = lengthBytes
  file.validBytes = Math.min(file.validBytes, lengthBytes)
}

/**
 * Files lie on whole blocks, and large ones on whole chunks, so that copies of them share what they
 * hold. NTFS itself promises no such thing and nobody can see it.
 */
function alignmentsFor(clusters: number, clusterBytes: number): number[] {
  const bytes = clusters * clusterBytes
  const alignments = [1]
  if (bytes >= BLOCK_BYTES) alignments.unshift(Math.max(1, BLOCK_BYTES / clusterBytes))
  if (bytes >= CHUNK_BYTES) alignments.unshift(CHUNK_BYTES / clusterBytes)
  return alignments
}
