// What the page's script draws from: the record as rows of one table each, texts that come up more
// than once held in one place and named by their number, and all of it packed. A suite of thousands of
// scenarios says few different things, so this is a small part of the record.

import type { RecordResult } from '../model/record.js'
import type { TraceLine } from '../model/trace.js'
import type { Beside } from './beside.js'
import { historyEntry } from './history.js'
import {
  PAGE_DATA_BYTES_MAX,
  PAGE_EVIDENCE_LENGTH_MAX,
  PAGE_JSON_LENGTH_MAX,
  PAGE_MISMATCHES_MAX,
  PAGE_REPLY_LENGTH_MAX,
  PAGE_TEXT_LENGTH_KEPT,
  PAGE_TEXT_LENGTH_MAX,
  PAGE_TRACES_BYTES_MAX,
} from './limits.js'
import { failurePath } from './names.js'
import type {
  ClauseRow,
  EvidenceData,
  EvidenceRow,
  ReportData,
  ScenarioMore,
  ScenarioRow,
  TraceRow,
} from './page/data.js'
import { type Part, packed, packedJson } from './page-shell.js'
import { receiptText } from './receipt.js'
import { reproduceCommand } from './reproduce.js'
import type { Report, ReportClause, ReportScenario, RunRecord } from './schema.js'
import { head, shortened, visible } from './text.js'

/** How much of the record goes into the page. */
interface Measure {
  readonly textLength: number
  /** Steps of scenarios that passed; the others always have theirs. */
  readonly allSteps: boolean
}

/** From everything to the least; the first that fits is taken. */
const MEASURES: readonly Measure[] = [
  { textLength: PAGE_TEXT_LENGTH_MAX, allSteps: true },
  { textLength: PAGE_TEXT_LENGTH_MAX, allSteps: false },
  { textLength: PAGE_TEXT_LENGTH_KEPT, allSteps: false },
]

export function pageParts(record: RunRecord, report: Report, beside: Beside): Part[] {
  const traces = traceParts(record, beside)
  const here = new Set(traces.map(({ id }) => id))
  let data = ''
  for (const measure of MEASURES) {
    const json = JSON.stringify(reportData({ record, report, beside, here, measure }))
    const isLast = measure === MEASURES.at(-1)
    if (!isLast && json.length > PAGE_JSON_LENGTH_MAX) continue
    data = packedJson(json)
    if (data.length <= PAGE_DATA_BYTES_MAX) break
  }
  return [
    { id: 'data', packed: data },
    { id: 'evidence', packed: packed(evidenceOf(record)) },
    ...traces,
  ]
}

interface Folding {
  readonly record: RunRecord
  readonly report: Report
  readonly beside: Beside
  /** The parts of the page that hold traces. */
  readonly here: ReadonlySet<string>
  readonly measure: Measure
}

function reportData(folding: Folding): ReportData {
  const { record, report, beside, measure } = folding
  const texts = new Texts(measure.textLength)
  const numbers = new Map(report.scenarios.map((scenario, index) => [scenario.id, index]))
  const clauses = report.clauses.map((clause, index) => {
    const scenarios = clause.scenarios.map((id) => numbers.get(id) ?? -1)
    return clauseRow(texts, clause, record.header.clauses[index], scenarios)
  })
  const scenarios = record.results.map((result, index) =>
    scenarioRow(texts, { result, scenario: report.scenarios[index], index, folding }),
  )
  return {
    texts: texts.all,
    clauses,
    scenarios,
    systems: record.header.systems,
    reproduce: reproduceCommand(record.header, { clauses: ['CLAUSE'], uri: '' }),
    all: report.run.reproduce,
    full: report.run.full,
    history: [...record.header.history, historyEntry(report)],
    proof: beside.proof(record.header.suite),
    exploration: beside.exploration,
  }
}

function clauseRow(
  texts: Texts,
  clause: ReportClause,
  described: { readonly says: string; readonly contested: string | null } | undefined,
  scenarios: readonly number[],
): ClauseRow {
  return [
    visible(clause.id),
    texts.number(clause.system),
    texts.number(clause.section),
    texts.number(clause.kind),
    texts.own(described?.says ?? ''),
    described?.contested == null ? 0 : texts.own(described.contested),
    clause.verdict,
    clause.reason === null ? 0 : texts.own(clause.reason),
    clause.partial ? 1 : 0,
    scenarios,
  ]
}

function scenarioRow(
  texts: Texts,
  given: {
    readonly result: RecordResult
    readonly scenario: ReportScenario | undefined
    readonly index: number
    readonly folding: Folding
  },
): ScenarioRow {
  const { result, folding } = given
  const passed = result.verdict === 'passed'
  const { id, uri } = result
  return [
    // Most ids begin with the path, which need not be said twice.
    id.startsWith(uri) ? texts.own(id.slice(uri.length)) : [texts.own(id)],
    texts.number(uri),
    result.line,
    texts.number(result.feature),
    texts.number(result.rule),
    texts.own(result.name),
    result.clauses.map((clause) => texts.number(clause)),
    result.verdict,
    result.reason === null ? 0 : texts.own(result.reason),
    Math.round(result.durationMs * 10) / 10,
    Math.round(result.virtualMs * 1000) / 1000,
    passed && !folding.measure.allSteps ? [] : result.steps.map((step) => texts.number(step.text)),
    passed ? 0 : result.steps.map((step) => step.verdict.charAt(0)).join(''),
    result.faults.map((each) => [
      texts.number(each.kind),
      texts.number(each.where),
      texts.number(each.at),
      texts.number(receiptText(each)),
    ]),
    moreOf(given),
  ]
}

function moreOf(given: {
  readonly result: RecordResult
  readonly scenario: ReportScenario | undefined
  readonly index: number
  readonly folding: Folding
}): ScenarioMore | 0 {
  const { result, scenario, index, folding } = given
  const { here, beside } = folding
  const bad = result.verdict !== 'passed' && result.verdict !== 'not-supported'
  const isHere = here.has(`trace-${index}`)
  const more: ScenarioMore = {
    ...(result.trace === null ? {} : { trace: visible(result.trace) }),
    ...(isHere ? { timeline: 'here' as const } : {}),
    ...(!isHere && beside.passed.has(result.id) ? { timeline: 'beside' as const } : {}),
    ...(bad ? { failure: failurePath(result.id) } : {}),
    ...(result.attempts === undefined
      ? {}
      : { attempts: result.attempts.map(({ verdict }) => verdict) }),
    ...(scenario?.known === undefined ? {} : { known: scenario.known }),
  }
  return Object.keys(more).length === 0 ? 0 : more
}

/** Traces of what did not pass, in the order of the suite, as far as there is room for them. */
function traceParts({ results }: RunRecord, beside: Beside): Part[] {
  let room = PAGE_TRACES_BYTES_MAX
  const parts: Part[] = []
  for (const [index, { id, trace, verdict }] of results.entries()) {
    if (trace === null || verdict === 'passed' || room <= 0) continue
    const lines = beside.trace(trace)
    if (lines.length === 0) continue
    const part = { id: `trace-${index}`, packed: packed({ [visible(id)]: traceRows(lines) }) }
    room -= part.packed.length
    if (room > 0) parts.push(part)
  }
  return parts
}

/** What the timeline draws; states are looked at, so claims about them are left out. */
export function traceRows(lines: readonly TraceLine[]): TraceRow[] {
  return lines
    .filter(({ what }) => !what.startsWith('writer.'))
    .map(({ atMs, who, what, detail }) => [atMs, visible(who), what, shown(detail)])
}

function shown(detail: TraceLine['detail']): TraceLine['detail'] {
  const entries = Object.entries(detail).map(([key, value]) => [
    key,
    typeof value === 'string' ? visible(shortened(value, PAGE_TEXT_LENGTH_KEPT)) : value,
  ])
  return Object.fromEntries(entries)
}

/** Texts made visible and cut; repeated ones are kept once. */
class Texts {
  readonly all: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #length: number

  constructor(length: number) {
    this.#length = length
  }

  number(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.all.push(this.own(text)) - 1
    this.#numbers.set(text, number)
    return number
  }

  /** A text that hardly comes up twice. */
  own(text: string): string {
    return visible(shortened(text, this.#length))
  }
}

/** Mismatches and replies of steps that did not pass, until the room for them is used up. */
function evidenceOf({ results }: RunRecord): EvidenceData {
  const evidence: Record<number, readonly EvidenceRow[]> = {}
  let left = PAGE_EVIDENCE_LENGTH_MAX
  for (const [index, result] of results.entries()) {
    if (result.verdict === 'passed' || left <= 0) continue
    const rows = evidenceRows(result)
    if (rows.length > 0) evidence[index] = rows
    left -= JSON.stringify(rows).length
  }
  return evidence
}

function evidenceRows(result: RecordResult): EvidenceRow[] {
  return result.steps.flatMap((step, index): EvidenceRow[] => {
    const mismatches = (step.mismatches ?? []).slice(0, PAGE_MISMATCHES_MAX)
    const troubled = step.verdict !== 'passed' && step.verdict !== 'skipped'
    if (mismatches.length === 0 && (!troubled || step.reply === undefined)) return []
    const texts = mismatches.map((line) => visible(shortened(line, PAGE_TEXT_LENGTH_MAX)))
    return [[index, texts, step.reply === undefined ? 0 : replyText(step.reply)]]
  })
}

function replyText(reply: unknown): string {
  // Printing a huge value only to cut it would cost more than the rest of the page.
  const json = JSON.stringify(reply)
  const text = json.length > PAGE_REPLY_LENGTH_MAX ? json : JSON.stringify(reply, null, 1)
  if (text.length <= PAGE_REPLY_LENGTH_MAX) return visible(text)
  return `${visible(head(text, PAGE_REPLY_LENGTH_MAX))}… (the rest is in events.ndjson)`
}
