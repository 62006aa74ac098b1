#!/usr/bin/env node
// Packs the package, installs it in an empty folder without development dependencies, runs the suite
// there and compares the report with that of the checkout (reports/test). Then checks that a program
// can be compiled against the types of the package.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compareReports } from './compare-reports.js'
import { npm } from './npm.js'
import { ROOT, runNode } from './runner.js'

const CONSUMER = `import { phrase, type Step } from 'frostproof'
export const steps: Step[] = []
export const register: typeof phrase = phrase
`

const folder = mkdtempSync(path.join(tmpdir(), 'frostproof-package-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
await main()

async function main() {
  await must('npm pack', npm(['pack', '--pack-destination', folder]))
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  const home = path.join(folder, 'home')
  mkdirSync(home)
  const tarball = path.join(folder, `frostproof-${version}.tgz`)
  await must('npm install', npm(['install', '--omit=dev', '--prefix', home, tarball], home))
  const args = ['exec', '--', 'frostproof', 'run', '--out', 'out']
  await must('frostproof run in an empty folder', npm(args, home))
  const found = compareReports(path.join(ROOT, 'reports/test'), path.join(home, 'out'))
  if (found.length > 0) fail('the package reports other things than the checkout', found.join('\n'))

  writeFileSync(path.join(home, 'consumer.mts'), CONSUMER)
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--noEmit', '--strict', '--module', 'nodenext']
  await must('types of the package', runNode([tsc, ...options, 'consumer.mts'], { cwd: home }))
}

async function must(what, running) {
  const { code, output } = await running
  if (code !== 0) fail(`${what} failed (${code})`, output)
}

function fail(what, output) {
  console.error(`${what}\n${output}`)
  process.exit(1)
}
