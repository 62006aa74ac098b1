// Starting and ending a server that somebody else set up: a command of theirs is called with one word,
// `start`, `stop`, `kill` or `minimal`, and has done its work when it ends with exit code 0.

import { spawn } from 'node:child_process'
import { READY_MS_MAX } from './limits.js'

export interface Control {
  start(mode: 'normal' | 'minimal'): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
  /** What the process of the server was started with. */
  parameters(): Promise<readonly string[]>
}

type Word = 'start' | 'stop' | 'kill' | 'minimal'

/** What must not be handed to a program of somebody else's. */
const PRIVATE = ['FROSTPROOF_SQL_USER', 'FROSTPROOF_SQL_PASSWORD']

export function commandControl(command: string): Control {
  let minimal = false
  return {
    start: async (mode) => {
      await call(command, mode === 'minimal' ? 'minimal' : 'start')
      minimal = mode === 'minimal'
    },
    stop: () => call(command, 'stop'),
    kill: () => call(command, 'kill'),
    parameters: async () => (minimal ? ['-f'] : []),
  }
}

function call(command: string, word: Word): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !PRIVATE.includes(name)),
  )
  return new Promise((resolve, reject) => {
    // A line of the user's own, as it would be typed.
    const child = spawn(`${command} ${word}`, {
      shell: true,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: READY_MS_MAX,
      windowsHide: true,
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-500)
    })
    child.on('error', (cause) => reject(new Error(`--server-control ${word}: ${cause.message}`)))
    child.on('exit', (code, signal) => {
      if (code === 0) resolve()
      else
        reject(new Error(`--server-control ${word}: ended with ${code ?? signal}: ${said.trim()}`))
    })
  })
}
