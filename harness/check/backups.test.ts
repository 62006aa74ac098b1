import { expect, test } from 'vitest'
import type { CommandName } from '../model/commands.js'
import { done, type Json, type Reply, refusal } from '../model/reply.js'
import { Backups } from './backups.js'

const UNCERTAIN: Reply = {
  kind: 'refused',
  refusal: { code: 'no-answer', message: '', certain: false },
}
const COMPLETED = done({ state: 'completed', instantMs: 5, leftOut: [] })

/** An oracle that was told of Sales with rows 1 to 3, and then of these. */
function told(...events: readonly [CommandName, { [key: string]: Json }, Reply][]): Backups {
  const oracle = new Backups()
  const rows = { from: 1, to: 3, text: 'a' }
  oracle.note('sql.create', { databases: [{ database: 'Sales', rows }] }, done())
  for (const [command, params, reply] of events) oracle.note(command, params, reply)
  return oracle
}

const write = (text: string): { [key: string]: Json } => ({
  database: 'Sales',
  from: 2,
  to: 2,
  text,
})
const backup = {
  backup: 'base',
  type: 'full',
  mode: 'component',
  purpose: 'backup',
  components: [],
}

function rows(...texts: readonly string[]): Json {
  return { rows: texts.map((text, index) => ({ rows: `${index + 1}`, text })), filled: [] }
}

function check(oracle: Backups, value: Json): string[] {
  return oracle.check('Sales', value, false)
}

test('what was acknowledged must be there', () => {
  const oracle = told(['sql.write', write('b'), done()])
  expect(check(oracle, rows('a', 'b', 'a'))).toEqual([])
  expect(check(oracle, rows('a', 'a', 'a'))).toEqual(['row 2 is "a", not "b"'])
  expect(check(oracle, rows('a', 'b'))).toEqual(['row 3 is lost'])
  expect(check(oracle, rows('a', 'b', 'a', 'a'))).toEqual(['row 4 should not be there'])
})

test('what was refused must not be there', () => {
  const oracle = told(['sql.write', write('b'), refusal('1105', 'full')])
  expect(check(oracle, rows('a', 'b', 'a'))).toHaveLength(1)
})

test('what was never answered may be there or not', () => {
  const oracle = told(['sql.write', write('b'), UNCERTAIN])
  expect(check(oracle, rows('a', 'a', 'a'))).toEqual([])
  expect(check(oracle, rows('a', 'b', 'a'))).toEqual([])
  expect(check(oracle, rows('a', 'c', 'a'))).toHaveLength(1)
})

test('a transaction counts when it is committed, and not before', () => {
  const begin = { ...write('b'), transaction: 'x' }
  const open = told(['sql.begin', begin, done()])
  expect(check(open, rows('a', 'a', 'a'))).toEqual([])
  expect(open.transactions).toEqual(['x'])
  const ended = (how: string) =>
    told(['sql.begin', begin, done()], ['sql.end', { transaction: 'x', how }, done()])
  expect(check(ended('commit'), rows('a', 'b', 'a'))).toEqual([])
  expect(check(ended('roll back'), rows('a', 'b', 'a'))).toHaveLength(1)
})

test('every filled extent is compared', () => {
  const fill = { database: 'Sales', file: 'sales', count: 3, text: 'x' }
  const oracle = told(
    ['sql.extents', fill, done()],
    ['sql.extents', { ...fill, count: 1, text: 'y' }, done()],
  )
  const read = (y: number, x: number): Json => ({
    ...(rows('a', 'a', 'a') as object),
    filled: [
      { text: 'y', extents: y },
      { text: 'x', extents: x },
    ],
  })
  expect(check(oracle, read(1, 2))).toEqual([])
  expect(check(oracle, read(0, 3))[0]).toBe('0 extents hold "y", not 1')
})

test('a completed backup must give back what was there when it was taken', () => {
  const oracle = told(
    ['requestor.backup', backup, COMPLETED],
    ['sql.write', write('later'), done()],
  )
  const [claim] = oracle.claims
  if (claim === undefined) throw new Error('there is no claim')
  expect(oracle.checkBackup(claim, 'Sales', rows('a', 'a', 'a'), false)).toEqual([])
  expect(oracle.checkBackup(claim, 'Sales', rows('a', 'later', 'a'), false)).toHaveLength(1)
})

test('a backup that failed claims nothing, nor one that left everything out', () => {
  const failed = done({ state: 'failed', instantMs: 5, leftOut: [] })
  const empty = done({ state: 'completed', instantMs: 5, leftOut: ['Sales'] })
  expect(told(['requestor.backup', backup, failed]).claims).toEqual([])
  expect(told(['requestor.backup', backup, empty]).claims).toEqual([])
})

test('nothing is expected of a database whose restore failed, until one completes', () => {
  const restore = { backup: 'base', additionalRestores: [] }
  const failed = done({ state: 'failed' })
  const oracle = told(
    ['requestor.backup', backup, COMPLETED],
    ['sql.write', write('b'), done()],
    ['requestor.restore', restore, failed],
  )
  expect(oracle.isBroken('Sales')).toBe(true)
  expect(check(oracle, rows())).toEqual([])
  oracle.note('requestor.restore', restore, COMPLETED)
  expect(check(oracle, rows('a', 'a', 'a'))).toEqual([])
  expect(check(oracle, rows('a', 'b', 'a'))).toHaveLength(1)
})

test('where the tail of a log was damaged, an earlier content is right too', () => {
  const oracle = told(['sql.write', write('b'), done()])
  expect(oracle.check('Sales', rows('a', 'a', 'a'), true)).toEqual([])
  expect(oracle.check('Sales', rows('a', 'c', 'a'), true)).toHaveLength(1)
})
