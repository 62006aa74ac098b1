#!/usr/bin/env node
// The suite against a container of the engine's own image, and what happens to containers. Takes the
// Docker engine that is there, or starts one, or installs Debian's where it may; where none can be had
// it says so and goes on.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { filesWithSecret, PLANTED, textWithSecret, watchProcesses } from './planted.js'
import { ROOT, runNode } from './runner.js'

const IMAGE = 'frostproof/serve:local'
const CLAUSES = 73
const LABEL = 'org.frostproof.run'
const STARTS_WITHIN_MS = 60_000

const complaints = []
let passed = 0
const engine = await dockerEngine()
if (engine === undefined) {
  console.log('there is no Docker engine, and none could be started: no containers in this run')
} else {
  try {
    await main()
  } finally {
    engine.end()
  }
}
for (const complaint of complaints) console.log(complaint)
console.log(`${passed} passed, ${complaints.length} failed`)
process.exitCode = complaints.length === 0 ? 0 : 1

async function main() {
  const { buildImage } = await import('../image.js')
  console.log(JSON.stringify(await buildImage({ tag: IMAGE })))
  const watched = watchProcesses()
  await suite()
  await scenarios()
  complaints.push(...watched())
  const left = docker(['ps', '--all', '--quiet', '--filter', `label=${LABEL}`])
  if (left !== '') complaints.push(`containers are left: ${left}`)
}

async function suite() {
  const out = path.join(ROOT, 'reports/check/containers')
  const { code, output } = await frostproof(['run', '--image', IMAGE, '--out', out])
  complaints.push(...textWithSecret('what the run printed', output))
  if (!existsSync(path.join(out, 'report.json'))) {
    complaints.push(`no report of the container, exit code ${code}: ${output.slice(-2000)}`)
    return
  }
  const { clauses } = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8'))
  const shown = clauses.filter(({ verdict }) => verdict === 'passed').length
  console.log(`${shown} clauses passed in a container`)
  for (const { id, verdict, reason } of clauses)
    if (!['passed', 'not-supported', 'not-run'].includes(verdict))
      complaints.push(`${id} ${verdict} in a container: ${reason}`)
  if (shown < CLAUSES) complaints.push(`${shown} of ${CLAUSES} clauses passed in a container`)
  complaints.push(...filesWithSecret(out))
  passed += shown
}

/** Each in a container of its own: what one does to it is nobody else's. */
async function scenarios() {
  const folder = path.join(ROOT, 'scenarios/containers')
  for (const name of readdirSync(folder).sort()) {
    const words = ['replay', path.join('scenarios/containers', name), '--image', IMAGE, '--json']
    const { output } = await frostproof(words)
    const { verdict, reason } = readLine(output)
    console.log(`${name}: ${verdict}`)
    if (verdict === 'passed') passed++
    // On a real clock a busy machine may leave a question open; that is said, and counts as nothing.
    else if (verdict === 'unknown') console.log(`  not counted: ${reason}`)
    else complaints.push(`${name}: ${verdict}: ${reason}`)
    complaints.push(...textWithSecret(name, output))
  }
}

function readLine(output) {
  try {
    return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '')
  } catch {
    return { verdict: 'error', reason: output.slice(-2000) }
  }
}

function frostproof([command, ...words]) {
  return runNode(['bin/frostproof.js', command, '--target', 'sqlserver', ...words], {
    env: { FROSTPROOF_SQL_PASSWORD: PLANTED },
  })
}

function docker(args) {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** The engine that is there, or one of our own that ends with us. */
async function dockerEngine() {
  if (isUp()) return { end: () => {} }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  if (spawnSync('dockerd', ['--version']).status !== 0 && !install()) return undefined
  const folder = mkdtempSync(path.join(tmpdir(), 'frostproof-dockerd-'))
  const words = ['--data-root', path.join(folder, 'data'), '--exec-root', path.join(folder, 'exec')]
  words.push('--pidfile', path.join(folder, 'pid'))
  const daemon = spawn('dockerd', words, { stdio: 'ignore' })
  const end = () => {
    daemon.kill('SIGTERM')
    daemon.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  const startedAt = performance.now()
  while (!isUp()) {
    if (daemon.exitCode !== null || performance.now() - startedAt > STARTS_WITHIN_MS) {
      end()
      return undefined
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { end }
}

function isUp() {
  const version = docker(['version', '--format', '{{.Server.Version}}'])
  return version !== undefined && version !== ''
}

function install() {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' }
  if (spawnSync('apt-get', ['update'], options).status !== 0) return false
  const words = ['install', '-y', '--no-install-recommends', 'docker.io', 'iptables']
  return spawnSync('apt-get', words, options).status === 0
}
