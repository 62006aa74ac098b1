// A violation as a scenario: the steps that were performed up to the one that shows it, with what
// should have come there. There are up to two ways to say it, see `scenariosOf`.

import { COMMANDS } from '../model/commands.js'
import type { Step } from '../model/plan.js'
import type { Json } from '../model/reply.js'
import type { Scenario, ScenarioStep } from '../model/scenario.js'
import type { Outcome } from './chaos.js'
import type { Performed } from './course.js'
import type { Trial } from './trial.js'
import { PROPERTIES, type Violation } from './violation.js'

export interface Found {
  /** Names the file too. */
  readonly id: string
  readonly trial: Trial
  readonly outcome: Outcome
  readonly violation: Violation
}

/** Looked at by the oracle, and of no consequence for what comes after. */
const LOOKS = new Set([
  'sql.read',
  'sql.check',
  'sql.databases',
  'instance.query',
  'backup.jobs',
  'vault.points',
  'vault.read',
])

/**
 * What should have come, said at the step that shows the violation. Of a backup that was disturbed and
 * claims too much there is a second way: that it should have failed. Which of the two an honest
 * target fits, only an honest target can tell.
 */
export function scenariosOf(found: Found): Scenario[] {
  const { performed } = found.outcome
  const { step, expect, claimed } = found.violation
  const ways: Step[][] = []
  if (step !== undefined) ways.push(upTo(performed, step, expect ?? {}))
  else ways.push(asItCame(performed))
  const backup = performed.findIndex(
    (each) => 'do' in each.step && each.step.with['backup'] === claimed,
  )
  if (claimed !== undefined && backup >= 0) ways.push(upTo(performed, backup, { state: 'failed' }))
  return ways.map((steps) => scenarioOf(found, steps))
}

function upTo(performed: readonly Performed[], last: number, expect: Json): Step[] {
  return performed.slice(0, last + 1).flatMap(({ step, reply }, index): Step[] => {
    if (index === last) return 'do' in step ? [{ ...step, expect }] : [step]
    return kept(step, reply)
  })
}

/** The violation is something left behind, which is seen at the end of any replay. */
function asItCame(performed: readonly Performed[]): Step[] {
  const steps = performed.flatMap(({ step, reply }) => kept(step, reply))
  const last = performed.findLast(
    ({ step, reply }) => steps.includes(step) && reply.kind === 'done' && isAnswered(step),
  )
  if (last === undefined || last.reply.kind !== 'done') return steps
  const state = stateOf(last.reply.value)
  const expect = state === undefined ? {} : { state }
  return steps.map((step) => (step === last.step ? { ...step, expect } : step))
}

function isAnswered(step: Step): boolean {
  return 'do' in step && step.session === undefined
}

function stateOf(value: Json): string | undefined {
  const state = (value as { readonly state?: Json }).state
  return typeof state === 'string' ? state : undefined
}

function kept(step: Step, reply: Performed['reply']): Step[] {
  if (!('do' in step)) return []
  if (LOOKS.has(step.do)) return []
  if (reply.kind !== 'refused') return [step]
  // A refusal that the run went past; whoever replays must go past it too.
  return step.do === 'fault.lift' ? [] : [{ ...step, expect: {} }]
}

function scenarioOf({ id, trial, violation }: Found, steps: readonly Step[]): Scenario {
  const needs = [...new Set(steps.flatMap((step) => ('do' in step ? COMMANDS[step.do].needs : [])))]
  return {
    id: `${id}#none/${id}`,
    uri: `${id}.yaml`,
    line: 1,
    feature: 'Explored',
    rule: '',
    name: `${PROPERTIES[violation.property]}: ${violation.message}`.slice(0, TITLE_MAX),
    clauses: [],
    needs,
    slow: false,
    tags: [],
    topology: trial.topology,
    seed: trial.seed,
    steps: steps.map((step): ScenarioStep => ({ role: 'when', text: textOf(step), line: 1, step })),
  }
}

function textOf(step: Step): string {
  return 'do' in step ? step.do : 'await' in step ? `await ${step.await}` : `reply ${step.reply}`
}

const TITLE_MAX = 180
