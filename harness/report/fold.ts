import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Beside, NOTHING_BESIDE, readBeside } from './beside.js'
import { reportHtml } from './html.js'
import { reportJson } from './json.js'
import { junitXml } from './junit.js'
import { readRecordSoFar } from './reader.js'
import { reportOf } from './report.js'
import type { Report, RunRecord } from './schema.js'
import { summaryMarkdown } from './summary.js'
import { timelinesHtml } from './timelines.js'

export const RECORD_FILE = 'events.ndjson'

/** Every file that is a pure function of the record and of what lies beside it, by name. */
export interface FoldedReport {
  readonly report: Report
  readonly files: { readonly [name: string]: string }
}

export function foldRecord(record: RunRecord, beside: Beside = NOTHING_BESIDE): FoldedReport {
  const report = reportOf(record)
  const made = [...folds(record, report, beside)].map(([name, fold]) => [
    name,
    [...fold()].join(''),
  ])
  return { report, files: Object.fromEntries(made) }
}

/** Each file as the pieces it is written in. */
function* folds(
  record: RunRecord,
  report: Report,
  beside: Beside,
): Generator<[name: string, fold: () => Iterable<string>]> {
  yield ['report.json', () => reportJson(report)]
  yield ['report.html', () => [reportHtml(record, report, beside)]]
  const timelines = timelinesHtml(record, report, beside)
  if (timelines !== null) yield ['timelines.html', () => [timelines]]
  yield ['junit.xml', () => [junitXml(record, report)]]
  yield ['summary.md', () => [summaryMarkdown(record, report)]]
}

/** Reads the record of a report directory, ended or not, and writes what is folded from it. */
export function foldReport(directory: string): Report {
  return writeFolded(directory, readRecordSoFar(join(directory, RECORD_FILE)))
}

/** One file after another, since of a large record they would not all fit in memory. */
export function writeFolded(directory: string, record: RunRecord): Report {
  const report = reportOf(record)
  for (const [name, fold] of folds(record, report, readBeside(directory)))
    writePieces(join(directory, name), fold())
  return report
}

export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w')
  try {
    for (const piece of pieces) writeFileSync(file, piece)
  } finally {
    closeSync(file)
  }
}
