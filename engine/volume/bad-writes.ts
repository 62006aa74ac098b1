// Devices that lie about a write: it is acknowledged, and other bytes are there, or none, or somewhere
// else. `where` is a volume, or a path with it in front; `nth` says which write of it, from now on.
//   write-torn         the second half of its last page does not get there
//   write-lost         nothing gets there
//   write-flipped      one bit comes out the other way
//   write-misdirected  it goes to the page before, or behind where there is none

import { noteEffect, type PlacedFault } from '../sim/index.js'
import type { Content } from './file-data.js'
import { countAccess } from './io-faults.js'
import { joinPath } from './path.js'
import type { Volume } from './volume.js'

interface Range {
  readonly offset: number
  readonly length: number
}

export interface Written {
  readonly range: Range
  readonly content: Content
}

const SECTOR_BYTES = 512
const PAGE_BYTES = 8_192

/** What comes of a write; undefined when it is an honest one. */
export function badWrite(
  volume: Volume,
  names: readonly string[],
  { range, content }: Written,
): Written | undefined {
  if (content.kind !== 'bytes') return undefined
  for (const fault of volume.sim.faults.placed) {
    const lie = LIES[fault.kind]
    if (lie === undefined || fault.liftedAt !== undefined || !isOn(fault, volume, names)) continue
    if (countAccess(volume, fault) !== Number(fault.parameters['nth'] ?? 1)) continue
    const written = lie(range, content.bytes)
    noteEffect(fault, volume.sim.now, evidenceOf(fault, volume, names, { range, content }, written))
    return written
  }
  return undefined
}

function isOn({ where }: PlacedFault, { name }: Volume, names: readonly string[]): boolean {
  return where === name || where.toLowerCase() === `${name}${joinPath(names)}`.toLowerCase()
}

type Lie = (range: Range, bytes: Uint8Array) => Written

const LIES: Readonly<Record<string, Lie | undefined>> = {
  'write-torn': ({ offset }, bytes) => {
    const lost = Math.min(PAGE_BYTES, bytes.length) / 2
    const sectors = Math.floor((bytes.length - lost) / SECTOR_BYTES)
    return part(offset, bytes.subarray(0, sectors * SECTOR_BYTES))
  },
  'write-lost': ({ offset }) => part(offset, new Uint8Array(0)),
  'write-flipped': ({ offset }, bytes) => {
    const flipped = bytes.slice()
    const at = flipped.length >> 1
    flipped[at] = (flipped[at] ?? 0) ^ 1
    return part(offset, flipped)
  },
  'write-misdirected': ({ offset }, bytes) =>
    part(offset >= PAGE_BYTES ? offset - PAGE_BYTES : offset + PAGE_BYTES, bytes),
}

function part(offset: number, bytes: Uint8Array): Written {
  return { range: { offset, length: bytes.length }, content: { kind: 'bytes', bytes } }
}

function evidenceOf(
  { kind }: PlacedFault,
  { name }: Volume,
  names: readonly string[],
  asked: Written,
  written: Written,
): string {
  const of = `${asked.range.length} bytes at ${asked.range.offset} of ${name}${joinPath(names)}`
  const came = `${written.range.length} at ${written.range.offset}`
  return `${kind}: ${of} came to ${came}`
}
