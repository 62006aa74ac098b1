// What the server has to tell whoever looks after it: the entries of the host's event log, in a file
// as SQL Server keeps it. The world itself keeps only the last of them.

import { appendFileSync } from 'node:fs'
import type { Standalone } from '../../../../engine/server.js'

const ENTRIES_KEPT_MAX = 1000

export class ErrorLog {
  readonly #file: string
  readonly #host: Standalone['host']
  #written = 0

  constructor(file: string, host: Standalone['host']) {
    this.#file = file
    this.#host = host
  }

  /** Writes what is new. */
  catchUp(): void {
    const entries = this.#host.logs.Application
    if (entries.length === this.#written) return
    for (const { source, id, level, text, at } of entries.slice(this.#written))
      this.#append(at / 1000, `${source} ${level} ${id}: ${text}`)
    if (entries.length > ENTRIES_KEPT_MAX) entries.splice(0, entries.length - ENTRIES_KEPT_MAX)
    this.#written = entries.length
  }

  say(text: string): void {
    this.#append(Date.now(), text)
  }

  #append(unixMs: number, text: string): void {
    const line = `${new Date(unixMs).toISOString()} ${text.replaceAll(/\s*\n\s*/g, ' ')}\n`
    try {
      appendFileSync(this.#file, line)
    } catch {
      // A full disk is no reason to end: the databases say so themselves.
    }
  }
}
