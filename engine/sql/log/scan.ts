// Reading the log forward, block after block, until it ends. It ends where no block was written, or
// where one was cut short; a block that was whole once, or one behind the end, means damage instead.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import {
  type DatabaseFile,
  formatLsn,
  type Lsn,
  lsn,
  lsnParts,
  NO_LSN,
  readBytes,
  refuseSql,
  type SqlError,
  writeBytes,
} from '../page/index.js'
import {
  BLOCK_SECTORS_MAX,
  type Block,
  type BlockPlace,
  blockLsn,
  decodeBlock,
  isStamped,
  placeIn,
  SECTOR_BYTES,
  sectorsFor,
  sectorsOfBlock,
} from './block.js'
import { type Log, logAt } from './log.js'
import { decodeRecord, type LogRecord, recordLength } from './record.js'
import { readGeometry, type VirtualLog } from './virtual-log.js'

/** Beyond any record. */
const LAST_LSN = Number.POSITIVE_INFINITY as Lsn

export type Visit = (record: LogRecord, at: Lsn) => void

/**
 * The log of a database that was not running, ready to go on behind its last whole block. Every
 * record from the LSN on is visited on the way. With `until` the log ends at that record, whatever
 * stands behind it.
 */
export function openLog(
  sim: Sim,
  files: readonly DatabaseFile[],
  from: Lsn,
  visit: Visit,
  until: Lsn = LAST_LSN,
): Outcome<Log, SqlError> {
  const virtualLogs: VirtualLog[] = []
  for (const file of files) {
    const geometry = readGeometry(file)
    if (!geometry.ok) return geometry
    virtualLogs.push(...geometry.value)
  }
  const seen = (block: Block) => visitRecords(block, from, visit, until)
  const end = walk(virtualLogs, from, seen, until)
  if (!end.ok) return end
  const { virtualLog: current, sector, lastBlock, last, torn } = end.value
  if (torn) {
    const wiped = wipe(current, sector)
    if (!wiped.ok) return wiped
  }
  const log = logAt(sim, { virtualLogs, current, sector, lastBlock })
  log.end = Math.min(last, until) as Lsn
  log.flushed = log.end
  log.truncation = from
  return ok(log)
}

/** Visits every record from the LSN on, as far as the log is on disk. */
export function scan(log: Log, from: Lsn, visit: Visit): Outcome<undefined, SqlError> {
  const end = walk(log.virtualLogs, from, (block) => visitRecords(block, from, visit))
  return end.ok ? ok(undefined) : end
}

/** Whole blocks that follow one another in a virtual log file. */
export interface BlockRun {
  readonly virtualLog: VirtualLog
  readonly sequence: number
  readonly sector: number
  sectors: number
}

/** The blocks from that of the first record to that of the last, in runs of at most so many sectors. */
export function blockRuns(
  log: Log,
  from: Lsn,
  to: Lsn,
  sectorsMax: number,
): Outcome<BlockRun[], SqlError> {
  const runs: BlockRun[] = []
  const add = (block: Block) => {
    const { sequence, sector } = block
    const sectors = sectorsFor(block.records.length)
    const last = runs.at(-1)
    const fits = last?.sequence === sequence && last.sectors + sectors <= sectorsMax
    if (fits) last.sectors += sectors
    else {
      const virtualLog = log.virtualLogs.find((each) => each.sequence === sequence)
      if (virtualLog !== undefined) runs.push({ virtualLog, sequence, sector, sectors })
    }
  }
  const { sequence, sector } = lsnParts(from)
  const end = walk(log.virtualLogs, lsn(sequence, sector, 0), add, to)
  return end.ok ? ok(runs) : end
}

interface End {
  readonly virtualLog: VirtualLog
  readonly sector: number
  readonly lastBlock: Lsn
  /** The last record. */
  readonly last: Lsn
  readonly torn: boolean
}

interface Cursor {
  virtualLog: VirtualLog
  sector: number
  lastBlock: Lsn
  last: Lsn
}

function walk(
  virtualLogs: readonly VirtualLog[],
  from: Lsn,
  visit: (block: Block) => void,
  until: Lsn = LAST_LSN,
): Outcome<End, SqlError> {
  const { sequence, sector } = lsnParts(from)
  const first = virtualLogs.find((virtualLog) => virtualLog.sequence === sequence)
  if (first === undefined) return damaged(from, 'its virtual log file is gone')
  const cursor: Cursor = { virtualLog: first, sector, lastBlock: NO_LSN, last: from }
  for (;;) {
    const read = readBlock(cursor)
    if (!read.ok) return read
    const { condition, block, sectors } = read.value
    if (block !== undefined) {
      if (cursor.lastBlock !== NO_LSN && block.previous !== cursor.lastBlock)
        return damaged(blockLsn(block), 'the block before is missing')
      visit(block)
      cursor.lastBlock = blockLsn(block)
      cursor.last = lsn(block.sequence, block.sector, block.count)
      cursor.sector += sectors
      if (cursor.last >= until) return ok({ ...cursor, torn: false })
      continue
    }
    const here = lsn(cursor.virtualLog.sequence, cursor.sector, 0)
    if (condition === 'damaged') return damaged(here, 'a log block is damaged')
    if (cursor.lastBlock === NO_LSN) return damaged(from, 'its log block is gone')
    const behind = nextVirtualLog(virtualLogs, cursor)
    if (behind === 'damaged') return damaged(here, 'the log goes on behind a gap')
    if (behind === undefined) return ok({ ...cursor, torn: condition === 'torn' })
    cursor.virtualLog = behind
    cursor.sector = 0
  }
}

function readBlock(cursor: Cursor): Outcome<
  {
    readonly condition: ReturnType<typeof decodeBlock>['condition']
    readonly block: Block | undefined
    readonly sectors: number
  },
  SqlError
> {
  const { virtualLog, sector } = cursor
  if (sector >= virtualLog.sectors)
    return ok({ condition: 'nothing', block: undefined, sectors: 0 })
  const place: BlockPlace = { sequence: virtualLog.sequence, sector }
  const first = readSectors(virtualLog, sector, 1)
  if (!first.ok) return first
  const sectors = sectorsOfBlock(first.value, place) ?? 1
  const bytes = sectors === 1 ? first : readSectors(virtualLog, sector, sectors)
  if (!bytes.ok) return bytes
  return ok({ ...decodeBlock(bytes.value, place), sectors })
}

/** Where the log goes on when a virtual log file has no more: nowhere, unless something is left over. */
function nextVirtualLog(
  virtualLogs: readonly VirtualLog[],
  cursor: Cursor,
): VirtualLog | 'damaged' | undefined {
  const { virtualLog, sector } = cursor
  const { sequence } = virtualLog
  const probed = Math.min(PROBE_SECTORS, virtualLog.sectors - sector - 1)
  if (probed > 0) {
    const read = readSectors(virtualLog, sector + 1, probed)
    if (!read.ok) return 'damaged'
    for (let index = 0; index < probed; index++) {
      const place = placeIn(read.value.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES))
      if (place?.sequence === sequence && place.sector === sector + 1 + index) return 'damaged'
    }
  }
  const next = virtualLogs.find((other) => other.sequence === sequence + 1)
  if (next !== undefined) return next
  const isLost = (other: VirtualLog) =>
    other.sequence > sequence || beginsDamaged(other, sequence + 1)
  return virtualLogs.some(isLost) ? 'damaged' : undefined
}

/** As far as one lost block can reach. */
const PROBE_SECTORS = 2 * BLOCK_SECTORS_MAX

/** True when the first block of that use is there but its header is not. */
function beginsDamaged(virtualLog: VirtualLog, sequence: number): boolean {
  const first = readSectors(virtualLog, 0, 1)
  return first.ok && isStamped(first.value, { sequence, sector: 0 })
}

function visitRecords(block: Block, from: Lsn, visit: Visit, until: Lsn = LAST_LSN): void {
  let at = 0
  for (let slot = 1; slot <= block.count; slot++) {
    const length = recordLength(block.records, at)
    const place = lsn(block.sequence, block.sector, slot)
    if (place > until) return
    if (place >= from) visit(decodeRecord(block.records.subarray(at, at + length)), place)
    at += length
  }
}

/** Zeros over a block that was cut short, so that nothing of it can be taken for part of the next. */
function wipe(virtualLog: VirtualLog, sector: number): Outcome<undefined, SqlError> {
  const sectors = Math.min(BLOCK_SECTORS_MAX, virtualLog.sectors - sector)
  const offset = virtualLog.offset + sector * SECTOR_BYTES
  return writeBytes(virtualLog.file, offset, new Uint8Array(sectors * SECTOR_BYTES))
}

function readSectors(
  virtualLog: VirtualLog,
  sector: number,
  count: number,
): Outcome<Uint8Array, SqlError> {
  const offset = virtualLog.offset + sector * SECTOR_BYTES
  const read = readBytes(virtualLog.file, offset, count * SECTOR_BYTES)
  if (read.ok || read.error.name === 'CONNECTION_BROKEN') return read
  return refuseSql('LOG_DAMAGED', read.error.detail)
}

function damaged(at: Lsn, what: string): ReturnType<typeof refuseSql> {
  return refuseSql('LOG_DAMAGED', `${what} at ${formatLsn(at)}`)
}
