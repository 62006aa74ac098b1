#!/usr/bin/env node
// What --server-control calls for a server of `frostproof serve`:
//
//   node bin/tier/serve-control.js FOLDER PORT start|stop|kill|minimal
//
// FOLDER/data holds the data, FOLDER/pid the process. The password is in FROSTPROOF_SA_PASSWORD, or, as
// for any start but the first, in the data already.

import { spawn } from 'node:child_process'
import { openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { ROOT } from './runner.js'

const WAIT_MS = 60_000
const POLL_MS = 50

const [folder = '', port = '', word = ''] = process.argv.slice(2)
const pidFile = path.join(folder, 'pid')

process.exitCode = await control()

async function control() {
  if (word === 'start') return start([])
  if (word === 'minimal') return start(['--minimal'])
  if (word === 'stop') return end('SIGTERM')
  if (word === 'kill') return end('SIGKILL')
  console.error(`there is no ${word}`)
  return 64
}

async function start(flags) {
  const log = openSync(path.join(folder, 'log'), 'a')
  const place = ['--listen', `127.0.0.1:${port}`, '--data', path.join(folder, 'data')]
  const child = spawn(process.execPath, ['bin/frostproof.js', 'serve', ...place, ...flags], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', log, log],
  })
  writeFileSync(pidFile, String(child.pid))
  child.unref()
  return (await until(() => answers())) ? 0 : 1
}

async function end(signal) {
  const pid = Number(readFileSync(pidFile, 'utf8'))
  const isThere = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  if (isThere()) process.kill(pid, signal)
  const gone = await until(async () => !isThere())
  rmSync(pidFile, { force: true })
  return gone ? 0 : 1
}

async function until(isSo) {
  const startedAt = performance.now()
  while (performance.now() - startedAt < WAIT_MS) {
    if (await isSo()) return true
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return false
}

function answers() {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    const done = (there) => {
      socket.destroy()
      resolve(there)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
  })
}
