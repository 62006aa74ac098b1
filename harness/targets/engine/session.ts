// One scenario's world: commands become calls and processes of the engine, sessions become processes
// that run beside, and armed commands wait at their fault point.

import {
  forkAround,
  forkWorld,
  type Process,
  type Sim,
  type Span,
  type Task,
  type World,
} from '../../../engine/index.js'
import type { CommandName } from '../../model/commands.js'
import { done, type Json, type Reply, refusal } from '../../model/reply.js'
import type { OpenOptions, Request, Session, SessionEnd, TraceLine } from '../target.js'
import { type Context, type Handler, newContext } from './handlers/handler.js'
import { HANDLERS } from './handlers/index.js'
import { healAndLook } from './heal.js'
import { pristineWorld } from './pristine.js'

export function openEngineSession(options: OpenOptions): Session {
  const world = forkWorld(pristineWorld(options))
  world.sim.trace.listening = options.trace
  const first = options.topology.servers[0]?.name ?? ''
  return new EngineSession(newContext(world, first), options)
}

/** Commands that only look. */
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
  'instance.query',
  'sql.read',
  'sql.databases',
  'sql.files',
  'sql.search',
  'sql.history',
  'sql.positions',
  'sql.suspended',
  'sql.logins',
  'bank.balances',
  'dtc.query',
  'volume.files',
  'volume.bytes',
  'requestor.catalogue',
  'requestor.metadata',
  'requestor.document',
  'requestor.medium',
  'conversation.events',
  'writer.list',
  'snapshot.list',
  'snapshot.files',
  'snapshot.pages',
])

class EngineSession implements Session {
  readonly #context: Context
  readonly #options: OpenOptions
  readonly #running = new Map<string, Task<Reply>>()
  readonly #armed = new Map<string, string>()

  constructor(context: Context, options: OpenOptions) {
    this.#context = context
    this.#options = options
  }

  perform(request: Request): Reply {
    if (request.at !== undefined) return this.#arm(request, request.at)
    const { sim } = this.#context.world
    const answer = this.#answer(request)
    if (request.session !== undefined) {
      this.#running.set(request.session, sim.spawn(request.session, asProcess(answer)))
      return done()
    }
    return isProcess(answer) ? this.#ended(sim.spawn(request.command, answer)) : answer
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
    return this.#ended(task)
  }

  fork(): Session | undefined {
    const inFlight = this.#running.size + this.#armed.size + this.#context.world.sim.live
    if (inFlight > 0) return undefined
    return new EngineSession(forkAround(this.#context), this.#options)
  }

  finish(): SessionEnd {
    const { sim } = this.#context.world
    const unreached = [...this.#armed.values()]
    for (const task of this.#running.values()) runUntil(sim, task, SETTLING_LIMIT)
    const { receipts, residue } = healAndLook(this.#context)
    const refusals = this.#uncollected()
    return {
      receipts,
      residue,
      refusals,
      unreached,
      virtualMs: sim.now / 1_000,
      trace: this.#options.trace ? traceLines(this.#context.world) : [],
    }
  }

  /** The answer of a process; one that does not come is given up, so that nothing hangs. */
  #ended(task: Task<Reply>): Reply {
    const { sim } = this.#context.world
    runUntil(sim, task, ANSWER_LIMIT)
    if (task.result !== undefined) return task.result
    sim.kill(task)
    return NO_ANSWER
  }

  /** Nobody may be refused behind everybody's back. */
  #uncollected(): string[] {
    return [...this.#running].flatMap(([session, task]) => {
      const reply = task.result ?? NO_ANSWER
      return reply.kind === 'refused'
        ? [`"${session}" was refused: ${reply.refusal.code}, ${reply.refusal.message}`]
        : []
    })
  }

  /** The scenario's own questions are not what a fault is meant to meet. */
  #withoutEffects(ask: () => Reply | Process<Reply>): Reply | Process<Reply> {
    const { placed } = this.#context.world.sim.faults
    const unnoted = <T>(work: () => T): T => {
      const counts = placed.map(({ effects }) => effects.length)
      const answer = work()
      for (const [index, { effects }] of placed.entries()) effects.length = counts[index] ?? 0
      return answer
    }
    const answer = unnoted(ask)
    return isProcess(answer) ? stepwise(answer, unnoted) : answer
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

/** Virtual time that an answer may take, and that sessions get before faults are lifted. */
const ANSWER_LIMIT = (7 * 24 * 3_600_000_000) as Span
const SETTLING_LIMIT = 3_600_000_000 as Span

const NO_ANSWER: Reply = {
  kind: 'refused',
  refusal: { code: 'no-answer', message: 'it never came to an end', certain: false },
}

function runUntil(sim: Sim, task: Task<Reply>, limit: Span): void {
  const until = sim.now + limit
  while (task.state === 'running' && (sim.nextAt ?? until + 1) <= until) if (!sim.step()) return
}

function isProcess(answer: Reply | Process<Reply>): answer is Process<Reply> {
  return Symbol.iterator in answer
}

/** Does something around each step of a process, and nothing around what others do meanwhile. */
function* stepwise<Answer>(
  process: Process<Answer>,
  around: <T>(work: () => T) => T,
): Process<Answer> {
  let step = around(() => process.next(true))
  while (step.done !== true) {
    const fired = yield step.value
    step = around(() => process.next(fired))
  }
  return step.value
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
