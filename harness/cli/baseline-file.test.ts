import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inDirectory, say } from './cli.fixture.js'

const CLAUSE = 'SYST-CHK-04'
const WRONG = `title: A wrong expectation
clauses: [${CLAUSE}]
steps:
  - { do: service.query, with: { service: VSS }, expect: { state: Gone } }
`
const ENTRY = { clause: CLAUSE, owner: 'me', issue: '#1', expires: '2999-12-31' }
const RUN = ['run', '--clause', CLAUSE, '--out', 'report']

/** A list in JSON is YAML too. */
function listOf(...entries: readonly object[]): string {
  return JSON.stringify(entries)
}

/** A run with a baseline, over the suite's own scenarios of the clause and one that is wrong. */
async function checkRun(baseline: string, exitCode: number, said: RegExp): Promise<void> {
  await inDirectory({ 'known.yml': baseline }, async (cwd) => {
    mkdirSync(join(cwd, 'cases'))
    writeFileSync(join(cwd, 'cases', 'wrong.yaml'), WRONG)
    const found = await say([...RUN, '--scenarios', 'cases', '--baseline', 'known.yml'], { cwd })
    expect(`${found.out}${found.error}`).toMatch(said)
    expect(found.exitCode).toBe(exitCode)
  })
}

test('without a baseline the wrong expectation fails the run', () =>
  inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
    expect((await say([...RUN, '--scenarios', '.'], { cwd })).exitCode).toBe(1)
  }))

test('a known failure is said, and fails no pipeline', () =>
  checkRun(listOf(ENTRY), 0, /1 known failures counted apart/))

test('an expired entry is loud, and excuses nothing', () =>
  checkRun(listOf({ ...ENTRY, expires: '2020-01-01' }), 1, /BASELINE {2}expired, no excuse/))

test('an entry that everything passed in spite of is loud', () =>
  inDirectory({ 'known.yml': listOf(ENTRY) }, async (cwd) => {
    const { exitCode, out } = await say([...RUN, '--baseline', 'known.yml'], { cwd })
    expect(out).toMatch(/BASELINE {2}passed unexpectedly, remove it: SYST-CHK-04/)
    expect(exitCode).toBe(0)
  }))

test('an entry for a scenario that does not exist is refused', () =>
  checkRun(
    listOf(ENTRY, {
      ...ENTRY,
      clause: undefined,
      scenario: 'features/system-state/basic-checks.feature#SYST-CHK-04/volsnap-is-missing',
    }),
    64,
    /names no scenario: [^\n]+ Hint: The nearest is "features\/system-state\//,
  ))

/** What is wrong with a list, and where. */
const WRONG_LISTS: readonly (readonly [string, RegExp])[] = [
  ['- clause: [', /known\.yml:\d+:\d+: /],
  ['clause: X', /known\.yml:1:1: the file cannot be/],
  ['- { clause: SYST-CHK-04 }', /"0\.owner" is missing/],
  [listOf({ ...ENTRY, clause: 'SYST-CHK-4' }), /no clause "SYST-CHK-4"\. Hint: The nearest/],
  [listOf({ ...ENTRY, ownr: 1 }), /no key "ownr"\. Hint: The nearest is "owner"/],
  [
    listOf({ ...ENTRY, expires: '2026-02-30' }),
    /"0\.expires" cannot be "2026-02-30": it is no day/,
  ],
  [listOf({ ...ENTRY, scenario: 'x' }), /exactly one of "clause" and "scenario"/],
  [listOf({ owner: 'me', issue: '#1', expires: '2999-12-31' }), /exactly one of/],
  ['', /the file is empty/],
]

for (const [text, complaint] of WRONG_LISTS)
  test(`refused: ${text.slice(0, 60)}`, () =>
    inDirectory({ 'known.yml': text }, async (cwd) => {
      const { exitCode, error } = await say([...RUN, '--baseline', 'known.yml'], { cwd })
      expect(error).toMatch(complaint)
      expect(error).toMatch(/^frostproof: [^\n]+\n$/)
      expect(exitCode).toBe(64)
    }))
