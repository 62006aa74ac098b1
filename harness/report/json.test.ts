import { expect, test } from 'vitest'
import { reportJson } from './json.js'
import { reportOf } from './report.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

function check(scenarios: number, name = 'a case'): void {
  const results = Array.from({ length: scenarios }, (_, index) =>
    fakeResult('SYST-ERR-01', 'failed', { id: String(index), name, reason: '\n "scenarios": []' }),
  )
  const header = fakeHeader({ run: { reproduce: '\n "scenarios": []' } })
  const report = reportOf(fakeRecord(results, header))
  expect([...reportJson(report)].join('')).toBe(`${JSON.stringify(report, null, 1)}\n`)
}

test('in pieces it is what it would be at once', () => {
  for (const scenarios of [0, 1, 2, 50]) check(scenarios)
  check(300, 'x'.repeat(20_000))
})
