import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepHistory, readHistory } from './history.js'
import { HISTORY_FILES_MAX, HISTORY_SHOWN } from './limits.js'
import { reportOf } from './report.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'frostproof-history-')), 'history')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

function keep(index: number): void {
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString()
  const header = fakeHeader({ run: { startedAt, id: `run-${index}` } })
  keepHistory(folder, reportOf(fakeRecord([fakeResult('SYST-ERR-01', 'failed')], header)))
}

test('nothing is there before the first run', () => expect(readHistory(folder)).toEqual([]))

test('runs come back in their order, with what a trend needs', () => {
  for (const index of [2, 0, 1]) keep(index)
  const runs = readHistory(folder)
  expect(runs.map(({ id }) => id)).toEqual(['run-0', 'run-1', 'run-2'])
  expect(runs[0]).toMatchObject({
    verdict: 'violated',
    exitCode: 1,
    target: { kind: 'engine', name: 'frostproof-engine', version: '0.1.0' },
    scenarios: { passed: 0, failed: 1, unknown: 0, error: 0, notSupported: 0 },
    totals: { clauses: 3, failed: 1, notRun: 2 },
  })
})

test('the oldest go when there are too many, and a report shows the last ones', () => {
  for (let index = 0; index < HISTORY_FILES_MAX + 5; index++) keep(index)
  expect(readdirSync(folder)).toHaveLength(HISTORY_FILES_MAX)
  const runs = readHistory(folder)
  expect(runs).toHaveLength(HISTORY_SHOWN)
  expect(runs.at(-1)?.id).toBe(`run-${HISTORY_FILES_MAX + 4}`)
})

test('files of somebody else are passed over and never deleted', () => {
  keep(1)
  writeFileSync(join(folder, 'notes.json'), '{}')
  writeFileSync(join(folder, '2026-01-01T00-00-00.000Z-broken.json'), '{"id":1}')
  writeFileSync(join(folder, '2026-01-01T00-00-00.000Z-empty.json'), '')
  expect(readHistory(folder).map(({ id }) => id)).toEqual(['run-1'])
  expect(readdirSync(folder)).toHaveLength(4)
})
