// The blocks that were written into a shadow copy. Nobody but the copy itself reads them: older copies
// go on reading what was saved, and the volume what it always had.

import { type Copier, FORK, type Forkable } from '../base/fork.js'
import { BLOCK_BYTES, type Block, type BlockSource, blockOf } from './block.js'
import { BlockStore } from './block-store.js'

export class WrittenBlocks implements Forkable {
  readonly #lengthBytes: number
  #store: BlockStore | undefined
  #indexes = new Set<number>()

  constructor(lengthBytes: number) {
    this.#lengthBytes = lengthBytes
  }

  get count(): number {
    return this.#indexes.size
  }

  get(index: number): Block | undefined {
    return this.#indexes.has(index) ? this.#store?.share(index) : undefined
  }

  hasAny(start: number, end: number): boolean {
    if (this.#indexes.size === 0) return false
    for (let index = start; index < end; index++) if (this.#indexes.has(index)) return true
    return false
  }

  /** How many blocks of a range of bytes are not here yet. */
  missing(offset: number, length: number): number {
    let count = 0
    for (const index of blocksIn(offset, length)) if (!this.#indexes.has(index)) count++
    return count
  }

  /** Makes the blocks of a range its own, as they are in `base`, and gives the place to change them. */
  claim(base: BlockSource, offset: number, length: number): BlockStore {
    this.#store ??= new BlockStore(this.#lengthBytes)
    for (const index of blocksIn(offset, length)) {
      if (this.#indexes.has(index)) continue
      const at = index * BLOCK_BYTES
      const size = Math.min(BLOCK_BYTES, this.#lengthBytes - at)
      // A block that is about to be overwritten whole is of no use as it was.
      if (offset > at || offset + length < at + size) this.#store.copyFrom(base, at, at, size)
      this.#indexes.add(index)
    }
    return this.#store
  }

  [FORK](copy: Copier, register: (self: object) => void): WrittenBlocks {
    const result = new WrittenBlocks(this.#lengthBytes)
    register(result)
    result.#store = copy(this.#store)
    result.#indexes = new Set(this.#indexes)
    return result
  }
}

function* blocksIn(offset: number, length: number): Generator<number> {
  if (length <= 0) return
  const last = blockOf(offset + length - 1)
  for (let index = blockOf(offset); index <= last; index++) yield index
}
