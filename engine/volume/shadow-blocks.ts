import { type Block, type BlockSource, CHUNK_BLOCKS, readBlocks } from './block.js'
import type { ShadowCopy } from './shadow-storage.js'
import type { Volume } from './volume.js'

/** A block is what was written into the copy, else where it was first saved since, else where it was. */
export function blocksOf(volume: Volume, shadow: ShadowCopy): BlockSource {
  const since = volume.shadows.slice(volume.shadows.indexOf(shadow))
  const { written } = shadow
  const share = (index: number): Block => {
    const own = written.get(index)
    if (own !== undefined) return own
    for (const { saved } of since) {
      const block = saved.get(index)
      if (block !== undefined) return block
    }
    return volume.store.share(index)
  }
  return {
    share,
    read: (offset, into) => readBlocks(share, offset, into),
    uniformChunk(chunk) {
      if (written.hasAny(chunk * CHUNK_BLOCKS, (chunk + 1) * CHUNK_BLOCKS)) return undefined
      for (const { saved } of since) if (!saved.lacksChunk(chunk)) return saved.uniformChunk(chunk)
      return volume.store.uniformChunk(chunk)
    },
  }
}
