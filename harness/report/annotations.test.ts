import { expect, test } from 'vitest'
import type { RecordResult } from '../model/record.js'
import { annotations, type Pipeline } from './annotations.js'
import { reportOf } from './report.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

function linesOf(pipeline: Pipeline, results: readonly RecordResult[], full = false): string[] {
  return annotations(reportOf(fakeRecord(results, fakeHeader({ run: { full } }))), pipeline)
}

const nasty = fakeResult('SYST-ERR-01', 'failed', {
  name: 'a, b: 100%; ]',
  reason: 'line one\nline two ::error::x ##vso[task.complete]',
})

test('GitHub shows a failure at its line, and nothing in it is a command of its own', () => {
  expect(linesOf('github', [nasty])).toEqual([
    '::error file=features/system-state/errors.feature,line=12,' +
      'title=failed%3A SYST-ERR-01 a%2C b%3A 100%25; ]::line one line two ::error::x ##vso[task.complete]',
  ])
})

test('Azure DevOps does too', () => {
  expect(linesOf('azure', [nasty])).toEqual([
    '##vso[task.logissue type=error;sourcepath=features/system-state/errors.feature;linenumber=12]' +
      'failed: SYST-ERR-01 a, b: 100%AZP25; ]: line one line two ::error::x ##vso[task.complete]',
  ])
})

test('failures come before what is undecided, and no more than pipelines show', () => {
  const results = Array.from({ length: 30 }, (_, index) =>
    fakeResult('SYST-ERR-01', index % 2 === 0 ? 'unknown' : 'failed', { id: String(index) }),
  )
  const lines = linesOf('github', results)
  expect(lines).toHaveLength(10)
  expect(lines[0]).toContain('title=failed')
  expect(lines.at(-1)).toContain('and 21 more')
})

test('a run where all holds says nothing', () => {
  expect(linesOf('github', [fakeResult('SYST-ERR-01')])).toEqual([])
})

test('clauses that did not run and a run that did not end are marked', () => {
  expect(linesOf('azure', [fakeResult('SYST-ERR-01')], true)[0]).toContain(
    '1 clause that should have run did not',
  )
  const record = { ...fakeRecord([fakeResult('SYST-ERR-01')]), footer: null }
  expect(annotations(reportOf(record), 'github')[0]).toContain('the run did not end')
})

test('an attempt that passed is said beside the verdict', () => {
  const attempts = (['failed', 'passed', 'passed'] as const).map((verdict) => {
    return { verdict, reason: null, durationMs: 1 }
  })
  const [line = ''] = linesOf('github', [fakeResult('SYST-ERR-01', 'failed', { attempts })])
  expect(line).toContain('::passed 2 of 3 attempts; because of failed')
})
