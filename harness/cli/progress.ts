import type { Verdict } from '../model/verdict.js'
import type { Io } from './io.js'

const REDRAW_EVERY_MS = 100
const LINE_CHARACTERS = 78

/** One status line on a terminal, drawn over and over; nothing at all in a pipe. */
export class Progress {
  readonly #total: number
  readonly #io: Io
  #done = 0
  #open = 0
  #drawnAt = 0

  constructor(total: number, io: Io) {
    this.#total = total
    this.#io = io
  }

  step(id: string, verdict: Verdict): void {
    this.#done++
    if (verdict !== 'passed' && verdict !== 'not-supported') this.#open++
    if (!this.#io.isTerminal) return
    const now = performance.now()
    if (now - this.#drawnAt < REDRAW_EVERY_MS) return
    this.#drawnAt = now
    const open = this.#open === 0 ? '' : `, ${this.#open} not passed`
    const line = `${this.#done} of ${this.#total}${open}  ${id.slice(id.lastIndexOf('#') + 1)}`
    this.#io.error(`\r\u001b[2K${line.slice(0, LINE_CHARACTERS)}`)
  }

  clear(): void {
    if (this.#io.isTerminal && this.#drawnAt > 0) this.#io.error('\r\u001b[2K')
  }
}
