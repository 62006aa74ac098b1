import type { Receipt } from '../model/fault.js'
import type { RecordClause, RecordResult } from '../model/record.js'
import { mergeJudgements } from '../model/verdict.js'
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
  const clauses = clausesOf(header.clauses, results)
  const scenarios = results.map(scenarioOf)
  const totals = totalsOf(clauses)
  const { target, run } = header
  return {
    schema: 'frostproof/report@1',
    suite: { version: header.suite.version, catalogue: header.suite.catalogue },
    target: {
      kind: target.kind,
      name: target.name,
      version: target.version,
      capabilities: target.capabilities,
      deterministic: target.deterministic,
    },
    run: {
      id: run.id,
      seed: run.seed,
      startedAt: run.startedAt,
      durationMs: footer.durationMs,
      reproduce: run.reproduce,
      full: run.full,
    },
    outcome: outcomeOf({ target, full: run.full, totals, clauses, scenarios }),
    totals,
    clauses,
    scenarios,
  }
}

function clausesOf(
  clauses: readonly RecordClause[],
  results: readonly RecordResult[],
): ReportClause[] {
  const byClause = new Map<string, RecordResult[]>()
  for (const result of results) {
    for (const id of new Set(result.clauses)) {
      const known = byClause.get(id)
      if (known === undefined) byClause.set(id, [result])
      else known.push(result)
    }
  }
  return clauses.map((clause) => clauseOf(clause, byClause.get(clause.id) ?? []))
}

function clauseOf(clause: RecordClause, results: readonly RecordResult[]): ReportClause {
  const { id, system, section, kind, finished } = clause
  const scenarios = results.map((result) => result.id)
  const rest = { system, section, kind, finished, scenarios }
  if (results.length === 0) return { id, verdict: 'not-run', reason: null, partial: false, ...rest }
  const { verdict, reason, partial } = mergeJudgements(results)
  return { id, verdict, reason: partial ? missing(results) : reason, partial, ...rest }
}

/** What the target could not do, each reason once. */
function missing(results: readonly RecordResult[]): string {
  const skipped = results.filter((result) => result.verdict === 'not-supported')
  return [...new Set(skipped.map((result) => result.reason ?? 'no reason given'))].join('; ')
}

function scenarioOf(result: RecordResult): ReportScenario {
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
  }
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
