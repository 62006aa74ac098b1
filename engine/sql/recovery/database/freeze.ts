// Freezing a database for a snapshot: what would write waits, what reads goes on. The hold of a
// volume makes writers wait as well.

import { assert } from '../../../base/assert.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import { NEVER, type Process, waitFor } from '../../../sim/index.js'
import { whenReleased } from '../../../volume/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import { isAlive, type Online } from './database.js'

export function freeze(online: Online): void {
  assert(online.freeze.kind === 'none', 'the database is frozen already')
  online.freeze = { kind: 'frozen', since: online.storage.sim.now }
}

export function thaw(online: Online): void {
  online.freeze = { kind: 'none' }
  online.storage.sim.fire(online.thawed)
}

/** True when a write would have to wait. */
export function isHeld(online: Online): boolean {
  if (online.freeze.kind === 'frozen') return true
  for (const { volume } of online.storage.files.values())
    if (volume.hold.kind === 'held') return true
  return false
}

/** Waits until the database may be written; refuses when it is gone by then. */
export function* whenWritable(online: Online): Process<Outcome<undefined, SqlError>> {
  while (isHeld(online)) {
    if (online.freeze.kind === 'frozen') yield* waitFor(online.thawed, NEVER)
    for (const { volume } of online.storage.files.values()) yield* whenReleased(volume)
  }
  return isAlive(online) ? ok(undefined) : refuseSql('CONNECTION_BROKEN')
}
