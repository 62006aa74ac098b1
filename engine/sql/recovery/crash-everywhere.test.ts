// A crash at every log write and every page write of a fixed history. Before each step the world is
// forked once for every write of the step, and each fork crashes at another one.

import { expect, test } from 'vitest'
import { fork } from '../../base/fork.js'
import { PAGE_WRITE_POINT } from '../buffer/index.js'
import { LOG_WRITE_POINT } from '../log/index.js'
import { crashDatabase, openDatabase, takeCheckpoint } from './database/index.js'
import {
  applied,
  contentOf,
  type Fixture,
  type Model,
  makeBank,
  ORDERS,
  online,
  randomStatements,
  type Statement,
  succeeded,
  transact,
} from './sql.fixture.js'
import { viewFiles } from './views.js'

const TRANSACTIONS = 200
const START_PAGES = 32
const CHECKPOINT_AFTER = 120

type Step =
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'transaction'; readonly statements: Statement[] }

test('a crash at any write of 200 transactions loses nothing and keeps nothing half', () => {
  const bank = makeBank({ dataFiles: [{ ...ORDERS.dataFiles[0], sizePages: START_PAGES }] })
  const random = bank.sim.random('history')
  let model: Model = new Map()
  let places = 0
  for (let index = 0; index < TRANSACTIONS; index++) {
    const statements = randomStatements(random, model)
    const steps: Step[] = [{ kind: 'transaction', statements }]
    if (index === CHECKPOINT_AFTER) steps.push({ kind: 'checkpoint' })
    for (const step of steps) {
      const after = step.kind === 'transaction' ? applied(model, step.statements) : model
      places += crashAtEveryWrite(bank, step, [model, after])
      perform(bank, step)
      model = after
    }
  }
  expect(contentOf(bank)).toEqual(model)
  // The history is what it is meant to be: it grows its file and writes more than once a transaction.
  expect(viewFiles(bank.database)[0]?.sizePages).toBeGreaterThan(START_PAGES)
  expect(places).toBeGreaterThan(TRANSACTIONS)
})

test('a crash at any write of a recovery is recovered from', () => {
  const bank = makeBank()
  const random = bank.sim.random('history')
  let model: Model = new Map()
  for (let index = 0; index < 40; index++) {
    const statements = randomStatements(random, model)
    perform(bank, { kind: 'transaction', statements })
    model = applied(model, statements)
  }
  crashDatabase(bank.database)
  const places = writesOf(bank, (copy) => succeeded(openDatabase(copy.database)))
  expect(places).toBeGreaterThan(5)
  for (let place = 1; place <= places; place++) {
    const copy = fork(bank)
    crashAt(copy, place)
    openDatabase(copy.database)
    succeeded(openDatabase(copy.database))
    expect(contentOf(copy)).toEqual(model)
  }
})

function crashAtEveryWrite(bank: Fixture, step: Step, allowed: readonly Model[]): number {
  const places = writesOf(bank, (copy) => perform(copy, step))
  for (let place = 1; place <= places; place++) {
    const copy = fork(bank)
    crashAt(copy, place)
    perform(copy, step)
    expect(copy.database.state.kind).toBe('closed')
    succeeded(openDatabase(copy.database))
    const content = contentOf(copy)
    const known = allowed.find((model) => isSame(model, content))
    if (known === undefined) expect(content).toEqual(allowed.at(-1))
  }
  return places
}

function perform(bank: Fixture, step: Step): void {
  if (step.kind === 'checkpoint') takeCheckpoint(online(bank))
  else transact(bank, step.statements)
}

/** How many writes the work does. */
function writesOf(bank: Fixture, work: (copy: Fixture) => void): number {
  const copy = fork(bank)
  copy.sim.points.record()
  const before = copy.sim.points.recorded.length
  work(copy)
  return copy.sim.points.recorded.slice(before).filter(isWrite).length
}

/** Crashes before the n-th write of either kind from now. */
function crashAt(bank: Fixture, place: number): void {
  let left = place
  const count = () => {
    if (--left === 0) crashDatabase(bank.database)
  }
  for (const point of [LOG_WRITE_POINT, PAGE_WRITE_POINT])
    for (let occurrence = 1; occurrence <= place; occurrence++)
      bank.sim.points.arm({ point, occurrence, run: count })
}

function isWrite(point: string): boolean {
  return point === LOG_WRITE_POINT || point === PAGE_WRITE_POINT
}

function isSame(left: Model, right: Model): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value)
}
