// Fault points: the named places of a conversation where a fault may be put. A clean run records
// them in order; an armed point runs what was armed when the conversation gets there.

import { InvariantError } from '../base/assert.js'
import { FORK, type Forkable } from '../base/fork.js'

export interface ArmedPoint {
  readonly point: string
  /** Which time it is reached from now on: 1 is the next. */
  readonly occurrence: number
  readonly run: () => void
}

interface Waiting {
  readonly armed: ArmedPoint
  left: number
}

export class FaultPoints implements Forkable {
  /** The points reached so far, in order, while recording. */
  readonly recorded: string[] = []
  #recording = false
  #waiting: Waiting[] = []

  record(): void {
    this.#recording = true
  }

  arm(armed: ArmedPoint): void {
    this.#waiting.push({ armed, left: armed.occurrence })
  }

  reach(point: string): void {
    if (this.#recording) this.recorded.push(point)
    if (this.#waiting.length > 0) this.#release(point)
  }

  /** What is armed while others run waits for the next time the point is reached. */
  #release(point: string): void {
    const due: ArmedPoint[] = []
    const rest: Waiting[] = []
    for (const each of this.#waiting) {
      if (each.armed.point === point) each.left--
      if (each.left > 0) rest.push(each)
      else due.push(each.armed)
    }
    this.#waiting = rest
    for (const armed of due) armed.run()
  }

  [FORK](_copy: unknown, register: (self: object) => void): FaultPoints {
    if (this.#waiting.length > 0)
      throw new InvariantError('cannot fork a world with armed fault points')
    const result = new FaultPoints()
    register(result)
    result.#recording = this.#recording
    for (const point of this.recorded) result.recorded.push(point)
    return result
  }
}
