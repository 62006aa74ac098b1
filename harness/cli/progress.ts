import type { Verdict } from '../model/verdict.js'
import type { Io } from './io.js'

const REDRAW_EVERY_MS = 100
const LINE_CHARACTERS = 78
/** A rate over less than this says more about the start than about the run. */
const RATE_AFTER_MS = 500

/** One status line on a terminal, drawn over and over; nothing at all in a pipe. */
export class Progress {
  readonly #total: number
  readonly #io: Io
  readonly #nowMs: () => number
  readonly #startedAt: number
  #done = 0
  #open = 0
  #current = ''
  #drawnAt = Number.NEGATIVE_INFINITY
  #isDrawn = false

  constructor(total: number, io: Io, nowMs: () => number = () => performance.now()) {
    this.#total = total
    this.#io = io
    this.#nowMs = nowMs
    this.#startedAt = nowMs()
  }

  /** The scenario that runs from now on. */
  begin(id: string): void {
    this.#current = id.slice(id.lastIndexOf('#') + 1)
    this.#draw()
  }

  step(verdict: Verdict): void {
    this.#done++
    if (verdict !== 'passed' && verdict !== 'not-supported') this.#open++
  }

  clear(): void {
    if (this.#isDrawn) this.#io.error('\r\u001b[2K')
    this.#isDrawn = false
  }

  #draw(): void {
    if (!this.#io.isTerminal) return
    const now = this.#nowMs()
    if (now - this.#drawnAt < REDRAW_EVERY_MS) return
    this.#drawnAt = now
    this.#isDrawn = true
    const parts = [
      `${this.#done} of ${this.#total}`,
      ...(this.#open === 0 ? [] : [`${this.#open} not passed`]),
      ...this.#pace(now - this.#startedAt),
    ]
    const line = `${parts.join(', ')}  ${this.#current}`
    this.#io.error(`\r\u001b[2K${line.slice(0, LINE_CHARACTERS)}`)
  }

  /** How fast it went so far, and how long the rest takes if it goes on so. */
  #pace(elapsedMs: number): string[] {
    if (elapsedMs < RATE_AFTER_MS || this.#done === 0) return []
    const perSecond = (this.#done * 1000) / elapsedMs
    const left = Math.ceil((this.#total - this.#done) / perSecond)
    return [`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`, `${durationText(left)} left`]
  }
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
