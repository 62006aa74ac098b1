// One scenario on a server. Commands go one after the other over one connection; those that run beside
// the others, and open transactions, have connections of their own. At the end the server is put back
// to how it was.

import type { Reply } from '../../model/reply.js'
import { done, refusal } from '../../model/reply.js'
import { Undecided } from '../../model/undecided.js'
import type { Request, Session, SessionEnd, TraceLine } from '../target.js'
import type { Client } from './client.js'
import { type Context, Refused } from './context.js'
import { FaultBook } from './faults/book.js'
import { handlerOf } from './handlers/index.js'
import { SETTLING_MS_MAX, TRACE_LINES_MAX } from './limits.js'
import { Names } from './names.js'
import { Places } from './places.js'
import { residueOf, restoreServer } from './reset.js'
import type { Server } from './server.js'
import { toldIn } from './system-files.js'

export interface SessionOptions {
  readonly run: string
  readonly number: number
  readonly instance: string
  readonly trace: boolean
}

interface Armed {
  readonly request: Request
  readonly point: string
}

/** What a command came to: a reply, or that nobody can tell. */
type Ended = { readonly reply: Reply } | { readonly thrown: unknown }

export class SqlServerSession implements Session {
  readonly #context: Context
  readonly #running = new Map<string, Promise<Ended>>()
  readonly #own: Client[] = []
  readonly #trace: TraceLine[] = []
  readonly #tracing: boolean
  #armed: Armed[] = []

  constructor(server: Server, { run, number, instance, trace }: SessionOptions) {
    const names = new Names(run, number)
    const { files, detected, systemFiles } = server
    const base = files?.folders[0]?.there ?? detected.dataFolder
    const nested = files !== undefined
    const separator = base.includes('/') ? '/' : '\\'
    const there = nested ? `${base}${separator}${names.prefix.slice(0, -1)}` : base
    const root = { there, nested, prefix: names.prefix }
    const startedAt = performance.now()
    const nowMs = () => Math.round((performance.now() - startedAt) * 1_000) / 1_000
    this.#tracing = trace
    this.#context = {
      server,
      names,
      places: new Places(root, toldIn(instance, systemFiles)),
      client: server.connect(),
      transactions: new Map(),
      copies: new Map(),
      formerPaths: new Map(),
      unmounted: new Set(),
      undo: [],
      undoStopped: [],
      faults: new FaultBook(nowMs),
      nowMs,
      reach: (point) => this.#reach(point),
    }
    files?.makeFolder(there)
  }

  async perform(request: Request): Promise<Reply> {
    if (request.at !== undefined) {
      this.#armed.push({ request, point: request.at })
      return done()
    }
    if (request.session === undefined) return this.#carryOut(this.#context, request)
    this.#begin(request.session, request)
    return done()
  }

  async collect(session: string): Promise<Reply> {
    const running = this.#running.get(session)
    this.#running.delete(session)
    if (running === undefined) {
      const armed = this.#armed.find((each) => nameOf(each.request) === session)
      return armed === undefined
        ? refusal('no-such-session', `nothing runs as "${session}"`)
        : refusal('not-reached', `"${session}" waits for ${armed.point}, which was not reached`)
    }
    const ended = await running
    if ('thrown' in ended) throw ended.thrown
    return ended.reply
  }

  async finish(): Promise<SessionEnd> {
    const context = this.#context
    const unreached = this.#armed.map(({ point }) => point)
    await context.faults.liftAll()
    const refusals = await this.#uncollected()
    const residue = await residueOf(context)
    const receipts = await context.faults.receipts()
    for (const client of this.#own) await client.close()
    await restoreServer(context)
    await context.client.close()
    return {
      receipts,
      residue,
      refusals,
      unreached,
      virtualMs: context.nowMs(),
      trace: this.#trace,
    }
  }

  #begin(name: string, request: Request): void {
    const client = this.#context.server.connect()
    this.#own.push(client)
    const running = this.#carryOut({ ...this.#context, client }, request).then(
      (reply): Ended => ({ reply }),
      (thrown: unknown): Ended => ({ thrown }),
    )
    this.#running.set(name, running)
  }

  async #carryOut(context: Context, request: Request): Promise<Reply> {
    const handler = handlerOf(request.command)
    if (handler === undefined)
      return { kind: 'not-supported', reason: `SQL Server alone has no ${request.command}` }
    const startedAt = context.nowMs()
    this.#tell('command.begin', { name: request.command, session: request.session ?? '' })
    try {
      const reply = await handler(context, request.params as never)
      this.#tell('command.end', { name: request.command, outcome: reply.kind })
      return reply
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      const { reply } = thrown
      const code = reply.kind === 'refused' ? reply.refusal.code : ''
      this.#tell('command.end', { name: request.command, outcome: reply.kind, code })
      return reply
    } finally {
      if (!request.command.startsWith('fault.'))
        await context.faults.ended(request.command, context.nowMs() - startedAt)
    }
  }

  /** A fault is there before anything goes on; everything else begins, and runs beside. */
  async #reach(point: string): Promise<void> {
    const here = this.#armed.filter((each) => each.point === point)
    this.#armed = this.#armed.filter((each) => each.point !== point)
    for (const { request } of here) {
      const name = nameOf(request)
      this.#begin(name, request)
      if (request.command.startsWith('fault.')) await this.#running.get(name)
    }
  }

  /** Nobody may be refused behind everybody's back. */
  async #uncollected(): Promise<string[]> {
    const refusals: string[] = []
    for (const [session, running] of this.#running) {
      const ended = await Promise.race([running, settled()])
      if (ended === undefined) refusals.push(`"${session}" never came to an end`)
      else if ('thrown' in ended && !(ended.thrown instanceof Undecided))
        refusals.push(`"${session}" failed: ${String(ended.thrown)}`)
      else if ('reply' in ended && ended.reply.kind === 'refused')
        refusals.push(
          `"${session}" was refused: ${ended.reply.refusal.code}, ${ended.reply.refusal.message}`,
        )
    }
    return refusals
  }

  #tell(what: string, detail: TraceLine['detail']): void {
    if (!this.#tracing || this.#trace.length >= TRACE_LINES_MAX) return
    this.#trace.push({ atMs: this.#context.nowMs(), who: 'scenario', what, detail })
  }
}

function nameOf(request: Request): string {
  return request.session ?? request.command
}

async function settled(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, SETTLING_MS_MAX).unref())
  return undefined
}
