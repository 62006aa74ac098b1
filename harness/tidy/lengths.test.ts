import { expect, test } from 'vitest'
import { checkLengths, needlessExceptions } from './lengths.js'
import { parseSource, readSources } from './sources.js'

function checkText(text: string, complaints: string[]): void {
  expect(checkLengths(parseSource('a.ts', text))).toEqual(complaints)
}

test('functions and files are short', () => {
  const sources = readSources()
  expect(sources.flatMap(checkLengths)).toEqual([])
  expect(needlessExceptions(sources)).toEqual([])
})

test('a function of 70 lines', () => checkText(`function f() {${'\n'.repeat(69)}}\n`, []))
test('a function of 71 lines', () =>
  checkText(`\nfunction f() {${'\n'.repeat(70)}}\n`, [
    'a.ts:2: a function of 71 lines, at most 70',
  ]))
test('a method of 71 lines', () =>
  checkText(`class A { f() {${'\n'.repeat(70)}} }\n`, [
    'a.ts:1: a function of 71 lines, at most 70',
  ]))
test('a group of tests', () => checkText(`describe('x', () => {${'\n'.repeat(90)}})\n`, []))
test('a file of 400 lines', () => checkText('x\n'.repeat(400), []))
test('a file of 401 lines', () => checkText('x\n'.repeat(401), ['a.ts: 401 lines, at most 400']))
