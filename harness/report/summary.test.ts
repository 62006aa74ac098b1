import { expect, test } from 'vitest'
import type { Verdict } from '../model/verdict.js'
import { SUMMARY_LINES_MAX } from './limits.js'
import { reportOf } from './report.js'
import { fakeClause, fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'
import { summaryMarkdown } from './summary.js'

function summaryOf(verdicts: readonly Verdict[], name = 'A case', full = false): string {
  const clauses = verdicts.map((_, index) => fakeClause(`SYST-ERR-${index}`))
  const results = verdicts.map((verdict, index) =>
    fakeResult(`SYST-ERR-${index}`, verdict, { name }),
  )
  const never = Array.from({ length: 50 }, (_, index) => fakeClause(`SYST-NOT-${index}`))
  const header = fakeHeader({ clauses: [...clauses, ...never], run: { full } })
  const record = fakeRecord(results, header)
  return summaryMarkdown(record, reportOf(record))
}

test('five hundred failures fit forty lines, identity and reproduction included', () => {
  const verdicts = Array.from({ length: 500 }, (_, index) => {
    return (['failed', 'unknown', 'error', 'passed'] as const)[index % 4] ?? 'failed'
  })
  const summary = summaryOf(verdicts, 'A case\nof two lines', true)
  expect(summary.trimEnd().split('\n').length).toBeLessThanOrEqual(SUMMARY_LINES_MAX)
  expect(summary).toContain('npx frostproof run --seed 1')
  expect(summary).toContain('run run-1')
  expect(summary).toContain('- and 365 more; see report.html')
  expect(summary).toContain('SYST-NOT-9 and 40 more')
})

test('failures come before what is undecided', () => {
  const summary = summaryOf(['unknown', 'failed'])
  expect(summary.indexOf('**failed**')).toBeLessThan(summary.indexOf('**unknown**'))
})

test('both denominators are there, and no percentage', () => {
  const summary = summaryOf(['passed', 'failed', 'not-supported'])
  expect(summary).toContain('**1 of 2** evaluated clauses passed (1 violated)')
  expect(summary).toContain('**2 of 53** clauses of the catalogue evaluated')
  expect(summary).not.toContain('%')
})

test('a name is text, whatever Markdown would make of it', () => {
  const summary = summaryOf(['failed'], '`x` | <img src=x> [a](b) \u202e')
  expect(summary).toContain('\\`x\\` \\| &lt;img src=x\\> \\[a\\](b) ⟨U+202E⟩')
})
