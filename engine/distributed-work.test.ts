// Distributed transactions at work: what is refused, what ends by itself, what a backup holds.

import { expect, test } from 'vitest'
import { seconds } from './base/units.js'
import {
  beginBranch,
  beginGlobal,
  commitGlobal,
  DECISION_WRITE_POINT,
  databaseAddress,
  type OpenBranch,
  startMsdtc,
} from './distributed.js'
import {
  type Bank,
  balances,
  copyOf,
  crashCoordinator,
  heal,
  onlineAt,
  openBank,
  transfer,
  transferNow,
} from './distributed-bank.fixture.js'
import { type Process, placeFault } from './sim/index.js'
import { backupDatabase, recoverDatabase, restoreDatabase } from './sql/backup/index.js'
import {
  abortBranch,
  commitBranch,
  type Database,
  detachDatabase,
  findDatabase,
  findTable,
  freeze,
  inDoubtOf,
  type Online,
  peekAll,
  requireOnline,
  type SqlResource,
  startInstance,
  thaw,
  update,
} from './sql/recovery/index.js'
import { crashInstance } from './sql/recovery/instance/index.js'
import { errorOf, succeeded } from './sql/recovery/sql.fixture.js'

const [pristine, within] = [openBank(), openBank({ servers: 1, tillsPerServer: 2 })]

function run<T>(bank: Bank, process: Process<T>): T {
  return bank.sim.finish(bank.sim.spawn('test', process))
}

function tillsOf(bank: Bank): [SqlResource, SqlResource] {
  return bank.tills as [SqlResource, SqlResource]
}

function databaseOf({ instance, database }: SqlResource): Database {
  return succeeded(findDatabase(instance, database))
}

function* spend({ online, transaction }: OpenBranch, balance: number): Process {
  const table = succeeded(findTable(online, 'Accounts'))
  succeeded(yield* update(online, transaction, table, [1, BigInt(balance), null]))
}

/** X has moved 100 from the first till to the second, which has promised and has not heard. */
function inDoubt(bank: Bank): void {
  const { instance, database } = tillsOf(bank)[1]
  const where = databaseAddress(instance, database)
  const fault = { name: 'delay', kind: 'commit-delayed', where, parameters: {} }
  placeFault(bank.sim.faults, { ...fault, placedAt: bank.sim.now })
  expect(transferNow(bank)).toBe('committed')
}

test('a transfer between servers happens whole', () => {
  const bank = copyOf(pristine)
  expect(transferNow(bank)).toBe('committed')
  bank.sim.advance(seconds(1))
  expect(balances(bank)).toEqual([400, 600])
})

test('an instance coordinates what spans its own databases, with a log of its own', () => {
  const bank = copyOf(within)
  const coordinator = bank.network.coordinators.get('SQL01\\MSSQLSERVER')
  if (coordinator === undefined) throw new Error('no coordinator')
  expect(transferNow(bank, coordinator)).toBe('committed')
  expect(coordinator.log.generation).toBe(1)
  expect(bank.msdtc.log.generation).toBe(0)
  expect(balances(bank)).toEqual([400, 600])
})

test('an instance that ends between its two databases brings both to one outcome', () => {
  const bank = copyOf(within)
  const [from, to] = tillsOf(bank)
  const coordinator = bank.network.coordinators.get('SQL01\\MSSQLSERVER')
  if (coordinator === undefined) throw new Error('no coordinator')
  const { instance } = to
  const where = databaseAddress(instance, to.database)
  const fault = { name: 'delay', kind: 'commit-delayed', where, parameters: {} }
  placeFault(bank.sim.faults, { ...fault, placedAt: bank.sim.now })
  const move = { from, to, amount: 100, coordinator }
  expect(run(bank, transfer(bank.network, move))).toBe('committed')
  crashInstance(instance)
  heal(bank)
  expect(balances(bank)).toEqual([400, 600])
  expect(coordinator.transactions.size).toBe(0)
})

test('without its coordinator nobody takes part', () => {
  const bank = copyOf(pristine)
  const [till] = tillsOf(bank)
  const { network, msdtc } = bank
  const globalId = beginGlobal(network, msdtc)
  if (globalId === undefined) throw new Error('refused')
  crashCoordinator(bank)
  const of = { globalId, coordinator: msdtc.address }
  expect(errorOf(run(bank, beginBranch(network, till, of)))).toBe(8501)
  expect(onlineAt(till).transactions.size).toBe(0)
  expect(beginGlobal(network, msdtc)).toBeUndefined()
})

test('a branch that was lost is not replaced by a second one', () => {
  const bank = copyOf(pristine)
  const { network, msdtc } = bank
  const [first, second] = tillsOf(bank)
  const globalId = beginGlobal(network, msdtc)
  if (globalId === undefined) throw new Error('refused')
  const of = { globalId, coordinator: msdtc.address }
  const lost = succeeded(run(bank, beginBranch(network, first, of)))
  run(bank, spend(lost, 400))
  const kept = succeeded(run(bank, beginBranch(network, second, of)))
  run(bank, spend(kept, 600))
  crashInstance(first.instance)
  expect(startInstance(first.instance).ok).toBe(true)
  expect(errorOf(run(bank, beginBranch(network, first, of)))).toBe(8501)
  expect(run(bank, commitGlobal(network, msdtc, globalId))).toBe('aborted')
  bank.sim.advance(seconds(10))
  expect(balances(bank)).toEqual([500, 500])
})

test('a decision that its coordinator did not live to write is never written', () => {
  const bank = copyOf(pristine)
  const [first] = tillsOf(bank)
  const restart = () => {
    crashCoordinator(bank)
    startMsdtc(bank.network, bank.msdtc)
  }
  const run = () => {
    restart()
    const { instance, database } = first
    const where = databaseAddress(instance, database)
    const fault = { name: 'cut', kind: 'network-partition', where, parameters: {} }
    placeFault(bank.sim.faults, { ...fault, placedAt: bank.sim.now })
  }
  bank.sim.points.arm({ point: DECISION_WRITE_POINT, occurrence: 1, run })
  expect(transferNow(bank)).toBe('unknown')
  bank.sim.advance(seconds(3))
  // One till has heard by now that it was aborted; the other asks the coordinator's next life.
  expect(onlineAt(tillsOf(bank)[1]).branches.size).toBe(0)
  restart()
  heal(bank)
  expect(balances(bank)).toEqual([500, 500])
})

test('what nobody commits is taken back after a minute, and its rows are free', () => {
  const bank = copyOf(pristine)
  const { network, msdtc } = bank
  const globalId = beginGlobal(network, msdtc)
  if (globalId === undefined) throw new Error('refused')
  const [till] = tillsOf(bank)
  const of = { globalId, coordinator: msdtc.address }
  run(bank, spend(succeeded(run(bank, beginBranch(network, till, of))), 1))
  bank.sim.advance(seconds(59))
  expect(onlineAt(till).locks.size).toBe(1)
  bank.sim.advance(seconds(5))
  expect(onlineAt(till).locks.size).toBe(0)
  expect(balances(bank)).toEqual([500, 500])
  expect(run(bank, commitGlobal(network, msdtc, globalId))).toBe('aborted')
})

test('a branch whose coordinator went for good is taken back as long as it has not promised', () => {
  const bank = copyOf(pristine)
  const { network, msdtc } = bank
  const globalId = beginGlobal(network, msdtc)
  if (globalId === undefined) throw new Error('refused')
  const [till] = tillsOf(bank)
  const of = { globalId, coordinator: msdtc.address }
  run(bank, spend(succeeded(run(bank, beginBranch(network, till, of))), 1))
  crashCoordinator(bank)
  bank.sim.advance(seconds(10))
  expect(onlineAt(till).branches.size).toBe(0)
  expect(balances(bank)).toEqual([500, 500])
})

test('a database in doubt is not detached, and an operator may end what is', () => {
  const bank = copyOf(pristine)
  inDoubt(bank)
  const [, till] = tillsOf(bank)
  const detached = run(bank, detachDatabase(till.instance, till.database))
  expect(errorOf(detached)).toBe(5030)
  const [branch] = inDoubtOf(databaseOf(till))
  if (branch === undefined) throw new Error('nothing in doubt')
  succeeded(run(bank, abortBranch(onlineAt(till), branch.globalId)))
  expect(balances(bank)).toEqual([400, 500])
})

test('a freeze does not wait for transactions in doubt, and they end after the thaw', () => {
  const bank = copyOf(pristine)
  inDoubt(bank)
  const [, till] = tillsOf(bank)
  const online = onlineAt(till)
  freeze(online)
  for (const fault of bank.sim.faults.placed) fault.liftedAt = bank.sim.now
  bank.sim.advance(seconds(100))
  expect(inDoubtOf(databaseOf(till))).toHaveLength(1)
  expect(bank.msdtc.transactions.size).toBe(1)
  thaw(online)
  bank.sim.advance(seconds(1))
  expect(inDoubtOf(databaseOf(till))).toEqual([])
  expect(balances(bank)).toEqual([400, 600])
  expect(bank.msdtc.transactions.size).toBe(0)
})

test('a backup holds what is in doubt; a restore takes it back and leaves the original alone', () => {
  const bank = copyOf(pristine)
  inDoubt(bank)
  const [, till] = tillsOf(bank)
  const database = databaseOf(till)
  const { sim, volumes } = database
  const media = { volume: 'F:', path: '\\till.bak' }
  succeededAny(run(bank, backupDatabase(database, { media, type: 'full' })))
  const move = {
    [till.database]: { volume: 'F:', path: '\\copy.mdf' },
    [`${till.database}_log`]: { volume: 'F:', path: '\\copy.ldf' },
  }
  const target = { sim, volumes, name: 'Copy', existing: undefined }
  const restoring = succeededAny(restoreDatabase(target, { media, move }))
  const copy = succeededAny(recoverDatabase(restoring))
  expect(show(succeeded(requireOnline(copy)))).toEqual(['500'])
  expect(inDoubtOf(copy)).toEqual([])
  const [branch] = inDoubtOf(database)
  if (branch === undefined) throw new Error('nothing in doubt')
  succeeded(run(bank, commitBranch(onlineAt(till), branch.globalId)))
  expect(show(onlineAt(till))).toEqual(['600'])
})

function succeededAny<T>(outcome: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (outcome.ok) return outcome.value
  throw new Error(`refused: ${JSON.stringify(outcome.error)}`)
}

function show(online: Online): string[] {
  const rows = succeeded(peekAll(online, succeeded(findTable(online, 'Accounts'))))
  return rows.map((row) => String(row[1]))
}
