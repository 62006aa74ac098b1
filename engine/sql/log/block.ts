// A log block: the records of one write, in whole sectors of 512 bytes.
//
//   offset  size  field
//   ------  ----  ------------------------------------------------------------------
//        0     4  sequence of the virtual log file
//        4     4  sector of it where the block starts
//        8     4  bytes of records
//       12     2  records
//       14     2  sectors
//       16     8  LSN of the block before
//       24     4  checksum of the block, stamps lifted, as if this field and the next were zero
//       28     4  checksum of the 28 bytes before
//       32     4  per sector: what the stamp at its end stands on
//        …     …  records
//
// The last four bytes of each sector of a block on disk are its stamp, which says which block the
// sector was written for. A write that was cut short leaves a sector without its stamp; a block with
// all stamps and a wrong checksum was whole once and has been damaged since. That difference decides
// whether the log ends here or whether the database is SUSPECT.

import {
  checksum,
  getU16,
  getU32,
  getU64,
  type Lsn,
  lsn,
  setU16,
  setU32,
  setU64,
} from '../page/index.js'

export const SECTOR_BYTES = 512
const SEQUENCE = 0
const SECTOR = SEQUENCE + 4
const RECORD_BYTES = SECTOR + 4
const RECORDS = RECORD_BYTES + 4
const SECTORS = RECORDS + 2
const PREVIOUS = SECTORS + 2
const CHECKSUM = PREVIOUS + 8
const HEADER_CHECKSUM = CHECKSUM + 4
const LIFTED = HEADER_CHECKSUM + 4
const STAMP_BYTES = 4
const STAMP_AT = SECTOR_BYTES - STAMP_BYTES

/** So many sectors at most that what the stamps stand on fits into the first. */
export const BLOCK_SECTORS_MAX = 112

/** Where a block stands. */
export interface BlockPlace {
  readonly sequence: number
  readonly sector: number
}

export interface Block extends BlockPlace {
  readonly previous: Lsn
  readonly records: Uint8Array
  readonly count: number
}

export type BlockCondition = 'whole' | 'damaged' | 'torn' | 'nothing'

/** How many sectors a block of so many bytes of records takes: each gives four bytes for its stamp. */
export function sectorsFor(recordBytes: number): number {
  return Math.ceil((LIFTED + recordBytes) / (SECTOR_BYTES - STAMP_BYTES))
}

export function blockLsn(place: BlockPlace): Lsn {
  return lsn(place.sequence, place.sector, 0)
}

export function encodeBlock(block: Block): Uint8Array {
  const { sequence, sector, previous, records, count } = block
  const sectors = sectorsFor(records.length)
  const bytes = new Uint8Array(sectors * SECTOR_BYTES)
  setU32(bytes, SEQUENCE, sequence)
  setU32(bytes, SECTOR, sector)
  setU32(bytes, RECORD_BYTES, records.length)
  setU16(bytes, RECORDS, count)
  setU16(bytes, SECTORS, sectors)
  setU64(bytes, PREVIOUS, previous)
  bytes.set(records, LIFTED + STAMP_BYTES * sectors)
  for (let index = 0; index < sectors; index++)
    setU32(bytes, LIFTED + STAMP_BYTES * index, getU32(bytes, stampAt(index)))
  setU32(bytes, CHECKSUM, checksum(bytes))
  setU32(bytes, HEADER_CHECKSUM, headerChecksum(bytes))
  const stamp = stampOf(block)
  for (let index = 0; index < sectors; index++) setU32(bytes, stampAt(index), stamp)
  return bytes
}

/** How many sectors the block has whose first sector this is; undefined when it is not there. */
export function sectorsOfBlock(first: Uint8Array, place: BlockPlace): number | undefined {
  if (!hasHeader(first)) return undefined
  const found = placeOf(first)
  if (found.sequence !== place.sequence || found.sector !== place.sector) return undefined
  return getU16(first, SECTORS)
}

/** Which block starts with this sector, as far as its header can be believed. */
export function placeIn(first: Uint8Array): BlockPlace | undefined {
  return hasHeader(first) ? placeOf(first) : undefined
}

/** True when the sector was written as the first of the block of that place. */
export function isStamped(first: Uint8Array, place: BlockPlace): boolean {
  return getU32(first, STAMP_AT) === stampOf(place)
}

// header  the header's checksum is right and it names this place
// first   the first sector bears the stamp of this place
// stamps  all sectors bear it
// sum     the checksum of the block is right
//   condition  header  first  stamps  sum
export const CONDITIONS: readonly (readonly [BlockCondition, ...(0 | 1 | '_')[]])[] = [
  ['whole', 1, '_', '_', 1],
  ['damaged', 1, '_', 1, 0],
  ['torn', 1, '_', 0, 0],
  ['damaged', 0, 1, '_', '_'],
  ['nothing', 0, 0, '_', '_'],
]

/**
 * What condition a block is in, and its content when it is whole. The bytes are those of all its
 * sectors; they belong to the block from here on, which lifts the stamps in place.
 */
export function decodeBlock(
  bytes: Uint8Array,
  place: BlockPlace,
): { readonly condition: BlockCondition; readonly block: Block | undefined } {
  const sectors = sectorsOfBlock(bytes, place)
  const first = isStamped(bytes, place)
  if (sectors === undefined)
    return { condition: condition(false, first, false, false), block: undefined }
  const stored = getU32(bytes, CHECKSUM)
  const stamps = liftStamps(bytes, sectors, stampOf(place))
  setU32(bytes, CHECKSUM, 0)
  setU32(bytes, HEADER_CHECKSUM, 0)
  const found = condition(true, first, stamps, checksum(bytes) === stored)
  if (found !== 'whole') return { condition: found, block: undefined }
  const from = LIFTED + STAMP_BYTES * sectors
  const records = bytes.subarray(from, from + getU32(bytes, RECORD_BYTES))
  const previous = getU64(bytes, PREVIOUS) as Lsn
  return { condition: found, block: { ...place, previous, records, count: getU16(bytes, RECORDS) } }
}

/** Puts back what the stamps stood on; true when all of them were there. */
function liftStamps(bytes: Uint8Array, sectors: number, stamp: number): boolean {
  let all = true
  for (let index = 0; index < sectors; index++) {
    if (getU32(bytes, stampAt(index)) !== stamp) all = false
    setU32(bytes, stampAt(index), getU32(bytes, LIFTED + STAMP_BYTES * index))
  }
  return all
}

function condition(...facts: readonly boolean[]): BlockCondition {
  for (const [found, ...row] of CONDITIONS)
    if (row.every((cell, index) => cell === '_' || (cell === 1) === facts[index])) return found
  throw new RangeError('the table of block conditions has a hole')
}

function hasHeader(first: Uint8Array): boolean {
  return getU16(first, SECTORS) > 0 && getU32(first, HEADER_CHECKSUM) === headerChecksum(first)
}

function placeOf(first: Uint8Array): BlockPlace {
  return { sequence: getU32(first, SEQUENCE), sector: getU32(first, SECTOR) }
}

/** FNV-1a over the header. */
function headerChecksum(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5
  for (let at = 0; at < HEADER_CHECKSUM; at++)
    hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193)
  return hash >>> 0
}

function stampAt(sector: number): number {
  return sector * SECTOR_BYTES + STAMP_AT
}

/** Never zero, which is what a sector that was never written bears. */
function stampOf({ sequence, sector }: BlockPlace): number {
  return ((Math.imul(sequence, 0x9e37_79b1) ^ Math.imul(sector, 0x85eb_ca77)) | 1) >>> 0
}
