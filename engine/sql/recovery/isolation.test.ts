import { expect, test } from 'vitest'
import { seconds } from '../../base/units.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import {
  addFile,
  begin,
  commit,
  createTable,
  findTable,
  insert,
  rollback,
  scanSerializable,
  scanTable,
  setFilegroupReadOnly,
} from './database/index.js'
import {
  ACCOUNTS,
  bankWith,
  change,
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
  type Statement,
  session,
  succeeded,
} from './sql.fixture.js'

function accounts(bank: Fixture) {
  return succeeded(findTable(online(bank), 'Accounts'))
}

/** What two scans of one transaction see, ten seconds apart. */
function* scanTwice(bank: Fixture, scan: typeof scanSerializable): Process<string[]> {
  const target = online(bank)
  const transaction = begin(target)
  const first = succeeded(yield* scan(target, transaction, accounts(bank)))
  yield* sleepUntil(later(bank.sim.now, seconds(10)))
  const second = succeeded(yield* scan(target, transaction, accounts(bank)))
  succeeded(yield* commit(target, transaction))
  return [first, second].map((rows) => rows.map(([id, balance]) => `${id}:${balance}`).join(' '))
}

function* after(bank: Fixture, count: number, work: Process<number>): Process<number> {
  yield* sleepUntil(later(bank.sim.now, seconds(count)))
  return yield* work
}

const INTRUSIONS: readonly (readonly [string, Statement, string])[] = [
  ['insert', insertion(9), '1:1 2:2 3:3 9:9'],
  ['delete', { kind: 'delete', key: 2 }, '1:1 3:3'],
  ['change', change(2, 7), '1:1 2:7 3:3'],
]

for (const [name, statement, left] of INTRUSIONS)
  test(`no ${name} of another comes between two serializable scans, as it does otherwise`, () => {
    for (const scan of [scanSerializable, scanTable]) {
      const bank = bankWith(1, 2, 3)
      const { sim } = bank
      const scanning = sim.spawn('scan', scanTwice(bank, scan as typeof scanSerializable))
      const writing = sim.spawn('write', after(bank, 2, session(bank, [statement])))
      const seen = sim.finish(scanning)
      const before = '1:1 2:2 3:3'
      expect(seen).toEqual([before, scan === scanSerializable ? before : left])
      expect(sim.finish(writing)).toBe(0)
      expect(contentOf(bank).size).toBe(left.split(' ').length)
    }
  })

test('a serializable scan waits for rows that come or go, and sees what became of them', () => {
  const bank = bankWith(1, 2, 3)
  const { sim } = bank
  const target = online(bank)
  const leaving = begin(target)
  succeeded(run(sim, execute(target, leaving, { kind: 'delete', key: 2 })))
  const coming = begin(target)
  succeeded(run(sim, execute(target, coming, insertion(4))))
  const scanning = sim.spawn('scan', scanTwice(bank, scanSerializable))
  run(sim, sleepUntil(later(sim.now, seconds(1))))
  succeeded(run(sim, rollback(target, leaving)))
  run(sim, sleepUntil(later(sim.now, seconds(1))))
  succeeded(run(sim, commit(target, coming)))
  expect(sim.finish(scanning)).toEqual(['1:1 2:2 3:3 4:4', '1:1 2:2 3:3 4:4'])
})

test('writers that wait for one row go on when a scan begins in between', () => {
  const bank = bankWith(1, 2)
  const { sim } = bank
  const target = online(bank)
  const holder = begin(target)
  succeeded(run(sim, execute(target, holder, change(1, 5))))
  const waiting = sim.spawn('writer', session(bank, [change(1, 6)]))
  run(sim, sleepUntil(later(sim.now, seconds(1))))
  const scanning = sim.spawn('scan', scanTwice(bank, scanSerializable))
  run(sim, sleepUntil(later(sim.now, seconds(1))))
  succeeded(run(sim, commit(target, holder)))
  expect(sim.finish(scanning)).toEqual(['1:5 2:2', '1:5 2:2'])
  expect(sim.finish(waiting)).toBe(0)
  expect(contentOf(bank).get(1)).toBe('6/0')
})

test('two serializable scans that both want to write end by a deadlock victim', () => {
  const bank = bankWith(1, 2)
  const { sim } = bank
  createTableB(bank)
  const both = (first: string, second: string) => sim.spawn(first, scanBoth(bank, [first, second]))
  const left = both('Accounts', 'B')
  const right = both('B', 'Accounts')
  const ends = [sim.finish(left), sim.finish(right)].sort()
  expect(ends).toEqual([0, 1205])
})

function createTableB(bank: Fixture): void {
  succeeded(createTable(online(bank), { ...ACCOUNTS, name: 'B' }))
}

function* scanBoth(bank: Fixture, names: readonly string[]): Process<number> {
  const target = online(bank)
  const transaction = begin(target)
  for (const name of names) {
    const table = succeeded(findTable(target, name))
    const scanned = yield* scanSerializable(target, transaction, table)
    if (!scanned.ok) {
      yield* rollback(target, transaction)
      return errorOf(scanned)
    }
    yield* sleepUntil(later(bank.sim.now, seconds(1)))
  }
  return errorOf(yield* commit(target, transaction))
}

test('tables of a read-only filegroup can be read and not changed, also after a restart', () => {
  const bank = makeBank()
  const { sim, database } = bank
  const file = { logicalName: 'Old', volume: 'F:', path: '\\Old.ndf', sizePages: 64, filegroup: 2 }
  succeeded(addFile(database, online(bank), 'rows', file))
  succeeded(createTable(online(bank), { ...ACCOUNTS, name: 'History', filegroup: 2 }))
  const write = function* (id: number): Process<number> {
    const target = online(bank)
    const transaction = begin(target)
    const table = succeeded(findTable(target, 'History'))
    const done = yield* insert(target, transaction, table, row(id, id))
    return done.ok ? errorOf(yield* commit(target, transaction)) : errorOf(done)
  }
  expect(run(sim, write(1))).toBe(0)
  expect(errorOf(setFilegroupReadOnly(online(bank), 1, true))).toBe(5047)
  succeeded(setFilegroupReadOnly(online(bank), 2, true))
  reopened(bank)
  expect(run(sim, write(2))).toBe(652)
  const again = { ...file, logicalName: 'Older', path: '\\Older.ndf' }
  expect(errorOf(addFile(database, online(bank), 'rows', again))).toBe(5048)
  const table = succeeded(findTable(online(bank), 'History'))
  expect(succeeded(run(sim, scanTable(online(bank), undefined, table)))).toHaveLength(1)
  expect(run(sim, session(bank, [insertion(1)]))).toBe(0)
  succeeded(setFilegroupReadOnly(online(bank), 2, false))
  expect(run(sim, write(2))).toBe(0)
})
