// Evidence for what did not pass: a trace, and a scenario file that replays it.

import { join } from 'node:path'

import { writeText } from '../report/fold.js'
import { failurePath, type OpenReport } from '../report/index.js'
import { print } from '../scenario/print.js'
import { type Replayed, replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'

interface Tools {
  readonly target: Target
  readonly report: OpenReport
  readonly seed: number
  readonly wallMs: () => number
}

/** Gives the path of the trace inside the report directory, when there is one. */
export async function keepEvidence(replayed: Replayed, tools: Tools): Promise<string | null> {
  const { verdict, scenario } = replayed
  if (verdict === 'passed' || verdict === 'not-supported') return null
  writeFailure(replayed, tools)
  // Traces cost time, so the first replay has none; the same plan and seed give the same run again.
  if (!tools.target.description.deterministic) return null
  const { seed, wallMs } = tools
  const again = await replay(tools.target, scenario, { seed, trace: true, wallMs })
  return again.trace.length === 0 ? null : tools.report.trace(scenario.id, again.trace)
}

function writeFailure({ scenario, verdict, reason }: Replayed, { report, seed }: Tools): void {
  const file = join(report.directory, failurePath(scenario.id))
  const comment = `${verdict}: ${reason ?? 'no reason given'}`.replaceAll(/\s+/g, ' ')
  const text = print({ ...scenario, seed: scenario.seed ?? seed }, { origin: scenario.id, comment })

  writeText(file, text)
}
