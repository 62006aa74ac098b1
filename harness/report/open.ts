import { join } from 'node:path'
import type { RecordFooter, RecordHeader, RecordResult } from '../model/record.js'
import { boundedHeader, boundedResult } from './bounds.js'
import { stageDirectory } from './directory.js'
import { RECORD_FILE, writeFolded, writeText } from './fold.js'
import { failurePath, tracePath } from './names.js'
import { type Masker, masker } from './redact.js'
import type { Report } from './schema.js'
import { RecordWriter } from './writer.js'

export interface ReportOptions {
  /** Where the report directory shall be; a report that is there already is replaced at the end. */
  readonly out: string
  readonly header: RecordHeader
  /** Texts that are masked wherever they would be written. */
  readonly redact?: readonly string[]
}

export interface OpenReport {
  /** Where the report is being written; it moves to its place when it is closed. */
  readonly directory: string
  /** Keeps a trace, one value per line, and gives the path that belongs into the result. */
  trace(scenarioId: string, lines: readonly unknown[]): string
  /** Keeps the scenario file that replays what did not pass. */
  failure(scenarioId: string, scenarioFile: string): void
  result(result: RecordResult): void
  /** Ends the record, folds it and puts the report in its place. */
  close(): Report
}

/** Begins a report. Refuses, before anything has run, a place it may not replace. */
export function openReport(options: ReportOptions): OpenReport {
  const staging = stageDirectory(options.out)
  const { directory } = staging
  const mask = masker(options.redact ?? [])
  const header = mask(boundedHeader(options.header))
  const writer = new RecordWriter(join(directory, RECORD_FILE))
  const results: RecordResult[] = []
  const began = performance.now()
  writer.append(JSON.stringify(header))
  return {
    directory,
    trace(scenarioId, lines) {
      const path = tracePath(mask(scenarioId))
      const text = mask(lines)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join('')
      writeText(join(directory, path), text)
      return path
    },
    failure(scenarioId, scenarioFile) {
      writeText(join(directory, failurePath(mask(scenarioId))), mask(scenarioFile))
    },
    result(given) {
      const { result, json } = prepared(given, mask)
      writer.append(json)
      results.push(result)
    },
    close() {
      const durationMs = Math.round(performance.now() - began)
      const footer: RecordFooter = { kind: 'footer', results: results.length, durationMs }
      writer.append(JSON.stringify(footer))
      const seal = writer.close()
      const report = writeFolded(directory, { header, results, footer, seal })
      staging.commit()
      return report
    },
  }
}

/** A result as it is written: bounded, with its secrets masked, and its JSON. */
function prepared(given: RecordResult, mask: Masker): { result: RecordResult; json: string } {
  const bounded = boundedResult(given)
  const json = JSON.stringify(bounded)
  const result = mask(bounded, json)
  return { result, json: result === bounded ? json : JSON.stringify(result) }
}
