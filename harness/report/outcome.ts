import type { ExitCode, Outcome, Report, ReportClause, ReportScenario, Totals } from './schema.js'

export interface Evidence {
  readonly target: { readonly name: string; readonly version: string }
  readonly full: boolean
  readonly asked: readonly string[]
  readonly complete: boolean
  readonly planned: number
  readonly totals: Totals
  readonly clauses: readonly ReportClause[]
  readonly scenarios: readonly ReportScenario[]
}

const CODES = { conformant: 0, violated: 1, undecided: 2, error: 3, incomplete: 3 } as const

/** 0 conformant, 1 violated, 2 undecided, 3 the harness failed, nothing ran or the run was ended. */
export function exitCode(report: Report): ExitCode {
  return codeOf({ ...report, ...report.run })
}

type Deciding = Pick<Evidence, 'full' | 'asked' | 'complete' | 'clauses' | 'scenarios'>

/** Scenarios decide beside clauses, since a user's own may belong to no clause of the catalogue. */
export function decide(evidence: Deciding): Outcome {
  const { clauses, scenarios } = evidence
  if (!evidence.complete) return 'incomplete'
  const verdicts = new Set<string>([...clauses, ...scenarios].map((each) => each.verdict))
  if (scenarios.length === 0 || verdicts.has('error')) return 'error'
  if (verdicts.has('failed')) return 'violated'
  if (verdicts.has('unknown')) return 'undecided'
  // A target that can do nothing of what was asked has shown nothing.
  if (!scenarios.some((scenario) => scenario.verdict === 'passed')) return 'undecided'
  return unrun(evidence).length > 0 ? 'undecided' : 'conformant'
}

/** What is known to fail is still a violation, and fails no pipeline until its day has come. */
function codeOf(evidence: Deciding): ExitCode {
  const isNew = (each: { readonly known?: unknown }) => each.known === undefined
  const scenarios = evidence.scenarios.filter(isNew)
  if (scenarios.length === evidence.scenarios.length) return CODES[decide(evidence)]
  const clauses = evidence.clauses.filter(isNew)
  if (scenarios.length > 0) return CODES[decide({ ...evidence, clauses, scenarios })]
  return evidence.complete && unrun(evidence).length > 0 ? CODES.undecided : CODES.conformant
}

/** Clauses that should have been shown and did not run: of finished systems, or asked for by name. */
export function unrun({
  full,
  asked,
  clauses,
}: Pick<Evidence, 'full' | 'asked' | 'clauses'>): ReportClause[] {
  const named = new Set(asked)
  return clauses.filter(
    ({ id, finished, verdict }) => verdict === 'not-run' && ((full && finished) || named.has(id)),
  )
}

export function outcomeOf(evidence: Evidence): Report['outcome'] {
  const verdict = decide(evidence)
  const code = codeOf(evidence)
  const claim = claimOf(verdict, evidence)
  const known = evidence.scenarios.filter((each) => each.known !== undefined).length
  if (known === 0) return { verdict, exitCode: code, claim }
  const rest = code === 0 ? 'all that did not hold is known' : `${known} of them known`
  return { verdict, exitCode: code, claim: `${claim.slice(0, -1)} (${rest}).` }
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
    case 'incomplete':
      return `Nothing is claimed about ${who}: the run did not end; ${scenarios.length} of ${count(evidence.planned, 'scenario')} ran${broken === 0 ? '' : `, ${broken} of them failed`}.`
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
  if (left > 0 && !evidence.full) return `${count(left, 'clause')} asked for did not run`
  if (left > 0) return `${count(left, 'clause')} of finished systems did not run`
  return 'it supports nothing of what was asked'
}

export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`
}

function all(amount: number, noun: string): string {
  return amount === 1 ? `the one ${noun}` : `all ${amount} ${noun}s`
}
