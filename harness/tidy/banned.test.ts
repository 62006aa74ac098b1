import { expect, test } from 'vitest'
import { checkBanned } from './banned.js'
import { isTest, parseSource, readSources } from './sources.js'

function checkSnippet(text: string, complaint: string | undefined): void {
  const complaints = checkBanned(parseSource('engine/a.ts', text))
  expect(complaints).toEqual(complaint === undefined ? [] : [`engine/a.ts:1: ${complaint}`])
}

test('the engine touches no clock, no dice, no locale and no promise', () => {
  const engine = readSources().filter(({ file }) => file.startsWith('engine/') && !isTest(file))
  expect(engine.flatMap(checkBanned)).toEqual([])
})

test('the clock of the machine', () =>
  checkSnippet('const t = Date.now()', '`Date.now` is banned, use the world clock'))
test('a date object', () =>
  checkSnippet('const t = new Date(0)', '`Date` is banned, use the world clock'))
test('dice', () =>
  checkSnippet(
    'const r = Math.random()',
    "`Math.random` is banned, draw from a stream split from the world's seed",
  ))
test('other mathematics', () => checkSnippet('const r = Math.floor(1.5)', undefined))
test('a timer', () =>
  checkSnippet('setTimeout(f, 1)', '`setTimeout` is banned, let a process wait in the world'))
test('the process', () =>
  checkSnippet('const e = process.env', '`process` is banned, it belongs behind a port'))
test('a value of its own that is called process', () =>
  checkSnippet('function run(process: Task) { process.step() }', undefined))
test('a member called process', () => checkSnippet('const p = task.process', undefined))
test('a key called process', () => checkSnippet('const p = { process: 1 }', undefined))
test('formatting by locale', () =>
  checkSnippet('const s = n.toLocaleString()', '`toLocaleString` is banned, write the format out'))
test('comparing by locale', () =>
  checkSnippet('a.localeCompare(b)', '`localeCompare` is banned, compare with < and >'))
test('a promise in a type', () =>
  checkSnippet(
    'let p: Promise<void>',
    '`Promise` is banned, the engine is synchronous; what waits is a process (a generator)',
  ))
test('an asynchronous function', () =>
  checkSnippet(
    'async function f() {}',
    '`async` is banned, the engine is synchronous; what waits is a process (a generator)',
  ))
