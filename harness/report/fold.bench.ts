// The folds of a record of 100,000 scenarios, in a process of their own: time and memory at its peak.

import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordResult } from '../model/record.js'
import { reportJson } from './json.js'
import { junitXml } from './junit.js'
import { CASES_PER_LINE } from './limits.js'
import { readRecord } from './reader.js'
import { reportOf } from './report.js'
import { fakeCases, fakeClause, fakeHeader, fakeResult } from './run.fixture.js'
import { summaryMarkdown } from './summary.js'
import { RecordWriter } from './writer.js'

const SCENARIOS = 100_000
const CLAUSES = 900
const SCENARIOS_PER_FEATURE = 20
const SECONDS_MAX = 10
const MEGABYTES_MAX = 500

export async function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const directory = mkdtempSync(join(tmpdir(), 'frostproof-fold-'))
  try {
    const path = join(directory, 'events.ndjson')
    writeRecord(path)
    const script = `(await import(${JSON.stringify(import.meta.url)})).fold(${JSON.stringify(directory)})`
    const words = ['--input-type=module', '--eval', script]
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    const { seconds, megabytes } = JSON.parse(stdout) as { seconds: number; megabytes: number }
    const size = Math.round(statSync(path).size / 1e6)
    return [
      {
        name: `JSON, JUnit and summary of ${SCENARIOS} scenarios, share of the bar`,
        ratio: Math.max(seconds / SECONDS_MAX, megabytes / MEGABYTES_MAX),
        text: `${seconds.toFixed(1)} s (bar ${SECONDS_MAX}), ${megabytes.toFixed(0)} MB (bar ${MEGABYTES_MAX}), from a record of ${size} MB`,
      },
    ]
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Runs in the child. */
export function fold(directory: string): void {
  const startedAt = performance.now()
  const record = readRecord(join(directory, 'events.ndjson'))
  const report = reportOf(record)
  const file = openSync(join(directory, 'report.json'), 'w')
  for (const piece of reportJson(report)) writeFileSync(file, piece)
  closeSync(file)
  writeFileSync(join(directory, 'junit.xml'), junitXml(record, report))
  writeFileSync(join(directory, 'summary.md'), summaryMarkdown(record, report))
  const seconds = (performance.now() - startedAt) / 1_000
  const megabytes = process.resourceUsage().maxRSS / 1_000
  process.stdout.write(JSON.stringify({ seconds, megabytes }))
}

function writeRecord(path: string): void {
  const clauses = Array.from({ length: CLAUSES }, (_, index) => fakeClause(`SYST-ERR-${index}`))
  const writer = new RecordWriter(path)
  writer.append(JSON.stringify(fakeHeader({ clauses })))
  const batches = Array.from({ length: SCENARIOS / CASES_PER_LINE }, (_, index) =>
    Array.from({ length: CASES_PER_LINE }, (_, at) => resultOf(index * CASES_PER_LINE + at)),
  )
  for (const batch of batches)
    writer.append(JSON.stringify({ kind: 'cases', cases: fakeCases(batch) }))
  for (const result of batches.flat()) writer.append(JSON.stringify(result))
  const footer = { kind: 'footer', results: SCENARIOS, durationMs: 1, files: {} }
  writer.append(JSON.stringify(footer))
  writer.close()
}

/** About as large as those of the suite; one in fifty failed. */
function resultOf(index: number): RecordResult {
  const clause = `SYST-ERR-${index % CLAUSES}`
  const uri = `features/part-${Math.floor(index / SCENARIOS_PER_FEATURE)}.feature`
  const { steps } = fakeResult(clause, index % 50 === 0 ? 'failed' : 'passed')
  const listing = { text: 'Then the rows are what they were', line: 18, verdict: 'passed' as const }
  return fakeResult(clause, index % 50 === 0 ? 'failed' : 'passed', {
    id: `${uri}#${clause}/a-case-of-scenario-${index}`,
    uri,
    feature: `Feature ${uri}`,
    steps: [...steps, { ...listing, reply: ROWS }],
  })
}

const ROWS = Array.from({ length: 25 }, (_, key) => {
  return { key, value: `row number ${key}`, state: 'ONLINE', size: key * 8192 }
})
