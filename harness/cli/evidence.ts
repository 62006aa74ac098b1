// Evidence for what did not pass: a trace, and a scenario file that replays it.

import type { OpenReport } from '../report/index.js'
import { print } from '../scenario/print.js'
import { type Replayed, replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'

interface Tools {
  readonly target: Target
  readonly report: OpenReport
  readonly seed: number
  readonly wallMs: () => number
}

export interface Kept {
  readonly replayed: Replayed
  /** The path of the trace inside the report directory, when there is one. */
  readonly trace: string | null
}

export async function keepEvidence(replayed: Replayed, tools: Tools): Promise<Kept> {
  const { verdict, scenario } = replayed
  if (verdict === 'passed' || verdict === 'not-supported') return { replayed, trace: null }
  writeFailure(replayed, tools)
  // Traces cost time, so the first replay has none; the same plan and seed give the same run again.
  if (!tools.target.description.deterministic) return { replayed, trace: null }
  const { seed, wallMs } = tools
  const again = await replay(tools.target, scenario, { seed, trace: true, wallMs })
  const trace = again.trace.length === 0 ? null : tools.report.trace(scenario.id, again.trace)
  if (again.verdict === verdict) return { replayed, trace }
  // What can no longer be had a second time is no evidence of anything.
  const reason = `${verdict}, and ${again.verdict} when replayed with the same seed: ${replayed.reason}`
  return { replayed: { ...replayed, verdict: 'error', reason }, trace }
}

function writeFailure({ scenario, verdict, reason }: Replayed, { report, seed }: Tools): void {
  const comment = `${verdict}: ${reason ?? 'no reason given'}`.replaceAll(/\s+/g, ' ')
  const text = print({ ...scenario, seed: scenario.seed ?? seed }, { origin: scenario.id, comment })
  report.failure(scenario.id, text)
}
