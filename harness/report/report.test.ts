import { expect, test } from 'vitest'
import type { Verdict } from '../model/verdict.js'
import { receiptText } from './receipt.js'
import { reportOf } from './report.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

function clauseOf(...verdicts: Verdict[]): object | undefined {
  const results = verdicts.map((verdict, index) => {
    return fakeResult('SYST-ERR-01', verdict, { id: String(index) })
  })
  return reportOf(fakeRecord(results)).clauses[0]
}

test('a clause no scenario of which was run says so', () => {
  expect(clauseOf()).toMatchObject({ verdict: 'not-run', reason: null, scenarios: [] })
})

test('the worst of its scenarios is the verdict of a clause, with its reason', () => {
  expect(clauseOf('passed', 'unknown')).toMatchObject({
    verdict: 'unknown',
    reason: 'because of unknown',
  })
  expect(clauseOf('unknown', 'failed', 'passed')).toMatchObject({ verdict: 'failed' })
  expect(clauseOf('failed', 'error')).toMatchObject({ verdict: 'error', partial: false })
})

test('a clause is not supported only when all its scenarios are', () => {
  expect(clauseOf('not-supported', 'not-supported')).toMatchObject({
    verdict: 'not-supported',
    reason: 'because of not-supported',
  })
})

test('a clause that passed where it is supported is partial, each reason named once', () => {
  expect(clauseOf('passed', 'not-supported', 'not-supported')).toMatchObject({
    verdict: 'passed',
    partial: true,
    reason: 'because of not-supported',
    scenarios: ['0', '1', '2'],
  })
})

test('clauses come in catalogue order whatever the order of the results', () => {
  const results = [fakeResult('SQLW-DIF-19'), fakeResult('SYST-ERR-02'), fakeResult('SYST-ERR-01')]
  expect(reportOf(fakeRecord(results)).clauses.map((clause) => clause.id)).toEqual([
    'SYST-ERR-01',
    'SYST-ERR-02',
    'SQLW-DIF-19',
  ])
})

test('a scenario that names a clause twice counts once', () => {
  const result = fakeResult('SYST-ERR-01', 'passed', { clauses: ['SYST-ERR-01', 'SYST-ERR-01'] })
  expect(reportOf(fakeRecord([result])).clauses[0]?.scenarios).toEqual([result.id])
})

test('the totals add up', () => {
  const results = [fakeResult('SYST-ERR-01', 'failed'), fakeResult('SYST-ERR-02', 'not-supported')]
  expect(reportOf(fakeRecord(results)).totals).toEqual({
    clauses: 3,
    evaluated: 1,
    passed: 0,
    failed: 1,
    unknown: 0,
    notSupported: 1,
    error: 0,
    notRun: 1,
  })
})

test('two runs differ in nothing but run id, date and wall times', () => {
  const results = [fakeResult('SYST-ERR-01'), fakeResult('SYST-ERR-02', 'failed')]
  const later = { id: 'run-2', startedAt: '2027-01-01T00:00:00.000Z' }
  const first = reportOf(fakeRecord(results))
  const second = reportOf(
    fakeRecord(
      results.map((result) => ({ ...result, durationMs: 99 })),
      fakeHeader({ run: later }),
    ),
  )
  const masked = (report: object): string =>
    JSON.stringify(report, (key, value: unknown) =>
      ['id', 'startedAt', 'durationMs'].includes(key) && key !== 'id' ? 0 : value,
    ).replace(/run-\d/, '')
  expect(masked(second)).toBe(masked(first))
})

test('a receipt says what did not happen', () => {
  const receipt = { kind: 'disk-full', where: 'S:', at: 'start', effect: null }
  expect(receiptText({ ...receipt, applied: false, removed: false, clean: false })).toBe(
    'not applied; no effect observed; not removed; not verified clean',
  )
})
