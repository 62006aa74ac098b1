// What the page's script draws from: the record as rows of one table each, texts that come up more
// than once held in one place and named by their number. A suite of thousands of scenarios says few
// different things, so this is a fraction of the record.

import type { RecordResult } from '../model/record.js'
import {
  PAGE_DATA_BYTES_MAX,
  PAGE_EVIDENCE_LENGTH_MAX,
  PAGE_MISMATCHES_MAX,
  PAGE_REPLY_LENGTH_MAX,
  PAGE_TEXT_LENGTH_KEPT,
  PAGE_TEXT_LENGTH_MAX,
} from './limits.js'
import { receiptText } from './receipt.js'
import { reproduceCommand } from './reproduce.js'
import type { Report, ReportClause, RunRecord } from './schema.js'
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

/** The data as JSON that cannot end the script element it is put into. */
export function pageData(record: RunRecord, report: Report): string {
  let json = ''
  for (const measure of MEASURES) {
    json = JSON.stringify(tables(record, report, measure))
    if (Buffer.byteLength(json) <= PAGE_DATA_BYTES_MAX + PAGE_EVIDENCE_LENGTH_MAX) break
  }
  return json.replaceAll('<', '\\u003c')
}

function tables(record: RunRecord, report: Report, measure: Measure): object {
  const texts = new Texts(measure.textLength)
  const evidence = new Evidence()
  const numbers = new Map(report.scenarios.map((scenario, index) => [scenario.id, index]))
  // What did not pass takes its share of the room for evidence in the order of the suite.
  const clauses = report.clauses.map((clause, index) => {
    const scenarios = clause.scenarios.map((id) => numbers.get(id) ?? -1)
    return clauseRow(texts, clause, record.header.clauses[index], scenarios)
  })
  const scenarios = record.results.map((result) => scenarioRow(texts, evidence, result, measure))
  return {
    texts: texts.all,
    clauses,
    scenarios,
    reproduce: reproduceCommand(record.header, { clauses: ['CLAUSE'], uri: '' }),
    full: report.run.full,
  }
}

function clauseRow(
  texts: Texts,
  clause: ReportClause,
  described: { readonly says: string; readonly contested: string | null } | undefined,
  scenarios: readonly number[],
): readonly unknown[] {
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
  evidence: Evidence,
  result: RecordResult,
  measure: Measure,
): readonly unknown[] {
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
    Math.round(result.virtualMs),
    passed && !measure.allSteps ? [] : result.steps.map((step) => texts.number(step.text)),
    passed ? 0 : result.steps.map((step) => step.verdict.charAt(0)).join(''),
    result.faults.map((each) => [
      texts.number(each.kind),
      texts.number(each.where),
      texts.number(each.at),
      texts.number(receiptText(each)),
    ]),
    passed ? 0 : evidence.of(result),
    result.trace === null ? 0 : visible(result.trace),
  ]
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
class Evidence {
  #left = PAGE_EVIDENCE_LENGTH_MAX

  of(result: RecordResult): readonly unknown[] | 0 {
    if (this.#left <= 0) return 0
    const rows = result.steps.flatMap((step, index) => {
      const mismatches = (step.mismatches ?? []).slice(0, PAGE_MISMATCHES_MAX)
      const troubled = step.verdict !== 'passed' && step.verdict !== 'skipped'
      if (mismatches.length === 0 && (!troubled || step.reply === undefined)) return []
      const shown = mismatches.map((line) => visible(shortened(line, PAGE_TEXT_LENGTH_MAX)))
      return [[index, shown, step.reply === undefined ? 0 : replyText(step.reply)]]
    })
    this.#left -= JSON.stringify(rows).length
    return rows
  }
}

function replyText(reply: unknown): string {
  // Printing a huge value only to cut it would cost more than the rest of the page.
  const json = JSON.stringify(reply)
  const text = json.length > PAGE_REPLY_LENGTH_MAX ? json : JSON.stringify(reply, null, 1)
  if (text.length <= PAGE_REPLY_LENGTH_MAX) return visible(text)
  return `${visible(head(text, PAGE_REPLY_LENGTH_MAX))}… (the rest is in events.ndjson)`
}
