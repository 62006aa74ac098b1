// A run written out: its steps as a list, faults among them, so that any of it can be left out. It
// needs nothing but the port, and runs from the beginning each time.

import type { FaultDraft } from '../faults/sites.js'
import { COMMANDS } from '../model/commands.js'
import { faultSchema } from '../model/fault.js'
import type { CommandStep } from '../model/plan.js'
import type { Topology } from '../model/topology.js'
import type { Target } from '../targets/target.js'
import { disturbed, judged, type Outcome, type Placement } from './chaos.js'
import type { Conversation, Proof } from './conversation.js'
import { Course } from './course.js'

export interface Trial {
  readonly topology: Topology
  readonly seed: number
  readonly proof: Proof
  readonly instances: readonly string[]
  readonly steps: readonly CommandStep[]
  /** What must work after healing. */
  readonly after: readonly CommandStep[]
}

export function trialOf(
  conversation: Conversation,
  placements: readonly Placement[],
  seed: number,
): Trial {
  const { topology, proof, sites } = conversation
  const commands = (steps: Conversation['prepare']) =>
    steps.flatMap((step) => ('do' in step ? [step] : []))
  return {
    topology,
    seed,
    proof,
    instances: sites.instances,
    steps: [
      ...commands(conversation.prepare),
      ...disturbed(conversation, placements).map(({ step }) => step),
    ],
    after: commands(conversation.after),
  }
}

export async function runTrial(target: Target, trial: Trial): Promise<Outcome> {
  const { topology, seed } = trial
  const opened = target.open({ topology, seed, trace: false })
  const course = new Course(opened instanceof Promise ? await opened : opened)
  const struck = { conversation: conversationOf(trial), faults: faultsOf(trial) }
  return judged(course, trial.steps, struck)
}

export function faultsOf({ steps }: Trial): FaultDraft[] {
  return steps.flatMap((step) =>
    step.do === 'fault.inject' ? [faultSchema.parse(step.with) as FaultDraft] : [],
  )
}

/** Whether every command can be sent as it is written. */
export function isValid({ steps, after }: Trial): boolean {
  if (steps.length === 0) return false
  const names = steps.flatMap(({ session }) => session ?? [])
  if (new Set(names).size < names.length) return false
  return [...steps, ...after].every((step) => COMMANDS[step.do].params.safeParse(step.with).success)
}

function conversationOf({ topology, proof, instances, steps, after }: Trial): Conversation {
  const none = { volumes: [], medium: '', files: [], databases: [], systemState: false }
  return {
    name: 'trial',
    title: '',
    topology,
    sites: { ...none, instances },
    prepare: [],
    chaos: steps,
    after,
    proof,
  }
}
