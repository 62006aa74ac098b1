// One run while it goes on: a session, everything that was sent to it and came back, and what an
// oracle makes of that. It can be forked where its target can.

import { Backups } from '../check/backups.js'
import { COMMANDS, type CommandName, type Params } from '../model/commands.js'
import { type CommandStep, command, type Step } from '../model/plan.js'
import type { Json, Reply } from '../model/reply.js'
import { operationsOf, type WorkloadParams } from '../model/workload.js'
import type { Request, Session, SessionEnd } from '../targets/target.js'

export interface Performed {
  readonly step: Step
  readonly reply: Reply
}

export class Course {
  readonly oracle: Backups
  /** What was done, in order; forks share what came before. */
  readonly performed: Performed[]
  readonly #session: Session
  readonly #running: Map<string, CommandStep>

  constructor(session: Session, from?: Course) {
    this.#session = session
    this.oracle = from?.oracle.fork() ?? new Backups()
    this.performed = from === undefined ? [] : [...from.performed]
    this.#running = new Map(from === undefined ? [] : from.#running)
  }

  /** A second course that goes on from here; undefined where the target cannot. */
  fork(): Course | undefined {
    const session = this.#session.fork?.()
    return session === undefined ? undefined : new Course(session, this)
  }

  /** The points reached since this was last asked; undefined where the target knows of none. */
  reached(): readonly string[] | undefined {
    return this.#session.reached?.()
  }

  get running(): string[] {
    return [...this.#running.keys()]
  }

  async send<Name extends CommandName>(name: Name, params: Params<Name>): Promise<Reply> {
    return this.perform(command(name, params))
  }

  async perform(step: CommandStep): Promise<Reply> {
    const params = fullParams(step)
    const request: Request = {
      command: step.do,
      params,
      ...(step.session === undefined ? {} : { session: step.session }),
      ...(step.at === undefined ? {} : { at: step.at }),
    }
    const answer = this.#session.perform(request)
    const reply = answer instanceof Promise ? await answer : answer
    this.performed.push({ step, reply })
    if (step.session !== undefined) this.#running.set(step.session, step)
    else this.oracle.note(step.do, params, reply)
    return reply
  }

  async collect(name: string): Promise<Reply> {
    const answer = this.#session.collect(name)
    const reply = answer instanceof Promise ? await answer : answer
    const step = this.#running.get(name)
    this.#running.delete(name)
    this.performed.push({ step: { await: name }, reply })
    if (step !== undefined) this.oracle.note(step.do, fullParams(step), stillToCome(reply))
    return reply
  }

  async finish(): Promise<SessionEnd> {
    const end = this.#session.finish()
    return end instanceof Promise ? await end : end
  }
}

/** What waits for a point that was not reached yet may happen later, whenever that is. */
function stillToCome(reply: Reply): Reply {
  if (reply.kind !== 'refused' || reply.refusal.code !== 'not-reached') return reply
  return { kind: 'refused', refusal: { ...reply.refusal, certain: false } }
}

/** Valid parameters with their defaults; steps are shared by many runs, so each is looked at once. */
const filled = new WeakMap<object, { readonly [key: string]: Json }>()

function fullParams(step: CommandStep): { readonly [key: string]: Json } {
  const known = filled.get(step.with)
  if (known !== undefined) return known
  const params = COMMANDS[step.do].params.parse(step.with) as { readonly [key: string]: Json }
  const full =
    step.do === 'workload.run'
      ? {
          ...params,
          operations: operationsOf(params as unknown as WorkloadParams) as unknown as Json,
        }
      : params
  filled.set(step.with, full)
  return full
}
