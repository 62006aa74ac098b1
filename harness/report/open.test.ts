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
import { fakeHeader, fakeResult } from './run.fixture.js'

let parent = ''
let out = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'frostproof-report-'))
  out = join(parent, 'latest')
})
afterEach(() => rmSync(parent, { recursive: true }))

const FILES = ['events.ndjson', 'junit.xml', 'report.html', 'report.json', 'summary.md']

function writeReport(name = 'A case'): void {
  const report = openReport({ out, header: fakeHeader() })
  report.result(fakeResult('SYST-ERR-01', 'passed', { name }))
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
  const next = openReport({ out, header: fakeHeader() })
  next.result(fakeResult('SYST-ERR-01', 'passed', { name: 'The second' }))
  expect(filesOf(out)['report.json']).toContain('The first')
  next.close()
  expect(filesOf(out)['report.json']).toContain('The second')
})

test('a run that never ends leaves a record that says so', () => {
  const report = openReport({ out, header: fakeHeader() })
  for (let index = 0; index < 1_000; index++) report.result(fakeResult('SYST-ERR-01'))
  expect(existsSync(out)).toBe(false)
  const inspection = inspectRecord(join(report.directory, 'events.ndjson'))
  expect(inspection.status).toBe('incomplete')
  expect(inspection.status === 'incomplete' ? inspection.results : 0).toBeGreaterThan(100)
})

test('a directory with other files is refused before anything runs', () => {
  mkdirSync(out)
  writeFileSync(join(out, 'thesis.txt'), 'years of work')
  expect(() => openReport({ out, header: fakeHeader() })).toThrow('holds other files')
  expect(readdirSync(parent)).toEqual(['latest'])
})

test('a file in the place of the directory is refused', () => {
  writeFileSync(out, '')
  expect(() => openReport({ out, header: fakeHeader() })).toThrow('is a file')
})

test('what a process left behind that is gone is cleared away', () => {
  mkdirSync(join(parent, 'latest.partial-99999999-0'))
  mkdirSync(join(parent, 'latest.partial-notes'))
  writeReport()
  expect(readdirSync(parent).sort()).toEqual(['latest', 'latest.partial-notes'])
})

test('two reports to one place at once do not mix', () => {
  const first = openReport({ out, header: fakeHeader() })
  const second = openReport({ out, header: fakeHeader() })
  first.result(fakeResult('SYST-ERR-01'))
  second.result(fakeResult('SYST-ERR-02'))
  first.close()
  second.close()
  expect(filesOf(out)['events.ndjson']).not.toContain('"name":"A case of SYST-ERR-01"')
  expect(inspectRecord(join(out, 'events.ndjson')).status).toBe('complete')
})

test('secrets reach no file of the report', () => {
  const secret = 'correct "horse" \\battery\\ 사이트'
  const report = openReport({ out, header: fakeHeader(), redact: [secret, ''] })
  const given = fakeResult('SYST-ERR-01', 'failed', {
    name: `A case with ${secret}`,
    reason: JSON.stringify({ nested: JSON.stringify({ passphrase: secret }) }),
    steps: [
      { text: 'Then', line: 1, verdict: 'failed', reply: { [secret]: [secret] } },
      { text: 'Then', line: 2, verdict: 'failed', mismatches: [encodeURIComponent(secret)] },
    ],
  })
  const trace = report.trace(given.id, [{ what: secret }])
  report.failure(given.id, `title: ${secret}\n`)
  report.result({ ...given, trace })
  report.close()
  const names = readdirSync(out, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile())
  expect(files).toHaveLength(FILES.length + 2)
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8')
    expect(text).not.toContain('horse')
  }
  expect(readFileSync(join(out, trace), 'utf8')).toBe('{"what":"[secret]"}\n')
})

test('a secret that is a word of the record leaves the record readable', () => {
  const report = openReport({ out, header: fakeHeader(), redact: ['passed'] })
  report.result(fakeResult('SYST-ERR-01'))
  expect(report.close().totals.passed).toBe(1)
  foldReport(out)
})

test('evidence without end is cut, and the record stays readable', () => {
  const report = openReport({ out, header: fakeHeader() })
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
  report.result(fakeResult('SYST-ERR-01', 'failed', { steps: steps.slice(0, 3) }))
  report.result(fakeResult('SYST-ERR-02', 'failed', { steps }))
  report.result(fakeResult('SYST-ERR-02', 'failed', { steps: [bottomless] }))
  report.close()
  expect(inspectRecord(join(out, 'events.ndjson'))).toMatchObject({ status: 'complete' })
})
