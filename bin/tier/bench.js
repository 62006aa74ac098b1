#!/usr/bin/env node
// Prints every benchmark: the start of the command, the suite against empty steps, and each
// `*.bench.ts` beside what it measures. Figures are ratios of two things measured in turn in one run,
// medians of several; nothing is asserted here.

import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeEmptySteps } from './empty-steps.js'
import { ROOT, runNode } from './runner.js'

const ROUNDS = 9
const SUITE_ROUNDS = 5
const SUITE_BAR = 2.5

await benchStart()
await benchSuite()
await benchModules()

async function benchStart() {
  const bare = ['--eval', '0']
  const help = ['bin/frostproof.js', '--help']
  const [bareMs, helpMs] = await pair([bare, help], ROUNDS)
  const more = (helpMs - bareMs).toFixed(0)
  print('frostproof --help against node', helpMs / bareMs, `${more} ms more than ${ms(bareMs)}`)
}

async function benchSuite() {
  const empty = [
    path.join('node_modules', '@cucumber', 'cucumber', 'bin', 'cucumber.js'),
    ...writeEmptySteps(path.join(ROOT, 'reports', 'bench')),
  ]
  const suite = ['bin/frostproof.js', 'run', '--out', 'reports/bench/suite']
  const [emptyMs, suiteMs] = await pair([empty, suite], SUITE_ROUNDS)
  const text = `${ms(suiteMs)} against ${ms(emptyMs)}, bar ${SUITE_BAR}`
  print('frostproof run against empty steps', suiteMs / emptyMs, text)
}

async function benchModules() {
  const dist = path.join(ROOT, 'dist')
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((each) => each.endsWith('.bench.js')).sort()) {
    const { bench } = await import(pathToFileURL(path.join(dist, name)).href)
    for (const result of await bench()) print(result.name, result.ratio, result.text)
  }
}

/** Median wall times of command lines that take turns, so that all meet the same machine. */
async function pair(commands, rounds) {
  const times = commands.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, command] of commands.entries()) {
      const started = performance.now()
      const { code, output } = await runNode(command)
      times[index].push(performance.now() - started)
      if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}\n${output}`)
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[rounds >> 1])
}

function ms(value) {
  return `${value.toFixed(0)} ms`
}

function print(name, ratio, text) {
  console.log(`${ratio.toFixed(2).padStart(10)}  ${name}: ${text}`)
}
