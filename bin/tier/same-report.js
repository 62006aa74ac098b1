#!/usr/bin/env node
// Compares two report directories: node bin/tier/same-report.js OLD NEW [--verdicts]

import { compareReports } from './compare-reports.js'

const DIFFERENCES_SHOWN = 20

const [left, right, option] = process.argv.slice(2)
const found = compareReports(left, right, { verdicts: option === '--verdicts' })
for (const line of found.slice(0, DIFFERENCES_SHOWN)) console.error(line)
if (found.length > 0) {
  console.error(`${left} and ${right} differ in ${found.length} places`)
  process.exitCode = 1
}
