// Twins: `golden/x.ndjson` is a record, `golden/x.<name>.expected` what is folded from it.
// UPDATE_EXPECT=1 writes the expected ones anew; review what changed.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { RecordResult } from '../model/record.js'
import { foldRecord } from './fold.js'
import { openReport, readRecord } from './index.js'
import { fakeCases, fakeHeader, fakeResult } from './run.fixture.js'

const GOLDEN = fileURLToPath(new URL('./golden/', import.meta.url))
const UPDATES = process.env['UPDATE_EXPECT'] !== undefined

const RUNS: { readonly [name: string]: readonly RecordResult[] } = {
  conformant: [fakeResult('SYST-ERR-01'), fakeResult('SYST-ERR-02')],
  violated: [
    fakeResult('SYST-ERR-01', 'passed'),
    fakeResult('SYST-ERR-01', 'not-supported', { id: 'features/a.feature#SYST-ERR-01/b' }),
    fakeResult('SYST-ERR-02', 'failed', { trace: 'traces/SYST-ERR-02.ndjson' }),
    fakeResult('SQLW-DIF-19', 'unknown', { name: 'A name with | and `ticks` & <tags>' }),
  ],
}

function checkTwin(name: string, actual: string): void {
  const path = join(GOLDEN, `${name}.expected`)
  if (UPDATES) writeFileSync(path, actual)
  expect(actual).toBe(readFileSync(path, 'utf8'))
}

test.each(Object.keys(RUNS))('the record of a run that is %s is written as its twin', (name) => {
  const parent = mkdtempSync(join(tmpdir(), 'frostproof-golden-'))
  const out = join(parent, 'report')
  const results = RUNS[name] ?? []
  const header = fakeHeader({ run: { full: true } })
  const report = openReport({ out, header, cases: fakeCases(results) })
  for (const result of results) report.result(result)
  report.close()
  const written = readFileSync(join(out, 'events.ndjson'), 'utf8')
  rmSync(parent, { recursive: true })
  const path = join(GOLDEN, `${name}.ndjson`)
  if (UPDATES) writeFileSync(path, written)
  // The last line holds the wall time, and its chain covers that.
  const golden = readFileSync(path, 'utf8')
  expect(withoutFooter(written)).toBe(withoutFooter(golden))
})

function withoutFooter(text: string): string {
  return text.slice(0, text.lastIndexOf('\n', text.length - 2))
}

test.each(Object.keys(RUNS))('a record that is %s is folded into its twins', (name) => {
  const { files } = foldRecord(readRecord(join(GOLDEN, `${name}.ndjson`)))
  for (const file of ['report.json', 'junit.xml', 'summary.md']) {
    checkTwin(`${name}.${file}`, files[file] ?? '')
  }
})
