// `frostproof replay`: scenario files with everything that happened, for whoever looks for a bug.

import { resolve } from 'node:path'
import type { Scenario } from '../model/scenario.js'
import type { Verdict } from '../model/verdict.js'
import { type Replayed, replay } from '../scenario/replay.js'
import type { TraceLine } from '../targets/target.js'
import type { Io } from './io.js'
import { DEFAULT_SEED } from './run.js'
import { readScenarioFile } from './scenario-file.js'
import { requireSqlServer, type SqlServerFlags, sqlServerOptions } from './sql-server-flags.js'
import { openTarget, requireTargetName } from './targets.js'
import { EXIT } from './usage.js'

interface ReplayOptions extends SqlServerFlags {
  readonly target?: string
  readonly json?: boolean
}

export async function replayFiles(
  files: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<number> {
  const name = options.target ?? 'engine'
  requireTargetName(name)
  requireSqlServer(options, [name])
  const sqlServer = name === 'sqlserver' ? sqlServerOptions(options, io.cwd) : undefined
  // All are read before any runs: a mistake in the last is as easy to mend as one in the first.
  const scenarios = files.map((file) => readScenarioFile(resolve(io.cwd, file), slashed(file)))
  const target = await openTarget(name, sqlServer)
  try {
    const verdicts: Verdict[] = []
    for (const scenario of scenarios) {
      const replayed = await replay(target, scenario, {
        seed: DEFAULT_SEED,
        trace: true,
        wallMs: () => performance.now(),
      })
      io.out(options.json ? jsonLine(replayed) : pageOf(replayed))
      verdicts.push(replayed.verdict)
    }
    return exitCodeOf(verdicts)
  } finally {
    await target.close()
  }
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/')
}

/** The rule of a report, over verdicts alone. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('error')) return EXIT.failed
  if (verdicts.includes('failed')) return EXIT.violated
  if (verdicts.includes('unknown') || !verdicts.includes('passed')) return EXIT.undecided
  return EXIT.conformant
}

function jsonLine(replayed: Replayed): string {
  const { scenario, verdict, reason, virtualMs, steps, receipts, trace } = replayed
  const { id, uri, name, clauses } = scenario
  const line = {
    id,
    uri,
    name,
    clauses,
    verdict,
    reason,
    virtualMs,
    steps,
    faults: receipts,
    trace,
  }
  return `${JSON.stringify(line)}\n`
}

function pageOf(replayed: Replayed): string {
  const { scenario, verdict, reason, trace, steps } = replayed
  const shown = trace.slice(0, TRACE_LINES_MAX).map(traceLine)
  if (trace.length > shown.length) shown.push(`… and ${trace.length - shown.length} more`)
  const lines = [
    `${scenario.uri}  ${scenario.name}`,
    ...shown,
    ...steps.flatMap((step) => [
      `${step.verdict.padEnd(7)}  ${where(scenario, step.line)}  ${step.text}`,
      ...(step.mismatches ?? []).map((mismatch) => `         ${mismatch}`),
    ]),
    reason === null ? verdict : `${verdict}: ${reason}`,
  ]
  return `${lines.join('\n')}\n`
}

function where(scenario: Scenario, line: number): string {
  const widest = Math.max(...scenario.steps.map((step) => String(step.line).length))
  return String(line).padStart(widest)
}

/** Seconds, who, what, details: columns that stay where they are from line to line. */
function traceLine({ atMs, who, what, detail }: TraceLine): string {
  const members = Object.entries(detail).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `${key}=${text.replaceAll(/\s+/g, ' ')}`
  })
  const rest = members.join(' ')
  const clipped =
    rest.length <= DETAIL_CHARACTERS_MAX ? rest : `${rest.slice(0, DETAIL_CHARACTERS_MAX - 1)}…`
  const columns = [(atMs / 1000).toFixed(3).padStart(12), who.padEnd(20), what.padEnd(24), clipped]
  return columns.join('  ').trimEnd()
}

const TRACE_LINES_MAX = 5_000
const DETAIL_CHARACTERS_MAX = 120
