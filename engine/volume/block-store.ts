// A sparse device. What was never written costs nothing; what was filled costs a number per chunk.
//
// Sharing: a chunk, and the table of chunks, belongs to the store whose era it bears, and a block may be
// changed in place while `owned` says so. A fork starts a new era on both sides, so that all that was
// there before is shared and nothing is copied until it is written; a block given away by `share` is
// owned no longer.

import { assert } from '../base/assert.js'
import { FORK, type Forkable } from '../base/fork.js'
import {
  BLOCK_BYTES,
  type Block,
  type BlockDevice,
  type BlockSource,
  blockOf,
  CHUNK_BLOCKS,
  CHUNK_BYTES,
  chunkOf,
  ownBytes,
  readBlocks,
} from './block.js'

interface Chunk {
  readonly era: object
  readonly blocks: Block[]
  /** Per block, 1 when its bytes are referred to from here only. */
  readonly owned: Uint8Array
}

// Blocks written together are allocated together, a third faster than one by one. The number is
// small because a block that is kept keeps all of its run in memory.
const RUN_BLOCKS = 4

export class BlockStore implements BlockDevice, Forkable {
  readonly lengthBytes: number
  #era: object = {}
  #chunks = new Map<number, Chunk | number>()
  #tableEra = this.#era
  readonly #blockAt = (index: number): Block => this.#block(index)

  constructor(lengthBytes: number) {
    this.lengthBytes = lengthBytes
  }

  read(offset: number, into: Uint8Array): void {
    this.#assertWithin(offset, into.length)
    readBlocks(this.#blockAt, offset, into)
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#assertWithin(offset, bytes.length)
    let index = blockOf(offset)
    let within = offset - index * BLOCK_BYTES
    for (let done = 0; done < bytes.length; within = 0) {
      const fresh = within === 0 ? this.#freshRun(index, bytes.length - done) : 0
      if (fresh > 0) {
        this.#placeRun(index, new Uint8Array(bytes.subarray(done, done + fresh * BLOCK_BYTES)))
        index += fresh
        done += fresh * BLOCK_BYTES
      } else {
        const count = Math.min(BLOCK_BYTES - within, bytes.length - done)
        this.#ownedBytes(index++).set(bytes.subarray(done, done + count), within)
        done += count
      }
    }
  }

  fill(offset: number, length: number, byte: number): void {
    this.#assertWithin(offset, length)
    let index = blockOf(offset)
    let within = offset - index * BLOCK_BYTES
    for (let left = length; left > 0; within = 0) {
      if (within === 0 && left >= CHUNK_BYTES && index % CHUNK_BLOCKS === 0) {
        this.#fillChunk(chunkOf(index), byte)
        index += CHUNK_BLOCKS
        left -= CHUNK_BYTES
        continue
      }
      const count = Math.min(BLOCK_BYTES - within, left)
      if (this.#block(index) !== byte) {
        if (count === BLOCK_BYTES) this.#place(index, byte, 0)
        else this.#ownedBytes(index).fill(byte, within, within + count)
      }
      index++
      left -= count
    }
  }

  /** Copies a range, sharing the blocks that lie alike on both sides; within one store, another range. */
  copyFrom(source: BlockSource, from: number, to: number, length: number): void {
    this.#assertWithin(to, length)
    const alike = (from - to) % BLOCK_BYTES === 0
    let done = 0
    while (done < length) {
      const within = (to + done) % BLOCK_BYTES
      const left = length - done
      if (alike && within === 0 && left >= BLOCK_BYTES)
        done += this.#shareFrom(source, blockOf(from + done), blockOf(to + done), left)
      else
        done += this.#copyPart(source, from + done, to + done, Math.min(left, BLOCK_BYTES - within))
    }
  }

  share(index: number): Block {
    const chunk = this.#chunks.get(chunkOf(index))
    if (chunk === undefined) return 0
    if (typeof chunk === 'number') return chunk
    const place = index % CHUNK_BLOCKS
    chunk.owned[place] = 0
    return chunk.blocks[place] as Block
  }

  uniformChunk(chunk: number): number | undefined {
    const found = this.#chunks.get(chunk) ?? 0
    return typeof found === 'number' ? found : undefined
  }

  [FORK](_copy: unknown, register: (self: object) => void): BlockStore {
    const result = new BlockStore(this.lengthBytes)
    register(result)
    result.#chunks = this.#chunks
    result.#era = {}
    this.#era = {}
    return result
  }

  #block(index: number): Block {
    const chunk = this.#chunks.get(chunkOf(index))
    if (chunk === undefined) return 0
    return typeof chunk === 'number' ? chunk : (chunk.blocks[index % CHUNK_BLOCKS] as Block)
  }

  #owns(index: number): boolean {
    const chunk = this.#chunks.get(chunkOf(index))
    if (typeof chunk !== 'object' || chunk.era !== this.#era) return false
    return chunk.owned[index % CHUNK_BLOCKS] === 1
  }

  /** The bytes of a block, for changing. */
  #ownedBytes(index: number): Uint8Array {
    const block = this.#block(index)
    if (typeof block !== 'number' && this.#owns(index)) return block
    const bytes = ownBytes(block)
    this.#place(index, bytes, 1)
    return bytes
  }

  /** How many whole blocks from here on are better replaced than changed, as far as one run goes. */
  #freshRun(index: number, left: number): number {
    const most = Math.min(RUN_BLOCKS, Math.floor(left / BLOCK_BYTES))
    let count = 0
    while (count < most && !this.#owns(index + count)) count++
    return count
  }

  #placeRun(index: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES)
      this.#place(index++, bytes.subarray(at, at + BLOCK_BYTES), 1)
  }

  #place(index: number, block: Block, owned: 0 | 1): void {
    const chunk = this.#ownedChunk(chunkOf(index))
    const place = index % CHUNK_BLOCKS
    chunk.blocks[place] = block
    chunk.owned[place] = owned
  }

  #ownedChunk(number: number): Chunk {
    const found = this.#chunks.get(number) ?? 0
    if (typeof found !== 'number' && found.era === this.#era) return found
    const blocks =
      typeof found === 'number' ? new Array<Block>(CHUNK_BLOCKS).fill(found) : found.blocks.slice()
    const chunk = { era: this.#era, blocks, owned: new Uint8Array(CHUNK_BLOCKS) }
    this.#ownedTable().set(number, chunk)
    return chunk
  }

  #fillChunk(chunk: number, byte: number): void {
    if (byte === 0) this.#ownedTable().delete(chunk)
    else this.#ownedTable().set(chunk, byte)
  }

  #ownedTable(): Map<number, Chunk | number> {
    if (this.#tableEra === this.#era) return this.#chunks
    this.#chunks = new Map(this.#chunks)
    this.#tableEra = this.#era
    return this.#chunks
  }

  /** Shares one block, or a whole uniform chunk; says how many bytes that was. */
  #shareFrom(source: BlockSource, from: number, to: number, left: number): number {
    const chunk = chunkOf(from)
    if (left >= CHUNK_BYTES && from % CHUNK_BLOCKS === 0 && to % CHUNK_BLOCKS === 0) {
      const byte = source.uniformChunk(chunk)
      if (byte !== undefined) {
        this.#fillChunk(chunkOf(to), byte)
        return CHUNK_BYTES
      }
    }
    const block = source.share(from)
    if (this.#block(to) !== block) this.#place(to, block, 0)
    return BLOCK_BYTES
  }

  #copyPart(source: BlockSource, from: number, to: number, count: number): number {
    const bytes = new Uint8Array(count)
    source.read(from, bytes)
    this.write(to, bytes)
    return count
  }

  #assertWithin(offset: number, length: number): void {
    assert(
      offset >= 0 && length >= 0 && offset + length <= this.lengthBytes,
      `${length} bytes at ${offset} lie outside a device of ${this.lengthBytes}`,
    )
  }
}
