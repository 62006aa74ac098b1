#!/usr/bin/env node
// Mutates the engine and asks the suite: node bin/mutants.js [--count 500] [--seed 1] [--jobs N]
//
// Stryker's mutators say what could be wrong in engine/vss, engine/volume, engine/sql and
// engine/writers; a seed draws some of them. One instrumented copy of the compiled engine holds them
// all as switches. A first run of the suite says which scenario passes which switch; then each mutant
// gets a process of its own, with its switch on, and the scenarios that pass it. The first scenario
// that does not pass kills it. reports/mutants/ holds the outcome, survivors first.

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BuildError, build } from './build.js'
import { askChild } from './mutants/ask.js'
import { draw, enumerate, instrument } from './mutants/instrument.js'
import { describe, report } from './mutants/outcome.js'
import { ROOT } from './tier/runner.js'

const OUT = path.join(ROOT, 'reports', 'mutants')
const WORK = path.join(OUT, 'work')
/** What a run of the suite reads besides the compiled modules. */
const DATA = ['package.json', 'features', 'scenarios']
/** A mutant that takes so long loops; what it meets takes a fraction of it. */
const LIMIT_MS = 120_000

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(os.availableParallelism()) },
  },
})

await build(ROOT)
fs.rmSync(OUT, { recursive: true, force: true })
for (const name of ['dist', ...DATA])
  fs.cpSync(path.join(ROOT, name), path.join(WORK, name), { recursive: true })

const all = await enumerate(ROOT)
const drawn = draw(all, { count: Number(values.count), seed: Number(values.seed) })
const mutants = await instrument({ root: ROOT, dist: path.join(WORK, 'dist'), drawn })
console.log(`${mutants.length} of ${all.length} mutants, seed ${values.seed}`)

const covered = await askChild({ work: WORK, limitMs: LIMIT_MS * 5 })
if (covered.failed.length > 0)
  throw new BuildError(`the suite does not pass without a mutant: ${covered.failed.join(', ')}`)

const waiting = [...mutants]
const outcomes = []
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
fs.rmSync(WORK, { recursive: true, force: true })
report(OUT, outcomes)
if (outcomes.some(({ outcome }) => outcome === 'error')) process.exitCode = 1

async function work() {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const scenarios = scenariosOf(mutant)
    const outcome =
      scenarios.length === 0 ? { outcome: 'not covered' } : await tryOn(mutant, scenarios)
    outcomes.push({ ...mutant, ...outcome, scenarios: scenarios.length })
    if (outcome.outcome !== 'killed' && outcome.outcome !== 'timeout')
      console.log(describe(outcomes.at(-1)))
    if (outcomes.length % 50 === 0) console.log(`${outcomes.length} of ${mutants.length} tried`)
  }
}

/** By time, the quickest first; what runs when the engine is loaded concerns them all. */
function scenariosOf({ id }) {
  const passes = covered.scenarios.filter(({ switches }) => switches.includes(id))
  const list = passes.length > 0 || !covered.atStart.includes(id) ? passes : covered.scenarios
  return [...list].sort((left, right) => left.ms - right.ms).map(({ index }) => index)
}

function tryOn(mutant, scenarios) {
  return askChild({ work: WORK, limitMs: LIMIT_MS, active: mutant.id, scenarios })
}
