import { expect, test } from 'vitest'
import { reportOf } from '../report/report.js'
import { fakeHeader, fakeRecord, fakeResult } from '../report/run.fixture.js'
import { wantsColors } from './paint.js'
import { closingJson, closingLines } from './summary.js'

const entry = { clause: 'SYST-ERR-01', owner: 'me', issue: '#1', expires: '2026-12-31' }
const report = reportOf(
  fakeRecord(
    [
      fakeResult('SYST-ERR-01', 'failed'),
      fakeResult('SYST-ERR-02', 'failed', {
        attempts: [
          { verdict: 'failed', reason: 'x', durationMs: 1 },
          { verdict: 'passed', reason: null, durationMs: 1 },
        ],
      }),
    ],
    fakeHeader({ baseline: [entry] }),
  ),
)

test('what is known is counted, and what is not is told with its attempts', () => {
  const text = closingLines(report, '/there/report', { cwd: '/there' })
  expect(text).toContain('passed 1 of 2 attempts; because of failed')
  expect(text).toContain('1 known failures counted apart')
  expect(text.match(/^failed {2}/gm)).toHaveLength(1)
  const data = JSON.parse(closingJson(report, '/there/report', { cwd: '/there' })) as object
  expect(data).toMatchObject({
    notPassed: [{ clauses: ['SYST-ERR-02'], verdict: 'failed', attempts: [{}, {}] }],
    baseline: { known: 1 },
    report: 'report',
  })
})

test('there is colour for whoever has colours, and only then', () => {
  const start = '\u001b['
  expect(closingLines(report, 'x', { cwd: '.' })).not.toContain(start)
  expect(closingLines(report, 'x', { cwd: '.', hasColors: true })).toContain(
    '\u001b[31mfailed\u001b[0m',
  )
  expect(closingJson(report, 'x', { cwd: '.', hasColors: true })).not.toContain(start)
})

test('NO_COLOR, a dumb terminal and a pipe have none', () => {
  expect(wantsColors(true, {})).toBe(true)
  expect(wantsColors(true, { NO_COLOR: '' })).toBe(true)
  expect(wantsColors(true, { NO_COLOR: '0' })).toBe(false)
  expect(wantsColors(true, { TERM: 'dumb' })).toBe(false)
  expect(wantsColors(false, {})).toBe(false)
})
