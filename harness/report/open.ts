import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RecordCase, RecordFooter, RecordHeader, RecordResult } from '../model/record.js'
import { PASSED_TRACES_FILE } from './beside.js'
import { boundedHeader, boundedResult, clippedText } from './bounds.js'
import { stageDirectory } from './directory.js'
import { RECORD_FILE, writeFolded, writeText } from './fold.js'
import {
  CASES_PER_LINE,
  EVIDENCE_TEXT_LENGTH_MAX,
  FULL_RECORD_BYTES_MAX,
  WRITE_BUFFER_LENGTH,
} from './limits.js'
import { failurePath, tracePath } from './names.js'
import { leanResult } from './reader.js'
import { type Masker, masker } from './redact.js'
import type { Report } from './schema.js'
import { sideFiles } from './side-files.js'
import { SIGNATURE_FILE } from './signature.js'
import { RecordWriter } from './writer.js'

export interface ReportOptions {
  /** Where the report directory shall be; a report that is there already is replaced at the end. */
  readonly out: string
  readonly header: RecordHeader
  /** Everything that is going to run, in the order of its results. */
  readonly cases: readonly RecordCase[]
  /** Texts that are masked wherever they would be written. */
  readonly redact?: readonly string[]
  /** Makes the text of the signature file from the seal of the record. */
  readonly sign?: (seal: string) => string
}

export interface OpenReport {
  /** Where the report is being written; it moves to its place when it is closed. */
  readonly directory: string
  /** Keeps a trace, one value per line, and gives the path that belongs into the result. */
  trace(scenarioId: string, lines: readonly unknown[]): string
  /** Keeps the trace of a scenario that passed, for the page of timelines. */
  timeline(scenarioId: string, trace: readonly unknown[]): void
  /** Keeps the scenario file that replays what did not pass. */
  failure(scenarioId: string, scenarioFile: string): void
  result(result: RecordResult): void
  /** Ends the record, folds it and puts the report in its place. */
  close(): Report
  /** Ends the run before its time: what there is is folded, says so, and stays beside its place. */
  abandon(): Report
}

/** Begins a report. Refuses, before anything has run, a place it may not replace. */
export function openReport(options: ReportOptions): OpenReport {
  const staging = stageDirectory(options.out)
  const { directory } = staging
  const mask = masker(options.redact ?? [])
  const header = mask(boundedHeader(options.header))
  const writer = new RecordWriter(join(directory, RECORD_FILE))
  const cases = options.cases.map(({ id, plan }) => {
    return { id: mask(clippedText(id, EVIDENCE_TEXT_LENGTH_MAX)), plan }
  })
  const results = new Results(writer)
  const timelines = new Lines(join(directory, PASSED_TRACES_FILE))
  const began = performance.now()
  writer.append(JSON.stringify(header))
  for (let at = 0; at < cases.length; at += CASES_PER_LINE)
    writer.append(JSON.stringify({ kind: 'cases', cases: cases.slice(at, at + CASES_PER_LINE) }))
  // Whatever happens from here on, the record says what was going to run.
  writer.flush()
  const fold = (footer: RecordFooter | null): Report => {
    if (footer !== null) writer.append(JSON.stringify(footer))
    const seal = writer.close()
    if (footer !== null && options.sign !== undefined)
      writeText(join(directory, SIGNATURE_FILE), options.sign(seal))
    return writeFolded(directory, { header, cases, results: results.all(), footer, seal })
  }
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
    timeline: (id, trace) => timelines.append(JSON.stringify(mask({ id, trace }))),
    failure(scenarioId, scenarioFile) {
      writeText(join(directory, failurePath(mask(scenarioId))), mask(scenarioFile))
    },
    result(given) {
      const { result, json } = prepared(given, mask)
      writer.append(json)
      results.add(result)
    },
    close() {
      const durationMs = Math.round(performance.now() - began)
      timelines.flush()
      const files = sideFiles(directory, RECORD_FILE)
      const report = fold({ kind: 'footer', results: results.count, durationMs, files })
      staging.commit()
      return report
    },
    abandon() {
      timelines.flush()
      return fold(null)
    },
  }
}

/** Lines of a file that is there once there is one; gathered, so that few writes make them. */
class Lines {
  readonly #path: string
  #waiting: string[] = []
  #length = 0

  constructor(path: string) {
    this.#path = path
  }

  append(line: string): void {
    this.#waiting.push(`${line}\n`)
    this.#length += line.length
    if (this.#length > WRITE_BUFFER_LENGTH * 8) this.flush()
  }

  flush(): void {
    if (this.#waiting.length === 0) return
    mkdirSync(dirname(this.#path), { recursive: true })
    appendFileSync(this.#path, this.#waiting.join(''))
    this.#waiting = []
    this.#length = 0
  }
}

/** The results so far; of a record that becomes too large, what its reader would keep of them. */
class Results {
  readonly #writer: RecordWriter
  readonly #lean = leanResult(new Map())
  #results: RecordResult[] = []
  #isLean = false

  constructor(writer: RecordWriter) {
    this.#writer = writer
  }

  get count(): number {
    return this.#results.length
  }

  add(result: RecordResult): void {
    this.#thin()
    this.#results.push(this.#isLean ? this.#lean(result) : result)
  }

  /** Once everything is written. */
  all(): readonly RecordResult[] {
    this.#thin()
    return this.#results
  }

  #thin(): void {
    if (this.#isLean || this.#writer.written <= FULL_RECORD_BYTES_MAX) return
    this.#isLean = true
    this.#results = this.#results.map(this.#lean)
  }
}

/** A result as it is written: bounded, with its secrets masked, and its JSON. */
function prepared(given: RecordResult, mask: Masker): { result: RecordResult; json: string } {
  const bounded = boundedResult(given)
  const json = JSON.stringify(bounded)
  const result = mask(bounded, json)
  return { result, json: result === bounded ? json : JSON.stringify(result) }
}
