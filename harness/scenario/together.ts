// Many scenarios on one target, one after the other. What several have in common at their beginning is
// performed once, where the target can go on from one place twice: the outcome is the same, since a
// forked session goes on exactly as its original would.

import type { Scenario } from '../model/scenario.js'
import type { Target } from '../targets/target.js'
import { type Begun, type Replayed, type ReplayOptions, replayFrom, seedOf } from './replay.js'

/** A state that several scenarios pass through: a topology with a seed, or a step after another. */
interface Place {
  readonly next: Map<string, Place>
  /** How many that are still to come pass here. */
  left: number
  kept?: Begun
}

export class Together {
  readonly #target: Target
  readonly #options: ReplayOptions
  readonly #roots: Map<string, Place> = new Map()

  constructor(target: Target, scenarios: readonly Scenario[], options: ReplayOptions) {
    this.#target = target
    this.#options = options
    for (const scenario of scenarios) for (const place of this.#pathOf(scenario)) place.left++
  }

  async replay(scenario: Scenario): Promise<Replayed> {
    const path = this.#pathOf(scenario)
    for (const place of path) place.left--
    const along = (begun: Begun) => keepAt(path, begun)
    try {
      return await replayFrom(this.#target, scenario, this.#options, {
        begun: nearest(path),
        along,
      })
    } finally {
      for (const place of path) if (place.left <= 0) delete place.kept
    }
  }

  /** From the topology on, a place after every step. */
  #pathOf(scenario: Scenario): Place[] {
    const seed = seedOf(scenario, this.#options)
    let place = placeAt(this.#roots, `${seed} ${JSON.stringify(scenario.topology)}`)
    const path = [place]
    for (const { step } of scenario.steps) {
      place = placeAt(place.next, JSON.stringify(step))
      path.push(place)
    }
    return path
  }
}

function placeAt(places: Map<string, Place>, key: string): Place {
  let place = places.get(key)
  if (place === undefined) {
    place = { next: new Map(), left: 0 }
    places.set(key, place)
  }
  return place
}

/** What is kept where others will part from this one; the last to come takes it as it is. */
function nearest(path: readonly Place[]): Begun | undefined {
  const place = path.findLast(({ kept }) => kept !== undefined)
  if (place?.kept === undefined) return undefined
  const { run, ...rest } = place.kept
  const own = place.left > 0 ? run.fork() : run
  return own === undefined ? undefined : { run: own, ...rest }
}

function keepAt(path: readonly Place[], begun: Begun): void {
  const depth = begun.steps.length
  const place = path[depth]
  if (place === undefined || place.kept !== undefined || !isParting(place, path[depth + 1])) return
  const run = begun.run.fork()
  if (run !== undefined) place.kept = { ...begun, run }
}

/** Whether somebody still to come passes here and does not take the same next step. */
function isParting(place: Place, next: Place | undefined): boolean {
  return place.left > (next?.left ?? 0)
}
