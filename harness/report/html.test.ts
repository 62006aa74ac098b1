import { Script } from 'node:vm'
import { deflateSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { RecordResult } from '../model/record.js'
import { EXPLORATION } from './beside.fixture.js'
import { explorationHtml, reportHtml } from './html.js'
import { unpackedPage } from './page-shell.js'
import { reportOf } from './report.js'
import { fakeClause, fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

function htmlOf(results: readonly RecordResult[], clauses = fakeHeader().clauses): string {
  const record = fakeRecord(results, fakeHeader({ clauses }))
  return reportHtml(record, reportOf(record))
}

/** What the page holds, unpacked. */
function dataOf(html: string): string {
  const text = /id="data">([^<]*)</.exec(html)?.[1] ?? ''
  return inflateSync(Buffer.from(text, 'base64')).toString('utf8')
}

/** A suite like a real one: few different steps, many different names. */
function suite(size: number, verdict: (index: number) => 'passed' | 'failed'): RecordResult[] {
  return Array.from({ length: size }, (_, index) => {
    const id = `SYST-ABC-${index % 900}`
    const result = fakeResult(id, verdict(index), {
      id: `features/f${index % 50}.feature#${id}/a-case-of-its-own-number-${index}`,
      uri: `features/f${index % 50}.feature`,
      name: `A case that differs from every other case by its number ${index}`,
    })
    const step = { text: `And volume S: has ${index % 500} GB free`, line: 1 }
    return { ...result, steps: [{ ...step, verdict: 'passed' as const }, ...result.steps] }
  })
}

const MANY_CLAUSES = Array.from({ length: 900 }, (_, index) =>
  fakeClause(`SYST-ABC-${index}`, { says: `Clause ${index}: ${'some words of it '.repeat(12)}` }),
)

test('hostile names are text: nothing they hold becomes an element or ends the data', () => {
  const name = '</script><script>alert(1)</script><img src=x onerror=alert(1)>'
  const html = htmlOf([
    fakeResult('SYST-ERR-01', 'failed', {
      name,
      reason: name,
      feature: name,
      rule: name,
      uri: name,
      id: name,
      clauses: [name],
      steps: [{ text: name, line: 1, verdict: 'failed', reply: { [name]: name } }],
      trace: name,
    }),
  ])
  expect(html).not.toContain('<img')
  // Data, evidence and the script itself.
  expect(html.match(/<\/script>/g)).toHaveLength(3)
  const data = JSON.parse(dataOf(html)) as { texts: string[] }
  expect(data.texts).toContain(name)
})

test('a hostile target name in the head is text too', () => {
  const header = fakeHeader()
  const target = { ...header.target, name: '"><script>alert(1)</script>' }
  const record = fakeRecord([fakeResult('SYST-ERR-01')], { ...header, target })
  const html = reportHtml(record, reportOf(record))
  expect(html).not.toContain('<script>alert')
})

test('marks that turn the line around are shown, not obeyed', () => {
  const html = htmlOf([fakeResult('SYST-ERR-01', 'failed', { name: 'a\u202edessap' })])
  expect(dataOf(html)).not.toContain('\u202e')
  expect(dataOf(html)).toContain('a⟨U+202E⟩dessap')
})

test('a name of ten thousand characters is cut', () => {
  const html = htmlOf([fakeResult('SYST-ERR-01', 'passed', { name: 'n'.repeat(10_000) })])
  expect(dataOf(html)).toContain('n'.repeat(1_000))
  expect(dataOf(html)).not.toContain('n'.repeat(2_001))
})

test('the page asks nobody for anything', () => {
  const html = htmlOf([fakeResult('SYST-ERR-01')])
  expect(html).toContain("default-src 'none'")
  // The one address is the name of a namespace.
  const rest = html.replaceAll('http://www.w3.org/2000/svg', '')
  expect(rest).not.toMatch(/ src="| href="(?!#)|https?:|url\(|@import/)
})

test('the script is one that a browser can read', () => {
  const html = htmlOf([fakeResult('SYST-ERR-01')])
  const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? ''
  expect(() => new Script(script)).not.toThrow()
})

test('a clause can be linked to by its id', () => {
  expect(dataOf(htmlOf([]))).toContain('SYST-ERR-02')
})

test('the same record gives the same bytes', () => {
  const results = [fakeResult('SYST-ERR-01'), fakeResult('SYST-ERR-02', 'failed')]
  expect(htmlOf(results)).toBe(htmlOf(structuredClone(results)))
})

test('a page says the same however its data is packed, and a changed byte shows', () => {
  const html = htmlOf([fakeResult('SYST-ERR-01')])
  const other = html.replace(/(id="data">)([^<]+)/, (_, tag: string, text: string) => {
    const data = inflateSync(Buffer.from(text, 'base64'))
    return tag + deflateSync(data, { level: 1 }).toString('base64')
  })
  expect(other).not.toBe(html)
  expect(unpackedPage(other)).toBe(unpackedPage(html))
  const changed = html.replace(/(id="data">.{40})./, (_, head: string) => `${head}!`)
  expect(unpackedPage(changed)).not.toBe(unpackedPage(html))
})

test('250 scenarios stay below 1 MB, 5,000 below 3 MB', () => {
  const passed = () => 'passed' as const
  expect(htmlOf(suite(250, passed), MANY_CLAUSES).length).toBeLessThan(1_000_000)
  expect(htmlOf(suite(5_000, passed), MANY_CLAUSES).length).toBeLessThan(3_000_000)
})

test('5,000 failures with all their evidence stay below 3 MB', () => {
  const loud = suite(5_000, () => 'failed').map((result) => ({
    ...result,
    steps: result.steps.map((step) => ({ ...step, mismatches: ['z'.repeat(3_000)] })),
  }))
  expect(Buffer.byteLength(htmlOf(loud, MANY_CLAUSES))).toBeLessThan(3_000_000)
})

test('5,000 scenarios that have nothing in common stay below 3 MB', () => {
  const strange = suite(5_000, () => 'passed').map((result, index) => ({
    ...result,
    name: `${index} ${'사이트 백업 '.repeat(40)}`,
    steps: Array.from({ length: 9 }, (_, line) => ({
      text: `Given ${index} ${line} ${'words '.repeat(20)}`,
      line,
      verdict: 'passed' as const,
    })),
  }))
  expect(Buffer.byteLength(htmlOf(strange, MANY_CLAUSES))).toBeLessThan(3_000_000)
})

test('a search on its own is a page too', () => {
  const html = explorationHtml(EXPLORATION)
  expect(html).toContain('data-page="exploration"')
  expect(JSON.parse(dataOf(html))).toEqual(EXPLORATION)
})
