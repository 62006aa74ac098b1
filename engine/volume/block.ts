// The unit of everything below the file system: volsnap copies 16 KB blocks, whatever the cluster
// size. A block is its bytes, or the one byte that all of them are; a fill of terabytes is numbers.

import { KIB } from '../base/units.js'

export const BLOCK_BYTES = 16 * KIB
export const CHUNK_BLOCKS = 1024
export const CHUNK_BYTES = CHUNK_BLOCKS * BLOCK_BYTES

/** Who holds a block by reference never changes its bytes, unless it knows that nobody else does. */
export type Block = Uint8Array | number

/** Blocks that can be read, and shared by reference instead of copied. */
export interface BlockSource {
  read(offset: number, into: Uint8Array): void
  /** The block itself, for keeping. */
  share(index: number): Block
  /** The byte that fills the whole chunk, if one does. */
  uniformChunk(chunk: number): number | undefined
}

/** Where a volume keeps its blocks. */
export interface BlockDevice extends BlockSource {
  write(offset: number, bytes: Uint8Array): void
  fill(offset: number, length: number, byte: number): void
  /** Copies a range, sharing the blocks that lie alike on both sides. */
  copyFrom(source: BlockSource, from: number, to: number, length: number): void
}

/** Reads bytes that lie in blocks found one by one. */
export function readBlocks(
  blockAt: (index: number) => Block,
  offset: number,
  into: Uint8Array,
): void {
  let index = blockOf(offset)
  let within = offset - index * BLOCK_BYTES
  for (let done = 0; done < into.length; within = 0) {
    const count = Math.min(BLOCK_BYTES - within, into.length - done)
    const block = blockAt(index++)
    if (typeof block === 'number') into.fill(block, done, done + count)
    else if (count === BLOCK_BYTES) into.set(block, done)
    else into.set(block.subarray(within, within + count), done)
    done += count
  }
}

export function blockOf(offset: number): number {
  return Math.floor(offset / BLOCK_BYTES)
}

export function chunkOf(block: number): number {
  return Math.floor(block / CHUNK_BLOCKS)
}

/** Bytes of its own that nobody shares yet. */
export function ownBytes(block: Block): Uint8Array {
  if (typeof block !== 'number') return new Uint8Array(block)
  const bytes = new Uint8Array(BLOCK_BYTES)
  if (block !== 0) bytes.fill(block)
  return bytes
}
