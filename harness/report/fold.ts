import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reportHtml } from './html.js'
import { junitXml } from './junit.js'
import { readRecord } from './reader.js'
import { reportOf } from './report.js'
import type { Report, RunRecord } from './schema.js'
import { summaryMarkdown } from './summary.js'

export const RECORD_FILE = 'events.ndjson'

/** Every file that is a pure function of the record, by name. */
export interface FoldedReport {
  readonly report: Report
  readonly files: { readonly [name: string]: string }
}

export function foldRecord(record: RunRecord): FoldedReport {
  const report = reportOf(record)
  const files = {
    'report.json': `${JSON.stringify(report, null, 1)}\n`,
    'report.html': reportHtml(record, report),
    'junit.xml': junitXml(record, report),
    'summary.md': summaryMarkdown(record, report),
  }
  return { report, files }
}

/** Reads the record of a report directory and writes what is folded from it. */
export function foldReport(directory: string): Report {
  return writeFolded(directory, readRecord(join(directory, RECORD_FILE)))
}

export function writeFolded(directory: string, record: RunRecord): Report {
  const { report, files } = foldRecord(record)
  for (const [name, text] of Object.entries(files)) writeText(join(directory, name), text)
  return report
}

export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
