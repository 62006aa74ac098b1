#!/usr/bin/env node
// Runs one tier of tests: node bin/tier.js test|check|soak|bench
//
// A tier is a list of stages; a stage is done when all its steps are, two at a time. A step is one
// or more command lines of Node, run without a shell. The first failure stops the tier.

import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { proofsOf, scenariosOf, summaryLineOf, sumUp, testsOf } from './tier/counts.js'
import { ROOT, runStages } from './tier/runner.js'

const REPORTS = path.join(ROOT, 'reports')
/** The suite on each; the tests besides on the last, since this one has run them on the first. */
const NODE_VERSIONS = [['20.19'], ['22'], ['24', '--tests']]
const SOAK_CASES = '5000'
const CHECK_CASES = '5000'

/** Histories, chains of backups over them, mutated statements and packets; each scenario as a file. */
const MANY_CASES = [
  'engine/sql/recovery/random-history.test.ts',
  'engine/sql/backup/random-chains.test.ts',
  'engine/sql/tsql/parse/parse-batch.random.test.ts',
  'engine/sql/tds/fuzz.test.ts',
  'harness/cli/scenario.test.ts',
]
const CHECK_KILLS = '10'

const frostproof = (...args) => ['bin/frostproof.js', ...args]
const packaged = (name, file, ...args) => [path.join('node_modules', name, file), ...args]

/** The suite on the engine; its report is what the other runs are compared with. */
const SUITE = {
  name: 'suite',
  commands: [frostproof('run', '--out', 'reports/test')],
  count: () => scenariosOf(path.join(REPORTS, 'test')),
}

const UNITS = {
  name: 'unit tests',
  commands: [packaged('vitest', 'vitest.mjs', 'run')],
  count: testsOf,
}

const BUILD = [{ name: 'build', commands: [['bin/build.js']] }]

const TEST = [
  BUILD,
  [
    UNITS,
    {
      name: 'types',
      commands: [
        packaged('typescript', 'bin/tsc', '--noEmit'),
        packaged('typescript', 'bin/tsc', '--noEmit', '-p', 'harness/report/page'),
      ],
    },
    SUITE,
    { name: 'lint', commands: [packaged('@biomejs/biome', 'bin/biome', 'check', '.')] },
    { name: 'proofs, quick', commands: [frostproof('prove', '--quick')], count: proofsOf },
  ],
]

const CHECK = [
  ...TEST,
  [
    // The longest first, so that nothing waits for it alone.
    { name: 'containers', commands: [['bin/tier/containers.js']], count: summaryLineOf },
    { name: 'proofs', commands: [frostproof('prove')], count: proofsOf },
    {
      name: `${CHECK_CASES} histories, chains, statements and packets`,
      commands: [packaged('vitest', 'vitest.mjs', 'run', ...MANY_CASES)],
      env: { FROSTPROOF_CASES: CHECK_CASES },
      count: testsOf,
    },
    { name: 'over serve', commands: [['bin/tier/over-serve.js']], count: summaryLineOf },
    {
      name: `serve, killed ${CHECK_KILLS} times`,
      commands: [
        packaged('vitest', 'vitest.mjs', 'run', 'harness/targets/engine/serve/kill.test.ts'),
      ],
      env: { FROSTPROOF_KILLS: CHECK_KILLS },
      count: testsOf,
    },
    {
      name: 'explorer',
      commands: [
        frostproof('explore', '--runs', '1200', '--out', 'reports/check/explore'),
        frostproof(
          'explore',
          '--faults',
          'random',
          '--runs',
          '600',
          '--out',
          'reports/check/random',
        ),
      ],
    },
    { name: 'package', commands: [['bin/tier/package.js']] },
    sameRun({ name: 'by one thread alone', folder: 'again', args: ['--jobs', '1'], compare: [] }),
    sameRun({
      name: 'through the driver protocol',
      folder: 'driver',
      args: ['--target', 'driver:node bin/frostproof.js drive'],
      compare: ['--verdicts'],
    }),
    {
      name: 'plain cucumber-js',
      commands: [packaged('@cucumber/cucumber', 'bin/cucumber.js')],
    },
    ...NODE_VERSIONS.map(([version, ...flags]) => ({
      name: `Node ${version}`,
      commands: [['bin/tier/node-version.js', version, ...flags]],
      count: summaryLineOf,
    })),
  ],
]

const TIERS = { test: TEST, check: CHECK, soak: soak(), bench: bench() }

function sameRun({ name, folder, args, compare }) {
  const out = `reports/check/${folder}`
  const commands = [
    frostproof('run', ...args, '--out', out),
    ['bin/tier/same-report.js', 'reports/test', out, ...compare],
  ]
  return { name, commands, count: () => scenariosOf(path.join(ROOT, out)) }
}

/** More cases of every property than a test run has time for, other ones each time. */
function soak() {
  const FROSTPROOF_SEED = process.env.FROSTPROOF_SEED ?? String(randomInt(2 ** 31))
  const FROSTPROOF_CASES = process.env.FROSTPROOF_CASES ?? SOAK_CASES
  const name = `${FROSTPROOF_CASES} cases of each property, seed ${FROSTPROOF_SEED}`
  return [
    BUILD,
    [{ ...UNITS, name, env: { FROSTPROOF_CASES, FROSTPROOF_SEED }, limitMs: Infinity }],
  ]
}

/** One after another, and shown: figures that compete for the machine are worth nothing. */
function bench() {
  return [
    BUILD,
    [{ name: 'benchmarks', commands: [['bin/tier/bench.js']], show: true, limitMs: Infinity }],
  ]
}

async function main(name) {
  if (!Object.hasOwn(TIERS, name)) {
    console.error(`usage: node bin/tier.js ${Object.keys(TIERS).join('|')}`)
    process.exitCode = 64
    return
  }
  if (name === 'check') rmSync(path.join(REPORTS, 'check'), { recursive: true, force: true })
  const total = sumUp(await runStages(TIERS[name]))
  console.log(`${total.passed} passed, ${total.failed} failed`)
  if (total.failed > 0) process.exitCode = 1
}

await main(process.argv[2] ?? '')
