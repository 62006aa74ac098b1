// A world in real time: its clock follows the one on the wall, and it is stepped in short slices, so
// that sockets are read and other clients answered while a long request runs. Idle, it waits.

import type { Sim, Ticks } from '../../../../engine/index.js'

/** How long the world may run before the sockets are looked at again. */
const SLICE_MS = 4
/** Node's longest timer is 2^31 - 1 ms. */
const WAIT_MS_MAX = 2 ** 31 - 1

export interface WorldClockOptions {
  readonly sim: Sim
  /** After each slice: what was answered goes out. */
  readonly afterSlice: () => void
  /** The world broke; it is not stepped any more. */
  readonly onFailure: (thrown: unknown) => void
}

export class WorldClock {
  readonly #options: WorldClockOptions
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #isStopped = false

  constructor(options: WorldClockOptions) {
    this.#options = options
  }

  /** Something came from outside; the world goes on as soon as Node is free. */
  wake(): void {
    if (this.#isStopped || this.#immediate !== undefined) return
    clearTimeout(this.#timer)
    this.#immediate = setImmediate(() => this.#slice())
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
  }

  #slice(): void {
    this.#immediate = undefined
    try {
      runSlice(this.#options.sim)
      this.#options.afterSlice()
    } catch (thrown) {
      this.stop()
      this.#options.onFailure(thrown)
      return
    }
    this.#waitForNext()
  }

  #waitForNext(): void {
    const { sim } = this.#options
    if (this.#isStopped || this.#immediate !== undefined || sim.nextAt === undefined) return
    const waitMs = Math.ceil((sim.nextAt - wallTicks()) / 1000)
    if (waitMs <= 0) this.wake()
    else this.#timer = setTimeout(() => this.#slice(), Math.min(waitMs, WAIT_MS_MAX))
  }
}

/** Steps what is due by now, for as long as a slice is. */
export function runSlice(sim: Sim): void {
  const until = performance.now() + SLICE_MS
  sim.moveTo(wallTicks())
  while (isDue(sim) && sim.step()) if (performance.now() >= until) return
}

function isDue({ nextAt, now }: Sim): boolean {
  return nextAt !== undefined && nextAt <= now
}

/** Microseconds since 1970, by a clock that never goes back. */
export function wallTicks(): Ticks {
  return Math.floor((performance.timeOrigin + performance.now()) * 1000) as Ticks
}
