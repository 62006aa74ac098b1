import type { Ticks } from '../base/brand.js'
import { FORK, type Forkable } from '../base/fork.js'

export type TraceValue = string | number | boolean | null

export interface TraceEvent {
  readonly at: Ticks
  /** Who acted: a host, a writer, a volume. */
  readonly who: string
  /** What happened, dotted from the general to the particular: `vss.freeze`. */
  readonly what: string
  readonly detail: Readonly<Record<string, TraceValue>>
}

/**
 * The record of a run. Nobody listening costs one comparison at the caller:
 * `if (trace.listening) trace.write(…)`, so that no detail object is made.
 */
export class Trace implements Forkable {
  readonly #events: TraceEvent[] = []
  listening: boolean

  constructor(listening: boolean) {
    this.listening = listening
  }

  get events(): readonly TraceEvent[] {
    return this.#events
  }

  write(event: TraceEvent): void {
    if (this.listening) this.#events.push(event)
  }

  [FORK](_copy: unknown, register: (self: object) => void): Trace {
    const result = new Trace(this.listening)
    register(result)
    for (const event of this.#events) result.#events.push(event)
    return result
  }
}
