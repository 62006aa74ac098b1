// Damage of every kind, and what an instance says of it: the right number, the right state, and never
// a database online with wrong content.

import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import {
  deleteFile,
  readFile,
  renameFile,
  setFileLength,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import {
  closeDatabase,
  crashDatabase,
  findTable,
  openDatabase,
  peek,
  requireOnline,
  takeCheckpoint,
} from './database/index.js'
import {
  contentOf,
  errorOf,
  type Fixture,
  makeBank,
  online,
  row,
  succeeded,
  transact,
} from './sql.fixture.js'

const PAGE = 8_192

function volumeOf(bank: Fixture, letter: string): Volume {
  const volume = bank.volumes.get(letter)
  if (volume === undefined) throw new Error(`no volume ${letter}`)
  return volume
}

/** Three rows on disk, three more in the log, and then a crash. */
function crashedBank(): Fixture {
  const bank = makeBank()
  for (const id of [1, 2, 3]) transact(bank, [{ kind: 'insert', row: row(id, id, 1_000) }])
  succeeded(takeCheckpoint(online(bank)))
  for (const id of [4, 5, 6]) transact(bank, [{ kind: 'insert', row: row(id, id, 1_000) }])
  crashDatabase(bank.database)
  return bank
}

function flip(volume: Volume, path: string, offset: number): void {
  const read = readFile(volume, path, { offset, length: 1 })
  const byte = read.ok ? (read.value[0] ?? 0) : 0
  writeFile(volume, path, { bytes: Uint8Array.of(byte ^ 1), offset })
}

/** The refusal of the start, the state after it, and what a user is told. */
function start(bank: Fixture): [number, string, number] {
  const opened = openDatabase(bank.database)
  return [errorOf(opened), bank.database.state.kind, errorOf(requireOnline(bank.database))]
}

test('a damaged page that recovery needs makes the database SUSPECT', () => {
  const bank = crashedBank()
  // The first page of the table; extent 2 is the first that a table gets.
  flip(volumeOf(bank, 'D:'), '\\Orders.mdf', 16 * PAGE + 300)
  expect(start(bank)).toEqual([3414, 'suspect', 926])
})

test('a damaged page that recovery does not need is found by who reads it', () => {
  const bank = makeBank()
  transact(bank, [{ kind: 'insert', row: row(1, 1) }])
  succeeded(closeDatabase(bank.database, { kind: 'closed' }))
  flip(volumeOf(bank, 'D:'), '\\Orders.mdf', 16 * PAGE + 100)
  succeeded(openDatabase(bank.database))
  const table = succeeded(findTable(online(bank), 'Accounts'))
  expect(errorOf(peek(online(bank), table, 1))).toBe(824)
})

test('a damaged boot page makes the database SUSPECT', () => {
  const bank = crashedBank()
  flip(volumeOf(bank, 'D:'), '\\Orders.mdf', 9 * PAGE + 100)
  expect(start(bank)).toEqual([3414, 'suspect', 926])
})

test('a missing file leaves the database pending, and it comes back with the file', () => {
  for (const [letter, path] of [
    ['D:', '\\Orders.mdf'],
    ['E:', '\\Orders.ldf'],
  ] as const) {
    const bank = crashedBank()
    const volume = volumeOf(bank, letter)
    renameFile(volume, path, '\\elsewhere')
    expect(start(bank)).toEqual([5120, 'recovery-pending', 945])
    renameFile(volume, '\\elsewhere', path)
    succeeded(openDatabase(bank.database))
    expect(contentOf(bank).size).toBe(6)
  }
})

test('a data file cut short is not opened', () => {
  const bank = crashedBank()
  setFileLength(volumeOf(bank, 'D:'), '\\Orders.mdf', 40 * PAGE)
  expect(start(bank)).toEqual([5125, 'recovery-pending', 945])
})

test('something else in the place of a primary file is refused', () => {
  const bank = crashedBank()
  const volume = volumeOf(bank, 'D:')
  deleteFile(volume, '\\Orders.mdf')
  renameFile(volumeOf(bank, 'E:'), '\\Orders.ldf', '\\other')
  expect(start(bank)[1]).toBe('recovery-pending')
})

test('a flipped bit anywhere in the log loses nothing silently', () => {
  const bank = crashedBank()
  const whole = fork(bank)
  succeeded(openDatabase(whole.database))
  const expected = contentOf(whole)
  const numbers = new Set<number>()
  for (let offset = PAGE; offset < 6 * PAGE; offset += 61) {
    const copy = fork(bank)
    flip(volumeOf(copy, 'E:'), '\\Orders.ldf', offset)
    const [number, state] = start(copy)
    numbers.add(number)
    if (state === 'online') expect(contentOf(copy), `flipped at ${offset}`).toEqual(expected)
    else expect(copy.database.state).toMatchObject({ kind: 'suspect', error: { number: 9004 } })
  }
  expect(numbers).toEqual(new Set([0, 3414]))
})

test('a log cut short anywhere before its end is refused', () => {
  const bank = crashedBank()
  for (let pages = 0; pages < 8; pages++) {
    const copy = fork(bank)
    setFileLength(volumeOf(copy, 'E:'), '\\Orders.ldf', pages * PAGE)
    expect(start(copy)[1], `${pages} pages`).not.toBe('online')
  }
})
