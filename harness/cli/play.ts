// One scenario played to its end: replayed, tried again where that is asked, and replayed once more
// for evidence when it did not pass. What comes of it is data, wherever it happened.

import type { RecordResult } from '../model/record.js'
import type { Scenario } from '../model/scenario.js'
import type { TraceLine } from '../model/trace.js'
import { Together } from '../scenario/together.js'
import type { Target } from '../targets/target.js'
import { evidenceOf } from './evidence.js'
import { type Tried, tryAgain } from './retry.js'

export interface Played {
  readonly result: RecordResult
  /** For what did not pass: the scenario file that replays it. */
  readonly failure?: string | undefined
  /** What went on, for what did not pass and, where timelines are kept, for what did. */
  readonly trace?: readonly TraceLine[] | undefined
}

export interface PlayOptions {
  readonly seed: number
  /** How often what did not pass is tried again. */
  readonly retry: number
  /** Whether what passed leaves its trace too. */
  readonly timelines: boolean
}

/** Plays scenarios one by one, in the order of the list. */
export async function* playInTurn(
  target: Target,
  scenarios: readonly Scenario[],
  { seed, retry, timelines }: PlayOptions,
): AsyncGenerator<Played> {
  const options = { seed, trace: timelines, wallMs }
  const together = new Together(target, scenarios, options)
  for (const scenario of scenarios) {
    const first = await together.replay(scenario)
    const tried = await tryAgain(first, { target, options, retry })
    const { replayed, ...evidence } = await evidenceOf(tried.replayed, { target, seed, wallMs })
    const { trace } = replayed
    const kept = timelines && trace.length > 0 ? { trace } : {}
    yield { result: resultOf({ ...tried, replayed }), ...kept, ...evidence }
  }
}

function wallMs(): number {
  return performance.now()
}

function resultOf({ replayed, attempts }: Tried): RecordResult {
  const { scenario } = replayed
  return {
    kind: 'result',
    id: scenario.id,
    uri: scenario.uri,
    line: scenario.line,
    feature: scenario.feature,
    rule: scenario.rule,
    name: scenario.name,
    clauses: scenario.clauses,
    verdict: replayed.verdict,
    reason: replayed.reason,
    durationMs: Math.round(replayed.durationMs * 1000) / 1000,
    virtualMs: replayed.virtualMs,
    steps: replayed.steps,
    faults: replayed.receipts,
    trace: null,
    ...(attempts.length > 1 ? { attempts } : {}),
  }
}
