// What a snapshot set sees of a distributed transaction that is committed here and in doubt there,
// and the ways around it. The copies are the files of both databases as they are at one instant.

import { expect, test } from 'vitest'
import { milliseconds, seconds } from './base/units.js'
import {
  type Coordinator,
  captureOutcomes,
  coordinateWithin,
  databaseAddress,
  holdDecisions,
  releaseDecisions,
} from './distributed.js'
import {
  type Bank,
  balances,
  copyOf,
  crashServer,
  onlineAt,
  openBank,
  transfer,
  transferNow,
} from './distributed-bank.fixture.js'
import { placeFault } from './sim/index.js'
import {
  crashDatabase,
  type Database,
  findDatabase,
  findTable,
  type InDoubtRule,
  inDoubtOf,
  type Online,
  openDatabase,
  PRESUME_ABORT,
  peekAll,
  requireOnline,
  type SqlResource,
  startInstance,
} from './sql/recovery/index.js'
import { succeeded } from './sql/recovery/sql.fixture.js'

function databaseOf({ instance, database }: SqlResource): Database {
  return succeeded(findDatabase(instance, database))
}

/** Lets the till not hear of commits; lifting the fault lets the next message through. */
function delayCommits(bank: Bank, till: number) {
  const { instance, database } = bank.tills[till] as SqlResource
  const where = databaseAddress(instance, database)
  const fault = { name: 'delay', kind: 'commit-delayed', where, parameters: {} }
  return placeFault(bank.sim.faults, { ...fault, placedAt: bank.sim.now })
}

/** What both tills hold in a set of copies that is recovered in that way. */
function copiesShow(bank: Bank, rule: InDoubtRule): number[] {
  const copy = copyOf(bank)
  for (const till of copy.tills) {
    crashDatabase(databaseOf(till))
    succeeded(openDatabase(databaseOf(till), rule))
  }
  return balances(copy)
}

function held(late: number, options: Parameters<typeof openBank>[0] = {}, within = false) {
  const bank = openBank(options)
  const [instance] = bank.instances
  const inner = instance === undefined ? undefined : coordinatorOf(bank, instance)
  const coordinator = within && inner !== undefined ? inner : bank.msdtc
  const delay = delayCommits(bank, late)
  expect(transferNow(bank, coordinator)).toBe('committed')
  expect(delay.effects.length).toBeGreaterThan(0)
  expect(bank.tills.map((till) => inDoubtOf(databaseOf(till)).length)).toEqual(
    late === 0 ? [1, 0] : [0, 1],
  )
  // No message is on its way at that moment, so the world can be copied.
  bank.sim.advance(milliseconds(100))
  return { bank, coordinator, delay }
}

function coordinatorOf(bank: Bank, instance: Bank['instances'][0]): Coordinator | undefined {
  const address = `${instance.host.name}\\${instance.name}`
  return bank.network.coordinators.get(address) ?? coordinateWithin(bank.network, instance)
}

test.each([
  [1, [400, 500]],
  [0, [500, 600]],
])('presumed abort leaves money missing or too much when till %i has not heard', (late, shown) => {
  const { bank, delay } = held(late)
  expect(copiesShow(bank, PRESUME_ABORT)).toEqual(shown)
  // The databases themselves end alike once the message gets through.
  delay.liftedAt = bank.sim.now
  bank.sim.advance(seconds(60))
  expect(balances(bank)).toEqual([400, 600])
  expect(inDoubtOf(databaseOf(bank.tills[late] as SqlResource))).toEqual([])
})

test.each([0, 1])('outcomes noted at the instant make the copies agree (late: %i)', (late) => {
  const { bank, coordinator } = held(late)
  const outcomes = captureOutcomes(bank.network, [coordinator])
  expect(copiesShow(bank, { outcomes, others: 'abort' })).toEqual([400, 600])
})

test('within one instance only the outcomes of that instance help', () => {
  const { bank, coordinator } = held(1, { servers: 1, tillsPerServer: 2 }, true)
  expect(coordinator.address).not.toBe(bank.msdtc.address)
  const show = (coordinators: Coordinator[]) => {
    const outcomes = captureOutcomes(bank.network, coordinators)
    return copiesShow(bank, { outcomes, others: 'abort' })
  }
  expect(show([])).toEqual([400, 500])
  expect(show([bank.msdtc])).toEqual([400, 500])
  expect(show([coordinator])).toEqual([400, 600])
})

test('a copy is recovered without a question to the coordinator', () => {
  const { bank } = held(1)
  const before = bank.sim.trace.events.length
  copiesShow(bank, PRESUME_ABORT)
  const questions = bank.sim.trace.events.slice(before).filter(({ what }) => what === 'dtc.message')
  expect(questions).toEqual([])
})

test('decisions are held until what was decided has got around', () => {
  const { bank, coordinator, delay } = held(1)
  const { sim, network } = bank
  const hold = sim.spawn('hold', holdDecisions(network, coordinator, LIMITS))
  sim.advance(seconds(2))
  expect(hold.state).toBe('running')
  delay.liftedAt = sim.now
  sim.advance(seconds(8))
  expect(hold.result).toBe(true)
  const [from, to] = bank.tills as [SqlResource, SqlResource]
  const move = { from, to, amount: 50, coordinator }
  const next = sim.spawn('next', transfer(network, move))
  sim.advance(seconds(5))
  // Promised by both and decided by nobody: the copies agree that it did not happen.
  expect(next.state).toBe('running')
  expect(bank.tills.map((till) => inDoubtOf(databaseOf(till)).length)).toEqual([1, 1])
  releaseDecisions(network, coordinator)
  expect(sim.finish(next)).toBe('committed')
  sim.advance(seconds(1))
  expect(balances(bank)).toEqual([350, 650])
})

test('a hold is given up when what was decided cannot get around in time', () => {
  const { bank, coordinator } = held(1)
  const hold = bank.sim.spawn('hold', holdDecisions(bank.network, coordinator, LIMITS))
  bank.sim.advance(seconds(11))
  expect(hold.result).toBe(false)
  expect(coordinator.heldUntil).toBeUndefined()
})

test('a hold that nobody ends is over by itself', () => {
  const bank = openBank()
  const limits = { settle: seconds(10), hold: seconds(30) }
  const hold = bank.sim.spawn('hold', holdDecisions(bank.network, bank.msdtc, limits))
  expect(bank.sim.finish(hold)).toBe(true)
  expect(transferNow(bank)).toBe('committed')
  expect(balances(bank)).toEqual([400, 600])
})

const LIMITS = { settle: seconds(10), hold: seconds(60) }

test.each([
  [0, 'suspect', undefined],
  [1, 'online', 600],
  [2, 'online', 500],
] as const)('option %i decides when a restart cannot ask: %s', (option, state, balance) => {
  const { bank } = held(1)
  const late = bank.tills[1] as SqlResource
  late.instance.inDoubtResolution = option
  const fault = { name: 'cut', kind: 'network-partition', where: 'SQL02', parameters: {} }
  placeFault(bank.sim.faults, { ...fault, placedAt: bank.sim.now })
  restart(bank, 1)
  expect(inDoubtOf(databaseOf(late))).toMatchObject([{ recovered: true }])
  bank.sim.advance(seconds(60))
  expect(databaseOf(late).state.kind).toBe(state)
  if (balance === undefined) {
    expect(databaseOf(late).state).toMatchObject({ error: { number: 3431 } })
    expect(late.instance.host.logs.Application.map(({ id }) => id)).toContain(3431)
  } else expect(show(onlineAt(late))).toBe(balance)
})

test('a database that could not learn the outcome learns it when it is brought up again', () => {
  const { bank } = held(1)
  const late = bank.tills[1] as SqlResource
  const fault = { name: 'cut', kind: 'network-partition', where: 'SQL02', parameters: {} }
  const cut = placeFault(bank.sim.faults, { ...fault, placedAt: bank.sim.now })
  restart(bank, 1)
  bank.sim.advance(seconds(60))
  expect(errorNumber(databaseOf(late))).toBe(926)
  cut.liftedAt = bank.sim.now
  restart(bank, 1)
  bank.sim.advance(seconds(1))
  expect(balances(bank)).toEqual([400, 600])
})

function restart(bank: Bank, server: number): void {
  crashServer(bank, server)
  const instance = bank.instances[server]
  if (instance === undefined) throw new Error(`no server ${server}`)
  const started = startInstance(instance)
  if (!started.ok) throw new Error(started.error.name)
}

function show(online: Online): number {
  const [row] = succeeded(peekAll(online, succeeded(findTable(online, 'Accounts'))))
  return Number(row?.[1])
}

function errorNumber(database: Database): number {
  const online = requireOnline(database)
  return online.ok ? 0 : online.error.number
}
