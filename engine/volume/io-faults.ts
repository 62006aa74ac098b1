// The faults that a volume knows. `where` is the volume's name, or a path with it in front.
//   io-error        access: 'read' | 'write' | 'any'; fromNth: the first access that fails, from 1
//   volume-missing  no operation reaches the volume
//   file-io-error   access, as above, of one file
//   corrupt-file    offset: where the file was damaged; bytes: what stands there since, in hex
//   right-removed   somebody has less right to the path than it needs

import { faultInForce, noteEffect, type PlacedFault } from '../sim/index.js'
import { FILE_ERROR_CODES, type FileErrorName } from './file-error.js'
import { joinPath } from './path.js'
import type { Volume } from './volume.js'

/** Bytes are read or written; names are looked at or changed. */
export type Access = 'read' | 'write' | 'look' | 'change'

/** How many accesses a placed I/O fault has seen. */
export interface IoCount {
  readonly fault: PlacedFault
  seen: number
}

/** The error that a fault gives this access, with its effect noted. */
export function faultedAccess(
  volume: Volume,
  access: Access,
  names: readonly string[],
): FileErrorName | undefined {
  if (volume.shadowOf !== undefined) {
    const { origin, id } = volume.shadowOf
    const isThere = origin.shadows.some((shadow) => shadow.id === id)
    return isThere ? faultedAccess(origin, access, names) : 'ERROR_NO_SUCH_DEVICE'
  }
  const missing = faultInForce(volume.sim.faults, 'volume-missing', volume.name)
  if (missing !== undefined) return blame(missing, missingError(volume), { volume, access, names })
  if (access === 'look' || access === 'change') return undefined
  const failing = failingFault(volume, access, names)
  if (failing === undefined) return undefined
  return blame(failing, 'ERROR_IO_DEVICE', { volume, access, names })
}

function missingError(volume: Volume): FileErrorName {
  // A removable drive stays behind without its medium; a fixed disk is gone with its device.
  return volume.kind === 'removable' ? 'ERROR_NOT_READY' : 'ERROR_FILE_NOT_FOUND'
}

function failingFault(
  volume: Volume,
  access: 'read' | 'write',
  names: readonly string[],
): PlacedFault | undefined {
  let failing: PlacedFault | undefined
  for (const fault of volume.sim.faults.placed) {
    if (fault.liftedAt !== undefined || !isFailing(fault, volume, names)) continue
    const { access: faulted = 'any', nth = 1, fromNth = nth } = fault.parameters
    if (faulted !== 'any' && faulted !== access) continue
    if (countAccess(volume, fault) >= Number(fromNth)) failing ??= fault
  }
  return failing
}

function isFailing(fault: PlacedFault, volume: Volume, names: readonly string[]): boolean {
  if (fault.kind === 'io-error') return fault.where === volume.name
  return fault.kind === 'file-io-error' && isAt(fault, volume, names)
}

function isAt({ where }: PlacedFault, { name }: Volume, names: readonly string[]): boolean {
  return where.toLowerCase() === `${name}${joinPath(names)}`.toLowerCase()
}

/** A shadow copy has no letter, and what was damaged before its instant is damaged in it. */
function isCopyOf({ where }: PlacedFault, volume: Volume, names: readonly string[]): boolean {
  if (volume.driveLetter !== undefined) return false
  return where.slice(2).toLowerCase() === joinPath(names).toLowerCase()
}

/** Who reads what a fault has damaged has met the fault. */
export function noteDamage(
  volume: Volume,
  names: readonly string[],
  { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
): void {
  for (const fault of volume.sim.faults.placed) {
    if (fault.kind !== 'corrupt-file' || fault.liftedAt !== undefined) continue
    if (!isAt(fault, volume, names) && !isCopyOf(fault, volume, names)) continue
    const at = Number(fault.parameters['offset']) - offset
    const damage = String(fault.parameters['bytes'])
    if (at < 0 || hexOf(bytes.subarray(at, at + damage.length / 2)) !== damage) continue
    const evidence = `read ${fault.where}: damaged bytes at ${offset + at}`
    noteEffect(fault, volume.sim.now, evidence)
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Who is refused for want of a right that a fault took has met the fault. */
export function noteDenied(volume: Volume, names: readonly string[]): void {
  const path = `${volume.name}${joinPath(names)}`.toLowerCase()
  for (const fault of volume.sim.faults.placed) {
    if (fault.kind !== 'right-removed' || fault.liftedAt !== undefined) continue
    const where = fault.where.toLowerCase()
    if (path !== where && !path.startsWith(`${where}\\`)) continue
    noteEffect(fault, volume.sim.now, `${path}: ERROR_ACCESS_DENIED (5)`)
  }
}

/** Who finds no room because a fault took it has met the fault. */
export function noteFull({ sim, name }: Volume): void {
  const fault = faultInForce(sim.faults, 'disk-full', name)
  if (fault !== undefined) noteEffect(fault, sim.now, `${name}: ERROR_DISK_FULL (112)`)
}

export function countAccess(volume: Volume, fault: PlacedFault): number {
  let count = volume.ioCounts.find((known) => known.fault === fault)
  if (count === undefined) {
    count = { fault, seen: 0 }
    volume.ioCounts.push(count)
  }
  return ++count.seen
}

function blame(
  fault: PlacedFault,
  name: FileErrorName,
  at: { volume: Volume; access: Access; names: readonly string[] },
): FileErrorName {
  const { volume, access, names } = at
  const evidence = `${access} ${volume.name}${joinPath(names)}: ${name} (${FILE_ERROR_CODES[name]})`
  noteEffect(fault, volume.sim.now, evidence)
  return name
}
