// The faults that a volume knows. `where` is the volume's name.
//   io-error        access: 'read' | 'write' | 'any'; fromNth: the first access that fails, from 1
//   volume-missing  no operation reaches the volume

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
  const missing = faultInForce(volume.sim.faults, 'volume-missing', volume.name)
  if (missing !== undefined) return blame(missing, missingError(volume), { volume, access, names })
  if (access === 'look' || access === 'change') return undefined
  const failing = failingFault(volume, access)
  if (failing === undefined) return undefined
  return blame(failing, 'ERROR_IO_DEVICE', { volume, access, names })
}

function missingError(volume: Volume): FileErrorName {
  // A removable drive stays behind without its medium; a fixed disk is gone with its device.
  return volume.kind === 'removable' ? 'ERROR_NOT_READY' : 'ERROR_FILE_NOT_FOUND'
}

function failingFault(volume: Volume, access: 'read' | 'write'): PlacedFault | undefined {
  let failing: PlacedFault | undefined
  for (const fault of volume.sim.faults.placed) {
    if (fault.kind !== 'io-error' || fault.where !== volume.name) continue
    if (fault.liftedAt !== undefined) continue
    const { access: faulted = 'any', fromNth = 1 } = fault.parameters
    if (faulted !== 'any' && faulted !== access) continue
    if (countAccess(volume, fault) >= Number(fromNth)) failing ??= fault
  }
  return failing
}

function countAccess(volume: Volume, fault: PlacedFault): number {
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
