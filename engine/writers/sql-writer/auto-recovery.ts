// Auto-recovery of a snapshot: every database that the requestor named is attached from the copies to
// the instance it came from, recovered, its log shrunk, and detached.

import type { Host } from '../../host/index.js'
import { type Process, sleepUntil } from '../../sim/index.js'
import { autoRecover } from '../../sql/vdi/index.js'
import type { Volume } from '../../volume/index.js'
import { snapshotDevice, snapshotVolumes, type WriterSession } from '../../vss/index.js'
import {
  type Chosen,
  claimOf,
  describe,
  type SqlWriter,
  snapshotSetOf,
  type Work,
} from './state.js'

/** Facts 4: 1 leaves the log of a recovered copy as long as it was. */
export const DISABLE_LOG_SHRINK =
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SQLWriter\\Settings\\DisableLogShrink'

export function* recoverCopies(
  own: SqlWriter,
  session: WriterSession,
  work: Work,
): Process<{ readonly chosen: Chosen; readonly problem: string } | undefined> {
  const volumes = new Map<string, Volume>()
  for (const volume of snapshotVolumes(session)) {
    const device = snapshotDevice(session, volume)
    if (device !== undefined) volumes.set(volume.name, device)
  }
  const shrinkLog = !isShrinkDisabled(own.host)
  for (const chosen of work.chosen) {
    // Time may run out between two databases.
    yield* sleepUntil(own.host.sim.now)
    const set = snapshotSetOf(work, chosen)
    if (set === undefined) return { chosen, problem: 'nothing is known of its snapshot' }
    const outcomes = work.outcomes?.get(chosen.instance) ?? new Map()
    const { journal } = own
    const recovered = autoRecover(chosen.instance, set, { volumes, shrinkLog, outcomes, journal })
    if (!recovered.ok) {
      claimOf(own, chosen.instance, 'recovery failed', chosen.database)
      return { chosen, problem: `auto-recovery: ${describe(recovered.error)}` }
    }
  }
  return undefined
}

function isShrinkDisabled({ registry }: Host): boolean {
  for (const [key, value] of registry)
    if (keyOf(key) === keyOf(DISABLE_LOG_SHRINK)) return value === 1
  return false
}

/** Registry keys ignore case, and the root has a short name. */
function keyOf(key: string): string {
  return key.toLowerCase().replace(/^hkey_local_machine\\/, 'hklm\\')
}
