// The write-ahead log of a database: records are appended in memory and reach the log files in
// blocks. What is flushed survives a crash, what is not never happened.
//
// A record's LSN is fixed when it is appended, so a block knows then where it will stand; a block
// that no longer fits its virtual log file is closed and the next begins in the next one.

import { assert, present } from '../../base/assert.js'
import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import {
  type DatabaseFile,
  LSN_SLOT_MAX,
  type Lsn,
  lsn,
  lsnParts,
  NO_LSN,
  refuseSql,
  resizeFile,
  type SqlError,
  writeBytes,
} from '../page/index.js'
import {
  BLOCK_SECTORS_MAX,
  type Block,
  blockLsn,
  encodeBlock,
  SECTOR_BYTES,
  sectorsFor,
} from './block.js'
import { encodeRecord, type LogRecord } from './record.js'
import {
  divide,
  endOf,
  VIRTUAL_LOGS_PER_FILE_MAX,
  type VirtualLog,
  writeGeometry,
} from './virtual-log.js'

/** The fault point before each write of a block. */
export const LOG_WRITE_POINT = 'sql.log.write'

interface OpenBlock {
  readonly virtualLog: VirtualLog
  readonly sequence: number
  readonly sector: number
  readonly records: Uint8Array[]
  bytes: number
}

/** Keeps the log from a record on, whatever else needs it. */
export interface LogHold {
  readonly from: Lsn
}

/** Plain data; the functions of this folder are what a log does. */
export interface Log {
  readonly sim: Sim
  readonly virtualLogs: VirtualLog[]
  /** Where the next block goes. */
  current: VirtualLog
  sector: number
  open: OpenBlock | undefined
  /** Closed blocks that wait to be written, oldest first. */
  readonly closed: OpenBlock[]
  lastBlock: Lsn
  /** The last record, and the last record on disk. */
  end: Lsn
  flushed: Lsn
  /** Everything from here on is still needed. */
  truncation: Lsn
  /** What backups under way still have to read. */
  readonly holds: Set<LogHold>
  /** Bytes kept free so that every open transaction can roll back. */
  reserved: number
}

// 0x22 is where the log of a new database begins in practice; zero must not be an LSN.
const FIRST_SEQUENCE = 0x22

export function createLog(sim: Sim, files: readonly DatabaseFile[]): Outcome<Log, SqlError> {
  const virtualLogs: VirtualLog[] = []
  for (const file of files) {
    const divided = divide(file, 1, file.entry.sizePages)
    const written = writeGeometry(file, divided)
    if (!written.ok) return written
    virtualLogs.push(...divided)
  }
  const current = present(virtualLogs[0], 'a virtual log file')
  current.sequence = FIRST_SEQUENCE
  return ok(logAt(sim, { virtualLogs, current, sector: 0, lastBlock: NO_LSN }))
}

/** The log of what is only read: it holds nothing and has no room. */
export function emptyLog(sim: Sim, file: DatabaseFile): Log {
  const none = { file, sequence: 0, sectors: 0, offset: 0 }
  return logAt(sim, { virtualLogs: [], current: none, sector: 0, lastBlock: NO_LSN })
}

/** A log that goes on at a place. */
export function logAt(
  sim: Sim,
  at: Pick<Log, 'virtualLogs' | 'current' | 'sector' | 'lastBlock'>,
): Log {
  const end = lsn(at.current.sequence, at.sector, 0)
  return {
    sim,
    ...at,
    open: undefined,
    closed: [],
    end,
    flushed: end,
    truncation: end,
    holds: new Set(),
    reserved: 0,
  }
}

/**
 * Appends a record in memory and gives its LSN. The caller has made sure of room (`hasRoom`), unless
 * the record is one of those for which room is reserved.
 */
export function append(log: Log, record: LogRecord): Lsn {
  const bytes = encodeRecord(record)
  const block = blockFor(log, bytes.length)
  block.records.push(bytes)
  block.bytes += bytes.length
  log.end = lsn(block.sequence, block.sector, block.records.length)
  return log.end
}

/** True when so many bytes of records can be appended and everything open can still roll back. */
export function hasRoom(log: Log, recordBytes: number): boolean {
  return roomLeft(log) >= recordBytes + log.reserved + MARGIN
}

/** Writes what was appended, as far as the record if it is not on disk yet. */
export function flush(log: Log, upTo: Lsn = log.end): Outcome<undefined, SqlError> {
  if (upTo <= log.flushed) return DONE
  closeBlock(log)
  for (let block = log.closed[0]; block !== undefined; block = log.closed[0]) {
    const written = writeBlock(log, block)
    if (!written.ok) return written
    log.closed.shift()
  }
  return DONE
}

/** Nothing before the record is needed any more, but for what is held. */
export function truncate(log: Log, before: Lsn): void {
  let upTo = before
  for (const { from } of log.holds) upTo = Math.min(upTo, from) as Lsn
  if (upTo > log.truncation) log.truncation = upTo
}

export function holdLog(log: Log, from: Lsn): LogHold {
  const hold: LogHold = { from }
  log.holds.add(hold)
  return hold
}

export function releaseLog(log: Log, hold: LogHold): void {
  log.holds.delete(hold)
}

/** Makes a log file longer; the new part can be used at once. */
export function growLog(log: Log, file: DatabaseFile, pages: number): Outcome<undefined, SqlError> {
  const own = log.virtualLogs.filter((virtualLog) => virtualLog.file === file)
  // A growth or a shrink that a crash cut short leaves a list of files that says something else.
  const from = endOf(own)
  const added = divide(file, from, from + pages)
  if (own.length + added.length > VIRTUAL_LOGS_PER_FILE_MAX)
    return refuseSql('LOG_FULL', 'too many virtual log files')
  const sized = resizeFile(file, Math.max(from + pages, file.entry.sizePages))
  if (!sized.ok) return sized
  const written = writeGeometry(file, [...own, ...added])
  if (!written.ok) return written
  file.entry = { ...file.entry, sizePages: from + pages }
  const at = log.virtualLogs.findLastIndex((virtualLog) => virtualLog.file === file)
  log.virtualLogs.splice(at + 1, 0, ...added)
  return DONE
}

/** How many pages of a log file are in use as log, whatever its catalogue says. */
export function logFilePages(log: Log, file: DatabaseFile): number {
  return endOf(log.virtualLogs.filter((virtualLog) => virtualLog.file === file))
}

/** Makes a log file of what is only bytes so far. */
export function formatLogFile(file: DatabaseFile): Outcome<undefined, SqlError> {
  return writeGeometry(file, divide(file, 1, file.entry.sizePages))
}

/** Takes a formatted file into use. */
export function addLogFile(log: Log, file: DatabaseFile): void {
  log.virtualLogs.push(...divide(file, 1, file.entry.sizePages))
}

/** True when no record of the file is needed; the first file of a log always is. */
export function isLogFileFree(log: Log, file: DatabaseFile): boolean {
  const isIts = (virtualLog: VirtualLog) => virtualLog.file === file
  if (log.virtualLogs.findIndex(isIts) === 0) return false
  return log.virtualLogs.every(
    (each) => !isIts(each) || (each !== log.current && isReusable(log, each)),
  )
}

/** Uses the file no more. */
export function removeLogFile(log: Log, file: DatabaseFile): void {
  const rest = log.virtualLogs.filter((virtualLog) => virtualLog.file !== file)
  log.virtualLogs.splice(0, log.virtualLogs.length, ...rest)
}

/** The share of the log that holds records which are still needed. */
export function usedShare(log: Log): number {
  let total = 0
  let free = 0
  for (const virtualLog of log.virtualLogs) {
    total += virtualLog.sectors
    if (virtualLog !== log.current && isReusable(log, virtualLog)) free += virtualLog.sectors
  }
  return 1 - (free + log.current.sectors - nextSector(log)) / total
}

export function isReusable(log: Log, virtualLog: VirtualLog): boolean {
  return virtualLog.sequence < lsnParts(log.truncation).sequence
}

const DONE = Object.freeze(ok(undefined))

/** Room for the records of a checkpoint, and for what the end of a virtual log file leaves unused. */
const MARGIN = 80 * SECTOR_BYTES

/** Most bytes of records in one block; a longer record has a block of its own. */
const BLOCK_RECORD_BYTES = 32 * 1024

function blockFor(log: Log, length: number): OpenBlock {
  const { open } = log
  if (open !== undefined && fitsOpen(open, length)) return open
  closeBlock(log)
  const sectors = sectorsFor(length)
  assert(sectors <= BLOCK_SECTORS_MAX, 'a log record is longer than a block')
  if (log.sector + sectors > log.current.sectors) useNextVirtualLog(log, sectors)
  const { current, sector } = log
  const { sequence } = current
  log.open = { virtualLog: current, sequence, sector, records: [], bytes: 0 }
  return log.open
}

function fitsOpen(open: OpenBlock, length: number): boolean {
  return (
    open.records.length < LSN_SLOT_MAX &&
    open.bytes + length <= BLOCK_RECORD_BYTES &&
    open.sector + sectorsFor(open.bytes + length) <= open.virtualLog.sectors
  )
}

function closeBlock(log: Log): void {
  const { open } = log
  if (open === undefined) return
  log.closed.push(open)
  log.sector = nextSector(log)
  log.open = undefined
}

function nextSector(log: Log): number {
  return log.open === undefined ? log.sector : log.open.sector + sectorsFor(log.open.bytes)
}

function useNextVirtualLog(log: Log, sectors: number): void {
  const from = log.virtualLogs.indexOf(log.current)
  let latest = 0
  for (const { sequence } of log.virtualLogs) latest = Math.max(latest, sequence)
  for (let step = 1; step < log.virtualLogs.length; step++) {
    const next = log.virtualLogs[(from + step) % log.virtualLogs.length] as VirtualLog
    if (!isReusable(log, next) || next.sectors < sectors) continue
    next.sequence = latest + 1
    log.current = next
    log.sector = 0
    return
  }
  assert(false, 'a record was appended to a log without room for it')
}

function roomLeft(log: Log): number {
  let sectors = log.current.sectors - nextSector(log)
  for (const virtualLog of log.virtualLogs)
    if (virtualLog !== log.current && isReusable(log, virtualLog)) sectors += virtualLog.sectors
  // A sector of the smallest blocks carries little more than one record.
  return (sectors * SECTOR_BYTES) / 2
}

function writeBlock(log: Log, open: OpenBlock): Outcome<undefined, SqlError> {
  const { virtualLog, sequence, sector, records } = open
  log.sim.points.reach(LOG_WRITE_POINT)
  const block: Block = {
    sequence,
    sector,
    previous: log.lastBlock,
    records: joined(records, open.bytes),
    count: records.length,
  }
  const offset = virtualLog.offset + sector * SECTOR_BYTES
  const written = writeBytes(virtualLog.file, offset, encodeBlock(block))
  if (!written.ok) return written
  log.lastBlock = blockLsn(block)
  log.flushed = lsn(sequence, sector, records.length)
  return DONE
}

function joined(records: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const record of records) {
    bytes.set(record, at)
    at += record.length
  }
  return bytes
}
