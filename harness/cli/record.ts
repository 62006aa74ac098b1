// One run: every scenario in the order of the suite, each result into the record as it comes.

import { randomUUID } from 'node:crypto'
import { type Catalogue, recordClauses } from '../clauses/catalogue.js'
import type { RecordHeader, RecordResult } from '../model/record.js'
import type { Scenario } from '../model/scenario.js'
import { type OpenReport, openReport } from '../report/index.js'
import { Together } from '../scenario/together.js'
import type { Target } from '../targets/target.js'
import { type Kept, keepEvidence } from './evidence.js'
import { watchInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { packageVersion } from './place.js'
import { Progress } from './progress.js'
import { closingLines } from './summary.js'
import { openTarget } from './targets.js'
import { asUsage, EXIT } from './usage.js'

export interface RunOrder {
  readonly target: string
  readonly scenarios: readonly Scenario[]
  readonly catalogue: Catalogue
  /** Absolute. */
  readonly out: string
  readonly seed: number
  /** Nothing narrowed the run: then a clause that did not run is a fault. */
  readonly full: boolean
  readonly reproduce: string
}

export async function recordRun(order: RunOrder, io: Io): Promise<number> {
  const target = await openTarget(order.target)
  try {
    const report = open(order, target)
    const whole = await replayAll(order, { target, report, io })
    if (!whole) {
      io.error(
        `frostproof: interrupted; the record so far is ${report.directory} and has no footer\n`,
      )
      return EXIT.failed
    }
    const closed = report.close()
    io.out(closingLines(closed, order.out, io.cwd))
    return closed.outcome.exitCode
  } finally {
    await target.close()
  }
}

function open(order: RunOrder, target: Target): OpenReport {
  const header: RecordHeader = {
    kind: 'header',
    schema: 'frostproof/events@1',
    suite: { version: packageVersion(), catalogue: order.catalogue.hash },
    target: target.description,
    run: {
      id: randomUUID(),
      seed: order.seed,
      startedAt: new Date().toISOString(),
      reproduce: order.reproduce,
      full: order.full,
    },
    clauses: recordClauses(order.catalogue),
  }
  try {
    return openReport({ out: order.out, header })
  } catch (thrown) {
    throw asUsage(thrown)
  }
}

interface Tools {
  readonly target: Target
  readonly report: OpenReport
  readonly io: Io
}

/** False when somebody interrupted. */
async function replayAll(order: RunOrder, { target, report, io }: Tools): Promise<boolean> {
  const progress = new Progress(order.scenarios.length, io)
  const interrupt = watchInterrupt()
  try {
    const options = { seed: order.seed, trace: false, wallMs }
    const together = new Together(target, order.scenarios, options)
    for (const scenario of order.scenarios) {
      const first = await together.replay(scenario)
      const kept = await keepEvidence(first, { target, report, seed: order.seed, wallMs })
      report.result(resultOf(kept))
      progress.step(scenario.id, kept.replayed.verdict)
      if (await interrupt.isDue()) return false
    }
    return true
  } finally {
    progress.clear()
    interrupt.release()
  }
}

function wallMs(): number {
  return performance.now()
}

function resultOf({ replayed, trace }: Kept): RecordResult {
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
    trace,
  }
}
