import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Json } from '../model/reply.js'
import { foldReport, inspectRecord, openReport } from './index.js'
import { unpackedPage } from './page-shell.js'
import { fakeCases, fakeHeader, fakeResult } from './run.fixture.js'

let parent = ''
let out = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'frostproof-report-'))
  out = join(parent, 'latest')
})
afterEach(() => rmSync(parent, { recursive: true }))

const FILES = ['events.ndjson', 'junit.xml', 'report.html', 'report.json', 'summary.md']

function writeReport(name = 'A case'): void {
  const result = fakeResult('SYST-ERR-01', 'passed', { name })
  const report = openReport({ out, header: fakeHeader(), cases: fakeCases([result]) })
  report.result(result)
  report.close()
}

function filesOf(directory: string): { [name: string]: string } {
  return Object.fromEntries(
    FILES.map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  )
}

test('a closed report lies whole in its place, with nothing beside it', () => {
  writeReport()
  expect(readdirSync(out).sort()).toEqual(FILES)
  expect(readdirSync(parent)).toEqual(['latest'])
  expect(inspectRecord(join(out, 'events.ndjson'))).toMatchObject({ status: 'complete' })
})

test('folding the record again gives the same bytes', () => {
  writeReport()
  const before = filesOf(out)
  foldReport(out)
  expect(filesOf(out)).toEqual(before)
})

test('the last report stays until the next one is whole', () => {
  writeReport('The first')
  const second = fakeResult('SYST-ERR-01', 'passed', { name: 'The second' })
  const next = openReport({ out, header: fakeHeader(), cases: fakeCases([second]) })
  next.result(second)
  expect(filesOf(out)['report.json']).toContain('The first')
  next.close()
  expect(filesOf(out)['report.json']).toContain('The second')
})

test('a run that never ends leaves a record that says so', () => {
  const results = Array.from({ length: 1_000 }, () => fakeResult('SYST-ERR-01'))
  const report = openReport({ out, header: fakeHeader(), cases: fakeCases(results) })
  for (const result of results.slice(0, 900)) report.result(result)
  expect(existsSync(out)).toBe(false)
  const inspection = inspectRecord(join(report.directory, 'events.ndjson'))
  expect(inspection).toMatchObject({ status: 'incomplete', planned: 1_000 })
  expect(inspection.status === 'incomplete' ? inspection.results : 0).toBeGreaterThan(100)
})

test('a run that is ended before its time is folded, and every fold says so', () => {
  writeReport('The one before')
  const results = [fakeResult('SYST-ERR-01'), fakeResult('SYST-ERR-02')]
  const report = openReport({ out, header: fakeHeader(), cases: fakeCases(results) })
  report.result(fakeResult('SYST-ERR-01'))
  expect(report.abandon().outcome).toMatchObject({ verdict: 'incomplete', exitCode: 3 })
  expect(filesOf(out)['report.json']).toContain('The one before')
  const files = filesOf(report.directory)
  expect(files['summary.md']).toContain('**the run did not end**: 1 of 2 scenarios replayed')
  expect(files['junit.xml']).toContain('<error message="Nothing is claimed about')
  expect(files['report.json']).toContain('"complete": false')
  expect(files['report.html']).toContain('the run did not end')
})

test('a directory with other files is refused before anything runs', () => {
  mkdirSync(out)
  writeFileSync(join(out, 'thesis.txt'), 'years of work')
  expect(() => openReport({ out, header: fakeHeader(), cases: [] })).toThrow('holds other files')
  expect(readdirSync(parent)).toEqual(['latest'])
})

test('a file in the place of the directory is refused', () => {
  writeFileSync(out, '')
  expect(() => openReport({ out, header: fakeHeader(), cases: [] })).toThrow('is a file')
})

test('what a process left behind that is gone is cleared away', () => {
  mkdirSync(join(parent, 'latest.partial-99999999-0'))
  mkdirSync(join(parent, 'latest.partial-notes'))
  writeReport()
  expect(readdirSync(parent).sort()).toEqual(['latest', 'latest.partial-notes'])
})

test('two reports to one place at once do not mix', () => {
  const open = (clause: string) =>
    openReport({ out, header: fakeHeader(), cases: fakeCases([fakeResult(clause)]) })
  const first = open('SYST-ERR-01')
  const second = open('SYST-ERR-02')
  first.result(fakeResult('SYST-ERR-01'))
  second.result(fakeResult('SYST-ERR-02'))
  first.close()
  second.close()
  expect(filesOf(out)['events.ndjson']).not.toContain('"name":"A case of SYST-ERR-01"')
  expect(inspectRecord(join(out, 'events.ndjson')).status).toBe('complete')
})

test('secrets reach no file of the report', () => {
  const secret = 'correct "horse" \\battery\\ 사이트'
  const given = fakeResult('SYST-ERR-01', 'failed', {
    name: `A case with ${secret}`,
    reason: JSON.stringify({ nested: JSON.stringify({ passphrase: secret }) }),
    steps: [
      { text: 'Then', line: 1, verdict: 'failed', reply: { [secret]: [secret] } },
      { text: 'Then', line: 2, verdict: 'failed', mismatches: [encodeURIComponent(secret)] },
    ],
  })
  const passed = fakeResult('SYST-ERR-02')
  const cases = fakeCases([given, passed])
  const report = openReport({ out, header: fakeHeader(), cases, redact: [secret, ''] })
  const trace = report.trace(given.id, [{ atMs: 0, who: secret, what: secret, detail: {} }])
  report.timeline(passed.id, [{ atMs: 0, who: secret, what: 'says', detail: { to: secret } }])
  report.failure(given.id, `title: ${secret}\n`)
  report.result({ ...given, trace })
  report.result(passed)
  report.close()
  const names = readdirSync(out, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile())
  // The failure, two files of traces, and the page of timelines.
  expect(files).toHaveLength(FILES.length + 4)
  for (const file of files) {
    const text = unpackedPage(readFileSync(join(file.parentPath, file.name), 'utf8'))
    expect(text).not.toContain('horse')
  }
  expect(readFileSync(join(out, trace), 'utf8')).toBe(
    '{"atMs":0,"who":"[secret]","what":"[secret]","detail":{}}\n',
  )
})

test('a secret that is a word of the record leaves the record readable', () => {
  const result = fakeResult('SYST-ERR-01')
  const cases = fakeCases([result])
  const report = openReport({ out, header: fakeHeader(), cases, redact: ['passed'] })
  report.result(result)
  expect(report.close().totals.passed).toBe(1)
  foldReport(out)
})

test('evidence without end is cut, and the record stays readable', () => {
  const reply = Array.from({ length: 5_000 }, () => 'x'.repeat(30_000))
  const steps = Array.from({ length: 3_000 }, (_, line) => {
    return {
      text: 'Then',
      line,
      verdict: 'failed' as const,
      reply,
      mismatches: ['y'.repeat(9_000)],
    }
  })
  let deep: Json = 'bottom'
  for (let depth = 0; depth < 50_000; depth++) deep = [deep]
  const bottomless = { text: 'Then', line: 1, verdict: 'failed' as const, reply: deep }
  const results = [
    fakeResult('SYST-ERR-01', 'failed', { steps: steps.slice(0, 3) }),
    fakeResult('SYST-ERR-02', 'failed', { steps }),
    fakeResult('SYST-ERR-02', 'failed', { steps: [bottomless], id: `x#y/${'z'.repeat(50_000)}` }),
  ]
  const report = openReport({ out, header: fakeHeader(), cases: fakeCases(results) })
  for (const result of results) report.result(result)
  report.close()
  expect(inspectRecord(join(out, 'events.ndjson'))).toMatchObject({ status: 'complete' })
})
