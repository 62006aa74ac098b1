import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { seconds } from '../../base/units.js'
import { placeFault } from '../../sim/index.js'
import { holdWrites, releaseWrites } from '../../volume/index.js'
import {
  begin,
  closeDatabase,
  commit,
  crashDatabase,
  createTable,
  dropTable,
  findTable,
  freeze,
  insert,
  lookUp,
  openDatabase,
  peek,
  requireOnline,
  rollback,
  rollbackTo,
  save,
  setOption,
  thaw,
} from './database/index.js'
import {
  ACCOUNTS,
  bankWith,
  change,
  contentOf,
  errorOf,
  execute,
  insertion,
  online,
  reopened,
  row,
  run,
  session,
  succeeded,
  transact,
} from './sql.fixture.js'

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

test('a database whose log cannot be written shuts down with 9001 and recovers', () => {
  const bank = bankWith(1)
  const { sim } = bank
  const fault = placeFault(sim.faults, {
    name: 'broken',
    kind: 'io-error',
    where: 'E:',
    parameters: { access: 'write' },
    placedAt: sim.now,
  })
  expect(run(sim, session(bank, [change(1, 2)]))).toBe(9001)
  expect(errorOf(requireOnline(bank.database))).toBe(9001)
  fault.liftedAt = sim.now
  succeeded(openDatabase(bank.database))
  expect(contentOf(bank)).toEqual(new Map([[1, '1/0']]))
})
