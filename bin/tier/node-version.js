#!/usr/bin/env node
// Runs the compiled suite on another version of Node, and the tests too: node-version.js 22 [--tests]
//
// The npm package `node` brings the binary. Reports must not depend on the version.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compareReports } from './compare-reports.js'
import { scenariosOf, sumUp, testsOf } from './counts.js'
import { npm } from './npm.js'
import { ROOT, run } from './runner.js'

const [version, ...flags] = process.argv.slice(2)
const folder = mkdtempSync(path.join(tmpdir(), 'frostproof-node-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
await main()

async function main() {
  await must(
    'npm install',
    npm(['install', '--no-save', '--prefix', folder, `node@${version}`], folder),
  )
  const bin = path.join(folder, 'node_modules', 'node', 'bin')
  const node = path.join(bin, process.platform === 'win32' ? 'node.exe' : 'node')
  const out = path.join(folder, 'out')
  await must('frostproof run', run(node, ['bin/frostproof.js', 'run', '--out', out]))
  const found = compareReports(path.join(ROOT, 'reports/test'), out)
  if (found.length > 0) fail('another version of Node, another report', found.join('\n'))

  const results = [{ code: 0, counts: scenariosOf(out) }]
  if (flags.includes('--tests')) {
    const vitest = path.join('node_modules', 'vitest', 'vitest.mjs')
    const tests = await must('unit tests', run(node, [vitest, 'run']))
    results.push({ code: 0, counts: testsOf(tests) })
  }
  const total = sumUp(results)
  console.log(`${total.passed} passed, ${total.failed} failed`)
}

async function must(what, running) {
  const { code, output } = await running
  if (code !== 0) fail(`${what} failed (${code})`, output)
  return output
}

function fail(what, output) {
  console.error(`${what}\n${output}`)
  process.exit(1)
}
