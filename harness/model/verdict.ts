/** What a scenario or a clause came to. `not-supported` always carries its reason. */
export type Verdict = 'passed' | 'failed' | 'unknown' | 'error' | 'not-supported'

export interface Judgement {
  readonly verdict: Verdict
  /** Why, for everything that is not passed. */
  readonly reason: string | null
}

export const PASSED: Judgement = { verdict: 'passed', reason: null }

const SEVERITY = { passed: 0, unknown: 1, failed: 2, error: 3 } as const

/** Merges what decides: error over failed over unknown over passed; the first of equals keeps its reason. */
function worse(left: Judgement, right: Judgement): Judgement {
  if (left.verdict === 'not-supported' || right.verdict === 'not-supported') return left
  return SEVERITY[right.verdict] > SEVERITY[left.verdict] ? right : left
}

/** The verdict of a clause from those of its scenarios. */
export function mergeJudgements(
  judgements: readonly Judgement[],
): Judgement & { partial: boolean } {
  const decided = judgements.filter((judgement) => judgement.verdict !== 'not-supported')
  const skipped = judgements.filter((judgement) => judgement.verdict === 'not-supported')
  if (decided.length === 0) {
    const reason = skipped[0]?.reason ?? 'no scenario ran'
    return { verdict: skipped.length > 0 ? 'not-supported' : 'unknown', reason, partial: false }
  }
  const merged = decided.reduce(worse)
  const partial = merged.verdict === 'passed' && skipped.length > 0
  return partial
    ? { verdict: 'passed', reason: skipped.map((each) => each.reason).join('; '), partial }
    : { ...merged, partial: false }
}
