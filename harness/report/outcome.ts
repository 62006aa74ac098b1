import type { ExitCode, Outcome, Report, ReportClause, ReportScenario, Totals } from './schema.js'

export interface Evidence {
  readonly target: { readonly name: string; readonly version: string }
  readonly full: boolean
  readonly totals: Totals
  readonly clauses: readonly ReportClause[]
  readonly scenarios: readonly ReportScenario[]
}

const CODES = { conformant: 0, violated: 1, undecided: 2, error: 3 } as const

/** 0 conformant, 1 violated, 2 undecided, 3 the harness failed or nothing ran. */
export function exitCode(report: Report): ExitCode {
  return CODES[decide({ ...report, full: report.run.full })]
}

/** Scenarios decide beside clauses, since a user's own may belong to no clause of the catalogue. */
export function decide(evidence: Pick<Evidence, 'full' | 'clauses' | 'scenarios'>): Outcome {
  const { clauses, scenarios } = evidence
  const verdicts = new Set<string>([...clauses, ...scenarios].map((each) => each.verdict))
  if (scenarios.length === 0 || verdicts.has('error')) return 'error'
  if (verdicts.has('failed')) return 'violated'
  if (verdicts.has('unknown')) return 'undecided'
  // A target that can do nothing of what was asked has shown nothing.
  if (!scenarios.some((scenario) => scenario.verdict === 'passed')) return 'undecided'
  return unrun(evidence).length > 0 ? 'undecided' : 'conformant'
}

/** Clauses of finished systems that a full run should have shown and did not. */
export function unrun(evidence: Pick<Evidence, 'full' | 'clauses'>): ReportClause[] {
  if (!evidence.full) return []
  return evidence.clauses.filter((clause) => clause.finished && clause.verdict === 'not-run')
}

export function outcomeOf(evidence: Evidence): Report['outcome'] {
  const verdict = decide(evidence)
  return { verdict, exitCode: CODES[verdict], claim: claimOf(verdict, evidence) }
}

function claimOf(verdict: Outcome, evidence: Evidence): string {
  const { totals, scenarios, target } = evidence
  const who = `${target.name} ${target.version}`
  const broken = scenarios.filter((each) => each.verdict === 'failed').length
  const open = scenarios.filter((each) => each.verdict === 'unknown').length
  const wrecked = scenarios.filter((each) => each.verdict === 'error').length
  switch (verdict) {
    case 'conformant':
      return totals.evaluated === 0
        ? `${who} passed every scenario that ran; none of them belongs to a clause of the catalogue.`
        : `${who} conforms: it kept ${all(totals.evaluated, 'clause')} it was measured against.`
    case 'violated':
      return totals.failed === 0
        ? `${who} does not conform: it failed ${count(broken, 'scenario')}.`
        : `${who} does not conform: it violated ${totals.failed} of the ${count(totals.evaluated, 'clause')} it was measured against.`
    case 'undecided':
      return `Whether ${who} conforms is undecided: ${undecidedWhy(open, evidence)}.`
    case 'error':
      return scenarios.length === 0
        ? `Nothing is known about ${who}: no scenario ran.`
        : `Nothing is claimed about ${who}: the harness itself failed in ${count(wrecked, 'scenario')}${besides(broken)}.`
  }
}

function besides(broken: number): string {
  return broken === 0 ? '' : `; ${count(broken, 'scenario')} failed besides`
}

function undecidedWhy(open: number, evidence: Evidence): string {
  if (open > 0) return `${count(open, 'scenario')} came to no decision`
  const left = unrun(evidence).length
  if (left > 0) return `${count(left, 'clause')} of finished systems did not run`
  return 'it supports nothing of what was asked'
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}

function all(amount: number, noun: string): string {
  return amount === 1 ? `the one ${noun}` : `all ${amount} ${noun}s`
}
