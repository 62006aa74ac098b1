// One chaotic run: from where the conversation is prepared, the disturbed half with its faults, then
// the second half. Where a target can be forked, what many runs have in common is done once.

import type { FaultDraft } from '../faults/sites.js'
import { harmOf } from '../faults/sites.js'
import type { Receipt } from '../model/fault.js'
import { type CommandStep, command, type Step } from '../model/plan.js'
import type { SessionEnd, Target } from '../targets/target.js'
import type { Conversation } from './conversation.js'
import { Course, type Performed } from './course.js'
import { collectAll, type Struck, secondHalf } from './heal.js'
import { unfinished } from './prove.js'
import type { Violation } from './violation.js'

/** A fault and where it goes: before which step of the disturbed half it is armed, and for what. */
export interface Placement {
  readonly fault: FaultDraft
  readonly step: number
  /** Left out: at once, before the step. */
  readonly at?: string
}

export interface Outcome {
  readonly violation: Violation | undefined
  readonly receipts: readonly Receipt[]
  readonly performed: readonly Performed[]
  readonly virtualMs: number
}

/** A course that stands before each step of the disturbed half, where the target can fork. */
export interface Prepared {
  readonly target: Target
  readonly conversation: Conversation
  readonly seed: number
  /** Undisturbed up to before this step of the disturbed half; forked for every run. */
  readonly before: (step: number) => Promise<Course>
}

export async function prepare(
  target: Target,
  conversation: Conversation,
  seed: number,
): Promise<Prepared> {
  const kept: Course[] = []
  const before = async (step: number): Promise<Course> => {
    const fork = kept[step]?.fork()
    if (fork !== undefined) return fork
    const course = await startOf(step)
    const keep = course.fork()
    if (keep !== undefined) kept[step] = keep
    return course
  }
  const startOf = async (step: number): Promise<Course> => {
    if (step > 0) {
      const course = await before(step - 1)
      await perform(course, conversation.chaos[step - 1])
      return course
    }
    const opened = target.open({ topology: conversation.topology, seed, trace: false })
    const course = new Course(opened instanceof Promise ? await opened : opened)
    for (const each of conversation.prepare) await perform(course, each)
    return course
  }
  return { target, conversation, seed, before }
}

export async function runChaos(
  prepared: Prepared,
  placements: readonly Placement[],
): Promise<Outcome> {
  const { conversation } = prepared
  const first = placements.reduce((least, { step }) => Math.min(least, step), Infinity)
  const from = Number.isFinite(first) ? first : 0
  const course = await prepared.before(from)
  const steps = disturbed(conversation, placements).filter(({ index }) => index >= from)
  const faults = placements.map(({ fault }) => fault)
  return judged(
    course,
    steps.map(({ step }) => step),
    { conversation, faults },
  )
}

/** Performs the steps, heals and judges. A target that breaks down has broken its word to answer. */
export async function judged(
  course: Course,
  steps: readonly CommandStep[],
  struck: Struck,
): Promise<Outcome> {
  const { performed } = course
  try {
    for (const step of steps) await perform(course, step)
    const found = (await undisturbed(course, struck)) ?? (await secondHalf(course, struck))
    const end = await course.finish()
    const { receipts, virtualMs } = end
    return { violation: found ?? leftBehind(end, struck), receipts, performed, virtualMs }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const violation = { property: 'answers', message: `the target breaks down: ${why}` } as const
    return { violation, receipts: [], performed, virtualMs: 0 }
  }
}

/** Without a fault, nothing may fail. */
async function undisturbed(course: Course, { faults }: Struck): Promise<Violation | undefined> {
  if (faults.length > 0) return undefined
  await collectAll(course)
  for (const [step, { reply, ...each }] of course.performed.entries()) {
    if ('do' in each.step && each.step.at !== undefined) continue
    const what = 'do' in each.step ? each.step.do : 'the command that ran beside'
    const wrong = unfinished(step, reply, 'recovers', what)
    // Only one snapshot set can be made at a time, and who comes second is told so.
    if (wrong !== undefined && !wrong.message.includes('SNAPSHOT_SET_IN_PROGRESS')) return wrong
  }
  return undefined
}

function leftBehind(end: SessionEnd, { conversation }: Struck): Violation | undefined {
  const [left] = end.residue
  if (left !== undefined) return { property: 'clean', message: `there is still ${left}` }
  const lasting = end.receipts.find((receipt) => lasts(receipt, conversation))
  if (lasting === undefined) return undefined
  const message = `the fault ${lasting.kind} on ${lasting.where} cannot be removed`
  return { property: 'clean', message }
}

function lasts(receipt: Receipt, { chaos }: Conversation): boolean {
  const { kind, where, applied, removed, clean } = receipt
  if (!applied || (removed && clean)) return false
  // What was damaged may have been moved or written over; then there is nothing to lift.
  if (harmOf({ kind, where } as FaultDraft) !== 'none') return false
  // A backup of whole volumes has the file that filled one, and brings it back.
  const wholeVolumes = chaos.some((step) => 'do' in step && step.with['mode'] === 'noncomponent')
  return !(kind === 'disk-full' && wholeVolumes)
}

/** The disturbed half with its faults put in, each with the number of the step it goes with. */
export function disturbed(
  conversation: Conversation,
  placements: readonly Placement[],
): { readonly step: CommandStep; readonly index: number }[] {
  return conversation.chaos.flatMap((step, index) => {
    const faults = placements.flatMap((placement, number) =>
      placement.step === index ? [{ step: faultStep(placement, number), index }] : [],
    )
    return 'do' in step ? [...faults, { step, index }] : faults
  })
}

function faultStep({ fault, at }: Placement, number: number): CommandStep {
  if (at === undefined) return command('fault.inject', fault)
  return command('fault.inject', fault, { at, session: `fault ${number + 1}` })
}

async function perform(course: Course, step: Step | undefined): Promise<void> {
  if (step === undefined) return
  if ('do' in step) await course.perform(step)
  else if ('await' in step) await course.collect(step.await)
}
