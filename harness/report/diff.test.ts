import { expect, test } from 'vitest'
import type { RecordHeader, RecordResult } from '../model/record.js'
import { type Change, diffRecords, type ReportDiff } from './diff.js'
import { diffMarkdown, diffText } from './diff-text.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'
import type { RunRecord } from './schema.js'

function runOf(results: readonly RecordResult[], change: Partial<RecordHeader> = {}): RunRecord {
  return fakeRecord(results, { ...fakeHeader({ run: { full: true } }), ...change })
}

/** One scenario in two runs, and the one change between them. */
function changeOf(before: RecordResult, after: RecordResult): Change | undefined {
  return diffRecords(runOf([before]), runOf([after])).changes[0]
}

const passed = fakeResult('SYST-ERR-01')
const failed = fakeResult('SYST-ERR-01', 'failed')

function kinds(diff: ReportDiff): string[] {
  return diff.changes.map(({ kind }) => kind)
}

const VERDICTS = ['passed', 'failed', 'unknown', 'error', 'not-supported'] as const
const KINDS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  passed: [undefined, 'newly-failing', 'newly-failing', 'newly-failing', 'newly-not-supported'],
  failed: ['newly-passing', undefined, 'changed', 'newly-failing', 'newly-not-supported'],
  unknown: ['newly-passing', 'newly-failing', undefined, 'newly-failing', 'newly-not-supported'],
  error: ['newly-passing', 'changed', 'changed', undefined, 'newly-not-supported'],
  'not-supported': [
    'newly-supported',
    'newly-failing',
    'newly-failing',
    'newly-failing',
    undefined,
  ],
}

for (const from of VERDICTS)
  test(`from ${from} to anything`, () => {
    const found = VERDICTS.map((to) => {
      return changeOf(fakeResult('SYST-ERR-01', from), fakeResult('SYST-ERR-01', to))
    })
    expect(found.map((change) => change?.kind)).toEqual(KINDS[from])
    const worse = ['newly-failing', 'newly-not-supported']
    for (const change of found)
      expect(change?.regression ?? false).toBe(worse.includes(change?.kind ?? ''))
  })

test('the same inputs and another result are a flake', () => {
  const diff = diffRecords(runOf([passed]), runOf([failed]))
  expect(diff.changes[0]).toMatchObject({ causes: ['flake'], evidence: ['the same inputs'] })
  expect(diff.regression).toBe(true)
})

test('another build of the target is to blame for a scenario whose plan is the same', () => {
  const { target } = fakeHeader()
  const diff = diffRecords(
    runOf([passed], { target: { ...target, build: 'sha256:a' } }),
    runOf([failed], { target: { ...target, build: 'sha256:b' } }),
  )
  expect(diff.changes[0]).toMatchObject({
    causes: ['target'],
    evidence: ['target build sha256:a → sha256:b'],
  })
})

test('a capability that is gone explains what is not supported any more', () => {
  const { target } = fakeHeader()
  const diff = diffRecords(
    runOf([passed]),
    runOf([fakeResult('SYST-ERR-01', 'not-supported')], {
      target: { ...target, capabilities: ['host'] },
    }),
  )
  expect(diff.changes[0]).toMatchObject({
    kind: 'newly-not-supported',
    causes: ['target'],
    evidence: ['target lost vss'],
  })
})

test('a scenario whose plan changed is laid at the door of the suite', () => {
  const after = runOf([failed])
  const cases = [{ id: failed.id, plan: 'another' }]
  const diff = diffRecords(runOf([passed]), { ...after, cases })
  expect(diff.changes[0]).toMatchObject({ causes: ['suite'], evidence: ['its plan changed'] })
})

test('a clause reworded in the catalogue is no cause while the plan is the same', () => {
  const suite = { version: '0.1.0', catalogue: 'sha256:other' }
  const diff = diffRecords(runOf([passed]), runOf([failed], { suite }))
  expect(diff.changes[0]?.causes).toEqual(['flake'])
  expect(diff.inputs.suite).toHaveLength(1)
})

test('the code that judges is part of the suite', () => {
  const suite = { ...fakeHeader().suite, build: 'sha256:b' }
  const diff = diffRecords(runOf([passed]), runOf([failed], { suite }))
  expect(diff.changes[0]?.causes).toEqual(['suite'])
})

test('another machine or another seed is the environment', () => {
  const environment = { node: '24.0.0', platform: 'win32', arch: 'x64' }
  const header = fakeHeader({ environment, run: { full: true, seed: 2 } })
  const diff = diffRecords(runOf([passed]), fakeRecord([failed], header))
  expect(diff.changes[0]).toMatchObject({
    causes: ['environment'],
    evidence: ['Node 22.0.0 → 24.0.0', 'platform linux → win32', 'seed 1 → 2'],
  })
})

test('attempts that did not agree are a flake whatever else changed', () => {
  const attempts = [
    { verdict: 'failed' as const, reason: 'x', durationMs: 1 },
    { verdict: 'passed' as const, reason: null, durationMs: 1 },
  ]
  const target = { ...fakeHeader().target, version: '2' }
  const diff = diffRecords(runOf([passed]), runOf([{ ...failed, attempts }], { target }))
  expect(diff.changes[0]?.causes).toEqual(['flake', 'target'])
})

test('a scenario that is gone is a regression when nothing shows its clause any more', () => {
  const second = { ...passed, id: `${passed.id}/other` }
  const diff = diffRecords(runOf([passed, second]), runOf([second]))
  expect(kinds(diff)).toEqual(['removed'])
  expect(diff).toMatchObject({ regression: false, counts: { removed: 1 } })
  const lost = diffRecords(runOf([passed]), runOf([fakeResult('SYST-ERR-02')]))
  expect(kinds(lost)).toEqual(['removed', 'added'])
  expect(lost.changes[0]).toMatchObject({
    causes: ['suite'],
    evidence: ['the new suite has no such case', 'nothing shows SYST-ERR-01 any more'],
    regression: true,
  })
})

test('a run that was narrowed lost nothing', () => {
  const header = fakeHeader({ run: { reproduce: 'npx frostproof run --clause SYST-ERR-02' } })
  const after = fakeRecord([fakeResult('SYST-ERR-02')], header)
  const diff = diffRecords(runOf([passed]), after)
  expect(diff.regression).toBe(false)
  expect(diff.changes[0]?.evidence[0]).toContain('narrowed: npx frostproof run --clause SYST')
})

test('a scenario that failed and was removed is no regression', () => {
  expect(diffRecords(runOf([failed]), runOf([])).regression).toBe(false)
})

test('what a killed run did not come to is not run, neither removed nor failing', () => {
  const after = { ...runOf([passed]), results: [], footer: null }
  const diff = diffRecords(runOf([passed]), after)
  expect(diff.changes[0]).toMatchObject({ kind: 'not-run', causes: ['environment'] })
  expect(diffText(diff)).toContain('No regression: 1 not run; the new run did not end')
})

test('a failure that the baseline knows is no regression', () => {
  const baseline = [{ clause: 'SYST-ERR-01', owner: 'me', issue: '#1', expires: '2026-12-31' }]
  const diff = diffRecords(runOf([passed]), runOf([failed], { baseline }))
  expect(kinds(diff)).toEqual(['newly-failing'])
  expect(diff.regression).toBe(false)
})

test('more virtual time is slower, and exactly so', () => {
  const slow = { ...passed, virtualMs: passed.virtualMs + 20_000 }
  expect(changeOf(passed, slow)).toMatchObject({
    kind: 'slower',
    regression: false,
    evidence: ['61.000 s → 81.000 s of virtual time', 'the same inputs'],
  })
  expect(changeOf(slow, passed)).toBeUndefined()
})

test('wall time counts against the pace of the machine as a whole', () => {
  const many = (ms: number, last: number) =>
    runOf(
      Array.from({ length: 9 }, (_, index) => ({
        ...passed,
        id: String(index),
        durationMs: index === 8 ? last : ms,
      })),
    )
  expect(kinds(diffRecords(many(200, 200), many(2_000, 2_000)))).toEqual([])
  expect(kinds(diffRecords(many(200, 200), many(200, 2_000)))).toEqual(['slower'])
  expect(kinds(diffRecords(many(200, 200), many(200, 2_000), { slower: 20 }))).toEqual([])
  // Many times as long, and still nothing.
  expect(kinds(diffRecords(many(2, 2), many(2, 100)))).toEqual([])
})

test('text and Markdown name verdicts, cause and conclusion, and are harmless', () => {
  const nasty = { ...failed, name: '<script> | \u202e', reason: 'a | b\nc' }
  const diff = diffRecords(runOf([{ ...nasty, verdict: 'passed' }]), runOf([nasty]))
  expect(diffText(diff)).toContain(
    'Newly failing (1)\n  features/system-state/errors.feature#SYST-ERR-01/a-case\n' +
      '    passed → failed: a | b c\n    cause: flake (the same inputs)\n\nRegression: 1 newly failing\n',
  )
  const page = diffMarkdown(diff)
  expect(page).toMatch(/^# Regression\n/)
  expect(page).toContain(
    '| SYST-ERR-01 &lt;script\\> \\| ⟨U+202E⟩ | passed → failed: a \\| b c | flake (the same inputs) |',
  )
})

test('a thousand changes are counted, and fifty of them shown', () => {
  const many = (verdict: 'passed' | 'failed') =>
    runOf(
      Array.from({ length: 1_000 }, (_, index) => {
        return fakeResult('SYST-ERR-01', verdict, { id: String(index) })
      }),
    )
  const diff = diffRecords(many('passed'), many('failed'))
  expect(diff.counts['newly-failing']).toBe(1_000)
  expect(diffText(diff)).toContain('… and 950 more')
})
