// Replays one scenario on a target and judges it. Features, scenario files, the proofs and plain
// cucumber-js all come through here, so there is one answer to what passed means:
// every expectation held, nothing was refused behind anybody's back, every fault left evidence that
// something ran into it, and after healing nothing was left behind.

import { mismatches } from '../check/match.js'
import { COMMANDS } from '../model/commands.js'
import type { Pattern } from '../model/pattern.js'
import type { CommandStep, Step } from '../model/plan.js'
import type { Json, Reply } from '../model/reply.js'
import type { Scenario, ScenarioResult, StepResult } from '../model/scenario.js'
import { type Judgement, PASSED, type Verdict } from '../model/verdict.js'
import type { Request, Session, SessionEnd, Soon, Target, TraceLine } from '../targets/target.js'

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
  /** Replies by name, and whether an expectation has looked at each. */
  readonly #replies = new Map<string, { reply: Reply; looked: boolean; step: string }>()
  readonly #unseen: string[] = []

  constructor(session: Session) {
    this.#session = session
  }

  finish(): Soon<SessionEnd> {
    return this.#session.finish()
  }

  /** Refusals that no expectation looked at, each with the step that met it. */
  unseenRefusals(): readonly string[] {
    const kept = [...this.#replies.values()].flatMap((each) => unseen(each))
    return [...this.#unseen, ...kept]
  }

  perform(step: Step, text: string): Soon<StepResult> {
    if ('reply' in step) return this.#expectKept(step.reply, step.expect, text)
    const answer = 'await' in step ? this.#session.collect(step.await) : this.#send(step)
    const name = 'await' in step ? step.await : step.as
    if (!(answer instanceof Promise)) return this.#answered({ step, text, name }, answer)
    return answer.then((reply) => this.#answered({ step, text, name }, reply))
  }

  #send(step: CommandStep): Soon<Reply> {
    const request: Request = {
      command: step.do,
      params: COMMANDS[step.do].params.parse(step.with) as { [key: string]: Json },
      ...(step.session === undefined ? {} : { session: step.session }),
      ...(step.at === undefined ? {} : { at: step.at }),
    }
    return this.#session.perform(request)
  }

  #answered(
    asked: { step: Exclude<Step, { reply: string }>; text: string; name: string | undefined },
    reply: Reply,
  ): StepResult {
    const { step, text, name } = asked
    if (reply.kind === 'not-supported') throw new NotSupported(reply.reason)
    const expect = step.expect
    const kept = { reply, looked: expect !== undefined, step: text }
    if (name === undefined) this.#unseen.push(...unseen(kept))
    else this.#keep(name, kept)
    if (expect === undefined) return { text, line: 0, verdict: 'passed' }
    return judgeStep(text, expect, reply)
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
    return judgeStep(text, expect, kept.reply)
  }
}

/** The target lacks what a step needs; the scenario is not supported there. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported'
}

/** Nobody can tell: a deadline passed on a real clock, or the target says that it does not know. */
export class Undecided extends Error {
  override readonly name = 'Undecided'
}

function unseen(kept: { reply: Reply; looked: boolean; step: string }): string[] {
  if (kept.looked || kept.reply.kind !== 'refused') return []
  return [`"${kept.step}" was refused: ${kept.reply.refusal.code}, ${kept.reply.refusal.message}`]
}

/** A refusal is matched as `{ refused: { code, message } }`, a value as itself. */
function judgeStep(text: string, expect: Pattern, reply: Reply): StepResult {
  const actual = visible(reply)
  const wrong = mismatches(expect, actual)
  return wrong.length === 0
    ? { text, line: 0, verdict: 'passed', reply: actual }
    : { text, line: 0, verdict: 'failed', reply: actual, mismatches: wrong }
}

function visible(reply: Reply): Json {
  if (reply.kind === 'done') return reply.value
  if (reply.kind === 'not-supported') return { notSupported: reply.reason }
  return { refused: { code: reply.refusal.code, message: reply.refusal.message } }
}

/** Replays a whole scenario: opens, performs every step up to the first that fails, finishes, judges. */
export async function replay(
  target: Target,
  scenario: Scenario,
  options: ReplayOptions,
): Promise<Replayed> {
  const startedAt = options.wallMs()
  const ended = (judgement: Judgement, steps: StepResult[], end?: SessionEnd): Replayed => ({
    ...judgement,
    scenario,
    steps: skipRest(scenario, steps),
    receipts: end?.receipts ?? [],
    virtualMs: end?.virtualMs ?? 0,
    durationMs: options.wallMs() - startedAt,
    trace: end?.trace ?? [],
  })
  const lacking = scenario.needs.filter((each) => !target.description.capabilities.includes(each))
  if (lacking.length > 0)
    return ended({ verdict: 'not-supported', reason: `no ${lacking.join(', no ')}` }, [])
  const steps: StepResult[] = []
  try {
    const opened = target.open({
      topology: scenario.topology,
      seed: scenario.seed ?? options.seed,
      trace: options.trace,
    })
    const run = new Replay(opened instanceof Promise ? await opened : opened)
    await performAll(run, scenario, steps)
    const finished = run.finish()
    const end = finished instanceof Promise ? await finished : finished
    return ended(judge(steps, run.unseenRefusals(), end), steps, end)
  } catch (thrown) {
    return ended(judgeThrown(thrown), steps)
  }
}

async function performAll(run: Replay, scenario: Scenario, steps: StepResult[]): Promise<void> {
  for (const { step, text, line } of scenario.steps) {
    const performed = run.perform(step, text)
    const result = performed instanceof Promise ? await performed : performed
    steps.push({ ...result, line })
    if (result.verdict !== 'passed') return
  }
}

/** The verdict over a finished scenario; the plain cucumber bridge judges by the same rule. */
export function judge(
  steps: readonly StepResult[],
  unseenRefusals: readonly string[],
  end: SessionEnd,
): Judgement {
  const failed = steps.find((step) => step.verdict !== 'passed')
  if (failed !== undefined) {
    const reason = failed.mismatches?.join('; ') ?? 'a step did not pass'
    return { verdict: failed.verdict as Verdict, reason: `${failed.text}: ${reason}` }
  }
  if (steps.length === 0) return { verdict: 'unknown', reason: 'the scenario has no steps' }
  const refusals = [...unseenRefusals, ...end.refusals][0]
  if (refusals !== undefined) return { verdict: 'failed', reason: refusals }
  const left = end.residue[0]
  if (left !== undefined)
    return { verdict: 'failed', reason: `after healing there is still ${left}` }
  const harmless = end.receipts.find((receipt) => !receipt.applied || receipt.effect === null)
  if (harmless !== undefined)
    return { verdict: 'unknown', reason: `nothing ran into the fault ${name(harmless)}` }
  const lasting = end.receipts.find((receipt) => !receipt.removed || !receipt.clean)
  if (lasting !== undefined)
    return { verdict: 'failed', reason: `the fault ${name(lasting)} could not be removed` }
  const never = end.unreached[0]
  if (never !== undefined) return { verdict: 'unknown', reason: `the run never came to ${never}` }
  return PASSED
}

function name(receipt: { kind: string; where: string }): string {
  return `${receipt.kind} on ${receipt.where}`
}

function judgeThrown(thrown: unknown): Judgement {
  if (thrown instanceof NotSupported) return { verdict: 'not-supported', reason: thrown.message }
  if (thrown instanceof Undecided) return { verdict: 'unknown', reason: thrown.message }
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return { verdict: 'error', reason: text }
}

function skipRest(scenario: Scenario, steps: readonly StepResult[]): StepResult[] {
  const rest = scenario.steps.slice(steps.length)
  return [
    ...steps,
    ...rest.map(({ text, line }): StepResult => ({ text, line, verdict: 'skipped' })),
  ]
}
