// Flush and hold: between the two calls no write reaches the volume. volsnap itself ends a hold that
// lasts too long, whatever the coordinator is doing.

import { assert } from '../base/assert.js'
import type { Span, Ticks } from '../base/brand.js'
import type { Outcome } from '../base/outcome.js'
import { seconds } from '../base/units.js'
import { later, type Process, sleepUntil, type Task, waitFor } from '../sim/index.js'
import type { Caller, FileTarget } from './access.js'
import type { FileError } from './file-error.js'
import { writeFile } from './files.js'
import { logVolsnap } from './volsnap-events.js'
import type { Volume } from './volume.js'

export type WriteHold =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'held'
      readonly since: Ticks
      readonly until: Ticks
      readonly watch: Task<void>
    }
  | { readonly kind: 'timed-out'; readonly since: Ticks; readonly at: Ticks }

export const HOLD_LIMIT: Span = seconds(10)

export function holdWrites(volume: Volume, limit: Span = HOLD_LIMIT): void {
  assert(volume.hold.kind !== 'held', `writes to ${volume.name} are held already`)
  const since = volume.sim.now
  const until = later(since, limit)
  const watch = volume.sim.spawn(`hold of ${volume.name}`, cutOff(volume, since, until))
  volume.hold = { kind: 'held', since, until, watch }
}

/** Lets writes go on; false when volsnap had to do so before, and the instant is worth nothing. */
export function releaseWrites(volume: Volume): boolean {
  const { hold, sim } = volume
  volume.hold = { kind: 'none' }
  if (hold.kind !== 'held') return hold.kind === 'none'
  sim.kill(hold.watch)
  sim.fire(volume.released)
  return true
}

/** Waits until writes are held no longer. */
export function* whenReleased(volume: Volume): Process {
  while (volume.hold.kind === 'held') yield* waitFor(volume.released)
}

export function* writeWhenReleased(
  volume: Volume,
  target: FileTarget,
  what: Caller & { readonly bytes: Uint8Array; readonly offset?: number },
): Process<Outcome<undefined, FileError>> {
  yield* whenReleased(volume)
  return writeFile(volume, target, what)
}

function* cutOff(volume: Volume, since: Ticks, until: Ticks): Process {
  yield* sleepUntil(until)
  volume.hold = { kind: 'timed-out', since, at: until }
  logVolsnap(volume, 'hold-timed-out')
  volume.sim.fire(volume.released)
}
