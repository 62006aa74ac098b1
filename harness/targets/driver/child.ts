// The program as a process: started without a shell, its log kept, and ended with everything it
// started itself. Nothing here knows the protocol.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { startOf } from './command-line.js'
import { END_MS_MAX, LOG_KEPT_CHARACTERS_MAX, LOG_PASSED_BYTES_MAX } from './limits.js'

export type Log = (text: string) => void

/** One running program. */
export class Child {
  readonly process: ChildProcessWithoutNullStreams
  /** Fulfilled once the program has ended, with how it did. */
  readonly ended: Promise<string>
  #isOver = false
  #ending: Promise<void> | undefined
  #log = ''
  #passedBytes = 0

  constructor(words: readonly [string, ...string[]], log: Log) {
    const { platform, env } = process
    const start = startOf(words, { platform, env, isFile })
    this.process = spawn(start.file, start.args, {
      stdio: 'pipe',
      windowsHide: true,
      windowsVerbatimArguments: start.verbatim,
      // A process group of its own: what it started can be ended with it.
      detached: platform !== 'win32',
    })
    this.ended = new Promise((resolve) => {
      const over = (how: string) => {
        this.#isOver = true
        forget(this)
        resolve(how)
      }
      this.process.once('error', (error) => over(`could not be started: ${error.message}`))
      this.process.once('exit', (code, signal) =>
        over(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
      )
    })
    // A program that does not read ends on its own terms; the exit tells more than the broken pipe.
    this.process.stdin.on('error', () => {})
    this.process.stdout.on('error', () => {})
    this.process.stderr.on('error', () => {})
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => this.#keep(text, log))
    remember(this)
  }

  /** The last of what the program wrote to its log. */
  get log(): string {
    return this.#log.trimEnd()
  }

  /** Ends the program and all it started; comes back when it is gone. */
  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    this.process.stdin.destroy()
    this.process.stdout.destroy()
    if (!this.#isOver) {
      this.kill('SIGTERM')
      if (!(await isWithin(this.ended, END_MS_MAX))) this.kill('SIGKILL')
      await this.ended
    }
    // The leader is gone; whoever is left of its group does not outlive it.
    this.kill('SIGKILL')
    this.process.stderr.destroy()
  }

  kill(signal: NodeJS.Signals): void {
    const { pid } = this.process
    if (pid === undefined) return
    if (process.platform === 'win32') {
      if (!this.#isOver) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], QUIET)
      return
    }
    try {
      process.kill(-pid, signal)
    } catch {
      // Nobody is left in the group.
    }
  }

  #keep(text: string, log: Log): void {
    this.#log = (this.#log + text).slice(-LOG_KEPT_CHARACTERS_MAX)
    if (this.#passedBytes > LOG_PASSED_BYTES_MAX) return
    this.#passedBytes += text.length
    log(this.#passedBytes > LOG_PASSED_BYTES_MAX ? '\n(the rest of the log is left out)\n' : text)
  }
}

const QUIET = { stdio: 'ignore', windowsHide: true } as const

/** True when the promise is kept within so many milliseconds. */
export function isWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds)
    const settled = () => {
      clearTimeout(timer)
      resolve(true)
    }
    promise.then(settled, settled)
  })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

// A program in a group of its own does not hear Ctrl-C, so ours passes it on before it ends.

const living = new Set<Child>()
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function remember(child: Child): void {
  if (living.size === 0) {
    process.on('exit', killAll)
    for (const signal of SIGNALS) process.on(signal, passOn)
  }
  living.add(child)
}

function forget(child: Child): void {
  living.delete(child)
  if (living.size === 0) stopListening()
}

function stopListening(): void {
  process.off('exit', killAll)
  for (const signal of SIGNALS) process.off(signal, passOn)
}

function killAll(): void {
  for (const child of living) child.kill('SIGKILL')
}

/** Whoever else listens decides what the signal means; if nobody does, it means the end. */
function passOn(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  killAll()
  stopListening()
  process.kill(process.pid, signal)
}
