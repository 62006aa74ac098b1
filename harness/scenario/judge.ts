// What a replayed scenario comes to.

import type { StepResult } from '../model/scenario.js'
import { NotSupported, Undecided } from '../model/undecided.js'
import { type Judgement, PASSED, type Verdict } from '../model/verdict.js'
import type { SessionEnd } from '../targets/target.js'

/** What was gathered while a scenario was performed. */
export interface Evidence {
  readonly end: SessionEnd
  /** Steps that compared something. */
  readonly expectations: number
  /** Faults that were asked for; each must come back as a receipt of its own. */
  readonly faults: readonly { readonly kind: string; readonly where: string }[]
  /** Refusals that no expectation looked at, each with the step that met it. */
  readonly refusals: readonly string[]
}

/** The verdict over a finished scenario; the plain cucumber bridge judges by the same rule. */
export function judge(steps: readonly StepResult[], evidence: Evidence): Judgement {
  const { end, refusals } = evidence
  const failed = steps.find((step) => step.verdict !== 'passed')
  if (failed !== undefined) {
    const reason = failed.mismatches?.join('; ') ?? 'a step did not pass'
    return { verdict: failed.verdict as Verdict, reason: `${failed.text}: ${reason}` }
  }
  if (steps.length === 0) return { verdict: 'unknown', reason: 'the scenario has no steps' }
  const refusal = refusals[0]
  if (refusal !== undefined) return { verdict: 'failed', reason: refusal }
  const left = end.residue[0]
  if (left !== undefined)
    return { verdict: 'failed', reason: `after healing there is still ${left}` }
  const unproven = withoutEvidence(evidence)
  if (unproven !== undefined) return { verdict: 'unknown', reason: unproven }
  const lasting = end.receipts.find((receipt) => !receipt.removed || !receipt.clean)
  if (lasting !== undefined)
    return { verdict: 'failed', reason: `the fault ${name(lasting)} could not be removed` }
  return PASSED
}

/** What keeps a scenario without a failure from being a pass: it could not have been otherwise. */
function withoutEvidence({ end, expectations, faults }: Evidence): string | undefined {
  if (expectations === 0) return 'the scenario expects nothing'
  const never = end.unreached[0]
  if (never !== undefined) return `the run never came to ${never}`
  const receipts = [...end.receipts]
  for (const fault of faults) {
    const at = receipts.findIndex(({ kind, where }) => kind === fault.kind && where === fault.where)
    if (at < 0) return `the target gave no receipt for the fault ${name(fault)}`
    receipts.splice(at, 1)
  }
  const harmless = end.receipts.find(({ applied, effect }) => !applied || !effect)
  return harmless && `nothing ran into the fault ${name(harmless)}`
}

function name(receipt: { kind: string; where: string }): string {
  return `${receipt.kind} on ${receipt.where}`
}

export function judgeThrown(thrown: unknown): Judgement {
  if (thrown instanceof NotSupported) return { verdict: 'not-supported', reason: thrown.message }
  if (thrown instanceof Undecided) return { verdict: 'unknown', reason: thrown.message }
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return { verdict: 'error', reason: text }
}
