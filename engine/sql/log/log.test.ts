import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MIB } from '../../base/units.js'
import { createSim } from '../../sim/index.js'
import { createVolume } from '../../volume/index.js'
import {
  createDatabaseFile,
  type DatabaseFile,
  fileId,
  type Lsn,
  lsnParts,
  readBytes,
  writeBytes,
} from '../page/index.js'
import { BLOCK_SECTORS_MAX, CONDITIONS, decodeBlock, encodeBlock } from './block.js'
import { append, createLog, flush, hasRoom, type Log, truncate } from './log.js'
import { type Change, decodeRecord, encodeRecord, inverse, type LogRecord } from './record.js'
import { openLog, scan } from './scan.js'

const SIM = createSim(1, { trace: false })
const EMPTY = new Uint8Array(0)
const FIRST = { sequence: 0x22, sector: 0, slot: 1 }

function makeFile(sizePages = 33): DatabaseFile {
  const volume = createVolume(SIM, { driveLetter: 'E:', sizeBytes: 64 * MIB, log: [] })
  const file = createDatabaseFile(volume, {
    id: fileId(2),
    kind: 'log',
    logicalName: 'log',
    volume: 'E:',
    path: '\\log.ldf',
    filegroup: 0,
    sizePages,
    growth: { kind: 'none' },
    maxPages: undefined,
  })
  if (!file.ok) throw new Error(file.error.detail)
  return file.value
}

function makeLog(file: DatabaseFile): Log {
  const log = createLog(SIM, [file])
  if (!log.ok) throw new Error(log.error.detail)
  return log.value
}

function change(length: number): LogRecord {
  const bytes = new Uint8Array(length).fill(length)
  const insert: Change = { kind: 'insert', page: 5 as never, place: 1, before: EMPTY, after: bytes }
  return { kind: 'change', transaction: 9, previous: 0 as Lsn, change: insert }
}

/** Appends and flushes one record of each length; gives the LSNs. */
function write(log: Log, lengths: readonly number[]): Lsn[] {
  return lengths.map((length) => {
    const at = append(log, change(length))
    flush(log)
    return at
  })
}

/** What a fresh look at the file finds: the LSNs, or the number of the refusal. */
function found(file: DatabaseFile, from: Lsn): Lsn[] | number {
  const log = openLog(SIM, [file], from, () => undefined)
  if (!log.ok) return log.error.number
  const seen: Lsn[] = []
  scan(log.value, from, (_record, at) => seen.push(at))
  return seen
}

/** Changes bytes of the log file; the first block starts at 8192. */
function tamper(file: DatabaseFile, offset: number, count: number, to: (byte: number) => number) {
  const bytes = readBytes(file, 8_192 + offset, count)
  if (bytes.ok) writeBytes(file, 8_192 + offset, bytes.value.map(to))
}

test('records come back with the LSNs they were given', () => {
  const file = makeFile()
  const written = write(makeLog(file), [10, 2_000, 8_000, 16_000, 1])
  expect(lsnParts(written[0] as Lsn)).toEqual(FIRST)
  expect(found(file, written[0] as Lsn)).toEqual(written)
  expect(found(file, written[2] as Lsn)).toEqual(written.slice(2))
})

test('what was not flushed is not there', () => {
  const file = makeFile()
  const log = makeLog(file)
  const written = write(log, [10])
  append(log, change(20))
  expect(found(file, written[0] as Lsn)).toEqual(written)
})

test('records of one flush stand in one block', () => {
  const log = makeLog(makeFile())
  const parts = [append(log, change(1)), append(log, change(2))].map(lsnParts)
  expect(parts.map(({ sector }) => sector)).toEqual([0, 0])
  expect(parts.map(({ slot }) => slot)).toEqual([1, 2])
})

test('a log goes round when nothing needs its start any more', () => {
  const file = makeFile(65)
  const log = makeLog(file)
  let from = append(log, change(1))
  for (let round = 0; round < 100; round++) {
    const [at = from] = write(log, [15_000])
    truncate(log, at)
    from = at
  }
  expect(lsnParts(from).sequence).toBeGreaterThan(0x22 + 4)
  expect(found(file, from)).toEqual([from])
})

test('a log that is still needed fills up', () => {
  const log = makeLog(makeFile())
  let count = 0
  for (; hasRoom(log, 1_000) && count < 1_000; count++) write(log, [900])
  expect(count).toBeGreaterThan(10)
  expect(count).toBeLessThan(1_000)
})

test('a last block without its last sector is the end of the log', () => {
  const file = makeFile()
  const written = write(makeLog(file), [10, 2_000])
  tamper(file, 512 * 4, 512, () => 0)
  expect(found(file, written[0] as Lsn)).toEqual(written.slice(0, 1))
})

test('a log goes on behind a block that was cut short', () => {
  const file = makeFile()
  const written = write(makeLog(file), [10, 2_000])
  tamper(file, 512 * 4, 512, () => 0)
  const again = openLog(SIM, [file], written[0] as Lsn, () => undefined)
  if (!again.ok) throw new Error(again.error.detail)
  const more = write(again.value, [700])
  expect(found(file, written[0] as Lsn)).toEqual([written[0], ...more])
})

test('every flipped bit of the last block is told from a block that was cut short', () => {
  const file = makeFile()
  const written = write(makeLog(file), [10, 600])
  for (let byte = 512; byte < 3 * 512; byte++) {
    tamper(file, byte, 1, (old) => old ^ 4)
    const after = found(file, written[0] as Lsn)
    // A flipped stamp takes nothing from the records below it.
    if (after !== 9004) expect(after).toEqual(written)
    tamper(file, byte, 1, (old) => old ^ 4)
  }
})

test('a block that is gone before others are is damage, not the end', () => {
  const file = makeFile()
  const written = write(makeLog(file), [10, 20, 30])
  tamper(file, 512, 512, () => 0)
  expect(found(file, written[0] as Lsn)).toBe(9004)
})

test('a log file that lost its end is damaged', () => {
  const file = makeFile()
  const written = write(makeLog(file), [10])
  tamper(file, 0, 512, () => 0)
  expect(found(file, written[0] as Lsn)).toBe(9004)
})

test('the table of block conditions decides every combination exactly once', () => {
  for (let bits = 0; bits < 16; bits++) {
    const facts = [bits & 8, bits & 4, bits & 2, bits & 1].map((bit) => bit !== 0)
    const fitting = CONDITIONS.filter(([, ...row]) =>
      row.every((cell, index) => cell === '_' || (cell === 1) === facts[index]),
    )
    expect(fitting).toHaveLength(1)
  }
})

test('a block of any length comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 * BLOCK_SECTORS_MAX }), (records) => {
      const place = { sequence: 7, sector: 3 }
      const bytes = encodeBlock({ ...place, previous: 5 as Lsn, records, count: 1 })
      expect(decodeBlock(bytes, place).block?.records).toEqual(records)
      expect(decodeBlock(bytes, { sequence: 7, sector: 4 }).condition).toBe('nothing')
    }),
  )
})

test('every kind of record comes back', () => {
  const entry = makeFile().entry
  const at = 77 as Lsn
  const records: LogRecord[] = [
    { kind: 'begin', transaction: 1 },
    { kind: 'commit', transaction: 1, at: 5 as never },
    { kind: 'abort', transaction: 1 },
    change(12),
    {
      ...(change(3) as Extract<LogRecord, { kind: 'change' }>),
      kind: 'compensate',
      undoNext: at,
    } as never,
    { kind: 'file', transaction: 3, before: undefined, after: entry },
    { kind: 'checkpoint-begin' },
    {
      kind: 'checkpoint-end',
      begin: at,
      active: [{ transaction: 4, begin: at }],
      dirty: [{ page: 12 as never, since: at }],
    },
  ]
  for (const record of records) {
    const { previous, ...rest } = record as LogRecord & { previous?: Lsn }
    expect(decodeRecord(encodeRecord(record))).toMatchObject(
      JSON.parse(JSON.stringify({ kind: rest.kind })),
    )
  }
  expect(decodeRecord(encodeRecord(records[5] as LogRecord))).toMatchObject({
    after: JSON.parse(JSON.stringify(entry)),
  })
  expect(decodeRecord(encodeRecord(records[7] as LogRecord))).toEqual(records[7])
})

test('what takes a change back is taken back by the change', () => {
  const insert = (change(5) as Extract<LogRecord, { kind: 'change' }>).change
  const back = inverse(insert)
  expect(back?.kind).toBe('remove')
  expect(back && inverse(back)).toEqual(insert)
})
