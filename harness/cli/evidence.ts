// Evidence for what did not pass: a trace, and a scenario file that replays it.

import type { TraceLine } from '../model/trace.js'
import { print } from '../scenario/print.js'
import { type Replayed, replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'

interface Tools {
  readonly target: Target
  readonly seed: number
  readonly wallMs: () => number
}

export interface Evidence {
  readonly replayed: Replayed
  /** The text of the scenario file. */
  readonly failure?: string
  readonly trace?: readonly TraceLine[]
}

export async function evidenceOf(replayed: Replayed, tools: Tools): Promise<Evidence> {
  const { verdict, scenario } = replayed
  if (verdict === 'passed' || verdict === 'not-supported') return { replayed }
  const failure = failureFile(replayed, tools.seed)
  // Traces cost time, so the first replay has none; the same plan and seed give the same run again.
  if (!tools.target.description.deterministic) return { replayed, failure }
  const { seed, wallMs } = tools
  const again = await replay(tools.target, scenario, { seed, trace: true, wallMs })
  const evidence = { failure, ...(again.trace.length === 0 ? {} : { trace: again.trace }) }
  if (again.verdict === verdict) return { replayed, ...evidence }
  // What can no longer be had a second time is no evidence of anything.
  const reason = `${verdict}, and ${again.verdict} when replayed with the same seed: ${replayed.reason}`
  return { replayed: { ...replayed, verdict: 'error', reason }, ...evidence }
}

function failureFile({ scenario, verdict, reason }: Replayed, seed: number): string {
  const comment = `${verdict}: ${reason ?? 'no reason given'}`.replaceAll(/\s+/g, ' ')
  return print({ ...scenario, seed: scenario.seed ?? seed }, { origin: scenario.id, comment })
}
