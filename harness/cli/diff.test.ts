// Pairs of real runs made for the purpose: what changed between them is known, and diff must say it.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportDiff } from '../report/index.js'
import { inDirectory, say } from './cli.fixture.js'
import { packageRoot } from './place.js'

const CLAUSE = 'SYST-ERR-02'
const FEATURE = 'features/system-state/writer-timeout.feature'
const ROW = join('dist', 'sabotage', 'SYST-ERR-02.3.js')
const SABOTAGED = join('dist', 'engine', 'vss', 'coordinator.js')

/** A package of its own that may be broken; below the checkout, so that it finds its modules. */
let home = ''

function run(words: readonly string[], cwd: string): number | null {
  const done = spawnSync(process.execPath, [join(cwd, 'bin', 'frostproof.js'), ...words], { cwd })
  return done.status
}

/** Runs the clause in the package as it is now, and keeps the report. */
function record(out: string): number | null {
  return run(['run', '--clause', CLAUSE, '--out', out], home)
}

async function diffOf(before: string, after: string) {
  const { exitCode, out } = await say(['diff', before, after, '--json'], { cwd: home })
  return { exitCode, diff: JSON.parse(out) as ReportDiff }
}

/** Changes a file of the package for as long as the work takes. */
function whileChanged(file: string, change: (text: string) => string, work: () => void): void {
  const path = join(home, file)
  const text = readFileSync(path, 'utf8')
  const changed = change(text)
  expect(changed).not.toBe(text)
  writeFileSync(path, changed)
  try {
    work()
  } finally {
    writeFileSync(path, text)
  }
}

beforeAll(() => {
  // Starting it brings dist/ up to date.
  expect(run(['--version'], packageRoot)).toBe(0)
  mkdirSync(join(packageRoot, 'reports'), { recursive: true })
  home = mkdtempSync(join(packageRoot, 'reports', 'diff-'))
  for (const name of ['bin/frostproof.js', 'package.json', 'dist', FEATURE, 'scenarios/smoke'])
    cpSync(join(packageRoot, name), join(home, name), { recursive: true })
  record('clean')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('the same run twice shows nothing', async () => {
  record('again')
  const { exitCode, diff } = await diffOf('clean', 'again')
  expect(diff).toMatchObject({ changes: [], inputs: { suite: [], target: [], environment: [] } })
  expect(exitCode).toBe(0)
})

test('a clause that a sabotage row breaks is newly failing, and the target is to blame', async () => {
  const broken = readFileSync(join(packageRoot, ROW), 'utf8')
  whileChanged(
    SABOTAGED,
    () => broken,
    () => expect(record('sabotaged')).toBe(1),
  )
  const { exitCode, diff } = await diffOf('clean', 'sabotaged')
  expect(exitCode).toBe(1)
  const failing = diff.changes.filter(({ kind }) => kind === 'newly-failing')
  expect(failing.length).toBeGreaterThan(0)
  for (const change of failing) {
    expect(change).toMatchObject({ clauses: [CLAUSE], causes: ['target'], from: 'passed' })
    expect(change.evidence[0]).toMatch(/^target build sha256:/)
  }
  const back = await diffOf('sabotaged', 'clean')
  expect(back.exitCode).toBe(0)
  expect(back.diff.counts['newly-passing']).toBe(failing.length)
})

test('an example that was taken out is removed, and the suite is to blame', async () => {
  whileChanged(
    FEATURE,
    (text) => text.replace(/(@SYST-ERR-02[\s\S]*?)\n {4}Example: Writers[\s\S]*?(?=\n {2}@)/, '$1'),
    () => record('smaller'),
  )
  const { diff } = await diffOf('clean', 'smaller')
  expect(diff.counts.removed).toBe(1)
  expect(diff.changes[0]).toMatchObject({ kind: 'removed', causes: ['suite'], to: null })
  const back = await diffOf('smaller', 'clean')
  expect(back.diff.counts.added).toBe(1)
  expect(back.exitCode).toBe(0)
})

test('an expectation that was changed is laid at the door of the suite', async () => {
  whileChanged(
    FEATURE,
    (text) => text.replace('| rejected an event |', '| accepted an event |'),
    () => record('changed'),
  )
  const { exitCode, diff } = await diffOf('clean', 'changed')
  expect(exitCode).toBe(1)
  expect(diff.changes.length).toBeGreaterThan(0)
  for (const { kind, causes, evidence } of diff.changes.filter((each) => each.to === 'failed'))
    expect({ kind, causes, evidence }).toEqual({
      kind: 'newly-failing',
      causes: ['suite'],
      evidence: ['its plan changed'],
    })
})

const FLAKY = `
import { createInterface } from 'node:readline'
import { existsSync } from 'node:fs'
const state = existsSync(process.argv[2]) ? 'Stopped' : 'Running'
const END = { receipts: [], virtualMs: 0, residue: [], refusals: [], unreached: [], trace: [] }
const RESULTS = {
  describe: { protocol: 1, name: 'flaky', version: '1', capabilities: ['host'], deterministic: false },
  open: { session: 's' },
  perform: { kind: 'done', value: { state, startType: 'Automatic', account: 'LocalSystem' } },
  finish: END,
  close: {},
}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line)
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: RESULTS[method] }) + '\\n')
  if (method === 'close') process.exit(0)
}
`
const CASE = `title: The service runs
clauses: [ACME-OWN-1]
steps:
  - { do: service.query, with: { service: VSS }, expect: { state: Running } }
`

describe('a target of moods', () => {
  test('is a flake: the same inputs, and another result', () =>
    inDirectory({ 'flaky.mjs': FLAKY, 'case.yaml': CASE }, async (cwd) => {
      const mood = join(cwd, 'mood')
      const target = `driver:"${process.execPath}" "${join(cwd, 'flaky.mjs')}" "${mood}"`
      const words = ['run', '--target', target, '--scenarios', '.', '--tags', '@ACME-OWN-1']
      expect((await say([...words, '--out', 'old'], { cwd })).exitCode).toBe(0)
      writeFileSync(mood, '')
      expect((await say([...words, '--out', 'new'], { cwd })).exitCode).toBe(1)
      const { exitCode, out } = await say(['diff', 'old', 'new'], { cwd })
      expect(out).toContain('cause: flake (the same inputs)')
      expect(exitCode).toBe(1)
      const page = await say(['diff', 'old', 'new', '--markdown'], { cwd })
      expect(page.out).toMatch(/^# Regression\n/)
    }))
})
