import { expect, test } from 'vitest'
import { keptIn, valueAt, withKept } from './kept.js'

const find = (of: string, place: string) =>
  of === '$kept' && place === 'before.files' ? [{ $not: 'x' }] : undefined

test('what was kept is put in place as a value, wherever it stands', () =>
  expect(withKept({ a: [{ $kept: 'before.files' }, 1], b: { $not: null } }, find)).toEqual({
    a: [{ $kept: { value: [{ $not: 'x' }] } }, 1],
    b: { $not: null },
  }))

test('what is not there stays as it was written', () => {
  expect(withKept({ $kept: 'after.files' }, find)).toEqual({ $kept: 'after.files' })
  expect(withKept({ $asked: 'before.files' }, find)).toEqual({ $asked: 'before.files' })
})

test('beside another key it is a key like any other', () => {
  const pattern = { $kept: 'before.files', rows: 1 }
  expect(withKept(pattern, find)).toEqual(pattern)
})

test('a place leads through objects only, and to nothing inherited', () => {
  expect(valueAt({ a: 1 }, 'a')).toBe(1)
  for (const value of [undefined, null, 1, 'a', [1]])
    expect(valueAt(value, 'length')).toBe(undefined)
  expect(valueAt({}, 'constructor')).toBe(undefined)
})

test('the names of what a pattern compares with, until it is put in place', () => {
  const pattern = { a: [{ $not: { $kept: 'before.files' } }], b: { $asked: 'load' }, c: '$kept' }
  expect(keptIn(pattern)).toEqual(['before', 'load'])
  expect(keptIn(withKept(pattern, find))).toEqual(['load'])
})
