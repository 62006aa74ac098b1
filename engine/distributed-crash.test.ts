// A distributed commit over two instances, broken at every message and at every write of its three
// logs, by the end of each of the three parties and by each cut of the network.

import { expect, test } from 'vitest'
import { seconds } from './base/units.js'
import { startMsdtc } from './distributed.js'
import {
  atPlace,
  type Bank,
  balances,
  copyOf,
  crashCoordinator,
  crashServer,
  type Disturbance,
  heal,
  onlineAt,
  openBank,
  placesOf,
  START,
  transferNow,
} from './distributed-bank.fixture.js'
import { placeFault } from './sim/index.js'
import { startInstance } from './sql/recovery/index.js'

const MOVED = 100
const BEFORE = [START, START]
const AFTER = [START - MOVED, START + MOVED]

/** Long enough to lose one message, or every message until everything is healed. */
const cutOff =
  (where: string, length: number): Disturbance =>
  ({ sim }) => {
    const parameters = {}
    const fault = { name: 'cut', kind: 'network-partition', where, parameters }
    const placed = placeFault(sim.faults, { ...fault, placedAt: sim.now })
    const lift = function* () {
      yield (sim.now + seconds(length)) as typeof sim.now
      placed.liftedAt = sim.now
    }
    sim.spawn('lift', lift())
  }

const both =
  (...disturbances: Disturbance[]): Disturbance =>
  (bank) => {
    for (const disturb of disturbances) disturb(bank)
  }

const DISTURBANCES: readonly (readonly [string, Disturbance])[] = [
  ['the first server ends', (bank) => crashServer(bank, 0)],
  ['the second server ends', (bank) => crashServer(bank, 1)],
  ['the coordinator ends', crashCoordinator],
  [
    'both servers end',
    both(
      (bank) => crashServer(bank, 0),
      (bank) => crashServer(bank, 1),
    ),
  ],
  [
    'everybody ends',
    both(
      (bank) => crashServer(bank, 0),
      (bank) => crashServer(bank, 1),
      crashCoordinator,
    ),
  ],
  ['the first server ends and is back at once', (bank) => restartServer(bank, 0)],
  ['the second server ends and is back at once', (bank) => restartServer(bank, 1)],
  [
    'the coordinator ends and is back at once',
    both(crashCoordinator, ({ network, msdtc }) => void startMsdtc(network, msdtc)),
  ],
  ['the first server is cut off for a moment', cutOff('SQL01', 0)],
  ['the second server is cut off for a moment', cutOff('SQL02', 0)],
  ['the first server is cut off', cutOff('SQL01', 3_000)],
  ['the second server is cut off', cutOff('SQL02', 3_000)],
  ['the coordinator is cut off', cutOff('APP01', 3_000)],
]

test.each(DISTURBANCES)('both databases agree when %s at any place of the commit', (_, disturb) => {
  const bank = openBank()
  const places = placesOf(bank, (copy) => expect(transferNow(copy)).toBe('committed'))
  expect(places).toBeGreaterThan(20)
  for (let place = 1; place <= places; place++) checkPlace(copyOf(bank), place, disturb)
})

function restartServer(bank: Bank, server: number): void {
  crashServer(bank, server)
  const instance = bank.instances[server]
  if (instance !== undefined) startInstance(instance)
}

function checkPlace(bank: Bank, place: number, disturb: Disturbance): void {
  let hit = false
  atPlace(bank, place, () => {
    hit = true
    disturb(bank)
  })
  const outcome = transferNow(bank)
  expect(hit).toBe(true)
  heal(bank)
  const found = balances(bank)
  const allowed = { committed: [AFTER], aborted: [BEFORE], unknown: [BEFORE, AFTER] }
  expect(allowed[outcome ?? 'unknown'], `place ${place}: ${outcome}`).toContainEqual(found)
  checkNothingLeft(bank)
  // Whoever comes next finds nothing locked.
  expect(transferNow(bank)).toBe('committed')
  expect(balances(bank)).toEqual([Number(found[0]) - MOVED, Number(found[1]) + MOVED])
}

function checkNothingLeft(bank: Bank): void {
  expect(bank.msdtc.transactions.size).toBe(0)
  for (const till of bank.tills) {
    const { branches, locks, transactions, storage } = onlineAt(till)
    expect([branches.size, locks.size, transactions.size]).toEqual([0, 0, 0])
    expect(storage.active.size).toBe(0)
    expect(storage.log.reserved).toBe(0)
  }
}
