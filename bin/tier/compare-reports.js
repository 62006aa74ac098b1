// Compares two report directories. Same seed and same target must give the same report, apart from
// what the clock and the dice of the machine decide. For runs on different targets only the verdicts
// are compared.

import { readFileSync } from 'node:fs'
import path from 'node:path'

/** What may differ between two runs of the same thing. */
const VOLATILE = new Set(['id', 'startedAt', 'durationMs', 'reproduce'])

/** Lines that say where the two reports differ; none when they are the same. */
export function compareReports(left, right, { verdicts = false } = {}) {
  const view = verdicts ? verdictsOf : withoutVolatile
  return differences(view(readReport(left)), view(readReport(right)), 'report')
}

function readReport(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))
}

function verdictsOf({ clauses, scenarios }) {
  const byId = (list) => Object.fromEntries(list.map(({ id, verdict }) => [id, verdict]))
  return { clauses: byId(clauses), scenarios: byId(scenarios) }
}

function withoutVolatile(report) {
  const mask = (value) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => !VOLATILE.has(key)))
  const scenarios = report.scenarios.map(({ durationMs, ...scenario }) => scenario)
  const { environment, ...rest } = report
  return { ...rest, run: mask(report.run), scenarios }
}

function differences(left, right, place) {
  if (Object.is(left, right)) return []
  if (!isObject(left) || !isObject(right)) {
    return [`${place}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`]
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].flatMap((key) => differences(left[key], right[key], `${place}.${key}`))
}

function isObject(value) {
  return typeof value === 'object' && value !== null
}
