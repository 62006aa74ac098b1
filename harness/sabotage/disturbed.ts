// The first three proofs: every scenario is replayed in a world where it must not pass.

import type { Scenario, ScenarioStep, StepResult } from '../model/scenario.js'
import { replay } from '../scenario/replay.js'
import type { Soon, Target } from '../targets/target.js'
import { inertTarget } from '../targets/wrappers/inert.js'
import { muteTarget } from '../targets/wrappers/mute.js'
import { type Exemption, staleExemptions } from './exemptions.js'
import { countBy, type Judged, type ProofKind, type Survivor, type Tally } from './proof.js'

export interface Disturbed {
  readonly tally: Tally
  readonly survivors: readonly Survivor[]
  readonly errors: readonly string[]
}

export interface DisturbedOptions {
  readonly scenarios: readonly Scenario[]
  readonly target: () => Soon<Target>
  readonly seed: number
  /** How scenarios are judged; another way than the suite's only to prove this proof. */
  readonly replay?: typeof replay
}

/**
 * A target that says ok to everything and knows nothing: what passes there asserts nothing. What a
 * Given expects is left out, for a scenario that fails in its setup has not shown that its Then can.
 */
export async function proveMute(options: DisturbedOptions): Promise<Disturbed> {
  const judged = await replayAll(muteTarget(), options.scenarios.map(withThenOnly), options)
  const remarks = { passed: 'it passes on a target that tells nothing', error: CRASHED }
  return disturbed('mute', judged, remarks)
}

/** Every scenario without its `When`: what still passes does not depend on what it tells of. */
export async function proveNoAction(
  options: DisturbedOptions & { readonly exemptions: readonly Exemption[] },
): Promise<Disturbed> {
  const { scenarios, target, exemptions } = options
  const judged = await replayAll(await target(), scenarios.map(withoutAction), options)
  const passed = new Set(judged.flatMap(({ id, verdict }) => (verdict === 'passed' ? [id] : [])))
  const exempt = new Set(exemptions.map(({ scenario }) => scenario))
  const rest = judged.filter(({ id, verdict }) => !(verdict === 'passed' && exempt.has(id)))
  // An error is no survivor here: what awaits an action that was never begun may well be lost.
  const found = disturbed('no-action', rest, { passed: 'it passes without its action' })
  return { ...found, errors: staleExemptions(exemptions, scenarios, passed) }
}

/** Every scenario with a fault, the fault never applied: it must be missed, or its evidence must. */
export async function proveInertFaults(options: DisturbedOptions): Promise<Disturbed> {
  const { scenarios, target } = options
  const withFault = scenarios.filter((scenario) =>
    scenario.steps.some(({ step }) => 'do' in step && step.do === 'fault.inject'),
  )
  const judged = await replayAll(inertTarget(await target()), withFault, options)
  const remarks = { passed: 'it passes although its fault was never applied', error: CRASHED }
  return disturbed('inert-fault', judged, remarks)
}

const CRASHED = 'the harness failed, which proves nothing'

function withoutAction(scenario: Scenario): Scenario {
  return { ...scenario, steps: scenario.steps.filter(({ role }) => role !== 'when') }
}

/** Only the Then expects anything. Fewer expectations: who fails now fails with all of them, too. */
function withThenOnly(scenario: Scenario): Scenario {
  const steps = scenario.steps.flatMap((each): ScenarioStep[] => {
    if (each.role === 'then') return [each]
    if ('reply' in each.step) return []
    const { expect: _dropped, ...step } = each.step
    return [{ ...each, step }]
  })
  return { ...scenario, steps }
}

async function replayAll(
  target: Target,
  scenarios: readonly Scenario[],
  options: DisturbedOptions,
): Promise<Judged[]> {
  const { seed, replay: judge = replay } = options
  const judged: Judged[] = []
  try {
    for (const scenario of scenarios) {
      const result = await judge(target, scenario, { seed, trace: false, wallMs: () => 0 })
      const { verdict, reason } = result
      judged.push({ id: scenario.id, verdict, reason, how: howItEnded(scenario, result.steps) })
    }
  } finally {
    await target.close()
  }
  return judged
}

/**
 * Where it was caught. In the setup, or for want of the reply it asks about, is caught too, but it
 * tells less: no Then has looked at anything yet.
 */
function howItEnded(scenario: Scenario, results: readonly StepResult[]): string {
  const at = results.findIndex(({ verdict }) => verdict !== 'passed')
  const step = scenario.steps[at]
  if (step === undefined) return ''
  if (step.role !== 'then') return ' in its setup'
  return 'reply' in step.step && results[at]?.reply === undefined ? ' for want of a reply' : ''
}

/** Verdicts with a remark survive. */
function disturbed(
  kind: ProofKind,
  judged: readonly Judged[],
  remarks: { readonly passed: string; readonly error?: string },
): Disturbed {
  const survivors = judged.flatMap(({ id, verdict, reason }): Survivor[] => {
    if (verdict === 'passed') return [{ kind, id, remark: remarks.passed }]
    if (verdict !== 'error' || remarks.error === undefined) return []
    return [{ kind, id, remark: `${remarks.error}: ${reason}` }]
  })
  const tried = judged.filter(({ verdict }) => verdict !== 'not-supported').length
  const outcomes = countBy(judged, ({ verdict, how }) => verdict + how)
  return { tally: { tried, caught: tried - survivors.length, outcomes }, survivors, errors: [] }
}
