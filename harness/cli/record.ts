// One run: every scenario in the order of the suite, each result into the record as it comes.

import { dirname, join } from 'node:path'
import type { Catalogue } from '../clauses/catalogue.js'
import type { BaselineEntry } from '../model/record.js'
import type { Scenario } from '../model/scenario.js'
import type { SqlServerOptions } from '../model/sql-server-options.js'
import {
  keepBeside,
  keepHistory,
  type OpenReport,
  openReport,
  readHistory,
} from '../report/index.js'
import type { Target } from '../targets/target.js'
import { crewSize, playByCrew } from './crew.js'
import { casesOf, headerOf } from './header.js'
import { watchInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { annotate } from './pipeline.js'
import { type Played, playInTurn } from './play.js'
import { Progress } from './progress.js'
import { closingJson, closingLines } from './summary.js'
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
  /** Clauses asked for by name. */
  readonly asked: readonly string[]
  readonly reproduce: string
  /** How often what did not pass is tried again. */
  readonly retry: number
  /** Whether what passed keeps its timeline too. */
  readonly timelines: boolean
  /** How many threads may play; the machine decides where nobody says. */
  readonly jobs: number | undefined
  readonly baseline: readonly BaselineEntry[] | null
  /** Where runs that are over are kept, if they are. */
  readonly history: string | undefined
  /** Makes the text of the signature file. */
  readonly sign: ((seal: string) => string) | undefined
  /** Where the SQL Server is, when that is the target. */
  readonly sqlServer: SqlServerOptions | undefined
  /** What the run came to is printed for a program. */
  readonly json: boolean
}

export async function recordRun(order: RunOrder, io: Io): Promise<number> {
  const target = await openTarget(order.target, order.sqlServer)
  try {
    const report = open(order, target)
    const whole = await replayAll(order, { target, report, io })
    if (!whole) {
      report.abandon()
      io.error(
        `frostproof: interrupted; the record so far is ${report.directory} and has no footer\n`,
      )
      return EXIT.failed
    }
    keepBeside(dirname(order.out), report.directory)
    const closed = report.close()
    if (order.history !== undefined) keepHistory(order.history, closed)
    const print = order.json ? closingJson : closingLines
    io.out(print(closed, order.out, io))
    annotate(closed, { summary: join(order.out, 'summary.md'), io, json: order.json })
    return closed.outcome.exitCode
  } finally {
    await target.close()
  }
}

function open(order: RunOrder, target: Target): OpenReport {
  const history = order.history === undefined ? [] : readHistory(order.history)
  const header = headerOf({ ...order, target: target.description, history })
  const options = {
    out: order.out,
    header,
    cases: casesOf(order.scenarios),
    redact: target.secrets ?? [],
    ...(order.sign === undefined ? {} : { sign: order.sign }),
  }
  try {
    return openReport(options)
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
    let done = 0
    progress.begin(order.scenarios[0]?.id ?? '')
    for await (const { result, failure, trace } of plays(order, target)) {
      if (failure !== undefined) report.failure(result.id, failure)
      report.result({ ...result, trace: keepTrace(report, result, trace) })
      progress.step(result.verdict)
      progress.begin(order.scenarios[++done]?.id ?? '')
      if (await interrupt.isDue()) return false
    }
    return true
  } finally {
    progress.clear()
    interrupt.release()
  }
}

/** What passed has no file of its own: there may be thousands. */
function keepTrace(
  report: OpenReport,
  { id, verdict }: Played['result'],
  trace: Played['trace'],
): string | null {
  if (trace === undefined) return null
  if (verdict !== 'passed') return report.trace(id, trace)
  report.timeline(id, trace)
  return null
}

/** The embedded engine is had as often as one likes; of any other target there is one. */
function plays(order: RunOrder, target: Target): AsyncGenerator<Played> {
  const { scenarios } = order
  const threads = order.target === 'engine' ? crewSize(scenarios.length, order.jobs) : 1
  return threads > 1
    ? playByCrew(order.target, scenarios, { ...order, threads })
    : playInTurn(target, scenarios, order)
}
