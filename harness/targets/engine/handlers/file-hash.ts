// The hash of a file, read through one buffer, since files are large and asked for often.

import { createHash } from 'node:crypto'
import { readFileInto, type Volume } from '../../../../engine/index.js'

const BUFFER_BYTES = 262_144
/** A file larger than this is listed without its hash: nobody wants to wait for it. */
const HASHED_BYTES_MAX = 1_073_741_824

/** Empty when the file is too large; nothing when it cannot be read. */
export function hashOfFile(
  volume: Volume,
  target: Parameters<typeof readFileInto>[1],
  sizeBytes: number,
): string | undefined {
  if (sizeBytes > HASHED_BYTES_MAX) return ''
  const hash = createHash('sha256')
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, sizeBytes))
  for (let offset = 0; offset < sizeBytes; offset += buffer.length) {
    const into = buffer.subarray(0, Math.min(buffer.length, sizeBytes - offset))
    if (!readFileInto(volume, target, offset, into).ok) return undefined
    hash.update(into)
  }
  return hash.digest('hex')
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
