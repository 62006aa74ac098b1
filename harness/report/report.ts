import type { Receipt } from '../model/fault.js'
import type { BaselineEntry, RecordClause, RecordResult } from '../model/record.js'
import { mergeJudgements } from '../model/verdict.js'
import { type KnownFailures, knownFailures } from './baseline.js'
import { outcomeOf } from './outcome.js'
import { receiptText } from './receipt.js'
import type {
  Report,
  ReportClause,
  ReportFault,
  ReportScenario,
  RunRecord,
  Totals,
} from './schema.js'

/** `report.json` from a record. Pure: the same record gives the same report. */
export function reportOf(record: RunRecord): Report {
  const { header, results, footer } = record
  const known = knownFailures(header, results)
  const clauses = clausesOf(header.clauses, results, known)
  const scenarios = results.map((result) => scenarioOf(result, known))
  const totals = totalsOf(clauses)
  const { target, run } = header
  const planned = record.cases.length
  const complete = footer !== null
  return {
    schema: 'frostproof/report@1',
    suite: header.suite,
    target: {
      kind: target.kind,
      name: target.name,
      version: target.version,
      ...(target.build === undefined ? {} : { build: target.build }),
      capabilities: target.capabilities,
      deterministic: target.deterministic,
    },
    environment: header.environment,
    run: {
      id: run.id,
      seed: run.seed,
      startedAt: run.startedAt,
      durationMs: footer?.durationMs ?? sumOf(results),
      reproduce: run.reproduce,
      full: run.full,
      asked: run.asked,
      retry: run.retry,
      complete,
      planned,
    },
    outcome: outcomeOf({ target, ...run, complete, planned, totals, clauses, scenarios }),
    totals,
    clauses,
    scenarios,
    baseline: known?.summary ?? null,
  }
}

/** Of a run that did not end, the time its results took is all that is known. */
function sumOf(results: readonly RecordResult[]): number {
  return Math.round(results.reduce((sum, { durationMs }) => sum + durationMs, 0))
}

function clausesOf(
  clauses: readonly RecordClause[],
  results: readonly RecordResult[],
  known: KnownFailures | undefined,
): ReportClause[] {
  const byClause = new Map<string, RecordResult[]>()
  for (const result of results) {
    for (const id of new Set(result.clauses)) {
      const known = byClause.get(id)
      if (known === undefined) byClause.set(id, [result])
      else known.push(result)
    }
  }
  return clauses.map((clause) => clauseOf(clause, byClause.get(clause.id) ?? [], known))
}

function clauseOf(
  clause: RecordClause,
  results: readonly RecordResult[],
  known: KnownFailures | undefined,
): ReportClause {
  const { id, system, section, kind, finished } = clause
  const scenarios = results.map((result) => result.id)
  const rest = { system, section, kind, finished, scenarios }
  if (results.length === 0) return { id, verdict: 'not-run', reason: null, partial: false, ...rest }
  const { verdict, reason, partial } = mergeJudgements(results)
  const excused = isExcused(verdict, results, known) ? { known: true as const } : {}
  return { id, verdict, reason: partial ? missing(results) : reason, partial, ...rest, ...excused }
}

/** Whatever of it did not hold is known. */
function isExcused(
  verdict: string,
  results: readonly RecordResult[],
  known: KnownFailures | undefined,
): boolean {
  if (known === undefined || (verdict !== 'failed' && verdict !== 'unknown')) return false
  const open = results.filter(
    (result) => result.verdict !== 'passed' && result.verdict !== 'not-supported',
  )
  return open.every((result) => known.entryFor(result) !== undefined)
}

/** What the target could not do, each reason once. */
function missing(results: readonly RecordResult[]): string {
  const skipped = results.filter((result) => result.verdict === 'not-supported')
  return [...new Set(skipped.map((result) => result.reason ?? 'no reason given'))].join('; ')
}

function scenarioOf(result: RecordResult, known: KnownFailures | undefined): ReportScenario {
  const entry = known?.entryFor(result)
  return {
    id: result.id,
    uri: result.uri,
    line: result.line,
    name: result.name,
    clauses: result.clauses,
    verdict: result.verdict,
    reason: result.reason,
    durationMs: result.durationMs,
    virtualMs: result.virtualMs,
    faults: result.faults.map(faultOf),
    trace: result.trace,
    ...(entry === undefined ? {} : { known: excuseOf(entry) }),
    ...(result.attempts === undefined ? {} : { attempts: result.attempts }),
  }
}

function excuseOf({ owner, issue, expires }: BaselineEntry): ReportScenario['known'] & object {
  return { owner, issue, expires }
}

function faultOf(receipt: Receipt): ReportFault {
  const { kind, where, at } = receipt
  return { kind, where, at, receipt: receiptText(receipt) }
}

function totalsOf(clauses: readonly ReportClause[]): Totals {
  const of = (verdict: ReportClause['verdict']): number =>
    clauses.filter((clause) => clause.verdict === verdict).length
  const notSupported = of('not-supported')
  const notRun = of('not-run')
  return {
    clauses: clauses.length,
    evaluated: clauses.length - notSupported - notRun,
    passed: of('passed'),
    failed: of('failed'),
    unknown: of('unknown'),
    notSupported,
    error: of('error'),
    notRun,
  }
}
