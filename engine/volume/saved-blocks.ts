// The blocks that one shadow copy holds of its own: what was overwritten while it was the newest.

import { assert } from '../base/assert.js'
import { FORK, type Forkable } from '../base/fork.js'
import { type Block, CHUNK_BLOCKS, chunkOf } from './block.js'

interface PartlySaved {
  readonly era: object
  readonly blocks: (Block | undefined)[]
}

/** A number stands for a chunk saved whole, of which every byte is that number. */
type SavedChunk = PartlySaved | number

export class SavedBlocks implements Forkable {
  #era: object = {}
  #count = 0
  readonly #chunks = new Map<number, SavedChunk>()

  /** How many blocks are saved here. */
  get count(): number {
    return this.#count
  }

  get(index: number): Block | undefined {
    const chunk = this.#chunks.get(chunkOf(index))
    return typeof chunk === 'object' ? chunk.blocks[index % CHUNK_BLOCKS] : chunk
  }

  /** True when nothing of the chunk is saved. */
  lacksChunk(chunk: number): boolean {
    return !this.#chunks.has(chunk)
  }

  /** The byte of a chunk saved whole as one byte. */
  uniformChunk(chunk: number): number | undefined {
    const found = this.#chunks.get(chunk)
    return typeof found === 'number' ? found : undefined
  }

  save(index: number, block: Block): void {
    assert(this.get(index) === undefined, `block ${index} is saved twice`)
    this.#partly(chunkOf(index)).blocks[index % CHUNK_BLOCKS] = block
    this.#count++
  }

  saveChunk(chunk: number, byte: number): void {
    assert(this.lacksChunk(chunk), `chunk ${chunk} is saved twice`)
    this.#chunks.set(chunk, byte)
    this.#count += CHUNK_BLOCKS
  }

  /**
   * Takes from the next newer copy, which is about to go, the blocks that this copy reads there;
   * `wants` says which blocks this copy has any use for.
   */
  inherit(newer: SavedBlocks, wants: (index: number) => boolean): void {
    for (const chunk of newer.#chunks.keys())
      for (let index = chunk * CHUNK_BLOCKS; index < (chunk + 1) * CHUNK_BLOCKS; index++) {
        const block = newer.get(index)
        if (block !== undefined && this.get(index) === undefined && wants(index))
          this.save(index, block)
      }
  }

  [FORK](_copy: unknown, register: (self: object) => void): SavedBlocks {
    const result = new SavedBlocks()
    register(result)
    for (const [chunk, saved] of this.#chunks) result.#chunks.set(chunk, saved)
    result.#count = this.#count
    this.#era = {}
    return result
  }

  #partly(chunk: number): PartlySaved {
    const found = this.#chunks.get(chunk)
    assert(typeof found !== 'number', `chunk ${chunk} is saved whole`)
    if (found?.era === this.#era) return found
    const blocks =
      found?.blocks.slice() ?? new Array<Block | undefined>(CHUNK_BLOCKS).fill(undefined)
    const partly = { era: this.#era, blocks }
    this.#chunks.set(chunk, partly)
    return partly
  }
}
