// Bringing log that was backed up into the log files of a database that is being restored. A block
// keeps its LSN wherever it is put, so any virtual log file that is large enough and not needed will
// do; the place that it came from is tried first, so that the files come to be as they were.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  type DatabaseFile,
  type FileId,
  isZero,
  type Lsn,
  lsn,
  lsnParts,
  PAGE_BYTES,
  readBytes,
  readBytesInto,
  refuseSql,
  resizeFile,
  type SqlError,
  writeBytes,
} from '../page/index.js'
import {
  BLOCK_SECTORS_MAX,
  type Block,
  decodeBlock,
  encodeBlock,
  SECTOR_BYTES,
  sectorsFor,
  sectorsOfBlock,
} from './block.js'
import type { Log } from './log.js'
import { decodeRecord, recordLength } from './record.js'
import type { Visit } from './scan.js'
import { endOf, readGeometry, type VirtualLog, writeGeometry } from './virtual-log.js'

/** Whole blocks of one virtual log file, and where that stood. */
export interface LogPiece {
  readonly file: FileId
  readonly offset: number
  /** How long the virtual log file was. */
  readonly sectors: number
  readonly sequence: number
  /** Where in it the blocks begin. */
  readonly sector: number
  readonly bytes: Uint8Array
}

export interface PlacedBlock {
  readonly piece: LogPiece
  readonly block: Block
  /** Its last record. */
  readonly last: Lsn
}

/** The blocks of a piece; refused when one is not whole. */
export function blocksIn(piece: LogPiece): Outcome<PlacedBlock[], SqlError> {
  const { sequence, bytes } = piece
  const blocks: PlacedBlock[] = []
  for (let at = 0; at < bytes.length; ) {
    const place = { sequence, sector: piece.sector + at / SECTOR_BYTES }
    const sectors = sectorsOfBlock(bytes.subarray(at), place)
    if (sectors === undefined) return refuseSql('MALFORMED', `no log block at ${place.sector}`)
    const own = bytes.slice(at, at + sectors * SECTOR_BYTES)
    const { block } = decodeBlock(own, place)
    if (block === undefined) return refuseSql('MALFORMED', `log block ${place.sector} is damaged`)
    blocks.push({ piece, block, last: lsn(sequence, place.sector, block.count) })
    at += sectors * SECTOR_BYTES
  }
  return ok(blocks)
}

export function readVirtualLogs(files: readonly DatabaseFile[]): Outcome<VirtualLog[], SqlError> {
  const virtualLogs: VirtualLog[] = []
  for (const file of files) {
    const geometry = readGeometry(file)
    if (!geometry.ok) return geometry
    virtualLogs.push(...geometry.value)
  }
  return ok(virtualLogs)
}

/** Makes a log file that was shorter when it was last seen as long as it became. */
export function adoptGeometry(
  virtualLogs: VirtualLog[],
  file: DatabaseFile,
  sizes: readonly number[],
): Outcome<undefined, SqlError> {
  const own = virtualLogs.filter((each) => each.file === file)
  const isLonger =
    sizes.length > own.length && own.every(({ sectors }, index) => sectors === sizes[index])
  if (!isLonger) return ok(undefined)
  return extend(virtualLogs, file, sizes.slice(own.length))
}

/**
 * Writes a block, without the records behind `until`. What is needed of the log so far are the
 * virtual log files from `needed` on.
 */
export function placeBlock(
  virtualLogs: VirtualLog[],
  { piece, block }: PlacedBlock,
  limits: { readonly needed: number; readonly until: Lsn },
): Outcome<undefined, SqlError> {
  const place = placeFor(virtualLogs, piece, limits.needed)
  if (!place.ok) return place
  const { file, offset } = place.value
  place.value.sequence = piece.sequence
  const bytes = encodeBlock(cutBlock(block, limits.until))
  return writeBytes(file, offset + block.sector * SECTOR_BYTES, bytes)
}

/** Makes the last record the last on disk, whatever is behind it; nothing of that is left. */
export function cutBehind(log: Log): Outcome<undefined, SqlError> {
  const { virtualLogs, end: at } = log
  const { sequence, sector } = lsnParts(at)
  const holder = virtualLogs.find((each) => each.sequence === sequence)
  if (holder === undefined) return refuseSql('LOG_DAMAGED', 'the end of the log is gone')
  for (const each of virtualLogs) {
    if (each.sequence <= sequence) continue
    const wiped = wipe(each, 0)
    if (!wiped.ok) return wiped
    each.sequence = 0
  }
  const from = holder.offset + sector * SECTOR_BYTES
  const first = Math.min(BLOCK_SECTORS_MAX, holder.sectors - sector) * SECTOR_BYTES
  const read = readBytes(holder.file, from, first)
  if (!read.ok) return read
  const sectors = sectorsOfBlock(read.value, { sequence, sector })
  if (sectors === undefined) return refuseSql('LOG_DAMAGED', 'the last block of the log is gone')
  const own = read.value.slice(0, sectors * SECTOR_BYTES)
  const { block } = decodeBlock(own, { sequence, sector })
  if (block === undefined) return refuseSql('LOG_DAMAGED', 'the last block of the log is damaged')
  const cut = cutBlock(block, at)
  const end = sector + sectorsFor(cut.records.length)
  const blank = isBlankFrom(holder, end)
  if (!blank.ok) return blank
  if (!blank.value) {
    const wiped = wipe(holder, end)
    if (!wiped.ok) return wiped
  }
  log.sector = end
  if (cut === block) return ok(undefined)
  return writeBytes(holder.file, holder.offset + sector * SECTOR_BYTES, encodeBlock(cut))
}

/** The records of a block, for whoever looks for one before it is placed. */
export function visitBlock({ block }: PlacedBlock, visit: Visit): void {
  let at = 0
  for (let slot = 1; slot <= block.count; slot++) {
    const length = recordLength(block.records, at)
    const record = decodeRecord(block.records.subarray(at, at + length))
    visit(record, lsn(block.sequence, block.sector, slot))
    at += length
  }
}

function cutBlock(block: Block, until: Lsn): Block {
  const end = lsnParts(until)
  if (end.sequence !== block.sequence || end.sector !== block.sector || end.slot >= block.count)
    return block
  let length = 0
  for (let slot = 1; slot <= end.slot; slot++) length += recordLength(block.records, length)
  return { ...block, records: block.records.subarray(0, length), count: end.slot }
}

function placeFor(
  virtualLogs: VirtualLog[],
  piece: LogPiece,
  needed: number,
): Outcome<VirtualLog, SqlError> {
  const known = virtualLogs.find((each) => each.sequence === piece.sequence)
  if (known !== undefined) return ok(known)
  const isFree = (each: VirtualLog) => each.sequence < needed && each.sectors >= piece.sectors
  const { file, offset } = piece
  const same = virtualLogs.find((each) => each.file.entry.id === file && each.offset === offset)
  if (same !== undefined && isFree(same)) return ok(same)
  const other = virtualLogs.find(isFree)
  if (other !== undefined) return ok(other)
  const first = virtualLogs[0]
  if (first === undefined) return refuseSql('LOG_DAMAGED', 'there is no log file')
  const extended = extend(virtualLogs, first.file, [piece.sectors])
  const added = virtualLogs.at(-1)
  return extended.ok && added !== undefined ? ok(added) : refuseSql('CANNOT_ADJUST_SIZE', 'the log')
}

/** The new virtual log files come last. */
function extend(
  virtualLogs: VirtualLog[],
  file: DatabaseFile,
  sizes: readonly number[],
): Outcome<undefined, SqlError> {
  const own = virtualLogs.filter((each) => each.file === file)
  const added: VirtualLog[] = []
  let offset = endOf(own) * PAGE_BYTES
  for (const sectors of sizes) {
    added.push({ file, offset, sectors, sequence: 0 })
    offset += sectors * SECTOR_BYTES
  }
  const sized = resizeFile(file, Math.max(offset / PAGE_BYTES, file.entry.sizePages))
  if (!sized.ok) return refuseSql('CANNOT_ADJUST_SIZE', sized.error.detail)
  const written = writeGeometry(file, [...own, ...added])
  if (written.ok) virtualLogs.push(...added)
  return written
}

/** Whether nothing but zeros stands in a virtual log file from that sector on. */
function isBlankFrom(
  { file, offset, sectors }: VirtualLog,
  from: number,
): Outcome<boolean, SqlError> {
  const end = offset + sectors * SECTOR_BYTES
  const piece = new Uint8Array(LOOKED_AT_ONCE_BYTES)
  for (let at = offset + from * SECTOR_BYTES; at < end; at += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, end - at))
    const read = readBytesInto(file, at, part)
    if (!read.ok) return read
    if (!isZero(part)) return ok(false)
  }
  return ok(true)
}

const LOOKED_AT_ONCE_BYTES = 65_536

function wipe({ file, offset, sectors }: VirtualLog, from: number): Outcome<undefined, SqlError> {
  const length = (sectors - from) * SECTOR_BYTES
  return writeBytes(file, offset + from * SECTOR_BYTES, new Uint8Array(length))
}
