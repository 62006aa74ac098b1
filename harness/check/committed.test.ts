import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Operation, operationsOf, ROWS_PER_CLIENT } from '../model/workload.js'
import { expandRows, type History, notCommitted, type Outcome } from './committed.js'

const ABOUT = { database: 'Sales' }

function write(row: number, text: string | null): Operation {
  return { kind: 'rows', client: 0, thinkMs: 0, database: 'Sales', writes: [{ row, text }] }
}

function ended(sentMs: number, endedMs: number, outcome: Outcome['outcome']): Outcome {
  return { sentMs, endedMs, outcome }
}

/** Entry 1 acknowledged, entry 2 under way from 10 to 20, entry 3 sent later. */
const HISTORY: History = {
  operations: [write(1, 'a'), write(2, 'b'), write(3, 'c')],
  outcomes: [
    ended(0, 5, 'acknowledged'),
    ended(10, 20, 'acknowledged'),
    ended(30, 40, 'uncertain'),
  ],
}

const rows = (...texts: string[]) => new Map(texts.map((text, at) => [at + 1, text]))

function checkAt(
  atMs: number | undefined,
  good: Map<number, string>[],
  bad: Map<number, string>[],
) {
  const about = { ...ABOUT, ...(atMs === undefined ? {} : { atMs }) }
  for (const each of good) expect(notCommitted(each, HISTORY, about)).toEqual([])
  for (const each of bad) expect(notCommitted(each, HISTORY, about)).not.toEqual([])
}

describe('at an instant', () => {
  test('what was acknowledged before is there, what was sent after is not', () =>
    checkAt(7, [rows('a')], [rows(), rows('a', 'b'), rows('x')]))

  test('what was under way may be there or not', () =>
    checkAt(15, [rows('a'), rows('a', 'b')], [rows(), rows('a', 'b', 'c'), new Map([[2, 'b']])]))

  test('at the very instant of the answer both are possible', () =>
    checkAt(20, [rows('a'), rows('a', 'b')], [rows()]))
})

test('in the end nothing acknowledged is missing, and what got no answer is whole or absent', () =>
  checkAt(undefined, [rows('a', 'b'), rows('a', 'b', 'c')], [rows('a'), rows('a', 'b', 'x')]))

test('a transaction is there as a whole or not at all', () => {
  const writes = [
    { row: 1, text: 'a' },
    { row: 2, text: 'b' },
  ]
  const history: History = {
    operations: [{ kind: 'rows', client: 0, thinkMs: 0, database: 'Sales', writes }],
    outcomes: [ended(0, 9, 'uncertain')],
  }
  for (const good of [rows(), rows('a', 'b')])
    expect(notCommitted(good, history, ABOUT)).toEqual([])
  expect(notCommitted(rows('a'), history, ABOUT)).toEqual(['client 0: lost or changed 2 "b"'])
})

test('rows of a client that sent nothing are strangers', () =>
  expect(
    notCommitted(new Map([[ROWS_PER_CLIENT, 'a']]), { operations: [], outcomes: [] }, ABOUT),
  ).toEqual(['rows that nobody wrote: 10000']))

test('an outcome too few is no history', () =>
  expect(notCommitted(rows(), { operations: [write(1, 'a')], outcomes: [] }, ABOUT)).toHaveLength(
    1,
  ))

test('a refused operation leaves nothing behind', () => {
  const history: History = { operations: [write(1, 'a')], outcomes: [ended(0, 1, 'refused')] }
  expect(notCommitted(rows(), history, ABOUT)).toEqual([])
  expect(notCommitted(rows('a'), history, ABOUT)).not.toEqual([])
})

test('carrying out a workload fits, and any one entry lost or changed does not', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.boolean(), (seed, pick, change) => {
      const operations = operationsOf({
        workload: 'ledger',
        databases: ['Sales'],
        transactions: 20,
        clients: 3,
        seed: seed % 2 ** 32,
      })
      const outcomes = operations.map((_, at) => ended(at, at + 0.5, 'acknowledged'))
      const content = new Map<number, string>()
      for (const each of operations)
        if (each.kind === 'rows')
          for (const { row, text } of each.writes) content.set(row, text ?? '')
      expect(notCommitted(content, { operations, outcomes }, ABOUT)).toEqual([])
      const row = [...content.keys()][pick % content.size] ?? 0
      if (change) content.set(row, 'something else')
      else content.delete(row)
      expect(notCommitted(content, { operations, outcomes }, ABOUT)).not.toEqual([])
    }),
  )
})

test('rows of a listing are taken apart, and nothing else is', () => {
  expect(
    expandRows([
      { rows: '1-3', text: 'a' },
      { rows: '7', text: 'b' },
    ])?.size,
  ).toBe(4)
  for (const bad of [
    {},
    [1],
    [{ rows: 'x', text: 'a' }],
    [{ rows: '1' }],
    [{ rows: '1-9999999', text: '' }],
  ])
    expect(expandRows(bad as never)).toBe(undefined)
})
