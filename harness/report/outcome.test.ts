import { expect, test } from 'vitest'
import type { RecordResult } from '../model/record.js'
import type { Verdict } from '../model/verdict.js'
import { exitCode } from './outcome.js'
import { reportOf } from './report.js'
import { fakeClause, fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

/** Results by clause, each clause of SYST belonging to a finished system. */
function check(given: { [clause: string]: Verdict[] }, full: boolean, expected: number): void {
  const results = Object.entries(given).flatMap(([clause, verdicts]) =>
    verdicts.map((verdict, index) => fakeResult(clause, verdict, { id: `${clause}/${index}` })),
  )
  expect(codeOf(results, full)).toBe(expected)
}

function codeOf(results: readonly RecordResult[], full: boolean): number {
  const clauses = [fakeClause('SYST-ERR-01'), fakeClause('SQLW-DIF-19')]
  const report = reportOf(fakeRecord(results, fakeHeader({ clauses, run: { full } })))
  expect(report.outcome.exitCode).toBe(exitCode(report))
  expect(report.outcome.claim).toMatch(/^[^\n]+\.$/)
  return exitCode(report)
}

test('every evaluated clause kept is conformant', () =>
  check({ 'SYST-ERR-01': ['passed'] }, true, 0))

test('an unfinished system may be left unrun', () =>
  check({ 'SYST-ERR-01': ['passed'], 'SQLW-DIF-19': [] }, true, 0))

test('a full run that leaves a clause of a finished system unrun is undecided', () =>
  check({ 'SQLW-DIF-19': ['passed'] }, true, 2))

test('a narrowed run may leave what it likes', () => check({ 'SQLW-DIF-19': ['passed'] }, false, 0))

test('one failure is a violation', () =>
  check({ 'SYST-ERR-01': ['passed', 'failed'], 'SQLW-DIF-19': ['unknown'] }, true, 1))

test('one unknown is undecided', () => check({ 'SYST-ERR-01': ['passed', 'unknown'] }, true, 2))

test('an error of the harness stands over a failure', () =>
  check({ 'SYST-ERR-01': ['failed', 'error'] }, true, 3))

test('an empty run is an error', () => check({}, false, 3))

test('a target that supports nothing of what was asked has shown nothing', () =>
  check({ 'SYST-ERR-01': ['not-supported'] }, true, 2))

test('passed with some things not supported is conformant', () =>
  check({ 'SYST-ERR-01': ['passed', 'not-supported'] }, true, 0))

test('a scenario of the user that belongs to no clause decides too', () => {
  expect(codeOf([fakeResult('SYST-ERR-01'), fakeResult('OWN-1', 'failed')], false)).toBe(1)
  expect(codeOf([fakeResult('OWN-1', 'passed', { clauses: [] })], false)).toBe(0)
})
