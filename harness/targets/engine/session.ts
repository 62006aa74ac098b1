// One scenario's world: commands become calls and processes of the engine, sessions become processes
// that run beside, and armed commands wait at their fault point.

import {
  forkAround,
  forkWorld,
  later,
  type Process,
  type Span,
  sleepUntil,
  type Task,
  type Ticks,
} from '../../../engine/index.js'
import type { CommandName } from '../../model/commands.js'
import { parsePlacing } from '../../model/point.js'
import { done, type Reply, refusal } from '../../model/reply.js'
import type { OpenOptions, Request, Session, SessionEnd } from '../target.js'
import { type Context, type Handler, newContext } from './handlers/handler.js'
import { HANDLERS } from './handlers/index.js'
import { healAndLook } from './heal.js'
import { pristineWorld } from './pristine.js'
import { Watch } from './watch.js'

export function openEngineSession(options: OpenOptions): Session {
  const world = forkWorld(pristineWorld(options))
  world.sim.trace.listening = options.trace
  const first = options.topology.servers[0]?.name ?? ''
  const watch = options.trace ? new Watch(world) : undefined
  return new EngineSession(newContext(world, first), options, watch)
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
  /** Faults that wait at a point, by the name of their session, and those that were lifted there. */
  readonly #waiting = new Map<string, string>()
  readonly #withdrawn = new Set<string>()
  #commands = 0
  /** Only when a trace is kept. */
  readonly #watch: Watch | undefined

  constructor(context: Context, options: OpenOptions, watch: Watch | undefined) {
    this.#context = context
    this.#options = options
    this.#watch = watch
  }

  perform(request: Request): Reply {
    if (request.at !== undefined) return this.#arm(request, request.at)
    if (request.command === 'fault.lift') this.#withdraw(String(request.params['kind']))
    const { sim } = this.#context.world
    const answer = this.#told(request, this.#answer(request))
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

  reached(): readonly string[] {
    const { points } = this.#context.world.sim
    points.record()
    return points.recorded.splice(0)
  }

  fork(): Session | undefined {
    const inFlight = this.#running.size + this.#armed.size + this.#context.world.sim.live
    if (inFlight > 0) return undefined
    const context = forkAround(this.#context)
    const copy = new EngineSession(context, this.#options, this.#watch?.on(context.world))
    copy.#commands = this.#commands
    return copy
  }

  finish(): SessionEnd {
    const { sim } = this.#context.world
    const unreached = [...this.#armed.values()]
    for (const task of this.#running.values()) this.#runUntil(task, SETTLING_LIMIT)
    this.#watch?.tell('scenario', 'healing')
    const { receipts, residue } = healAndLook(this.#context)
    this.#watch?.look()
    const refusals = this.#uncollected()
    return {
      receipts,
      residue,
      refusals,
      unreached,
      virtualMs: sim.now / 1_000,
      trace: this.#watch?.lines ?? [],
    }
  }

  /** The answer of a process; one that does not come is given up, so that nothing hangs. */
  #ended(task: Task<Reply>): Reply {
    this.#runUntil(task, ANSWER_LIMIT)
    if (task.result !== undefined) return task.result
    this.#context.world.sim.kill(task)
    return NO_ANSWER
  }

  #runUntil(task: Task<Reply>, limit: Span): void {
    const { sim } = this.#context.world
    const until = sim.now + limit
    while (task.state === 'running' && (sim.nextAt ?? until + 1) <= until) {
      if (!sim.step()) return
      this.#watch?.look()
    }
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

  /** A fault that is lifted before its point was reached must not go off afterwards. */
  #withdraw(kind: string): void {
    for (const [name, waiting] of this.#waiting) if (waiting === kind) this.#withdrawn.add(name)
  }

  #arm(request: Request, at: string): Reply {
    const name = request.session ?? request.command
    this.#armed.set(name, at)
    if (request.command === 'fault.inject') this.#waiting.set(name, String(request.params['kind']))
    const { sim } = this.#context.world
    const run = () => {
      if (this.#withdrawn.has(name)) return
      this.#armed.delete(name)
      this.#running.set(
        name,
        sim.spawn(name, asProcess(this.#told(request, this.#answer(request)))),
      )
    }
    const placing = parsePlacing(at)
    if (placing.kind === 'instant') {
      const instant = later(sim.now, (placing.inMs * 1_000) as Span)
      sim.spawn(`${name} at ${at}`, runAt(instant, run))
      return done()
    }
    const { point, occurrence, after } = placing
    // What runs after a point waits for its turn at the present instant.
    const due = after ? () => void sim.spawn(`${name} ${at}`, runAt(sim.now, run)) : run
    sim.points.arm({ point, occurrence, run: due })
    return done()
  }

  /** The same answer; a trace tells when it was asked for and when it came. */
  #told(request: Request, answer: Reply | Process<Reply>): Reply | Process<Reply> {
    const watch = this.#watch
    if (watch === undefined || QUESTIONS.has(request.command)) return answer
    const { command, session } = request
    const name = `${session ?? command} ${this.#commands++}`
    watch.tell('scenario', 'command.begin', { name, command, session: session ?? '' })
    const end = (reply: Reply): Reply => {
      watch.look()
      const code = reply.kind === 'refused' ? reply.refusal.code : ''
      watch.tell('scenario', 'command.end', { name, command, outcome: reply.kind, code })
      return reply
    }
    return isProcess(answer) ? ending(answer, end) : end(answer)
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

function* runAt(instant: Ticks, run: () => void): Process {
  yield* sleepUntil(instant)
  run()
}

function* ending(process: Process<Reply>, end: (reply: Reply) => Reply): Process<Reply> {
  return end(yield* process)
}

function* asProcess(answer: Reply | Process<Reply>): Process<Reply> {
  return isProcess(answer) ? yield* answer : answer
}
