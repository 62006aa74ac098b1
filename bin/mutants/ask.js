// Asks a child process to replay scenarios on the instrumented engine.

import { fork } from 'node:child_process'
import path from 'node:path'
import { ROOT } from '../tier/runner.js'

const CHILD = path.join(ROOT, 'bin', 'mutants', 'child.js')

/**
 * Without an active mutant: what each scenario passes. With one: `killed`, `survived`, or `timeout`.
 * A process that dies has met its mutant, too.
 */
export function askChild({ work, limitMs, active, scenarios }) {
  return new Promise((resolve) => {
    const env = { ...process.env }
    if (active !== undefined) env.__STRYKER_ACTIVE_MUTANT__ = active
    const child = fork(CHILD, [work], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      errors += chunk
    })
    let answer
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, limitMs)
    child.on('message', (message) => {
      answer = message
    })
    child.on('close', () => {
      clearTimeout(timer)
      if (answer !== undefined) resolve(answer)
      else if (timedOut) resolve({ outcome: 'timeout' })
      else resolve({ outcome: 'killed', by: `the process ended: ${errors.trim().slice(0, 200)}` })
    })
    child.send({ scenarios: scenarios ?? null })
  })
}
