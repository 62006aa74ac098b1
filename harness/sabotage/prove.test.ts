// The proof must be able to fail itself: a small suite on a small engine, with one scenario that
// slips through each of the four ways, beside one that does not.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from '@swc/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Clause } from '../clauses/catalogue.js'
import type { Pattern } from '../model/pattern.js'
import { command, type Step } from '../model/plan.js'
import type { Scenario, StepRole } from '../model/scenario.js'
import { topologySchema } from '../model/topology.js'
import { PASSED } from '../model/verdict.js'
import { replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'
import { proveInertFaults } from './disturbed.js'
import type { ProofReport } from './proof.js'
import { type ProveOptions, prove } from './prove.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
let dist = ''

/** Volume C: has 10 bytes free; freeing more adds to it; a full disk has none. */
const ENGINE = {
  'engine/volume.js': `
    import { START } from './start.js'
    export class Volume {
      free = START
      full = false
      hits = 0
      release(bytes) { this.free = this.free + bytes }
      look() { if (this.full) this.hits++; return this.full ? 0 : this.free }
    }`,
  'engine/start.js': 'export const START = 10',
  'engine/unused.js': 'export const NOBODY = 1',
  'harness/targets/engine/index.js': `
    import { Volume } from '../../../engine/volume.js'
    import { CAPABILITIES } from '../../model/capability.js'
    export function engineTarget() {
      return {
        description: { kind: 'engine', name: 'small', version: '1',
          capabilities: Object.keys(CAPABILITIES), deterministic: true },
        open() {
          const volume = new Volume()
          const faults = []
          return {
            perform({ command, params }) {
              if (command === 'volume.free') volume.release(params.bytes)
              if (command === 'fault.inject') { volume.full = true; faults.push(params) }
              return { kind: 'done', value: { sizeBytes: 100, freeBytes: volume.look() } }
            },
            collect() { return { kind: 'done', value: {} } },
            finish() {
              const effect = volume.hits > 0 ? 'no room' : null
              const receipts = faults.map(({ kind, where }) =>
                ({ kind, where, at: 'at once', applied: true, effect, removed: true, clean: true }))
              return { receipts, virtualMs: 0, residue: [], refusals: [], unreached: [], trace: [] }
            },
          }
        },
        close() {},
      }
    }`,
}

const VOLUME = ENGINE['engine/volume.js']
const ROWS = [
  row('SMAL-FRE-01', 'engine/volume.js', VOLUME.replace('this.free + bytes', 'this.free')),
  row('SMAL-FRE-01.2', 'engine/start.js', 'export const START = 11'),
  row('SMAL-FRE-01.3', 'engine/volume.js', `${VOLUME}; export const SAME = 1`),
  row('SMAL-FRE-01.4', 'engine/volume.js', 'export class Volume {'),
  row('SMAL-FRE-01.5', 'engine/unused.js', 'export const NOBODY = 2'),
  row(
    'SMAL-FRE-01.6',
    'engine/volume.js',
    `${VOLUME.replace('START\n', '(() => { for (;;); })()\n')}`,
  ),
  row('SMAL-FRE-01.7', 'engine/volume.js', `${VOLUME.replace('START\n', 'process.exit(7)\n')}`),
  row('SMAL-FRE-01.8', 'engine/volume.js', `${VOLUME.replace('START\n', 'nothing.at.all\n')}`),
  row('SMAL-FRE-01.9', 'engine/volume.js', VOLUME.replace('this.free + bytes', '-1')),
  row('SMAL-NON-01', 'engine/volume.js', VOLUME),
  { ...row('SMAL-FRE-01.10', 'engine/volume.js', VOLUME), error: 'it occurs twice' },
]

function row(id: string, file: string, source: string) {
  const clause = id.split('.')[0] ?? id
  return { id, clause, file, module: `sabotage/${id}.js`, source }
}

beforeAll(() => {
  // Inside the checkout, so that what is compiled finds its packages.
  dist = mkdtempSync(join(root, 'node_modules', '.frostproof-prove-'))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    writeFileSync(join(dist, file), text)
  }
  write('package.json', '{ "type": "module" }')
  for (const folder of ['sabotage', 'scenario', 'check', 'model'])
    for (const name of readdirSync(join(root, 'harness', folder))) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
      const { code } = transformSync(readFileSync(join(root, 'harness', folder, name), 'utf8'), {
        configFile: false,
        swcrc: false,
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript' },
          transform: { verbatimModuleSyntax: true },
        },
      })
      write(`harness/${folder}/${name.replace(/ts$/, 'js')}`, code)
    }
  for (const [file, text] of Object.entries(ENGINE)) write(file, text)
  for (const { module, source } of ROWS) write(module, source)
  useRows(ROWS)
})

afterAll(() => rmSync(dist, { recursive: true, force: true }))

function useRows(rows: readonly object[]): void {
  writeFileSync(join(dist, 'sabotage.json'), JSON.stringify(rows))
}

async function smallEngine(): Promise<Target> {
  const url = pathToFileURL(join(dist, 'harness/targets/engine/index.js')).href
  const { engineTarget } = (await import(/* @vite-ignore */ url)) as { engineTarget: () => Target }
  return engineTarget()
}

function scenario(
  name: string,
  steps: readonly [StepRole, Step][],
  clause = 'SMAL-FRE-01',
): Scenario {
  return {
    id: name,
    uri: 'features/small.feature',
    line: 1,
    feature: 'Small',
    rule: 'Small',
    name,
    clauses: [clause],
    needs: ['volume'],
    slow: false,
    tags: [],
    topology: topologySchema.parse({ servers: [{ name: 'SRV01' }] }),
    steps: steps.map(([role, step]) => ({ role, text: `${role} …`, line: 1, step })),
  }
}

const release: [StepRole, Step] = ['when', command('volume.free', { volume: 'C:', bytes: 5 })]
const fill: [StepRole, Step] = [
  'given',
  command('fault.inject', { kind: 'disk-full', where: 'C:' }),
]
const free = (expected: Pattern): [StepRole, Step] => [
  'then',
  command('volume.query', { volume: 'C:' }, { expect: { freeBytes: expected } }),
]

const sound = scenario('sound', [release, free(15)])
const soundFault = scenario('sound fault', [fill, release, free(0)])
const catalogue: ProveOptions['catalogue'] = {
  systems: [{ prefix: 'SMAL', title: '', source: '', files: [], finished: true }],
  clauses: [clause('SMAL-FRE-01')],
}

function clause(id: string): Clause {
  const texts = { section: '', says: '', check: '', sabotage: '', contested: null }
  return {
    id,
    system: 'SMAL',
    kind: 'behaviour',
    role: 'windows',
    targets: ['engine'],
    faults: [],
    ...texts,
  }
}

function run(scenarios: readonly Scenario[], options: Partial<ProveOptions> = {}) {
  return prove({
    suite: { scenarios },
    catalogue,
    target: smallEngine,
    dist,
    rowMs: 3_000,
    ...options,
  })
}

function survivorsOf(report: ProofReport): string[] {
  return report.survivors.map(({ kind, id }) => `${kind}: ${id}`)
}

test('a sound suite survives nothing', async () => {
  useRows(ROWS.slice(0, 1))
  const lines: string[] = []
  const report = await run([sound], { write: (line) => lines.push(line) })
  expect(report).toMatchObject({ ok: true, exitCode: 0, survivors: [], errors: [], withoutRow: [] })
  expect(lines).toEqual([
    'mute         1 of 1 caught, 0 survived (1 failed)',
    'no action    1 of 1 caught, 0 survived (1 failed)',
    'inert fault  0 of 0 caught, 0 survived',
    'sabotage     1 of 1 caught, 0 survived (1 caught)',
    'first try    1 of 1 rows (100 %)',
  ])
})

async function checkSurvivors(scenarios: readonly Scenario[], expected: readonly string[]) {
  useRows([])
  const report = await run(scenarios, { catalogue: { systems: [], clauses: [] } })
  expect(survivorsOf(report)).toEqual(expected)
  expect(report.exitCode).toBe(expected.length > 0 ? 1 : 0)
}

test('a scenario that expects nothing is never passed, so it cannot survive', () =>
  checkSurvivors([scenario('vain', [['given', release[1]], release])], []))
test('a scenario that asserts an absence survives being mute', () =>
  checkSurvivors(
    [scenario('absence', [release, free({ $atMost: 15 })])],
    ['mute: absence', 'no-action: absence'],
  ))
test('a scenario that asserts what is so anyway survives without its action', () =>
  checkSurvivors([scenario('anyway', [release, free({ $atLeast: 1 })])], ['no-action: anyway']))
test('a scenario whose setup alone expects anything survives being mute', () => {
  const [, look] = free(10)
  return checkSurvivors(
    [scenario('setup', [['given', look], release, free({ $not: 10 })])],
    ['mute: setup'],
  )
})
test('it is told when a scenario is caught for want of a reply', async () => {
  useRows([])
  const query = command('volume.query', { volume: 'C:' }, { as: 'it' })
  const ask: Step = { reply: 'it', expect: { freeBytes: 10 } }
  const report = await run([
    scenario('ask', [
      ['when', query],
      ['then', ask],
    ]),
  ])
  expect(report.kinds['no-action'].outcomes).toEqual({ 'failed for want of a reply': 1 })
  expect(report.kinds.mute.outcomes).toEqual({ failed: 1 })
})
test('a scenario without a When survives without its action', () =>
  checkSurvivors([scenario('no when', [free(10)])], ['no-action: no when']))
test('an inert fault makes what else would pass unknown', async () => {
  useRows([])
  const report = await run([scenario('harmless', [fill, release, free({ $not: 10 })])])
  expect(report.kinds['inert-fault']).toEqual({ tried: 1, caught: 1, outcomes: { unknown: 1 } })
})
test('an inert fault makes what depends on it fail', async () => {
  useRows([])
  const report = await run([soundFault, sound])
  expect(report.kinds['inert-fault']).toEqual({ tried: 1, caught: 1, outcomes: { failed: 1 } })
})

test('a judge who takes a request for a fault would be found out by inert faults', async () => {
  const lax: typeof replay = async (...given) => {
    const result = await replay(...given)
    return result.verdict === 'unknown' ? { ...result, ...PASSED } : result
  }
  const scenarios = [scenario('gullible', [fill, release, free({ $not: 10 })]), soundFault]
  const found = await proveInertFaults({ scenarios, target: smallEngine, seed: 1, replay: lax })
  expect(found.survivors).toEqual([
    {
      kind: 'inert-fault',
      id: 'gullible',
      remark: 'it passes although its fault was never applied',
    },
  ])
})
test('a harness that fails under inert faults proves nothing', async () => {
  const broken = async () => ({
    ...(await smallEngine()),
    open: () => Promise.reject(new Error('gone')),
  })
  const found = await proveInertFaults({ scenarios: [soundFault], target: broken, seed: 1 })
  expect(found.survivors[0]?.remark).toBe('the harness failed, which proves nothing: Error: gone')
})

test('every row ends as it deserves', { timeout: 60_000 }, async () => {
  useRows(ROWS)
  const report = await run([sound])
  const ends = Object.fromEntries(
    report.rows.map(({ id, outcome, remark }) => [id, `${outcome}: ${remark}`]),
  )
  expect(ends).toMatchObject({
    'SMAL-FRE-01': 'caught: sound',
    'SMAL-FRE-01.2': 'caught: sound',
    'SMAL-FRE-01.3': 'survived: its scenarios pass all the same',
    'SMAL-FRE-01.4': expect.stringMatching(/^error: the sabotaged engine cannot be loaded: /),
    'SMAL-FRE-01.5': 'error: the engine never loads "engine/unused.js"',
    'SMAL-FRE-01.6': 'survived: nothing was decided within 3 s',
    'SMAL-FRE-01.7': expect.stringMatching(/^survived: its process ended \(exit code 7\)/),
    'SMAL-FRE-01.8': expect.stringMatching(
      /^survived: its scenario came out as error.*nothing is not/,
    ),
    'SMAL-FRE-01.9': 'caught: sound',
    'SMAL-NON-01': 'survived: the clause has no scenario',
    'SMAL-FRE-01.10': 'error: it occurs twice',
  })
  expect(report.kinds.sabotage).toEqual({
    tried: 11,
    caught: 3,
    outcomes: { caught: 3, survived: 5, error: 3 },
  })
  expect(report.exitCode).toBe(1)
})

test('a row proves nothing when its scenario fails anyway', async () => {
  useRows(ROWS.slice(0, 1))
  const report = await run([scenario('wrong', [release, free(99)])])
  expect(report.rows[0]?.remark).toBe('no scenario of the clause passes without the sabotage')
  expect(report.exitCode).toBe(3)
})

test('a quick proof tries every tenth row and counts the first try over all', async () => {
  useRows(ROWS.map((each, index) => (index === 3 ? { ...each, slipped: 'mended' } : each)))
  const report = await run([sound], { quick: true })
  expect(report.rows.map(({ id }) => id)).toEqual(['SMAL-FRE-01', 'SMAL-FRE-01.10'])
  // The fourth slipped once; the last, which this run tried, cannot be built.
  expect(report.firstTry).toEqual({ caught: 9, rows: 11 })
})

test('a rule of a finished system without a row is a failure', async () => {
  useRows(ROWS.slice(0, 1))
  const clauses = [clause('SMAL-FRE-01'), clause('SMAL-FRE-02')]
  const report = await run([sound], { catalogue: { ...catalogue, clauses } })
  expect(report).toMatchObject({ withoutRow: ['SMAL-FRE-02'], exitCode: 1 })
})

test('an empty suite proves nothing', async () => {
  useRows([])
  expect((await run([], { catalogue: { systems: [], clauses: [] } })).exitCode).toBe(3)
})

test('an exemption holds for what passes and has an opposite, and for nothing else', async () => {
  useRows([])
  const anyway = scenario('anyway', [release, free({ $atLeast: 1 })])
  const exemption = { scenario: 'anyway', reason: 'it is the negative of sound', shownBy: 'sound' }
  const options = { catalogue: { systems: [], clauses: [] } }
  const good = await run([sound, anyway], { ...options, exemptions: [exemption] })
  expect(good).toMatchObject({ survivors: [], errors: [], exitCode: 0 })
  const stale = await run([sound], { ...options, exemptions: [exemption] })
  expect(stale.errors).toEqual(['the exemption of "anyway" exempts nothing'])
  const alone = await run([anyway], { ...options, exemptions: [exemption] })
  expect(alone.errors[0]).toMatch(/shown by "sound", which proves nothing/)
})
