// What is kept of runs that are over, one small file each, so that a later report can draw a trend.
// The name begins with the time, so names in order are runs in order.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryEntry } from '../model/record.js'
import type { Verdict } from '../model/verdict.js'
import { HISTORY_FILES_MAX, HISTORY_SHOWN } from './limits.js'
import type { Report } from './schema.js'
import { historyFault } from './shape.js'

const NAME = /^\d{4}-\d\d-\d\dT[\dZ.-]+-[\w-]+\.json$/

/** The last runs, the oldest first. A file that is no entry is passed over: it is not ours. */
export function readHistory(folder: string): HistoryEntry[] {
  return namesIn(folder)
    .slice(-HISTORY_SHOWN)
    .flatMap((name) => entryIn(join(folder, name)))
}

/** Keeps a run, and drops the oldest beyond the bound. */
export function keepHistory(folder: string, report: Report): void {
  mkdirSync(folder, { recursive: true })
  const time = report.run.startedAt.replaceAll(':', '-')
  const id = report.run.id.replaceAll(/[^\w-]/g, '').slice(0, 8)
  const text = `${JSON.stringify(historyEntry(report))}\n`
  writeFileSync(join(folder, `${time}-${id || 'run'}.json`), text)
  const names = namesIn(folder)
  for (const name of names.slice(0, Math.max(0, names.length - HISTORY_FILES_MAX)))
    rmSync(join(folder, name), { force: true })
}

export function historyEntry(report: Report): HistoryEntry {
  const { run, target, suite, outcome, totals, scenarios } = report
  const of = (verdict: Verdict) => scenarios.filter((each) => each.verdict === verdict).length
  return {
    id: run.id,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    seed: run.seed,
    full: run.full,
    target: {
      kind: target.kind,
      name: target.name,
      version: target.version,
      ...(target.build === undefined ? {} : { build: target.build }),
    },
    suite,
    verdict: outcome.verdict,
    exitCode: outcome.exitCode,
    totals,
    scenarios: {
      passed: of('passed'),
      failed: of('failed'),
      unknown: of('unknown'),
      error: of('error'),
      notSupported: of('not-supported'),
    },
  }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
}

function entryIn(path: string): HistoryEntry[] {
  try {
    const entry: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return historyFault(entry) === null ? [entry as HistoryEntry] : []
  } catch {
    return []
  }
}
