// The harness's end of the protocol: one request at a time, each answered, refused or given up.
// After a break nothing is sent any more; the program is ended, and its owner may start another.

import type { z } from 'zod'
import { Undecided } from '../../model/undecided.js'
import { Child, isWithin, type Log } from './child.js'
import { LAST_WORDS_MS_MAX } from './limits.js'
import { LineCutter } from './lines.js'
import { ERROR_CODES, METHODS, type Method, type MethodParams, responseSchema } from './protocol.js'
import { explain, firstIssue, ProtocolError, quote } from './shape.js'

export interface ConnectionOptions {
  readonly commandLine: string
  readonly words: readonly [string, ...string[]]
  readonly log: Log
  readonly answerMs: number
  readonly startMs: number
  readonly goodbyeMs: number
  readonly lineBytesMax: number
}

interface Pending {
  readonly id: number
  readonly sent: string
  readonly timer: NodeJS.Timeout
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

export interface Answer {
  readonly sent: string
  readonly result: unknown
}

export class Connection {
  readonly #options: ConnectionOptions
  readonly #child: Child
  readonly #cutter: LineCutter
  #pending: Pending | undefined
  #nextId = 1
  #break: { readonly error: Error; told: boolean } | undefined
  #isClosing = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#cutter = new LineCutter(options.lineBytesMax)
    this.#child = new Child(options.words, options.log)
    this.#child.process.stdout.on('data', (chunk: Uint8Array) => this.#read(chunk))
    void this.#child.ended.then((how) => this.#afterEnd(how))
  }

  get isBroken(): boolean {
    return this.#break !== undefined
  }

  /** The break that nobody has been told of yet: it happened between two calls. */
  takeUntoldBreak(): Error | undefined {
    if (this.#break === undefined || this.#break.told) return undefined
    this.#break.told = true
    return this.#break.error
  }

  /** Sends one request and waits for its response. The result is not checked yet. */
  call<Name extends Method>(method: Name, params: MethodParams<Name>): Promise<Answer> {
    if (this.#pending !== undefined)
      throw new Error(`"${method}" was called before the call in flight was answered`)
    if (this.#break !== undefined) return Promise.reject(this.#told(this.#break))
    const id = this.#nextId++
    const valid = METHODS[method].params.parse(params)
    const sent = JSON.stringify({ jsonrpc: '2.0', id, method, params: valid })
    return new Promise((resolve, reject) => {
      const waitMs = method === 'describe' ? this.#options.startMs : this.#options.answerMs
      const timer = setTimeout(() => this.#giveUp(method, waitMs), waitMs)
      const answered = (result: unknown) => resolve({ sent, result })
      this.#pending = { id, sent, timer, resolve: answered, reject }
      this.#child.process.stdin.write(`${sent}\n`)
    })
  }

  /** Says goodbye, waits for the end, and sees to it. */
  async close(): Promise<void> {
    if (this.#break === undefined && this.#pending === undefined) {
      this.#isClosing = true
      await isWithin(this.#sayGoodbye(), this.#options.goodbyeMs)
    }
    this.#breakWith(new Error('the driver is closed'))
    await this.#child.end()
  }

  async #sayGoodbye(): Promise<void> {
    await this.call('close', {})
    this.#child.process.stdin.end()
    await this.#child.ended
  }

  #read(chunk: Uint8Array): void {
    if (this.#break !== undefined) return
    try {
      for (const line of this.#cutter.push(chunk)) this.#receive(line)
    } catch (error) {
      this.#breakWith(this.#violation(error instanceof Error ? error.message : String(error), ''))
    }
  }

  #receive(line: string): void {
    if (this.#break !== undefined) return
    const pending = this.#pending
    const response = this.#isClosing ? GOODBYE : parseResponse(line, pending?.id)
    if (typeof response === 'string') {
      this.#breakWith(this.#violation(response, line))
      return
    }
    this.#pending = undefined
    clearTimeout(pending?.timer)
    if ('result' in response) pending?.resolve(response.result)
    else pending?.reject(this.#reported(response.error, pending.sent))
  }

  #reported({ code, message }: { code: number; message: string }, sent: string): Error {
    if (code === ERROR_CODES.undecided) return new Undecided(message)
    return this.#failure(`reports error ${code}: ${quote(message)}`, sent)
  }

  #giveUp(method: Method, waitedMs: number): void {
    const seconds = waitedMs / 1000
    this.#breakWith(
      new Undecided(`the driver did not answer "${method}" within ${seconds} s${this.#logged()}`),
    )
  }

  /** The last lines may still be in the pipe when the end of the program is known. */
  async #afterEnd(how: string): Promise<void> {
    const { stdout } = this.#child.process
    if (!stdout.readableEnded && !stdout.destroyed)
      await isWithin(new Promise((resolve) => stdout.once('close', resolve)), LAST_WORDS_MS_MAX)
    this.#breakWith(this.#failure(how, this.#pending?.sent))
  }

  #breakWith(error: Error): void {
    if (this.#break !== undefined) return
    this.#break = { error, told: this.#isClosing }
    const pending = this.#pending
    this.#pending = undefined
    if (pending !== undefined) {
      clearTimeout(pending.timer)
      pending.reject(this.#told(this.#break))
    }
    void this.#child.end()
  }

  #told(broken: { readonly error: Error; told: boolean }): Error {
    broken.told = true
    return broken.error
  }

  #failure(how: string, sent: string | undefined): Error {
    const asked = sent === undefined ? '' : `\n  sent:     ${quote(sent)}`
    return new Error(`the driver "${this.#options.commandLine}" ${how}${asked}${this.#logged()}`)
  }

  #violation(what: string, received: string): ProtocolError {
    const program = `the driver "${this.#options.commandLine}" broke the protocol: ${what}`
    const sent = this.#pending?.sent ?? 'nothing that waits for an answer'
    const id = this.#pending?.id
    const expected =
      id === undefined
        ? 'silence'
        : `{"jsonrpc":"2.0","id":${id},"result":…} or {"jsonrpc":"2.0","id":${id},"error":{"code":…,"message":…}} on one line`
    return new ProtocolError(
      `${explain({ what: program, sent, expected, received })}${this.#logged()}`,
    )
  }

  #logged(): string {
    const { log } = this.#child
    return log === '' ? '' : `\n  its log ends: ${quote(log)}`
  }
}

type Response = z.output<typeof responseSchema>

/** Whatever comes after `close` is goodbye enough. */
const GOODBYE: Response = { jsonrpc: '2.0', id: 0, result: {} }

/** The response to the request of that id, or what is wrong with it. */
function parseResponse(line: string, id: number | undefined): Response | string {
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    return 'a line is not JSON'
  }
  const parsed = responseSchema.safeParse(message)
  if (!parsed.success) return `a line is not a response (${firstIssue(parsed.error)})`
  if (id !== undefined && parsed.data.id === id) return parsed.data
  return `it answers request ${parsed.data.id}, which does not wait for an answer`
}
