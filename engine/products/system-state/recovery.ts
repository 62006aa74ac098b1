// Recovering the system state onto another machine: what the recovery point holds is written to an
// empty disk, and then that machine tries to start from it.

import { type Outcome, ok, refused } from '../../base/outcome.js'
import { GIB } from '../../base/units.js'
import { createVolume, readFile, type Volume } from '../../volume/index.js'
import { writeWholeFile } from './files.js'
import type { Machine } from './machine.js'
import { BOOT_DRIVER, bootDriverFor } from './system-files.js'
import { unseal } from './vault.js'

/** Warnings of a plan to recover the system state onto a machine of some hardware. */
export function planRecovery(machine: Machine, hardware: string): string[] {
  if (hardware === machine.host.hardware) return []
  return [
    `different hardware: the backup comes from ${machine.host.hardware}, the target is ${hardware}; ` +
      'recovering system state to different hardware is not recommended',
  ]
}

export type RecoveryRefusal = 'no-recovery-point' | 'wrong-passphrase'

/** Restores the newest recovery point to a machine of that hardware; the value says how it started. */
export function recover(
  machine: Machine,
  request: { readonly hardware: string; readonly passphrase: string },
): Outcome<{ readonly started: boolean; readonly screen: string }, RecoveryRefusal> {
  const point = machine.vault.servers.get(machine.host.name)?.points.at(-1)
  if (point === undefined) return refused('no-recovery-point')
  const disk = createVolume(machine.sim, {
    name: 'disk of the recovered machine',
    sizeBytes: 200 * GIB,
    log: [],
  })
  for (const [path, file] of point.files) {
    const opened = unseal(file, { passphrase: request.passphrase, path })
    if (!opened.ok) return refused('wrong-passphrase')
    writeWholeFile(disk, path.slice(path.indexOf(':') + 2), opened.value)
  }
  return ok(start(disk, request.hardware))
}

/** A machine starts only with the driver for its own disk controller. */
function start(disk: Volume, hardware: string): { started: boolean; screen: string } {
  const driver = readFile(disk, BOOT_DRIVER)
  const fits = driver.ok && sameBytes(driver.value, bootDriverFor(hardware))
  return fits
    ? { started: true, screen: 'Windows Server' }
    : { started: false, screen: 'Stop 0x0000007B: inaccessible boot device' }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
