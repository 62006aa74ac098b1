// Random transfers between six databases on three servers, side by side, while parties end and come
// back and the network is cut. No money is ever made or lost, and nothing acknowledged is undone.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from './base/units.js'
import type { CommitOutcome } from './distributed.js'
import {
  atPlace,
  type Bank,
  balanceOf,
  balances,
  copyOf,
  crashCoordinator,
  crashServer,
  heal,
  onlineAt,
  openBank,
  START,
  transfer,
} from './distributed-bank.fixture.js'
import { placeFault, type Task } from './sim/index.js'
import type { SqlResource } from './sql/recovery/index.js'

const TILLS = 6
const pristine = openBank({ servers: 3, tillsPerServer: 2 })

const HARM = ['server 0', 'server 1', 'server 2', 'coordinator', 'SQL01', 'SQL02', 'APP01'] as const

const ROUND = fc.record({
  moves: fc.array(fc.tuple(fc.nat(TILLS - 1), fc.nat(TILLS - 1), fc.integer({ min: 1, max: 50 })), {
    minLength: 1,
    maxLength: 4,
  }),
  harm: fc.option(fc.tuple(fc.constantFrom(...HARM), fc.integer({ min: 1, max: 60 }))),
})

test('after any transfers, crashes and cuts the sum is what it was', () => {
  fc.assert(
    fc.property(fc.array(ROUND, { minLength: 1, maxLength: 6 }), (rounds) => {
      const bank = copyOf(pristine)
      for (const { moves, harm } of rounds) {
        const before = balances(bank)
        if (harm !== null) atPlace(bank, harm[1], () => hurt(bank, harm[0]))
        const wanted = moves.filter(([from, to]) => from !== to)
        const tasks = wanted.map(([from, to, amount]) => start(bank, from, to, amount))
        bank.sim.advance(seconds(90))
        heal(bank)
        checkSums(bank, before, { wanted, tasks })
      }
    }),
  )
})

function start(bank: Bank, from: number, to: number, amount: number): Task<CommitOutcome> {
  const { network, msdtc: coordinator, tills } = bank
  const ends = { from: tills[from] as SqlResource, to: tills[to] as SqlResource }
  return bank.sim.spawn('transfer', transfer(network, { ...ends, amount, coordinator }))
}

function hurt(bank: Bank, what: (typeof HARM)[number]): void {
  if (what.startsWith('server')) crashServer(bank, Number(what.slice(-1)))
  else if (what === 'coordinator') crashCoordinator(bank)
  else {
    const { sim } = bank
    const fault = { name: 'cut', kind: 'network-partition', where: what, parameters: {} }
    placeFault(sim.faults, { ...fault, placedAt: sim.now })
  }
}

function checkSums(
  bank: Bank,
  before: readonly number[],
  done: {
    readonly wanted: readonly (readonly [number, number, number])[]
    readonly tasks: readonly Task<CommitOutcome>[]
  },
): void {
  const after = bank.tills.map(balanceOf)
  expect(after.reduce((sum, each) => sum + each, 0)).toBe(TILLS * START)
  const open: (readonly [number, number, number])[] = []
  const expected = [...before]
  for (const [index, move] of done.wanted.entries()) {
    const { state, result } = done.tasks[index] as Task<CommitOutcome>
    expect(state).toBe('done')
    if (result === 'committed') book(expected, move)
    else if (result === 'unknown') open.push(move)
  }
  // What nobody heard the end of may have happened or not, but only whole.
  const possible = subsets(open).map((moves) => {
    const balance = [...expected]
    for (const move of moves) book(balance, move)
    return balance
  })
  expect(possible).toContainEqual(after)
  for (const till of bank.tills) {
    const { branches, locks } = onlineAt(till)
    expect([branches.size, locks.size]).toEqual([0, 0])
  }
}

function book(balance: number[], [from, to, amount]: readonly [number, number, number]): void {
  balance[from] = Number(balance[from]) - amount
  balance[to] = Number(balance[to]) + amount
}

function subsets<T>(all: readonly T[]): T[][] {
  const sets: T[][] = [[]]
  for (const each of all) for (const set of [...sets]) sets.push([...set, each])
  return sets
}
