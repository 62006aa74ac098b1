import { Undecided } from '../../model/undecided.js'
import { type Answer, Connection, type ConnectionOptions } from './connection.js'
import { RESTARTS_MAX, UNANSWERED_MAX } from './limits.js'
import { METHODS, type Method, type MethodParams, type MethodResult, PROTOCOL } from './protocol.js'
import { explain, firstIssue, ProtocolError, shapeOf } from './shape.js'

/** A session that may have been left in the middle. */
export interface Abandonable {
  abandon(): Promise<void>
}

/** The program over the whole run: started anew after it broke down, up to a limit. */
export class Program {
  readonly #options: ConnectionOptions
  #connection: Connection
  #current: Abandonable | undefined
  #unanswered = 0
  #restarts = 0
  #isClosed = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#connection = new Connection(options)
  }

  start(): Promise<MethodResult<'describe'>> {
    return this.ask('describe', { protocol: PROTOCOL })
  }

  /** One call with its result checked. A timeout is counted: nobody waits for a dead program twice. */
  async ask<Name extends Method>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> {
    const { sent, result } = await this.call(method, params)
    const parsed = METHODS[method].result.safeParse(result)
    if (parsed.success) return parsed.data as MethodResult<Name>
    throw this.violation(method, {
      issue: firstIssue(parsed.error),
      expected: shapeOf(METHODS[method].result),
      sent,
      result,
    })
  }

  async call<Name extends Method>(method: Name, params: MethodParams<Name>): Promise<Answer> {
    try {
      return await this.#connection.call(method, params)
    } catch (error) {
      if (error instanceof Undecided && this.#connection.isBroken) this.#unanswered++
      throw error
    }
  }

  violation(
    asked: string,
    found: { issue: string; expected: string; sent: string; result: unknown },
  ): ProtocolError {
    const { issue, expected, sent, result } = found
    const what = `the driver "${this.#options.commandLine}" answered "${asked}" with what does not fit: ${issue}`
    const received = JSON.stringify(result) ?? 'nothing'
    return new ProtocolError(explain({ what, sent, expected, received }))
  }

  /** Ready for a session: the one before is over, and the program runs. */
  async readyFor(session: Abandonable): Promise<void> {
    if (this.#isClosed) throw new Error('opening a session failed: the driver is closed')
    const untold = this.#connection.takeUntoldBreak()
    if (untold !== undefined) throw untold
    // Left in the middle, as when a step is not supported: the vendor's side must not leak it.
    if (!this.#connection.isBroken) await this.#current?.abandon()
    this.#current = session
    if (this.#connection.isBroken) await this.#restart()
  }

  isCurrent(session: Abandonable): boolean {
    return this.#current === session
  }

  async #restart(): Promise<void> {
    if (this.#unanswered >= UNANSWERED_MAX)
      throw new Undecided(`nothing more was asked after ${UNANSWERED_MAX} calls without an answer`)
    if (this.#restarts >= RESTARTS_MAX)
      throw new Error(
        `starting the driver "${this.#options.commandLine}" failed: it broke down ${RESTARTS_MAX} times already`,
      )
    this.#restarts++
    await this.#connection.close()
    this.#connection = new Connection(this.#options)
    await this.start()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (!this.#connection.isBroken) await this.#current?.abandon()
    await this.#connection.close()
  }
}
