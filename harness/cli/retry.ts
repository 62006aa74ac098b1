// `--retry N`: what did not pass is tried again, to learn how often it does. It hides nothing: the
// worst attempt is the verdict, and every attempt is kept.

import type { RecordAttempt } from '../model/record.js'
import type { Verdict } from '../model/verdict.js'
import { type Replayed, type ReplayOptions, replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'

export interface Tried {
  readonly replayed: Replayed
  /** The first one first. */
  readonly attempts: readonly RecordAttempt[]
}

interface Tools {
  readonly target: Target
  readonly options: ReplayOptions
  readonly retry: number
}

const SEVERITY: Readonly<Record<Verdict, number>> = {
  passed: 0,
  'not-supported': 0,
  unknown: 1,
  failed: 2,
  error: 3,
}

export async function tryAgain(first: Replayed, tools: Tools): Promise<Tried> {
  const attempts = [attemptOf(first)]
  let worst = first
  if (SEVERITY[first.verdict] === 0) return { replayed: first, attempts }
  for (let count = 0; count < tools.retry; count++) {
    const next = await replay(tools.target, first.scenario, tools.options)
    attempts.push(attemptOf(next))
    if (SEVERITY[next.verdict] > SEVERITY[worst.verdict]) worst = next
  }
  return { replayed: worst, attempts }
}

function attemptOf({ verdict, reason, durationMs }: Replayed): RecordAttempt {
  return { verdict, reason, durationMs: Math.round(durationMs * 1000) / 1000 }
}
