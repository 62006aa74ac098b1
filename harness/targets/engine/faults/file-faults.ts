// Faults of one file: its path with the drive in front.

import {
  faultInForce,
  type PlacedFault,
  readFile,
  type Server,
  statFile,
  type Volume,
  writeFile,
} from '../../../../engine/index.js'
import type { Injector } from './injector.js'

const PAGE_BYTES = 8_192
/** So many bytes of the page are turned round, behind its header. */
const DAMAGED_BYTES = 8
const HEADER_BYTES = 96
const SECTOR_BYTES = 512
const BLANK = new Uint8Array(PAGE_BYTES)

/** The volume itself consults this fault at every access. */
export const fileIoError: Injector = {
  place: (machine, { where }) => locate(machine, where) !== undefined,
  lift: () => undefined,
  isGone: ({ sim }, { kind, where }) => faultInForce(sim.faults, kind, where) === undefined,
}

/** The volume consults it at every write, of the file or of any that lies on it. */
export const badWrites: Injector = {
  place: (machine, { where }) => machine.volumes.has(where) || locate(machine, where) !== undefined,
  lift: () => undefined,
  isGone: ({ sim }, { kind, where }) => faultInForce(sim.faults, kind, where) === undefined,
}

/**
 * Damages the last page that holds anything, or the last sector of a log, in place; the file is mended
 * when the fault is lifted.
 */
export const corruptFile: Injector = {
  aim: (machine, aim) => {
    const found = locate(machine, aim.where)
    const offset = found === undefined ? undefined : placeOfDamage(found)
    const before = found && offset !== undefined ? bytesAt(found, offset) : undefined
    if (offset === undefined || before === undefined) return aim
    const bytes = hexOf(before.map((byte) => byte ^ 0xff))
    return { ...aim, parameters: { offset, bytes, before: hexOf(before) } }
  },
  place: (machine, fault) => overwrite(machine, fault, 'bytes'),
  lift: (machine, fault) => {
    // Who has written there since has mended it.
    if (isDamaged(machine, fault)) overwrite(machine, fault, 'before')
  },
  isGone: (machine, fault) => !isDamaged(machine, fault),
}

interface Located {
  readonly volume: Volume
  readonly path: string
}

function locate({ volumes }: Server, where: string): Located | undefined {
  const volume = volumes.get(where.slice(0, 2))
  const path = where.slice(2)
  if (volume === undefined || path === '') return undefined
  const found = statFile(volume, path)
  return found.ok && found.value.kind === 'file' ? { volume, path } : undefined
}

function isLog(path: string): boolean {
  return path.toLowerCase().endsWith('.ldf')
}

function placeOfDamage({ volume, path }: Located): number | undefined {
  const found = statFile(volume, path)
  if (!found.ok) return undefined
  const { sizeBytes } = found.value
  for (let page = Math.ceil(sizeBytes / PAGE_BYTES) - 1; page >= 0; page--) {
    const offset = page * PAGE_BYTES
    const length = Math.min(PAGE_BYTES, sizeBytes - offset)
    const read = readFile(volume, targetOf({ volume, path }), { offset, length })
    if (!read.ok) return undefined
    if (Buffer.compare(read.value, BLANK.subarray(0, length)) === 0) continue
    const last = read.value.findLastIndex((byte) => byte !== 0)
    // The unused part of a log holds its header in the first sector, which nobody needs.
    if (last < (isLog(path) ? SECTOR_BYTES : 0)) continue
    if (isLog(path)) return offset + last - (last % SECTOR_BYTES)
    return offset + (length > HEADER_BYTES + DAMAGED_BYTES ? HEADER_BYTES : 0)
  }
  return undefined
}

function bytesAt({ volume, path }: Located, offset: number): Uint8Array | undefined {
  const found = statFile(volume, path)
  if (!found.ok) return undefined
  const length = Math.min(DAMAGED_BYTES, found.value.sizeBytes - offset)
  const read = readFile(volume, targetOf({ volume, path }), { offset, length })
  return read.ok ? read.value : undefined
}

/** Through the handle of whoever has the file open to himself. */
function targetOf({ volume, path }: Located): Parameters<typeof readFile>[1] {
  const wanted = path.replace(/^\\/, '').toLowerCase()
  for (const handle of volume.handles.all)
    if (handle.names.join('\\').toLowerCase() === wanted) return handle
  return path
}

function overwrite(machine: Server, fault: PlacedFault, as: 'bytes' | 'before'): boolean {
  const found = locate(machine, fault.where)
  const offset = fault.parameters['offset']
  if (found === undefined || offset === undefined) return false
  const bytes = bytesOf(String(fault.parameters[as]))
  return writeFile(found.volume, targetOf(found), { offset: Number(offset), bytes }).ok
}

function isDamaged(machine: Server, fault: PlacedFault): boolean {
  const found = locate(machine, fault.where)
  const offset = fault.parameters['offset']
  if (found === undefined || offset === undefined) return false
  const bytes = bytesAt(found, Number(offset))
  return bytes !== undefined && hexOf(bytes) === fault.parameters['bytes']
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
