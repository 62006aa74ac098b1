// The digest of a file: of its length and of those parts that are not all zero, with their places.
// Files of databases are large and mostly empty, and are asked for often.

import { createHash } from 'node:crypto'
import { readFileInto, type Volume } from '../../../../engine/index.js'

const PART_BYTES = 16_384
const BUFFER_BYTES = 16 * PART_BYTES
const ZEROS = new Uint8Array(BUFFER_BYTES)
/** A file larger than this is listed without its digest: nobody wants to wait for it. */
const DIGESTED_BYTES_MAX = 1_073_741_824

/** Empty when the file is too large; nothing when it cannot be read. */
export function digestOfFile(
  volume: Volume,
  target: Parameters<typeof readFileInto>[1],
  sizeBytes: number,
): string | undefined {
  if (sizeBytes > DIGESTED_BYTES_MAX) return ''
  const digest = new Digest(sizeBytes)
  const buffer = new Uint8Array(Math.min(BUFFER_BYTES, sizeBytes))
  for (let offset = 0; offset < sizeBytes; offset += buffer.length) {
    const into = buffer.subarray(0, Math.min(buffer.length, sizeBytes - offset))
    if (!readFileInto(volume, target, offset, into).ok) return undefined
    digest.take(offset, into)
  }
  return digest.value()
}

export function digestOf(bytes: Uint8Array): string {
  const digest = new Digest(bytes.length)
  for (let offset = 0; offset < bytes.length; offset += BUFFER_BYTES)
    digest.take(offset, bytes.subarray(offset, offset + BUFFER_BYTES))
  return digest.value()
}

class Digest {
  readonly #hash = createHash('sha256')

  constructor(sizeBytes: number) {
    this.#hash.update(`${sizeBytes}`)
  }

  take(offset: number, bytes: Uint8Array): void {
    if (isZero(bytes)) return
    for (let at = 0; at < bytes.length; at += PART_BYTES) {
      const part = bytes.subarray(at, at + PART_BYTES)
      if (!isZero(part)) this.#hash.update(` ${offset + at} `).update(part)
    }
  }

  value(): string {
    return this.#hash.digest('hex')
  }
}

function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, ZEROS.subarray(0, bytes.length)) === 0
}
