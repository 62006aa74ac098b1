import { expect, test } from 'vitest'
import { allureResults } from './allure.js'
import { EXPLORATION } from './beside.fixture.js'
import { NOTHING_BESIDE } from './beside.js'
import { reportOf } from './report.js'
import { fakeRecord, fakeResult } from './run.fixture.js'

const RECORD = fakeRecord([
  fakeResult('SYST-ERR-01'),
  fakeResult('SYST-ERR-02', 'failed', { trace: 'traces/x.ndjson' }),
  fakeResult('SQLW-DIF-19', 'unknown'),
  fakeResult('SQLW-DIF-19', 'not-supported', { id: 'features/a.feature#SQLW-DIF-19/other' }),
  fakeResult('SYST-ERR-01', 'error', { id: 'features/a.feature#SYST-ERR-01/other' }),
])

function folded(exploration: typeof EXPLORATION | null = null) {
  const beside = { ...NOTHING_BESIDE, exploration }
  const page = '../latest/report.html'
  const { files, copies } = allureResults({
    record: RECORD,
    report: reportOf(RECORD),
    beside,
    page,
  })
  const all = [...files]
  const results = all
    .filter(({ name }) => name.endsWith('-result.json'))
    .map(({ text }) => JSON.parse(text))
  return { all, copies, results }
}

test('each verdict has a status, and none but passed is green', () => {
  const { results } = folded()
  expect(results.map(({ status }) => status)).toEqual([
    'passed',
    'failed',
    'unknown',
    'skipped',
    'broken',
  ])
})

test('a result says its clause, its system and how much it weighs, and links to the clause', () => {
  const [first] = folded().results
  expect(first.labels).toEqual(
    expect.arrayContaining([
      { name: 'clause', value: 'SYST-ERR-01' },
      { name: 'epic', value: 'System state backup' },
      { name: 'severity', value: 'critical' },
    ]),
  )
  expect(first.links).toEqual([
    { type: 'tms', name: 'SYST-ERR-01', url: '../latest/report.html#SYST-ERR-01' },
  ])
})

test('what did not pass has its scenario file and its trace attached', () => {
  const { results, copies } = folded()
  const [passed, failed] = results
  expect(passed.attachments).toEqual([])
  expect(failed.attachments.map(({ name }: { name: string }) => name)).toEqual([
    'scenario file',
    'trace',
  ])
  const names = copies.map(({ name }) => name)
  for (const { source } of failed.attachments) expect(names).toContain(source)
})

test('a fault that met nothing is unknown, also inside a result', () => {
  const fault = { kind: 'io-error', where: 'D:', at: '0 ms', applied: true, effect: null }
  const faults = [{ ...fault, removed: true, clean: true }]
  const record = fakeRecord([fakeResult('SYST-ERR-01', 'unknown', { faults })])
  const report = reportOf(record)
  const { files } = allureResults({ record, report, beside: NOTHING_BESIDE, page: '' })
  const [first] = [...files]
  const { steps } = JSON.parse(first?.text ?? '')
  expect(steps.at(-1)).toMatchObject({ status: 'unknown' })
})

test('what was searched for and found is a failed result of its own', () => {
  const violation = {
    id: 'v1',
    conversation: 'full',
    phase: 'freeze',
    point: 'vss.freeze',
    kind: 'io-error',
    property: 'No row is lost',
    message: 'row 5 is gone',
    file: 'violations/v1.yaml',
    reproduce: 'npx frostproof replay v1.yaml',
    steps: 3,
  }
  const { results } = folded({ ...EXPLORATION, violations: [violation] })
  expect(results.at(-1)).toMatchObject({
    name: 'No row is lost: io-error at vss.freeze',
    status: 'failed',
  })
})

test('the same record gives the same files', () => expect(folded().all).toEqual(folded().all))
