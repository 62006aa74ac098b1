// The few lines a run ends with.

import { join, relative } from 'node:path'
import type { BaselineEntry } from '../model/record.js'
import type { Verdict } from '../model/verdict.js'
import { attemptsText } from '../report/attempts.js'
import { entryText } from '../report/baseline.js'
import { failurePath, type Report, type ReportScenario } from '../report/index.js'
import type { Io } from './io.js'
import { type Paint, painter, shadeOf } from './paint.js'

/** Where the reader is, and whether there are colours. */
type Place = Pick<Io, 'cwd' | 'hasColors'>

const OPEN_SHOWN_MAX = 10
const ORDER: readonly Verdict[] = ['passed', 'failed', 'unknown', 'error', 'not-supported']

export function closingLines(report: Report, out: string, io: Place): string {
  const paint = painter(io)
  const open = openScenarios(report)
  const place = shortPath(out, io.cwd)
  const lines = [
    ...open.slice(0, OPEN_SHOWN_MAX).flatMap((scenario) => openLines(scenario, place, paint)),
    ...(open.length > OPEN_SHOWN_MAX ? [`… and ${open.length - OPEN_SHOWN_MAX} more`] : []),
    ...baselineLines(report).map((line) => paint('open', line)),
    paint(shadeOf(report.outcome.verdict), report.outcome.claim),
    `${report.scenarios.length} scenarios: ${counts(report.scenarios)}, seed ${report.run.seed}, ${(report.run.durationMs / 1000).toFixed(1)} s`,
    join(place, 'report.html'),
  ]
  return `${lines.join('\n')}\n`
}

/** What did not hold and nobody knew of. */
function openScenarios({ scenarios }: Report): ReportScenario[] {
  return scenarios.filter(
    ({ verdict, known }) =>
      verdict !== 'passed' && verdict !== 'not-supported' && known === undefined,
  )
}

function baselineLines({ baseline }: Report): string[] {
  if (baseline === null) return []
  const told = (what: string, entries: readonly BaselineEntry[]) =>
    entries.map((entry) => `BASELINE  ${what}: ${entryText(entry)}`)
  return [
    ...told('expired, no excuse any more', baseline.expired),
    ...told('passed unexpectedly, remove it', baseline.unexpectedPasses),
    ...told('belongs to no scenario, remove it', baseline.unused),
    `${baseline.known} known failures counted apart`,
  ]
}

/** The same for a program: one JSON object on one line. */
export function closingJson(report: Report, out: string, { cwd }: Place): string {
  const { outcome, run, target, totals, baseline } = report
  const place = shortPath(out, cwd)
  const notPassed = openScenarios(report).map(({ id, verdict, reason, clauses, attempts }) => ({
    id,
    clauses,
    verdict,
    reason,
    replay: join(place, failurePath(id)),
    ...(attempts === undefined ? {} : { attempts }),
  }))
  const line = {
    schema: RUN_SCHEMA,
    outcome,
    run,
    target,
    totals,
    baseline,
    notPassed,
    report: place,
  }
  return `${JSON.stringify(line)}\n`
}

const RUN_SCHEMA = 'frostproof/run@1'

function openLines(scenario: ReportScenario, place: string, paint: Paint): string[] {
  const { id, verdict, reason } = scenario
  return [
    `${paint(shadeOf(verdict), verdict)}  ${id}`,
    `  ${clipped(`${attemptsText(scenario)}${reason ?? 'no reason given'}`)}`,
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
