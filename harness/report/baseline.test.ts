import { expect, test } from 'vitest'
import type { BaselineEntry, RecordResult } from '../model/record.js'
import { junitXml } from './junit.js'
import { reportOf } from './report.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'
import type { Report } from './schema.js'
import { summaryMarkdown } from './summary.js'

const LATER = '2026-06-30'
const ON_THE_DAY = '2026-01-02'
const YESTERDAY = '2026-01-01'

function entry(change: Partial<BaselineEntry>): BaselineEntry {
  return { owner: 'storage team', issue: '#4711', expires: LATER, ...change }
}

function runOf(results: readonly RecordResult[], baseline: readonly BaselineEntry[], full = false) {
  const record = fakeRecord(results, fakeHeader({ baseline, run: { full } }))
  return { record, report: reportOf(record) }
}

function reportFor(...given: Parameters<typeof runOf>): Report {
  return runOf(...given).report
}

const failed = fakeResult('SYST-ERR-01', 'failed')
const other = fakeResult('SYST-ERR-02')

test('a known failure is counted apart, is still a violation, and fails no pipeline', () => {
  const report = reportFor([failed, other], [entry({ clause: 'SYST-ERR-01' })])
  expect(report.outcome).toEqual({
    verdict: 'violated',
    exitCode: 0,
    claim:
      'frostproof-engine 0.1.0 does not conform: it violated 1 of the 2 clauses it was measured against (all that did not hold is known).',
  })
  expect(report.baseline).toMatchObject({ entries: 1, known: 1 })
  expect(report.scenarios[0]?.known).toEqual({
    owner: 'storage team',
    issue: '#4711',
    expires: LATER,
  })
  expect(report.totals.failed).toBe(1)
})

test('a failure beside the known one fails as ever', () => {
  const results = [failed, fakeResult('SYST-ERR-02', 'failed')]
  const report = reportFor(results, [entry({ clause: 'SYST-ERR-01' })])
  expect(report.outcome).toMatchObject({ verdict: 'violated', exitCode: 1 })
  expect(report.outcome.claim).toContain('(1 of them known)')
})

test('an entry for one scenario leaves the others of its clause alone', () => {
  const second = { ...failed, id: `${failed.id}/second` }
  const report = reportFor([failed, second], [entry({ scenario: failed.id })])
  expect(report.outcome.exitCode).toBe(1)
  expect(report.clauses[0]?.known).toBeUndefined()
  const both = [entry({ scenario: failed.id }), entry({ scenario: second.id })]
  expect(reportFor([failed, second], both).outcome.exitCode).toBe(0)
})

test('an entry holds on its last day and not after', () => {
  const onTheDay = [entry({ clause: 'SYST-ERR-01', expires: ON_THE_DAY })]
  expect(reportFor([failed], onTheDay).outcome.exitCode).toBe(0)
  const expired = [entry({ clause: 'SYST-ERR-01', expires: YESTERDAY })]
  const report = reportFor([failed], expired)
  expect(report.outcome.exitCode).toBe(1)
  expect(report.baseline?.expired).toEqual(expired)
})

test('the harness failing is nobody’s known failure', () => {
  const results = [fakeResult('SYST-ERR-01', 'error')]
  expect(reportFor(results, [entry({ clause: 'SYST-ERR-01' })]).outcome.exitCode).toBe(3)
})

test('what is undecided may be known too', () => {
  const results = [fakeResult('SYST-ERR-01', 'unknown'), other]
  expect(reportFor(results, [entry({ clause: 'SYST-ERR-01' })]).outcome.exitCode).toBe(0)
})

test('an entry that everything passed in spite of is unexpected', () => {
  const known = entry({ clause: 'SYST-ERR-02' })
  expect(reportFor([other], [known]).baseline?.unexpectedPasses).toEqual([known])
  // Not supported says nothing about it.
  const skipped = fakeResult('SYST-ERR-02', 'not-supported', { id: 'x' })
  expect(reportFor([other, skipped], [known]).baseline?.unexpectedPasses).toEqual([])
})

test('an entry that nothing belongs to is unused in a full run, and none of it in a narrowed one', () => {
  const known = entry({ scenario: 'features/gone.feature#X/y' })
  expect(reportFor([other], [known], true).baseline?.unused).toEqual([known])
  expect(reportFor([other], [known]).baseline?.unused).toEqual([])
})

test('a full run of known failures that leaves clauses unrun is undecided', () => {
  expect(reportFor([failed], [entry({ clause: 'SYST-ERR-01' })], true).outcome.exitCode).toBe(2)
})

test('build servers see a known failure as skipped, with who looks after it', () => {
  const { record, report } = runOf([failed, other], [entry({ clause: 'SYST-ERR-01' })])
  const xml = junitXml(record, report)
  expect(xml).toContain(
    '<skipped message="known until 2026-06-30 (#4711, storage team): because of failed"',
  )
  expect(xml).not.toContain('<failure')
})

test('the summary says aloud what is wrong with the list', () => {
  const { record, report } = runOf(
    [failed, other],
    [entry({ clause: 'SYST-ERR-01', expires: YESTERDAY }), entry({ clause: 'SYST-ERR-02' })],
  )
  const summary = summaryMarkdown(record, report)
  expect(summary).toContain('Known failures: 0 scenarios by 2 entries of the baseline.')
  expect(summary).toContain('**Expired, and no excuse any more**: SYST-ERR-01 (\\#4711')
  expect(summary).toContain('**Passed unexpectedly: remove from the baseline**: SYST-ERR-02')
})
