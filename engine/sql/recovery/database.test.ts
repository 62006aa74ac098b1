import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import type { Outcome } from '../../base/outcome.js'
import { seconds } from '../../base/units.js'
import type { Process } from '../../sim/index.js'
import { holdWrites, releaseWrites } from '../../volume/index.js'
import { changedExtents } from '../allocation/index.js'
import { fileId, type SqlError } from '../page/index.js'
import {
  addFile,
  begin,
  closeDatabase,
  commit,
  crashDatabase,
  createTable,
  dropTable,
  enlargeFile,
  findTable,
  freeze,
  insert,
  lookUp,
  openDatabase,
  peek,
  removeFile,
  renameFileLogically,
  rollback,
  rollbackTo,
  save,
  setOption,
  shrinkFile,
  takeCheckpoint,
  thaw,
} from './database/index.js'
import {
  ACCOUNTS,
  contentOf,
  errorOf,
  execute,
  type Fixture,
  makeBank,
  online,
  row,
  run,
  type Statement,
  succeeded,
  transact,
} from './sql.fixture.js'

const insertion = (id: number, balance = id): Statement => ({
  kind: 'insert',
  row: row(id, balance),
})
const change = (id: number, balance: number, note = 0): Statement => ({
  kind: 'update',
  row: row(id, balance, note),
})

function bankWith(...ids: number[]): Fixture {
  const bank = makeBank()
  transact(
    bank,
    ids.map((id) => insertion(id)),
  )
  return bank
}

function reopened(bank: Fixture): Fixture {
  crashDatabase(bank.database)
  succeeded(openDatabase(bank.database))
  return bank
}

/** A transaction that does each statement and then waits for the answer of `then`. */
function* session(
  bank: Fixture,
  statements: readonly Statement[],
  end: typeof commit = commit,
): Process<number> {
  const transaction = begin(online(bank))
  for (const statement of statements) {
    const done: Outcome<unknown, SqlError> = yield* execute(online(bank), transaction, statement)
    if (done.ok) continue
    yield* rollback(online(bank), transaction)
    return done.error.number
  }
  return errorOf(yield* end(online(bank), transaction))
}

test('a second writer waits until the first has ended, and then goes on', () => {
  const bank = bankWith(1)
  const target = online(bank)
  const first = begin(target)
  run(bank.sim, execute(target, first, change(1, 10)))
  const second = bank.sim.spawn('second', session(bank, [change(1, 20)]))
  bank.sim.advance(seconds(30))
  expect(second.state).toBe('running')
  run(bank.sim, commit(target, first))
  expect(bank.sim.finish(second)).toBe(0)
  expect(contentOf(bank).get(1)).toBe('20/0')
})

test('a reader waits for what is not committed and sees what was', () => {
  const bank = bankWith(1)
  const target = online(bank)
  const table = succeeded(findTable(target, 'Accounts'))
  const writer = begin(target)
  run(bank.sim, execute(target, writer, change(1, 10)))
  const reader = bank.sim.spawn('reader', lookUp(target, undefined, table, 1))
  bank.sim.advance(seconds(1))
  expect(reader.state).toBe('running')
  run(bank.sim, rollback(target, writer))
  expect(succeeded(bank.sim.finish(reader))?.[1]).toBe(1n)
})

test('two that wait for each other: one is chosen, the other commits', () => {
  const bank = bankWith(1, 2)
  const { sim } = bank
  const target = online(bank)
  const left = begin(target)
  const right = begin(target)
  run(sim, execute(target, left, change(1, 10)))
  run(sim, execute(target, right, change(2, 20)))
  const first = sim.spawn('left', execute(target, left, change(2, 11)))
  sim.advance(seconds(1))
  const second = sim.spawn('right', execute(target, right, change(1, 21)))
  expect(errorOf(sim.finish(second))).toBe(1205)
  run(sim, rollback(target, right))
  succeeded(sim.finish(first))
  succeeded(run(sim, commit(target, left)))
  expect(contentOf(bank)).toEqual(
    new Map([
      [1, '10/0'],
      [2, '11/0'],
    ]),
  )
})

test('a rollback leaves nothing, and a savepoint what was before it', () => {
  const bank = bankWith(1, 2)
  const target = online(bank)
  const transaction = begin(target)
  run(bank.sim, execute(target, transaction, change(1, 10, 500)))
  save(transaction, 'here')
  run(bank.sim, execute(target, transaction, { kind: 'delete', key: 2 }))
  run(bank.sim, execute(target, transaction, insertion(3)))
  expect(errorOf(run(bank.sim, rollbackTo(target, transaction, 'there')))).toBe(6401)
  succeeded(run(bank.sim, rollbackTo(target, transaction, 'here')))
  succeeded(run(bank.sim, commit(target, transaction)))
  const expected = new Map([
    [1, '10/500'],
    [2, '2/0'],
  ])
  expect(contentOf(bank)).toEqual(expected)
  expect(run(bank.sim, session(bank, [insertion(9), change(1, 7)], rollback))).toBe(0)
  expect(contentOf(bank)).toEqual(expected)
  expect(contentOf(reopened(bank))).toEqual(expected)
})

test('a key that is there already is refused, and so is a row that does not fit', () => {
  const bank = bankWith(1)
  expect(run(bank.sim, session(bank, [insertion(1)]))).toBe(2627)
  expect(run(bank.sim, session(bank, [{ kind: 'insert', row: ['one', 1n, null] }]))).toBe(8152)
})

test('while frozen, writes wait and reads go on', () => {
  const bank = bankWith(1)
  const target = online(bank)
  const table = succeeded(findTable(target, 'Accounts'))
  freeze(target)
  bank.sim.points.record()
  const writer = bank.sim.spawn('writer', session(bank, [change(1, 10)]))
  bank.sim.advance(seconds(59))
  expect(writer.state).toBe('running')
  expect(bank.sim.points.recorded).toEqual([])
  expect(succeeded(peek(target, table, 1))?.[1]).toBe(1n)
  thaw(target)
  expect(bank.sim.finish(writer)).toBe(0)
})

test('while volsnap holds a volume, a commit waits for it', () => {
  const bank = bankWith(1)
  const log = bank.volumes.get('E:')
  if (log === undefined) throw new Error('no volume')
  holdWrites(log)
  const writer = bank.sim.spawn('writer', session(bank, [change(1, 10)]))
  bank.sim.advance(seconds(5))
  expect(writer.state).toBe('running')
  releaseWrites(log)
  expect(bank.sim.finish(writer)).toBe(0)
})

test('a crash breaks the connection of everybody who waits', () => {
  const bank = bankWith(1)
  const target = online(bank)
  run(bank.sim, execute(target, begin(target), change(1, 10)))
  const waiting = bank.sim.spawn('waiting', session(bank, [change(1, 20)]))
  bank.sim.advance(seconds(1))
  crashDatabase(bank.database)
  succeeded(openDatabase(bank.database))
  bank.sim.advance(seconds(1))
  expect(waiting.state).not.toBe('running')
  expect(contentOf(bank).get(1)).toBe('1/0')
})

test('a file grows by its step, and no further than its maximum', () => {
  const bank = makeBank({
    dataFiles: [
      {
        logicalName: 'Orders',
        volume: 'D:',
        path: '\\Orders.mdf',
        sizePages: 32,
        growth: { kind: 'percent', percent: 50 },
        maxPages: 64,
      },
    ],
  })
  const sizes = new Set<number>()
  let refused = 0
  for (let id = 1; refused === 0; id++) {
    const filling: Statement = { kind: 'insert', row: row(id, 1, 3_900) }
    refused = run(bank.sim, session(bank, [filling]))
    sizes.add(online(bank).storage.files.get(fileId(1))?.entry.sizePages ?? 0)
  }
  expect(refused).toBe(1105)
  expect([...sizes]).toEqual([32, 48, 64])
  const kept = contentOf(bank)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a log that may not grow refuses with 9002 and can still roll back', () => {
  const bank = makeBank({
    recoveryModel: 'SIMPLE',
    logFiles: [
      {
        logicalName: 'log',
        volume: 'E:',
        path: '\\log.ldf',
        sizePages: 64,
        growth: { kind: 'none' },
      },
    ],
  })
  const target = online(bank)
  const transaction = begin(target)
  let refused = 0
  for (let id = 1; refused === 0; id++) {
    const filling: Statement = { kind: 'insert', row: row(id, 1, 3_900) }
    refused = errorOf(run(bank.sim, execute(target, transaction, filling)))
  }
  expect(refused).toBe(9002)
  succeeded(run(bank.sim, rollback(target, transaction)))
  succeeded(takeCheckpoint(target))
  expect(run(bank.sim, session(bank, [insertion(1)]))).toBe(0)
  expect(contentOf(reopened(bank))).toEqual(new Map([[1, '1/0']]))
})

const SECOND = { logicalName: 'Second', volume: 'F:', path: '\\Second.ndf', sizePages: 64 }

test('a secondary file takes rows in turn, survives a crash and goes only when it is empty', () => {
  const bank = makeBank()
  const { database } = bank
  succeeded(addFile(database, online(bank), 'rows', SECOND))
  expect(errorOf(addFile(database, online(bank), 'rows', SECOND))).toBe(1828)
  for (let id = 1; id <= 60; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  const kept = contentOf(bank)
  expect(contentOf(reopened(bank))).toEqual(kept)
  expect(errorOf(removeFile(online(bank), 'Second'))).toBe(5042)
  expect(errorOf(removeFile(online(bank), 'Orders'))).toBe(5020)
  succeeded(dropTable(online(bank), 'Accounts'))
  succeeded(removeFile(online(bank), 'Second'))
  reopened(bank)
  expect(online(bank).storage.files.size).toBe(2)
})

test('a second log file is used when the first is full, and recovery reads both', () => {
  const small = { sizePages: 33, growth: { kind: 'none' } } as const
  const bank = makeBank({
    recoveryModel: 'FULL',
    logFiles: [{ logicalName: 'one', volume: 'E:', path: '\\one.ldf', ...small }],
  })
  const second = { logicalName: 'two', volume: 'F:', path: '\\two.ldf', sizePages: 129 }
  succeeded(addFile(bank.database, online(bank), 'log', second))
  for (let id = 1; id <= 60; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_000) }])
  const kept = contentOf(bank)
  expect(kept.size).toBe(60)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('a logical rename and an enlarged file are there after a crash', () => {
  const bank = bankWith(1)
  succeeded(renameFileLogically(online(bank), 'Orders', 'Renamed'))
  succeeded(enlargeFile(online(bank), 'Renamed', 128))
  expect(errorOf(enlargeFile(online(bank), 'Renamed', 64))).toBe(5039)
  reopened(bank)
  expect(online(bank).storage.files.get(fileId(1))?.entry).toMatchObject({
    logicalName: 'Renamed',
    sizePages: 128,
  })
})

test('a shrunk file keeps its rows, gives back its end, and grows again clean', () => {
  const bank = makeBank()
  succeeded(createTable(online(bank), { ...ACCOUNTS, name: 'Bulk' }))
  transact(bank, [insertion(1)])
  succeeded(enlargeFile(online(bank), 'Orders', 20_000))
  const size = succeeded(shrinkFile(online(bank), 'Orders'))
  expect(size).toBeLessThan(64)
  reopened(bank)
  succeeded(enlargeFile(online(bank), 'Orders', 20_000))
  for (let id = 2; id <= 40; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  const kept = contentOf(bank)
  expect(kept.size).toBe(40)
  expect(contentOf(reopened(bank))).toEqual(kept)
})

test('the differential map names every extent that changed, also after a crash', () => {
  const bank = bankWith(1)
  const changed = succeeded(changedExtents(online(bank).storage, fileId(1)))
  expect(changed).toContain(0)
  for (let id = 2; id <= 40; id++) transact(bank, [{ kind: 'insert', row: row(id, 1, 3_900) }])
  const more = succeeded(changedExtents(online(bank).storage, fileId(1)))
  expect(more.length).toBeGreaterThan(changed.length)
  reopened(bank)
  expect(succeeded(changedExtents(online(bank).storage, fileId(1)))).toEqual(
    expect.arrayContaining(more),
  )
})

test('a read-only database refuses changes with 3906', () => {
  const bank = bankWith(1)
  succeeded(setOption(online(bank), { readOnly: true }))
  reopened(bank)
  expect(run(bank.sim, session(bank, [change(1, 2)]))).toBe(3906)
  expect(contentOf(bank)).toEqual(new Map([[1, '1/0']]))
})

test('an orderly close writes everything, so that nothing is left to redo', () => {
  const bank = bankWith(1, 2)
  succeeded(closeDatabase(bank.database, { kind: 'closed' }))
  succeeded(openDatabase(bank.database))
  expect(contentOf(bank).size).toBe(2)
})

test('forks of a world go on alike and apart', () => {
  const bank = bankWith(1, 2)
  const left = fork(bank)
  const right = fork(bank)
  for (const each of [left, right]) transact(each, [change(1, 77), insertion(3)])
  expect(contentOf(left)).toEqual(contentOf(right))
  transact(left, [{ kind: 'delete', key: 2 }])
  expect(contentOf(right).has(2)).toBe(true)
  expect(contentOf(bank)).toEqual(
    new Map([
      [1, '1/0'],
      [2, '2/0'],
    ]),
  )
  const leftLog = left.volumes.get('E:')?.store
  expect(leftLog).not.toBe(right.volumes.get('E:')?.store)
  expect(contentOf(reopened(left)).size).toBe(2)
  expect(contentOf(reopened(right)).size).toBe(3)
})

test('rows of a dropped table are gone and its name is free', () => {
  const bank = bankWith(1)
  succeeded(dropTable(online(bank), 'Accounts'))
  expect(errorOf(findTable(online(bank), 'Accounts'))).toBe(208)
  const table = succeeded(createTable(online(bank), ACCOUNTS))
  expect(errorOf(createTable(online(bank), ACCOUNTS))).toBe(2714)
  const target = online(bank)
  expect(errorOf(run(bank.sim, insert(target, begin(target), table, row(1, 1))))).toBe(0)
})
