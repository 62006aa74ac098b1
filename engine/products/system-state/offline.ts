// Offline backup: the first copy is written to disks on this machine and shipped through a copy
// computer. Both machines need the same PowerShell module before anything is written.

import { type Outcome, ok, refused } from '../../base/outcome.js'
import { GIB, seconds } from '../../base/units.js'
import type { Host } from '../../host/index.js'
import { compareVersions } from '../../host/index.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import type { Machine } from './machine.js'

const MODULE = 'azure-powershell'
const MODULE_VERSION = '3.7.0'
const SEED_BYTES = 4 * GIB
const SEED_TIME = seconds(60)

/** A line for each computer on which the module is absent or too old. */
export function missingModules(source: Host, copy: Host | undefined): string[] {
  const lines: string[] = []
  for (const [role, host] of [
    ['source computer', source],
    ['copy computer', copy],
  ] as const) {
    const version = host?.software.get(MODULE)
    if (version === undefined) lines.push(`${role} ${host?.name ?? 'unknown'}: not installed`)
    else if (compareVersions(version, MODULE_VERSION) < 0)
      lines.push(`${role} ${host?.name ?? 'unknown'}: found ${version}, needs ${MODULE_VERSION}`)
  }
  return lines
}

export function* startOfflineBackup(
  machine: Machine,
  copy: Host | undefined,
): Process<Outcome<void, string>> {
  const missing = missingModules(machine.host, copy)
  if (missing.length > 0) return refused(missing.join('; '))
  machine.sim.points.reach('offline.seed')
  yield* sleepUntil(later(machine.sim.now, SEED_TIME))
  machine.seededBytes += SEED_BYTES
  return ok(undefined)
}
