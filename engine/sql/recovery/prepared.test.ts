import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Guid } from '../../base/brand.js'
import type { Process } from '../../sim/index.js'
import {
  abortBranch,
  begin,
  closeDatabase,
  commit,
  commitBranch,
  crashDatabase,
  enlist,
  findTable,
  lookUp,
  openDatabase,
  prepareBranch,
  rollback,
  takeCheckpoint,
  type UserTransaction,
} from './database/index.js'
import { PRESUME_ABORT } from './in-doubt.js'
import { inDoubtOf } from './resource-manager.js'
import {
  applied,
  bankWith,
  change,
  contentOf,
  errorOf,
  execute,
  type Fixture,
  insertion,
  makeBank,
  online,
  randomStatements,
  reopened,
  run,
  type Statement,
  succeeded,
  transact,
} from './sql.fixture.js'
import { viewDatabase } from './views.js'

const X = '11111111-2222-4333-a444-555555555555' as Guid
const COORDINATOR = 'APP01/MSDTC'

/** A branch of X that has done all that and has promised. */
function prepareWith(bank: Fixture, statements: readonly Statement[]): UserTransaction {
  const target = online(bank)
  const work = function* (): Process<UserTransaction> {
    const transaction = begin(target)
    succeeded(enlist(target, transaction, { globalId: X, coordinator: COORDINATOR }))
    for (const statement of statements) succeeded(yield* execute(target, transaction, statement))
    expect(succeeded(yield* prepareBranch(target, X))).toBe('prepared')
    return transaction
  }
  return run(bank.sim, work())
}

/** True when someone who reads the row gets an answer. */
function canRead(bank: Fixture, key: number): boolean {
  const target = online(bank)
  const table = succeeded(findTable(target, 'Accounts'))
  const task = bank.sim.spawn('read', lookUp(target, undefined, table, key))
  while (bank.sim.step());
  const read = task.state !== 'running'
  bank.sim.kill(task)
  return read
}

const CHANGES: readonly Statement[] = [
  insertion(9),
  change(1, 100),
  change(2, 200, 900),
  { kind: 'delete', key: 3 },
]
const DONE = { 1: '100/0', 2: '200/900', 4: '4/0', 9: '9/0' }
const UNDONE = { 1: '1/0', 2: '2/0', 3: '3/0', 4: '4/0' }

function content(bank: Fixture): Record<string, string> {
  return Object.fromEntries(contentOf(bank))
}

test('a prepared transaction is in doubt after a crash, and its rows stay locked', () => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, CHANGES)
  reopened(bank)
  expect(inDoubtOf(bank.database)).toMatchObject([{ globalId: X, coordinator: COORDINATOR }])
  expect([1, 2, 3, 9, 4].map((key) => canRead(bank, key))).toEqual([
    false,
    false,
    false,
    false,
    true,
  ])
  expect(viewDatabase(bank.database).state_desc).toBe('ONLINE')
})

test.each([
  ['commit', commitBranch, DONE],
  ['abort', abortBranch, UNDONE],
])('the coordinator may say %s after any number of restarts', (_, end, expected) => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, CHANGES)
  for (let restarts = 0; restarts < 3; restarts++) {
    reopened(bank)
    succeeded(takeCheckpoint(online(bank)))
  }
  succeeded(run(bank.sim, end(online(bank), X)))
  expect(content(bank)).toEqual(expected)
  expect([1, 2, 3, 9].every((key) => canRead(bank, key))).toBe(true)
  // Said twice it changes nothing.
  succeeded(run(bank.sim, end(online(bank), X)))
  // Nobody waits for the record of an abort: who loses it asks again.
  if (end === abortBranch) succeeded(takeCheckpoint(online(bank)))
  expect(content(reopened(bank))).toEqual(expected)
  expect(inDoubtOf(bank.database)).toEqual([])
})

test('an orderly close keeps it in doubt as well', () => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, CHANGES)
  succeeded(closeDatabase(bank.database, { kind: 'offline' }))
  succeeded(openDatabase(bank.database))
  expect(inDoubtOf(bank.database)).toHaveLength(1)
})

test('what is prepared but not on disk is gone after a crash', () => {
  const bank = bankWith(1)
  const target = online(bank)
  bank.sim.points.arm({
    point: 'sql.log.write',
    occurrence: 1,
    run: () => crashDatabase(bank.database),
  })
  const work = function* (): Process<number> {
    const transaction = begin(target)
    succeeded(enlist(target, transaction, { globalId: X, coordinator: COORDINATOR }))
    succeeded(yield* execute(target, transaction, change(1, 7)))
    return errorOf(yield* prepareBranch(target, X))
  }
  expect(run(bank.sim, work())).toBe(10054)
  succeeded(openDatabase(bank.database))
  expect(inDoubtOf(bank.database)).toEqual([])
  expect(content(bank)).toEqual({ 1: '1/0' })
})

test('an abort that a crash cut short goes on by itself', () => {
  const bank = bankWith(1, 2, 3, 4)
  const long: Statement[] = []
  for (let id = 20; id < 60; id++) long.push({ kind: 'insert', row: [id, 0n, 'x'.repeat(3_000)] })
  prepareWith(bank, [...CHANGES, ...long])
  succeeded(run(bank.sim, abortBranch(online(bank), X)))
  // The undo takes several writes; the first of them is all that gets to the disk.
  const end = () => crashDatabase(bank.database)
  bank.sim.points.arm({ point: 'sql.log.write', occurrence: 2, run: end })
  expect(errorOf(takeCheckpoint(online(bank)))).toBe(10054)
  succeeded(openDatabase(bank.database))
  expect(inDoubtOf(bank.database)).toEqual([])
  expect(content(bank)).toEqual(UNDONE)
})

test('a copy takes in-doubt transactions back without asking', () => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, CHANGES)
  crashDatabase(bank.database)
  succeeded(openDatabase(bank.database, PRESUME_ABORT))
  expect(content(bank)).toEqual(UNDONE)
  expect(canRead(bank, 1)).toBe(true)
  expect(online(bank).storage.log.reserved).toBe(0)
})

test.each([
  ['committed', DONE],
  ['aborted', UNDONE],
] as const)('a copy that was told the outcome ends it as %s', (outcome, expected) => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, CHANGES)
  crashDatabase(bank.database)
  const outcomes = new Map([[X, outcome]])
  succeeded(openDatabase(bank.database, { outcomes, others: 'keep' }))
  expect(content(bank)).toEqual(expected)
  expect(content(reopened(bank))).toEqual(expected)
})

test('the log keeps what a prepared transaction needs', () => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, CHANGES)
  for (let id = 100; id < 400; id++) {
    expect(transact(bank, [{ kind: 'insert', row: [id, 0n, 'x'.repeat(3_000)] }])).toBe(true)
    if (id % 50 === 0) succeeded(takeCheckpoint(online(bank)))
  }
  expect(viewDatabase(bank.database).log_reuse_wait_desc).toBe('ACTIVE_TRANSACTION')
  reopened(bank)
  succeeded(run(bank.sim, abortBranch(online(bank), X)))
  expect(content(bank)).toMatchObject(UNDONE)
  expect(content(bank)).not.toHaveProperty('9')
})

test('the bytes of a row that may come back are not used again', () => {
  const bank = bankWith(1, 2, 3, 4)
  prepareWith(bank, [{ kind: 'delete', key: 3 }])
  reopened(bank)
  for (let id = 10; id < 60; id++)
    transact(bank, [{ kind: 'insert', row: [id, 0n, 'x'.repeat(500)] }])
  succeeded(run(bank.sim, abortBranch(online(bank), X)))
  expect(content(bank)).toMatchObject(UNDONE)
})

test('a branch is nobody else\u2019s to end, and a prepared one takes no more work', () => {
  const bank = bankWith(1, 2)
  const target = online(bank)
  const work = function* (): Process<number[]> {
    const transaction = begin(target)
    succeeded(enlist(target, transaction, { globalId: X, coordinator: COORDINATOR }))
    const again = enlist(target, transaction, { globalId: X, coordinator: COORDINATOR })
    succeeded(yield* execute(target, transaction, change(1, 5)))
    const local = yield* commit(target, transaction)
    succeeded(yield* prepareBranch(target, X))
    const late = yield* execute(target, transaction, change(2, 5))
    const undone = yield* rollback(target, transaction)
    return [again, local, late, undone].map(errorOf)
  }
  expect(run(bank.sim, work())).toEqual([8519, 8519, 3903, 3903])
})

test('a branch without changes is over when it has promised', () => {
  const bank = bankWith(1)
  const target = online(bank)
  const transaction = begin(target)
  succeeded(enlist(target, transaction, { globalId: X, coordinator: COORDINATOR }))
  expect(succeeded(run(bank.sim, prepareBranch(target, X)))).toBe('read-only')
  expect([target.branches.size, target.transactions.size]).toEqual([0, 0])
})

type Event = 'crash' | 'checkpoint' | 'work'

test('whatever happens meanwhile, it ends as the coordinator says', () => {
  const events = fc.array(fc.constantFrom<Event>('crash', 'checkpoint', 'work'), { maxLength: 12 })
  fc.assert(
    fc.property(events, fc.boolean(), fc.nat(1_000), (history, isCommit, seed) => {
      const bank = makeBank()
      const random = bank.sim.random(`history ${seed}`)
      const draw = (model: ReadonlyMap<number, string>) => randomStatements(random, model)
      let others = new Map<number, string>()
      for (let round = 0; round < 5; round++) {
        const statements = draw(others)
        if (transact(bank, statements)) others = new Map(applied(others, statements))
      }
      const statements = draw(others)
      if (statements.length === 0) return
      prepareWith(bank, statements)
      const touched = new Set(
        statements.map((each) => Number(each.kind === 'delete' ? each.key : each.row[0])),
      )
      let model = new Map(others)
      const work: Statement[] = []
      for (const event of history) {
        if (event === 'crash') reopened(bank)
        else if (event === 'checkpoint') succeeded(takeCheckpoint(online(bank)))
        else {
          const free = new Map([...model].filter(([key]) => !touched.has(key)))
          const more = draw(free)
          if (!transact(bank, more)) continue
          model = new Map(applied(model, more))
          work.push(...more)
        }
      }
      const end = isCommit ? commitBranch : abortBranch
      succeeded(run(bank.sim, end(online(bank), X)))
      const expected = isCommit ? applied(model, statements) : model
      expect(contentOf(bank)).toEqual(expected)
      crashDatabase(bank.database)
      succeeded(openDatabase(bank.database, PRESUME_ABORT))
      expect(contentOf(bank)).toEqual(expected)
    }),
  )
})
