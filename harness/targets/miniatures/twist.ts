// How a miniature lies: it stands before an honest target, changes what is asked, what is answered, or
// does something behind everybody's back. What it remembers is plain data, so that it can be forked
// with the session that it stands before.

import type { CommandName, Params } from '../../model/commands.js'
import type { Json, Reply } from '../../model/reply.js'
import type { OpenOptions, Request, Session, SessionEnd, Soon, Target } from '../target.js'

export interface Twist {
  /** What is lost or wrong, in one sentence. */
  readonly says: string
  /** What is sent instead. */
  readonly asks?: (request: Request, memory: Memory) => Request
  /** Answers itself instead of the target. */
  readonly answers?: (request: Request, memory: Memory) => Reply | undefined
  /** What is said instead of what the target said; `behind` does more on the target meanwhile. */
  readonly replies?: (said: Said) => Soon<Reply>
  readonly ends?: (end: SessionEnd, memory: Memory) => SessionEnd
}

export interface Said {
  readonly request: Request
  readonly reply: Reply
  readonly memory: Memory
  readonly behind: <Name extends CommandName>(command: Name, params: Params<Name>) => Soon<Reply>
}

export type Memory = { [key: string]: Json }

export function twisted(target: Target, name: string, twist: Twist): Target {
  return {
    description: { ...target.description, kind: 'miniature', name },
    open: (options: OpenOptions) =>
      afterwards(target.open(options), (session) => new Twisted(session, twist, {})),
    close: () => target.close(),
  }
}

class Twisted implements Session {
  readonly fork?: () => Session | undefined
  readonly reached?: () => readonly string[]
  readonly #session: Session
  readonly #twist: Twist
  readonly #memory: Memory
  /** What was asked of the sessions that run, to judge their replies by. */
  readonly #running: Map<string, Request>

  constructor(session: Session, twist: Twist, memory: Memory) {
    this.#session = session
    this.#twist = twist
    this.#memory = memory
    this.#running = new Map()
    if (session.reached !== undefined) this.reached = () => session.reached?.() ?? []
    if (session.fork !== undefined)
      this.fork = () => {
        const copy = session.fork?.()
        return copy && new Twisted(copy, twist, structuredClone(memory))
      }
  }

  perform(request: Request): Soon<Reply> {
    const own = this.#twist.answers?.(request, this.#memory)
    if (own !== undefined && request.session === undefined) return own
    const asked = this.#twist.asks?.(request, this.#memory) ?? request
    const reply = this.#session.perform(asked)
    if (request.session === undefined)
      return afterwards(reply, (said) => this.#twisted(asked, said))
    this.#running.set(request.session, asked)
    return reply
  }

  collect(name: string): Soon<Reply> {
    const request = this.#running.get(name)
    this.#running.delete(name)
    const reply = this.#session.collect(name)
    return request === undefined ? reply : afterwards(reply, (said) => this.#twisted(request, said))
  }

  finish(): Soon<SessionEnd> {
    return afterwards(this.#session.finish(), (end) => this.#twist.ends?.(end, this.#memory) ?? end)
  }

  #twisted(request: Request, reply: Reply): Soon<Reply> {
    const behind = <Name extends CommandName>(command: Name, params: Params<Name>) =>
      this.#session.perform({ command, params: params as Request['params'] })
    return this.#twist.replies?.({ request, reply, memory: this.#memory, behind }) ?? reply
  }
}

export function afterwards<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}
