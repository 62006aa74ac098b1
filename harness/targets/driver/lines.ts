import { LINE_BYTES_MAX } from './limits.js'

const LINE_FEED = 0x0a

export class LineTooLong extends Error {
  override readonly name = 'LineTooLong'
}

/** Cuts a stream of bytes into lines. Pieces are joined once per line, so slow drips cost no more. */
export class LineCutter {
  readonly #lineBytesMax: number
  /** Refuses what is not UTF-8: a replaced character would be a silent change of data. */
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #pieces: Uint8Array[] = []
  #bytes = 0

  constructor(lineBytesMax = LINE_BYTES_MAX) {
    this.#lineBytesMax = lineBytesMax
  }

  /** The lines that this chunk completes, blank ones left out. */
  *push(chunk: Uint8Array): Generator<string> {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, from)
      this.#keep(chunk.subarray(from, end < 0 ? chunk.length : end))
      if (end < 0) return
      const line = this.#take()
      if (line.trim() !== '') yield line
      from = end + 1
    }
  }

  #keep(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.#bytes > this.#lineBytesMax)
      throw new LineTooLong(`a line is longer than ${this.#lineBytesMax} bytes`)
    if (piece.length > 0) this.#pieces.push(piece)
  }

  #take(): string {
    const [only] = this.#pieces
    const bytes = this.#pieces.length === 1 && only ? only : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#bytes = 0
    try {
      return this.#decoder.decode(bytes)
    } catch (cause) {
      throw new Error('a line is not UTF-8', { cause })
    }
  }
}
