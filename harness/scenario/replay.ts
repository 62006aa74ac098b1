// Replays one scenario on a target and judges it. Features, scenario files, the proofs and plain
// cucumber-js all come through here, so there is one answer to what passed means:
// every expectation held, nothing was refused behind anybody's back, every fault left evidence that
// something ran into it, and after healing nothing was left behind.

import { mismatches } from '../check/match.js'
import type { Capability } from '../model/capability.js'
import { COMMANDS } from '../model/commands.js'
import { faultSchema } from '../model/fault.js'
import { needsOfStep } from '../model/needs.js'
import type { Pattern } from '../model/pattern.js'
import type { CommandStep, Step } from '../model/plan.js'
import type { Json, Reply } from '../model/reply.js'
import type { Scenario, ScenarioResult, StepResult } from '../model/scenario.js'
import { NotSupported } from '../model/undecided.js'
import type { Judgement } from '../model/verdict.js'
import { operationsOf, type WorkloadParams } from '../model/workload.js'
import type { Request, Session, SessionEnd, Soon, Target, TraceLine } from '../targets/target.js'
import { type Evidence, judge, judgeThrown } from './judge.js'
import { keptIn, valueAt, withKept } from './kept.js'

export interface Replayed extends ScenarioResult {
  readonly trace: readonly TraceLine[]
}

export interface ReplayOptions {
  readonly seed: number
  readonly trace: boolean
  /** Stops the clock of the machine, for the wall time of the report. */
  readonly wallMs: () => number
}

/** A session in the middle of a scenario: performs steps one by one, then judges the whole. */
export class Replay {
  readonly #session: Session
  readonly #capabilities: readonly Capability[]
  #expectations = 0
  readonly #faults: { kind: string; where: string }[] = []
  /** Names of sessions that run or wait at a point; two of one name would hide each other. */
  readonly #sessions = new Set<string>()
  /** Replies by name, and whether an expectation has looked at each. */
  readonly #replies = new Map<string, { reply: Reply; looked: boolean; step: string }>()
  readonly #unseen: string[] = []
  /** What was sent for the replies that are kept, by their names. */
  readonly #asked = new Map<string, Json>()

  constructor(session: Session, capabilities: readonly Capability[]) {
    this.#session = session
    this.#capabilities = capabilities
  }

  /** Another that stands where this one stands; nothing where the target has none to give. */
  fork(): Replay | undefined {
    const session = this.#session.fork?.()
    if (session === undefined) return undefined
    const copy = new Replay(session, this.#capabilities)
    copy.#expectations = this.#expectations
    copy.#faults.push(...this.#faults)
    copy.#unseen.push(...this.#unseen)
    for (const name of this.#sessions) copy.#sessions.add(name)
    for (const [name, kept] of this.#replies) copy.#replies.set(name, { ...kept })
    for (const [name, params] of this.#asked) copy.#asked.set(name, params)
    return copy
  }

  /** Ends the session; what was gathered and what it left behind make the judgement. */
  finish(): Soon<SessionEnd> {
    return this.#session.finish()
  }

  evidence(end: SessionEnd): Evidence {
    const kept = [...this.#replies.values()].flatMap((each) => unseen(each))
    const refusals = [...this.#unseen, ...kept, ...end.refusals]
    return { end, expectations: this.#expectations, faults: this.#faults, refusals }
  }

  perform(step: Step, text: string): Soon<StepResult> {
    const noted = this.#pendingIn(step)
    if (noted !== undefined) return this.#collectedFirst(noted, step, text)
    if ('await' in step) this.#sessions.delete(step.await)
    // A reply of that name may still be on its way: from a session, or an armed command.
    if ('reply' in step && this.#sessions.has(step.reply))
      return this.perform({ await: step.reply, expect: step.expect }, text)
    if ('reply' in step) return this.#expectKept(step.reply, step.expect, text)
    const answer = 'await' in step ? this.#session.collect(step.await) : this.#send(step)
    const name = 'await' in step ? step.await : step.as
    if (!(answer instanceof Promise)) return this.#answered({ step, text, name }, answer)
    return answer.then((reply) => this.#answered({ step, text, name }, reply))
  }

  /** The first thing to compare with that is still on its way: noted by an armed command. */
  #pendingIn(step: Step): string | undefined {
    if ('await' in step || step.expect === undefined) return undefined
    return keptIn(step.expect).find((name) => this.#sessions.has(name))
  }

  #collectedFirst(name: string, step: Step, text: string): Soon<StepResult> {
    const collected = this.perform({ await: name }, text)
    if (!(collected instanceof Promise)) return this.perform(step, text)
    return collected.then(() => this.perform(step, text))
  }

  #send(step: CommandStep): Soon<Reply> {
    const params = paramsOf(step)
    const kept = step.as ?? step.session
    if (kept !== undefined) this.#asked.set(kept, params)
    const request: Request = {
      command: step.do,
      params,
      ...(step.session === undefined ? {} : { session: step.session }),
      ...(step.at === undefined ? {} : { at: step.at }),
    }
    if (step.do === 'fault.inject') this.#faults.push(faultSchema.parse(step.with))
    const name = step.session ?? (step.at === undefined ? undefined : step.do)
    if (name !== undefined) this.#begin(name)
    return this.#session.perform(request)
  }

  #answered(
    asked: { step: Exclude<Step, { reply: string }>; text: string; name: string | undefined },
    reply: Reply,
  ): StepResult {
    const { step, text, name } = asked
    if (reply.kind === 'not-supported') throw this.#notSupported(step, reply.reason)
    const expect = step.expect === undefined ? undefined : this.#resolved(step.expect)
    const kept = { reply, looked: expect !== undefined, step: text }
    if (name === undefined) this.#unseen.push(...unseen(kept))
    else this.#keep(name, kept)
    if (expect === undefined) return { text, line: 0, verdict: 'passed' }
    return this.#judge(text, expect, reply)
  }

  #judge(text: string, expect: Pattern, reply: Reply): StepResult {
    this.#expectations++
    // Whatever one compares with, it must be there: else nothing would be like it, and all unlike.
    const [missing] = keptIn(expect)
    if (missing !== undefined)
      return { text, line: 0, verdict: 'failed', mismatches: [`there is no ${missing}`] }
    return judgeStep(text, expect, reply)
  }

  /** The pattern with every `$kept` replaced by what was kept. */
  #resolved(pattern: Pattern): Pattern {
    return withKept(pattern, (of, place) => {
      const [name = '', ...keys] = place.split('.')
      if (of === '$asked') return this.#asked.get(name)
      const kept = this.#replies.get(name)
      if (kept?.reply.kind !== 'done') return undefined
      kept.looked = true
      return keys.reduce<Json | undefined>(valueAt, kept.reply.value)
    })
  }

  #begin(session: string): void {
    if (this.#sessions.has(session)) throw new Error(`a session "${session}" is there already`)
    this.#sessions.add(session)
  }

  /** What a target declares it must do: to say no afterwards is no way out of a clause. */
  #notSupported(step: Exclude<Step, { reply: string }>, reason: string): Error {
    const needs = needsOfStep(step)
    if (needs.length === 0 || needs.some((each) => !this.#capabilities.includes(each)))
      return new NotSupported(reason)
    return new Error(`the target declares ${needs} and does not support a command of it: ${reason}`)
  }

  #keep(name: string, kept: { reply: Reply; looked: boolean; step: string }): void {
    const before = this.#replies.get(name)
    if (before !== undefined) this.#unseen.push(...unseen(before))
    this.#replies.set(name, kept)
  }

  #expectKept(name: string, expect: Pattern, text: string): StepResult {
    const kept = this.#replies.get(name)
    if (kept === undefined)
      return { text, line: 0, verdict: 'failed', mismatches: [`there is no ${name}`] }
    kept.looked = true
    return this.#judge(text, this.#resolved(expect), kept.reply)
  }
}

/** Defaults filled in, and for a workload what its clients are to do. */
function paramsOf(step: CommandStep): { [key: string]: Json } {
  const params = COMMANDS[step.do].params.parse(step.with)
  if (step.do !== 'workload.run') return params as { [key: string]: Json }
  const workload = params as WorkloadParams
  return { ...workload, operations: operationsOf(workload) } as unknown as { [key: string]: Json }
}

function unseen(kept: { reply: Reply; looked: boolean; step: string }): string[] {
  if (kept.looked || kept.reply.kind !== 'refused') return []
  return [`"${kept.step}" was refused: ${kept.reply.refusal.code}, ${kept.reply.refusal.message}`]
}

/** A refusal is matched as `{ refused: { code, message } }`, a value as itself. */
function judgeStep(text: string, expect: Pattern, reply: Reply): StepResult {
  const actual = visible(reply)
  const wrong =
    reply.kind === 'refused' && !speaksOfRefusal(expect)
      ? [`refused: ${reply.refusal.code}, ${reply.refusal.message}`]
      : mismatches(expect, actual)
  return wrong.length === 0
    ? { text, line: 0, verdict: 'passed', reply: actual }
    : { text, line: 0, verdict: 'failed', reply: actual, mismatches: wrong }
}

/** A pattern that says nothing of a refusal never fits one: not by being empty, nor by denying. */
function speaksOfRefusal(expect: Pattern): boolean {
  return typeof expect === 'object' && expect !== null && Object.hasOwn(expect, 'refused')
}

function visible(reply: Reply): Json {
  if (reply.kind === 'done') return reply.value
  if (reply.kind === 'not-supported') return { notSupported: reply.reason }
  return { refused: { code: reply.refusal.code, message: reply.refusal.message } }
}

/** A scenario on its way: what performs it, and what came of the steps so far. */
export interface Begun {
  readonly run: Replay
  readonly steps: readonly StepResult[]
  /** Wall time that the steps so far have taken. */
  readonly elapsedMs: number
}

/** Told after each step that passed. */
export type Along = (begun: Begun) => void

/** Replays a whole scenario: opens, performs every step up to the first that fails, finishes, judges. */
export async function replay(
  target: Target,
  scenario: Scenario,
  options: ReplayOptions,
): Promise<Replayed> {
  return replayFrom(target, scenario, options)
}

/** The same for a scenario whose first steps were performed already. */
export async function replayFrom(
  target: Target,
  scenario: Scenario,
  options: ReplayOptions,
  given: { readonly begun?: Begun | undefined; readonly along?: Along } = {},
): Promise<Replayed> {
  const startedAt = options.wallMs() - (given.begun?.elapsedMs ?? 0)
  const elapsed = () => options.wallMs() - startedAt
  const ended = (judgement: Judgement, steps: StepResult[], end?: SessionEnd): Replayed => ({
    ...judgement,
    scenario,
    steps: skipRest(scenario, steps),
    receipts: end?.receipts ?? [],
    virtualMs: end?.virtualMs ?? 0,
    durationMs: elapsed(),
    trace: end?.trace ?? [],
  })
  const lacking = scenario.needs.filter((each) => !target.description.capabilities.includes(each))
  if (lacking.length > 0)
    return ended({ verdict: 'not-supported', reason: lackingWords(target, lacking) }, [])
  const steps = relabelled(scenario, given.begun?.steps ?? [])
  try {
    const run = given.begun?.run ?? (await opened(target, scenario, options))
    const along = () => given.along?.({ run, steps: [...steps], elapsedMs: elapsed() })
    const thrown = await performAll(run, scenario, { steps, along }).catch((error: unknown) => ({
      error,
    }))
    const finished = run.finish()
    const end = finished instanceof Promise ? await finished : finished
    if (thrown !== undefined) return ended(judgeThrown(thrown.error), steps, end)
    return ended(judge(steps, run.evidence(end)), steps, end)
  } catch (error) {
    return ended(judgeThrown(error), steps)
  }
}

/** A target may say more of what it lacks than that. */
function lackingWords({ description }: Target, lacking: readonly Capability[]): string {
  const words = lacking.map((each) => {
    const reason = description.lacking?.[each]
    return reason === undefined ? `no ${each}` : `no ${each} (${reason})`
  })
  return words.join(', ')
}

function opened(target: Target, scenario: Scenario, options: ReplayOptions): Soon<Replay> {
  const session = target.open({
    topology: scenario.topology,
    seed: seedOf(scenario, options),
    trace: options.trace,
  })
  const begin = (ready: Session) => new Replay(ready, target.description.capabilities)
  return session instanceof Promise ? session.then(begin) : begin(session)
}

export function seedOf(scenario: Scenario, options: ReplayOptions): number {
  return scenario.seed ?? options.seed
}

/** Steps that were performed for another scenario, at the lines of this one. */
function relabelled(scenario: Scenario, steps: readonly StepResult[]): StepResult[] {
  return steps.map((step, index) => {
    const { text = step.text, line = step.line } = scenario.steps[index] ?? {}
    return { ...step, text, line }
  })
}

async function performAll(
  run: Replay,
  scenario: Scenario,
  { steps, along }: { readonly steps: StepResult[]; readonly along: () => void },
): Promise<undefined> {
  for (const { step, text, line } of scenario.steps.slice(steps.length)) {
    const performed = run.perform(step, text)
    const result = performed instanceof Promise ? await performed : performed
    steps.push({ ...result, line })
    if (result.verdict !== 'passed') return undefined
    along()
  }
  return undefined
}

function skipRest(scenario: Scenario, steps: readonly StepResult[]): StepResult[] {
  const rest = scenario.steps.slice(steps.length)
  return [
    ...steps,
    ...rest.map(({ text, line }): StepResult => ({ text, line, verdict: 'skipped' })),
  ]
}
