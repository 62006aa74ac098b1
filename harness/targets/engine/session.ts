// One scenario's world: commands become calls and processes of the engine, sessions become processes
// that run beside, and armed commands wait at their fault point.

import { forkWorld, type Process, type Task, type World } from '../../../engine/index.js'
import type { CommandName } from '../../model/commands.js'
import { done, type Json, type Reply, refusal } from '../../model/reply.js'
import type { OpenOptions, Request, Session, SessionEnd, TraceLine } from '../target.js'
import type { Context, Handler } from './handlers/handler.js'
import { HANDLERS } from './handlers/index.js'
import { healAndLook } from './heal.js'
import { pristineWorld } from './pristine.js'

export function openEngineSession(options: OpenOptions): Session {
  return new EngineSession(forkWorld(pristineWorld(options)), options)
}

/** Commands that only look; all of them answer at once. */
const QUESTIONS: ReadonlySet<CommandName> = new Set([
  'service.query',
  'server.query',
  'process.query',
  'volume.query',
  'backup.jobs',
  'image.list',
  'image.read',
  'vault.points',
  'vault.read',
  'offline.query',
  'shadow.list',
  'shadow.storage',
  'events.query',
])

class EngineSession implements Session {
  readonly #context: Context
  readonly #options: OpenOptions
  readonly #running = new Map<string, Task<Reply>>()
  readonly #armed = new Map<string, string>()

  constructor(world: World, options: OpenOptions) {
    const first = options.topology.servers[0]?.name ?? ''
    this.#context = { world, defaultServer: first, shadowNumbers: new Map(), faults: [] }
    this.#options = options
    world.sim.trace.listening = options.trace
  }

  perform(request: Request): Reply {
    if (request.at !== undefined) return this.#arm(request, request.at)
    const { sim } = this.#context.world
    const answer = this.#answer(request)
    if (request.session !== undefined) {
      this.#running.set(request.session, sim.spawn(request.session, asProcess(answer)))
      return done()
    }
    return isProcess(answer) ? sim.finish(sim.spawn(request.command, answer)) : answer
  }

  collect(session: string): Reply {
    const task = this.#running.get(session)
    this.#running.delete(session)
    if (task === undefined) {
      const point = this.#armed.get(session)
      return point === undefined
        ? refusal('no-such-session', `nothing runs as "${session}"`)
        : refusal('not-reached', `"${session}" waits for ${point}, which was not reached`)
    }
    return this.#context.world.sim.finish(task)
  }

  finish(): SessionEnd {
    const { sim } = this.#context.world
    const unreached = [...this.#armed.values()]
    const refusals = this.#uncollected()
    const { receipts, residue } = healAndLook(this.#context)
    return {
      receipts,
      residue,
      refusals,
      unreached,
      virtualMs: sim.now / 1_000,
      trace: this.#options.trace ? traceLines(this.#context.world) : [],
    }
  }

  /** Lets every session come to its end; nobody may be refused behind everybody's back. */
  #uncollected(): string[] {
    const { sim } = this.#context.world
    return [...this.#running].flatMap(([session, task]) => {
      const reply = sim.finish(task)
      return reply.kind === 'refused'
        ? [`"${session}" was refused: ${reply.refusal.code}, ${reply.refusal.message}`]
        : []
    })
  }

  /** The scenario's own questions are not what a fault is meant to meet. */
  #withoutEffects(ask: () => Reply | Process<Reply>): Reply | Process<Reply> {
    const { placed } = this.#context.world.sim.faults
    const counts = placed.map(({ effects }) => effects.length)
    const answer = ask()
    for (const [index, { effects }] of placed.entries()) effects.length = counts[index] ?? 0
    return answer
  }

  #arm(request: Request, at: string): Reply {
    const name = request.session ?? request.command
    this.#armed.set(name, at)
    const { sim } = this.#context.world
    const run = () => {
      this.#armed.delete(name)
      this.#running.set(name, sim.spawn(name, asProcess(this.#answer(request))))
    }
    sim.points.arm({ point: at, occurrence: 1, run })
    return done()
  }

  #answer(request: Request): Reply | Process<Reply> {
    const handler = HANDLERS[request.command] as Handler<CommandName>
    const ask = () => handler(this.#context, request.params as never)
    return QUESTIONS.has(request.command) ? this.#withoutEffects(ask) : ask()
  }
}

function isProcess(answer: Reply | Process<Reply>): answer is Process<Reply> {
  return Symbol.iterator in answer
}

function* asProcess(answer: Reply | Process<Reply>): Process<Reply> {
  return isProcess(answer) ? yield* answer : answer
}

function traceLines(world: World): TraceLine[] {
  return world.sim.trace.events.map(({ at, who, what, detail }) => ({
    atMs: at / 1_000,
    who,
    what,
    detail: detail as { readonly [key: string]: Json },
  }))
}
