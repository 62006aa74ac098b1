// How many single tests a step came to, read from what it printed or wrote.

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** From the summary of vitest: `Tests  3 failed | 36 passed (39)`. */
export function testsOf(output) {
  const line = /^\s*Tests\s.*$/m.exec(stripVTControlCharacters(output))?.[0] ?? ''
  return { passed: number(/(\d+) passed/, line), failed: number(/(\d+) failed/, line) }
}

/** From a report directory: scenarios. One the target cannot do is neither. */
export function scenariosOf(folder) {
  const file = path.join(folder, 'report.json')
  if (!existsSync(file)) return undefined
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8'))
  const count = (fits) => scenarios.filter(({ verdict }) => fits(verdict)).length
  return {
    passed: count((verdict) => verdict === 'passed'),
    failed: count((verdict) => !['passed', 'not-supported'].includes(verdict)),
  }
}

/** From the tallies of `prove`: `mute  81 of 81 caught, 0 survived`. */
export function proofsOf(output) {
  const tallies = [...output.matchAll(/ (\d+) of (\d+) caught, /g)]
  if (tallies.length === 0) return undefined
  const sum = (index) => tallies.reduce((total, tally) => total + Number(tally[index]), 0)
  return { passed: sum(1), failed: sum(2) - sum(1) }
}

/** From the last line of the form `N passed, N failed`. */
export function summaryLineOf(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1)
  return found && { passed: Number(found[1]), failed: Number(found[2]) }
}

/** A step that counts nothing counts as one, and a failed step as one failure at least. */
export function sumUp(results) {
  const total = { passed: 0, failed: 0 }
  for (const { code, counts } of results) {
    total.passed += counts?.passed ?? (code === 0 ? 1 : 0)
    total.failed += Math.max(counts?.failed ?? 0, code === 0 ? 0 : 1)
  }
  return total
}

function number(pattern, text) {
  return Number(pattern.exec(text)?.[1] ?? 0)
}
