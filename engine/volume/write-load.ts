import { assert } from '../base/assert.js'
import type { Span, Ticks } from '../base/brand.js'
import { type Outcome, ok, refused } from '../base/outcome.js'
import { type Process, sleepUntil } from '../sim/index.js'
import { type Caller, type FileTarget, reachFile } from './access.js'
import { BLOCK_BYTES, CHUNK_BYTES } from './block.js'
import type { FileError } from './file-error.js'
import { fillFile } from './files.js'
import { whenReleased } from './hold.js'
import type { Volume } from './volume.js'

export interface WriteLoad extends Caller {
  /** How many bytes to overwrite; past the end of the part it starts again. */
  readonly bytes: number
  /** The time it takes, at an even pace. */
  readonly span: Span
  /** The part of the file to overwrite; all that was ever written of it unless said. */
  readonly within?: { readonly offset: number; readonly length: number }
  readonly byte?: number
}

/** Overwrites what a file holds, block after block; gives the number of bytes it has written. */
export function* overwriting(
  volume: Volume,
  target: FileTarget,
  load: WriteLoad,
): Process<Outcome<number, FileError>> {
  const { sim } = volume
  const reached = reachFile(volume, target, 'write', load)
  if (!reached.ok) return reached
  const written = { offset: 0, length: reached.value.node.validBytes }
  const { bytes, span, within = written, byte = 0xa5 } = load
  assert(within.length > 0, 'there is nothing to overwrite')
  const start = sim.now
  const stepBytes = stepFor(bytes)
  for (let done = 0; done < bytes; ) {
    const at = done % within.length
    const length = Math.min(stepBytes, bytes - done, within.length - at)
    yield* sleepUntil((start + Math.floor((span * (done + length)) / bytes)) as Ticks)
    yield* whenReleased(volume)
    const filled = fillFile(volume, target, { ...load, offset: within.offset + at, length, byte })
    if (!filled.ok) return refused(filled.error)
    done += length
  }
  return ok(bytes)
}

const STEPS_MIN = 16

/** Whole blocks, in steps so small that the storage can grow between them. */
function stepFor(bytes: number): number {
  const even = Math.ceil(bytes / STEPS_MIN / BLOCK_BYTES) * BLOCK_BYTES
  return Math.min(even, CHUNK_BYTES)
}
