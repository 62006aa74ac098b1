import { COMMANDS } from '../../model/commands.js'
import type { Json } from '../../model/reply.js'
import type { Session, Target } from '../target.js'
import { ERROR_CODES, type Method, type MethodParams, PROTOCOL } from './protocol.js'
import { checkReply } from './reply.js'
import {
  Answered,
  badParams,
  codeOf,
  failed,
  messageOf,
  parseRequest,
  readParams,
} from './request.js'
import { quote } from './shape.js'

/** Answers requests out of a target: at most one session at a time. */
export class Server {
  readonly #target: Target
  #session: { readonly id: string; readonly session: Session } | undefined
  #sessions = 0
  isClosed = false

  constructor(target: Target) {
    this.#target = target
  }

  async answer(line: string): Promise<object> {
    const request = parseRequest(line)
    if ('error' in request) return request
    const { id, method, params } = request
    try {
      return { jsonrpc: '2.0', id, result: await this.#handle(method, params) }
    } catch (error) {
      return failed(id, codeOf(error), messageOf(error))
    }
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    try {
      if (this.#session !== undefined) await this.#session.session.finish()
    } finally {
      await this.#target.close()
    }
  }

  async #handle(method: Method, given: unknown): Promise<object> {
    switch (method) {
      case 'describe': {
        readParams(method, given)
        const { name, version, capabilities, deterministic } = this.#target.description
        return { protocol: PROTOCOL, name, version, capabilities, deterministic }
      }
      case 'open':
        return this.#open(readParams(method, given))
      case 'perform':
        return this.#perform(readParams(method, given))
      case 'collect': {
        const { session, task } = readParams(method, given)
        return this.#named(session).collect(task)
      }
      case 'finish': {
        const session = this.#named(readParams(method, given).session)
        this.#session = undefined
        return session.finish()
      }
      case 'close':
        readParams(method, given)
        await this.close()
        return {}
    }
  }

  async #open(params: MethodParams<'open'>): Promise<object> {
    if (this.#session !== undefined)
      throw new Answered(
        ERROR_CODES.failed,
        `opening a session failed: session "${this.#session.id}" is still open\nHint: Call "finish" for it first.`,
      )
    const session = await this.#target.open(params)
    const id = String(++this.#sessions)
    this.#session = { id, session }
    return { session: id }
  }

  async #perform(given: MethodParams<'perform'>): Promise<object> {
    const { command, task, at } = given
    const session = this.#named(given.session)
    const schema = COMMANDS[command].params
    const params = schema.safeParse(given.params)
    if (!params.success) throw badParams(command, schema, params.error, given.params)
    if (at !== undefined && task === undefined)
      throw new Answered(ERROR_CODES.badParams, `arming "${command}" failed: "at" needs a "task"`)
    const reply = await session.perform({
      command,
      params: params.data as { [key: string]: Json },
      ...(task === undefined ? {} : { session: task }),
      ...(at === undefined ? {} : { at }),
    })
    const checked = checkReply(task === undefined ? command : undefined, reply)
    if ('reply' in checked) return checked.reply
    const what = `"${command}" was answered by this target with what does not fit: ${checked.issue}`
    throw new Answered(ERROR_CODES.failed, `${what}\nexpected: ${quote(checked.expected)}`)
  }

  #named(id: string): Session {
    if (this.#session?.id === id) return this.#session.session
    const open = this.#session === undefined ? 'none is' : `"${this.#session.id}" is`
    throw new Answered(ERROR_CODES.noSession, `there is no open session "${id}"; ${open} open`)
  }
}
