import { closeSync, openSync, writeSync } from 'node:fs'
import { CHAIN_START, chainEvent } from './chain.js'
import { WRITE_BUFFER_LENGTH, WRITE_DELAY_MS } from './limits.js'

/**
 * Appends events to a record. Writes are gathered, since a system call per scenario would cost more
 * than the scenario; a run that is killed loses the last quarter of a second, never a whole line
 * before that.
 */
export class RecordWriter {
  readonly #file: number
  #chain = CHAIN_START
  #buffer = ''
  #flushedAt = 0
  #written = 0

  constructor(path: string) {
    this.#file = openSync(path, 'wx')
  }

  /** Adds an event, given as its JSON. */
  append(json: string): void {
    const { line, chain } = chainEvent(this.#chain, json)
    this.#chain = chain
    this.#buffer += line
    if (this.#buffer.length >= WRITE_BUFFER_LENGTH || this.#isLate()) this.flush()
  }

  /** Bytes of the record so far, what is not written yet left out. */
  get written(): number {
    return this.#written
  }

  flush(): void {
    if (this.#buffer === '') return
    const bytes = Buffer.from(this.#buffer, 'utf8')
    writeFully(this.#file, bytes)
    this.#written += bytes.length
    this.#buffer = ''
    this.#flushedAt = performance.now()
  }

  /** Closes the file and gives the chain value of the last line. */
  close(): string {
    this.flush()
    closeSync(this.#file)
    return this.#chain
  }

  #isLate(): boolean {
    return performance.now() - this.#flushedAt > WRITE_DELAY_MS
  }
}

function writeFully(file: number, bytes: Buffer): void {
  let offset = 0
  while (offset < bytes.length) offset += writeSync(file, bytes, offset)
}
