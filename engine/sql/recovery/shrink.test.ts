import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { statFile } from '../../volume/index.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { LOG_WRITE_POINT } from '../log/index.js'
import { fileId, PAGE_BYTES } from '../page/index.js'
import {
  addFile,
  begin,
  commit,
  crashDatabase,
  createTable,
  dropTable,
  emptyFile,
  enlargeFile,
  insert,
  openDatabase,
  removeFile,
  rollback,
  setOption,
  shrinkDatabase,
  shrinkFile,
  takeCheckpoint,
} from './database/index.js'
import {
  ACCOUNTS,
  contentOf,
  errorOf,
  execute,
  type Fixture,
  insertion,
  makeBank,
  online,
  reopened,
  row,
  run,
  succeeded,
  transact,
} from './sql.fixture.js'

/** Two such rows fill a page. */
const HALF_PAGE = 3_900

/** Rows of two tables lie in turns; then the other table goes and leaves holes in front. */
function bankWithHoles(rows = 60): Fixture {
  const bank = makeBank()
  const target = online(bank)
  const other = succeeded(createTable(target, { ...ACCOUNTS, name: 'Other' }))
  const fillOther = function* (id: number) {
    const transaction = begin(target)
    succeeded(yield* insert(target, transaction, other, row(id, id, HALF_PAGE)))
    succeeded(yield* commit(target, transaction))
  }
  for (let id = 1; id <= rows; id++) {
    run(bank.sim, fillOther(id))
    transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  }
  succeeded(dropTable(target, 'Other'))
  return bank
}

function sizeOf(bank: Fixture, file = 1): number {
  return online(bank).storage.files.get(fileId(file))?.entry.sizePages ?? 0
}

function pagesOnDisk({ volumes }: Fixture, volume: string, path: string): number {
  const disk = volumes.get(volume)
  const info = disk === undefined ? undefined : statFile(disk, path)
  return info?.ok === true ? info.value.sizeBytes / PAGE_BYTES : 0
}

test('a shrink moves rows to the front of the file, and the file ends behind them', () => {
  const bank = bankWithHoles()
  const kept = contentOf(bank)
  const before = sizeOf(bank)
  const size = succeeded(shrinkFile(online(bank), 'Orders'))
  // Thirty pages of rows, rounded up to extents, the maps, and nothing else.
  expect(size).toBeLessThanOrEqual(64)
  expect(before).toBeGreaterThanOrEqual(2 * size - 8)
  expect(pagesOnDisk(bank, 'D:', '\\Orders.mdf')).toBe(size)
  expect(contentOf(bank)).toEqual(kept)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('rows that moved are found by their key, changed, deleted and added to', () => {
  const bank = bankWithHoles(20)
  succeeded(shrinkFile(online(bank), 'Orders'))
  expect(transact(bank, [{ kind: 'update', row: row(20, 7, 10) }])).toBe(true)
  expect(transact(bank, [{ kind: 'delete', key: 19 }])).toBe(true)
  expect(transact(bank, [{ kind: 'insert', row: row(21, 21, HALF_PAGE) }])).toBe(true)
  const kept = contentOf(bank)
  expect(kept.get(20)).toBe('7/10')
  expect(kept.has(19)).toBe(false)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a file shrinks no further than it was told to', () => {
  const bank = bankWithHoles()
  expect(succeeded(shrinkFile(online(bank), 'Orders', 96))).toBe(96)
  expect(contentOf(reopened(bank)).size).toBe(60)
})

test('extents in which every row was deleted are given back', () => {
  const bank = makeBank()
  for (let id = 1; id <= 60; id++) transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  for (let id = 1; id <= 58; id++) transact(bank, [{ kind: 'delete', key: id }])
  const kept = contentOf(bank)
  expect(succeeded(shrinkFile(online(bank), 'Orders'))).toBeLessThanOrEqual(32)
  expect(contentOf(bank)).toEqual(kept)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('what an open transaction changed stays where it can be taken back', () => {
  const bank = bankWithHoles()
  const kept = contentOf(bank)
  const target = online(bank)
  const transaction = begin(target)
  succeeded(run(bank.sim, execute(target, transaction, { kind: 'update', row: row(60, 1, 3) })))
  succeeded(run(bank.sim, execute(target, transaction, { kind: 'delete', key: 1 })))
  const size = succeeded(shrinkFile(target, 'Orders'))
  succeeded(run(bank.sim, rollback(target, transaction)))
  expect(contentOf(bank)).toEqual(kept)
  expect(succeeded(shrinkFile(target, 'Orders'))).toBeLessThan(size)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a crash with that transaction open takes back exactly its changes', () => {
  const bank = bankWithHoles()
  const kept = contentOf(bank)
  const target = online(bank)
  const transaction = begin(target)
  succeeded(run(bank.sim, execute(target, transaction, { kind: 'delete', key: 1 })))
  succeeded(shrinkFile(target, 'Orders'))
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('the allocation maps of tables and the list of tables move with them', () => {
  const bank = bankWithHoles(8)
  for (let index = 0; index < 40; index++)
    succeeded(createTable(online(bank), { ...ACCOUNTS, name: `T${index}` }))
  for (let index = 0; index < 39; index++) succeeded(dropTable(online(bank), `T${index}`))
  const kept = contentOf(bank)
  const size = succeeded(shrinkFile(online(bank), 'Orders'))
  expect(size).toBeLessThanOrEqual(32)
  reopened(bank)
  expect(contentOf(bank)).toEqual(kept)
  expect(online(bank).tables.has('t39')).toBe(true)
  succeeded(createTable(online(bank), { ...ACCOUNTS, name: 'Another' }))
  expect([...reopened(bank).database.volumes.keys()]).toHaveLength(3)
  expect(online(bank).tables.size).toBe(3)
})

test('an emptied file can be removed, and its rows are in the others', () => {
  const bank = makeBank()
  const second = { logicalName: 'Second', volume: 'F:', path: '\\Second.ndf', sizePages: 64 }
  succeeded(addFile(bank.database, online(bank), 'rows', second))
  for (let id = 1; id <= 60; id++) transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  const kept = contentOf(bank)
  expect(errorOf(removeFile(online(bank), 'Second'))).toBe(5042)
  succeeded(emptyFile(online(bank), 'Second'))
  succeeded(removeFile(online(bank), 'Second'))
  expect(contentOf(bank)).toEqual(kept)
  expect(contentOf(reopened(bank))).toEqual(kept)
  expect(online(bank).storage.files.size).toBe(2)
})

test('a log file is cut behind its last part in use and goes on growing afterwards', () => {
  const bank = makeBank({ recoveryModel: 'SIMPLE' })
  succeeded(enlargeFile(online(bank), 'Orders_log', 640))
  transact(bank, [insertion(1)])
  succeeded(takeCheckpoint(online(bank)))
  const size = succeeded(shrinkFile(online(bank), 'Orders_log'))
  expect(size).toBeLessThan(64)
  expect(pagesOnDisk(bank, 'E:', '\\Orders.ldf')).toBe(size)
  reopened(bank)
  expect(sizeOf(bank, 2)).toBe(size)
  for (let id = 2; id <= 200; id++)
    expect(transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])).toBe(true)
  const kept = contentOf(bank)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a log whose last part is in use does not shrink', () => {
  const bank = makeBank({ recoveryModel: 'SIMPLE' })
  const target = online(bank)
  const transaction = begin(target)
  const before = sizeOf(bank, 2)
  for (let id = 1; id <= 100; id++) {
    const filling = { kind: 'insert', row: row(id, id, HALF_PAGE) } as const
    succeeded(run(bank.sim, execute(target, transaction, filling)))
  }
  expect(sizeOf(bank, 2)).toBeGreaterThan(before)
  const size = succeeded(shrinkFile(target, 'Orders_log'))
  succeeded(run(bank.sim, commit(target, transaction)))
  expect(size).toBeGreaterThanOrEqual(before)
  expect(contentOf(reopened(bank)).size).toBe(100)
})

test('a log that has gone round keeps its end while an open transaction needs it', () => {
  const bank = makeBank({ recoveryModel: 'SIMPLE' })
  const fill = (id: number) => transact(bank, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])
  const isLast = () =>
    online(bank).storage.log.virtualLogs.at(-1) === online(bank).storage.log.current
  let id = 1
  while (!isLast()) fill(id++)
  const target = online(bank)
  const transaction = begin(target)
  succeeded(run(bank.sim, execute(target, transaction, { kind: 'delete', key: 1 })))
  while (isLast()) fill(id++)
  succeeded(takeCheckpoint(target))
  const size = sizeOf(bank, 2)
  expect(succeeded(shrinkFile(target, 'Orders_log'))).toBe(size)
  reopened(bank)
  expect([...contentOf(bank).keys()].sort((left, right) => left - right)).toEqual(
    Array.from({ length: id - 1 }, (_, index) => index + 1),
  )
  succeeded(takeCheckpoint(online(bank)))
  expect(succeeded(shrinkFile(online(bank), 'Orders_log'))).toBeLessThan(size)
})

test('shrinking a whole database shrinks each of its files', () => {
  const bank = bankWithHoles()
  succeeded(enlargeFile(online(bank), 'Orders_log', 640))
  succeeded(takeCheckpoint(online(bank)))
  const kept = contentOf(bank)
  const sizes = succeeded(shrinkDatabase(online(bank), 10))
  expect(sizes.get('Orders')).toBeLessThan(96)
  expect(sizes.get('Orders_log')).toBeLessThan(640)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a read-only database and one that is being backed up are not shrunk', () => {
  const bank = bankWithHoles(4)
  const target = online(bank)
  succeeded(setOption(target, { readOnly: true }))
  expect(errorOf(shrinkFile(target, 'Orders'))).toBe(3906)
  succeeded(setOption(target, { readOnly: false }))
  Object.assign(target, { backup: { shrinkDisabled: true } })
  expect(errorOf(shrinkFile(target, 'Orders'))).toBe(3023)
  expect(errorOf(shrinkDatabase(target))).toBe(3023)
})

test('a crash at any write of a shrink leaves every row where its key finds it', () => {
  const bank = bankWithHoles(16)
  succeeded(enlargeFile(online(bank), 'Orders_log', 200))
  const kept = contentOf(bank)
  const work = (copy: Fixture) => {
    if (!shrinkDatabase(online(copy)).ok) return
    if (enlargeFile(online(copy), 'Orders', 256).ok) transact(copy, [insertion(1_000)])
  }
  const places = writesOf(bank, work)
  expect(places).toBeGreaterThan(10)
  for (let place = 1; place <= places; place++) {
    const copy = fork(bank)
    crashAt(copy, place)
    work(copy)
    crashDatabase(copy.database)
    succeeded(openDatabase(copy.database))
    const content = contentOf(copy)
    content.delete(1_000)
    expect(content).toEqual(kept)
    // What a half-done shrink left behind does no harm to the next one, nor to growth.
    succeeded(shrinkDatabase(online(copy)))
    for (let id = 2_000; id < 2_040; id++)
      expect(transact(copy, [{ kind: 'insert', row: row(id, id, HALF_PAGE) }])).toBe(true)
    expect(contentOf(reopened(copy)).size).toBeGreaterThanOrEqual(kept.size + 40)
  }
})

function writesOf(bank: Fixture, work: (copy: Fixture) => void): number {
  const copy = fork(bank)
  copy.sim.points.record()
  const before = copy.sim.points.recorded.length
  work(copy)
  return copy.sim.points.recorded.slice(before).filter((point) => WRITES.includes(point)).length
}

/** Crashes before the n-th write of either kind from now. */
function crashAt(bank: Fixture, place: number): void {
  let left = place
  const count = () => {
    if (--left === 0) crashDatabase(bank.database)
  }
  for (const point of WRITES)
    for (let occurrence = 1; occurrence <= place; occurrence++)
      bank.sim.points.arm({ point, occurrence, run: count })
}

const WRITES: readonly string[] = [LOG_WRITE_POINT, PAGE_WRITE_POINT]
