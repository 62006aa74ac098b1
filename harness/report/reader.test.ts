import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { CHAIN_START, chainEvent } from './chain.js'
import { RECORD_LINE_BYTES_MAX } from './limits.js'
import { type Inspection, inspectRecord, readRecord } from './reader.js'
import { fakeCases, fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

const directory = mkdtempSync(join(tmpdir(), 'frostproof-reader-'))
afterAll(() => rmSync(directory, { recursive: true }))

const { header, results, footer } = fakeRecord([
  fakeResult('SYST-ERR-01'),
  fakeResult('SYST-ERR-02', 'failed', { name: 'Größe überschritten: 사이트 백업' }),
])

/** A record of these events, each hanging on the one before. */
function chained(events: readonly unknown[]): string {
  let chain = CHAIN_START
  return events
    .map((event) => {
      const next = chainEvent(chain, JSON.stringify(event))
      chain = next.chain
      return next.line
    })
    .join('')
}

function fileOf(bytes: string | Uint8Array): string {
  const path = join(directory, 'events.ndjson')
  writeFileSync(path, bytes)
  return path
}

function inspect(bytes: string | Uint8Array): Inspection {
  return inspectRecord(fileOf(bytes))
}

const cases = { kind: 'cases', cases: fakeCases(results) }
const whole = Buffer.from(chained([header, cases, ...results, footer]))

test('a whole record is complete, and is read back as it was written', () => {
  expect(inspect(whole)).toMatchObject({ status: 'complete', results: 2 })
  expect(readRecord(fileOf(whole))).toMatchObject({ header, results, footer })
})

test('one flipped byte anywhere shows', () => {
  const property = fc.property(
    fc.nat(whole.length - 1),
    fc.integer({ min: 1, max: 255 }),
    (at, flip) => {
      const bytes = Uint8Array.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ flip
      expect(inspect(bytes).status).not.toBe('complete')
    },
  )
  fc.assert(property)
})

test('a flipped byte is named by its line', () => {
  const line = 2
  const at = whole.indexOf('\n') + 100
  const bytes = Uint8Array.from(whole)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  expect(inspect(bytes)).toEqual({
    status: 'tampered',
    line,
    message: 'line 2: it does not hang on the line before it',
  })
})

test('a record cut off anywhere is never complete, and before its end it is incomplete', () => {
  const property = fc.property(fc.nat(whole.length - 1), (length) => {
    expect(inspect(whole.subarray(0, length)).status).toBe('incomplete')
  })
  fc.assert(property)
})

test('a record without a footer says how much of it is intact', () => {
  expect(inspect(chained([header, cases, ...results]))).toMatchObject({
    status: 'incomplete',
    results: 2,
    planned: 2,
    message: 'there is no footer; the run did not end (2 results of 2 are intact)',
  })
})

test('an empty file is incomplete', () => {
  expect(inspect('')).toMatchObject({ status: 'incomplete', results: 0 })
})

test('a line that was left out shows', () => {
  const lines = whole.toString().split('\n')
  const without = [lines[0], lines[2], lines[3], lines[4], ''].join('\n')
  expect(inspect(without)).toMatchObject({ status: 'tampered', line: 2 })
})

test('two lines that changed places show', () => {
  const lines = whole.toString().split('\n')
  const swapped = [lines[0], lines[2], lines[1], lines[3], lines[4], ''].join('\n')
  expect(inspect(swapped)).toMatchObject({ status: 'tampered', line: 2 })
})

test('what follows the footer shows, even half a line', () => {
  expect(inspect(chained([header, cases, ...results, footer, results[0]]))).toMatchObject({
    status: 'tampered',
    line: 6,
    message: 'line 6: it comes after the footer',
  })
  expect(inspect(`${whole.toString()}x`)).toMatchObject({ status: 'tampered', line: 6 })
})

/** Bad twins whose chain is right: somebody made them with care. */
function checkRefused(events: readonly unknown[], message: string): void {
  const inspection = inspect(chained(events))
  expect(inspection).toMatchObject({ status: 'tampered' })
  expect(inspection.status === 'tampered' ? inspection.message : '').toContain(message)
}

test('a record begins with its header', () =>
  checkRefused([...results, footer], 'line 1: the header is missing'))

test('a record has one header', () => checkRefused([header, header], 'line 2: it is a second'))

test('a footer counts the results', () =>
  checkRefused(
    [header, cases, ...results, { ...footer, results: 7 }],
    'the footer counts 7 results, the record holds 2',
  ))

test('a planned case without its result shows, though the chain is right', () => {
  const [first, second] = results
  checkRefused(
    [header, cases, second, { ...footer, results: 1 }],
    `it is the result of "${second?.id}", and "${first?.id}" was planned here`,
  )
  checkRefused(
    [header, cases, first, { ...footer, results: 1 }],
    '2 cases were planned, the record holds 1 results',
  )
})

test('a result that was not planned is refused, and so is a plan made afterwards', () => {
  checkRefused([header, results[0]], 'was not planned')
  checkRefused([header, cases, results[0], cases], 'cases are planned before the first result')
})

test('a verdict is one of the five', () =>
  checkRefused(
    [header, { ...results[0], verdict: 'green' }],
    'line 2: verdict: expected passed, failed, unknown, error, not-supported',
  ))

test('a step is checked down to its members', () =>
  checkRefused(
    [header, { ...results[0], steps: [{ text: 1, line: 1, verdict: 'passed' }] }],
    'line 2: steps.0.text: expected a text',
  ))

test('a clause of the header is checked too', () =>
  checkRefused([{ ...header, clauses: [null] }], 'line 1: clauses.0: expected an object'))

test('a run without a seed is refused', () =>
  checkRefused(
    [{ ...header, run: { ...header.run, seed: '1' } }],
    'line 1: run.seed: expected a number',
  ))

test('a record of another version is not called tampered with, and not read', () => {
  const foreign = chained([{ ...header, schema: 'frostproof/events@7', more: [] }])
  expect(inspect(foreign)).toMatchObject({
    status: 'unreadable',
    message: 'it has the schema "frostproof/events@7", which another version of frostproof reads',
  })
  expect(() => readRecord(fileOf(foreign))).toThrow('is unreadable: it has the schema')
  checkRefused([{ ...header, schema: 'mine' }], 'schema: expected frostproof/events@2')
})

test('an event of no known kind is refused', () =>
  checkRefused(
    [header, { kind: '__proto__' }],
    'line 2: kind: expected header, cases, result or footer',
  ))

test('junk is refused without being understood', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 2_000 }), (junk) => {
    expect(inspect(junk).status).not.toBe('complete')
  })
  fc.assert(property)
})

test('a line longer than any that is written is refused before it is held in memory', () => {
  const line = Buffer.alloc(RECORD_LINE_BYTES_MAX + 70_000, 'x')
  expect(inspect(line)).toMatchObject({ status: 'tampered', line: 1 })
})

test('what is not complete cannot be folded', () => {
  expect(() => readRecord(fileOf(chained([header])))).toThrow('is incomplete: there is no footer')
  const other = chained([fakeHeader(), { ...footer, results: 3 }])
  expect(() => readRecord(fileOf(other))).toThrow('is tampered: line 2')
})
