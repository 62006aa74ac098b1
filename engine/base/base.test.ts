import { expect, test } from 'vitest'
import { assert, InvariantError, present, unreachable } from './assert.js'
import type { HResult } from './brand.js'
import {
  bytes,
  formatHResult,
  hours,
  MIB,
  microseconds,
  milliseconds,
  minutes,
  seconds,
} from './units.js'

test('a broken invariant is an error of its own kind, with the reason', () => {
  expect(() => assert(false, 'writes are held')).toThrow(new InvariantError('writes are held'))
  expect(() => assert(true, 'never shown')).not.toThrow()
})

test('a value that must be there says what was missing', () => {
  expect(present(0, 'a count')).toBe(0)
  expect(present('', 'a text')).toBe('')
  expect(() => present(undefined, 'volume C:')).toThrow('volume C: is missing')
  expect(() => present(null, 'volume C:')).toThrow('volume C: is missing')
})

test('the end of an exhaustive switch throws what it was given', () => {
  expect(() => unreachable({ kind: 'odd' } as never)).toThrow('{"kind":"odd"}')
})

test('every span is a count of microseconds', () => {
  expect(hours(1)).toBe(60 * minutes(1))
  expect(minutes(1)).toBe(60 * seconds(1))
  expect(seconds(1)).toBe(1_000 * milliseconds(1))
  expect(milliseconds(1)).toBe(1_000 * microseconds(1))
})

test('a megabyte is 2 to the 20', () => expect(bytes(MIB)).toBe(2 ** 20))

test('a result code is printed as event logs print it', () => {
  expect(formatHResult(0x800423f2 as HResult)).toBe('0x800423f2')
  expect(formatHResult((0x800423f2 | 0) as HResult)).toBe('0x800423f2')
  expect(formatHResult(0 as HResult)).toBe('0x00000000')
})
