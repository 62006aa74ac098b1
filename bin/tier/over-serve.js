#!/usr/bin/env node
// The suite over `frostproof serve`: by the server alone, and with its files and its control given.
// A small volume is mounted where one may; elsewhere the clause that fills one is not measured.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { filesWithSecret, PLANTED, watchProcesses } from './planted.js'
import { ROOT, run, runNode } from './runner.js'

const CONTROL = path.join(ROOT, 'bin/tier/serve-control.js')
/** For which SQL Server is the target, of the system that is finished. */
const CLAUSES = 73
/** What a server alone has not. */
const MORE = ['file-access', 'instance-control', 'small-volume', 'container']

const room = mkdtempSync(path.join(tmpdir(), 'frostproof-over-serve-'))
const small = path.join(room, 'small')
const port = await freePort()
const complaints = []
try {
  await main()
} finally {
  await control('stop')
  if (existsSync(small)) spawnSync('umount', [small])
  rmSync(room, { recursive: true, force: true })
}
for (const complaint of complaints) console.log(complaint)
console.log(`${2 - Math.min(2, complaints.length)} passed, ${complaints.length} failed`)
process.exitCode = complaints.length === 0 ? 0 : 1

async function main() {
  mkdirSync(path.join(room, 'data'))
  const watched = watchProcesses()
  if ((await control('start')) !== 0) {
    complaints.push(`the server does not start: ${readFileSync(path.join(room, 'log'), 'utf8')}`)
    return
  }
  await suite('server-alone', [])
  const shared = path.join(room, 'shared')
  mkdirSync(shared)
  const files = ['--server-files', `${shared}=${shared}`]
  const data = path.join(room, 'data')
  files.push('--server-files', `${data}=${data}`)
  if (mountSmall()) files.push('--server-files', `${small}=${small}`)
  const command = `"${process.execPath}" "${CONTROL}" "${room}" ${port}`
  await suite('server-files-control', [...files, '--server-control', command])
  complaints.push(...watched())
}

async function suite(name, flags) {
  const out = path.join(ROOT, 'reports/check', name)
  const server = ['--target', 'sqlserver', '--server', `127.0.0.1,${port}`]
  const words = ['bin/frostproof.js', 'run', ...server, ...flags, '--out', out]
  const { code, output } = await runNode(words, { env: { FROSTPROOF_SQL_PASSWORD: PLANTED } })
  if (output.includes(PLANTED)) complaints.push(`${name}: the password is in what it printed`)
  if (!existsSync(path.join(out, 'report.json'))) {
    complaints.push(`${name}: no report, exit code ${code}: ${output.slice(-2000)}`)
    return
  }
  const { clauses, scenarios } = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8'))
  const accepted = ['passed', 'not-supported', 'not-run']
  const wrong = clauses.filter(({ verdict }) => !accepted.includes(verdict))
  const passed = clauses.filter(({ verdict }) => verdict === 'passed').length
  const wanting = new Set(scenarios.filter(wantsMore).flatMap((scenario) => scenario.clauses))
  const lacking = clauses.filter(
    ({ id, verdict }) => verdict === 'not-supported' && wanting.has(id),
  ).length
  console.log(`${name}: ${passed} clauses passed, ${lacking} want files or control`)
  for (const { id, verdict, reason } of wrong)
    complaints.push(`${name}: ${id} ${verdict}: ${reason}`)
  if (passed + lacking < CLAUSES)
    complaints.push(`${name}: ${passed + lacking} of ${CLAUSES} clauses are accounted for`)
  complaints.push(...filesWithSecret(out).map((place) => `${name}: the password is ${place}`))
}

/** Whether files or control are all that it lacks. */
function wantsMore({ verdict, reason }) {
  const lacks = [...(reason ?? '').matchAll(/\bno ([a-z]+(?:-[a-z]+)*)(?: \(|,|$)/g)]
  return verdict === 'not-supported' && lacks.every(([, name]) => MORE.includes(name))
}

/** Memory as a file system of its own, for whoever may mount one. */
function mountSmall() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  mkdirSync(small)
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', small])
  return status === 0
}

async function control(word) {
  const { code } = await run(process.execPath, [CONTROL, room, String(port), word], {
    env: { FROSTPROOF_SA_PASSWORD: PLANTED },
  })
  return code
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address()
      server.close(() => resolve(free))
    })
  })
}
