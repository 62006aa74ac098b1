// The few lines a run ends with.

import { join, relative } from 'node:path'
import type { Verdict } from '../model/verdict.js'
import { failurePath, type Report, type ReportScenario } from '../report/index.js'

const OPEN_SHOWN_MAX = 10
const ORDER: readonly Verdict[] = ['passed', 'failed', 'unknown', 'error', 'not-supported']

export function closingLines(report: Report, out: string, cwd: string): string {
  const open = report.scenarios.filter(
    ({ verdict }) => verdict !== 'passed' && verdict !== 'not-supported',
  )
  const place = shortPath(out, cwd)
  const lines = [
    ...open.slice(0, OPEN_SHOWN_MAX).flatMap((scenario) => openLines(scenario, place)),
    ...(open.length > OPEN_SHOWN_MAX ? [`… and ${open.length - OPEN_SHOWN_MAX} more`] : []),
    report.outcome.claim,
    `${report.scenarios.length} scenarios: ${counts(report.scenarios)}, seed ${report.run.seed}, ${(report.run.durationMs / 1000).toFixed(1)} s`,
    join(place, 'report.html'),
  ]
  return `${lines.join('\n')}\n`
}

function openLines({ id, verdict, reason }: ReportScenario, place: string): string[] {
  return [
    `${verdict}  ${id}`,
    `  ${clipped(reason ?? 'no reason given')}`,
    `  npx frostproof replay ${join(place, failurePath(id))}`,
  ]
}

function counts(scenarios: readonly ReportScenario[]): string {
  const of = (verdict: Verdict) => scenarios.filter((each) => each.verdict === verdict).length
  const shown = ORDER.filter((verdict) => verdict === 'passed' || of(verdict) > 0)
  return shown.map((verdict) => `${of(verdict)} ${verdict}`).join(', ')
}

function clipped(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ')
  return flat.length <= 300 ? flat : `${flat.slice(0, 299)}…`
}

/** As one would type it from here; whole when it lies elsewhere. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' ? '.' : short.startsWith('..') ? path : short
}
