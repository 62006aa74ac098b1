import { closeSync, openSync, readSync } from 'node:fs'

export interface Line {
  readonly bytes: Buffer
  /** False for a last line that was not finished. */
  readonly whole: boolean
}

export class LineTooLong extends Error {}

/** The lines of a file as bytes, one at a time; never more than one line and one chunk in memory. */
export function* linesOf(path: string, lengthMax: number): Generator<Line> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let parts: Buffer[] = []
    let held = 0
    for (;;) {
      const count = readSync(file, chunk, 0, CHUNK_BYTES, null)
      if (count === 0) break
      let start = 0
      for (;;) {
        const end = chunk.subarray(0, count).indexOf(NEWLINE, start)
        const piece = chunk.subarray(start, end === -1 ? count : end)
        if (held + piece.length > lengthMax) throw new LineTooLong()
        if (end === -1) {
          // The chunk is used again, so what outlives it is copied.
          parts.push(Buffer.from(piece))
          held += piece.length
          break
        }
        yield { bytes: Buffer.concat([...parts, piece]), whole: true }
        parts = []
        held = 0
        start = end + 1
      }
    }
    if (held > 0) yield { bytes: Buffer.concat(parts), whole: false }
  } finally {
    closeSync(file)
  }
}

const CHUNK_BYTES = 64 * 1024
const NEWLINE = 0x0a
