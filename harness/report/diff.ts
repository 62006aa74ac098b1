// What changed between two runs, scenario by scenario, and why. Sums are never subtracted: a run
// that lost one scenario and gained another has changed twice and not at all in its totals.

import type { RecordResult } from '../model/record.js'
import type { Verdict } from '../model/verdict.js'
import {
  type Blame,
  blameFor,
  blameForAbsence,
  type InputChanges,
  inputChanges,
} from './diff-cause.js'
import { type Pace, paceOf, slowdown } from './diff-pace.js'
import { reportOf } from './report.js'
import type { Report, RunRecord } from './schema.js'

export const CHANGE_KINDS = [
  'newly-failing',
  'newly-not-supported',
  'removed',
  'not-run',
  'changed',
  'slower',
  'newly-passing',
  'newly-supported',
  'added',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export interface Change extends Blame {
  readonly kind: ChangeKind
  readonly id: string
  readonly name: string
  readonly clauses: readonly string[]
  readonly from: Verdict | null
  readonly to: Verdict | null
  readonly reason: string | null
  /** It makes the new run worse than the old one. */
  readonly regression: boolean
}

export interface ReportDiff {
  readonly schema: 'frostproof/diff@1'
  readonly old: DiffSide
  readonly new: DiffSide
  readonly inputs: InputChanges
  /** In the order of the kinds above, then of the suite. */
  readonly changes: readonly Change[]
  readonly counts: { readonly [kind in ChangeKind]: number }
  readonly regression: boolean
}

export interface DiffSide {
  readonly id: string
  readonly startedAt: string
  readonly target: string
  readonly verdict: Report['outcome']['verdict']
  readonly complete: boolean
  readonly scenarios: number
}

export interface DiffOptions {
  /** How many times as long is slower. */
  readonly slower?: number
}

export function diffRecords(
  before: RunRecord,
  after: RunRecord,
  options: DiffOptions = {},
): ReportDiff {
  const reports = { before: reportOf(before), after: reportOf(after) }
  const inputs = inputChanges(before.header, after.header)
  const comparison = { before, after, inputs, reports, pace: paceOf(before, after, options.slower) }
  const changes = [...changesOf(comparison), ...absences(comparison)].sort(byKind)
  return {
    schema: 'frostproof/diff@1',
    old: sideOf(reports.before),
    new: sideOf(reports.after),
    inputs,
    changes,
    counts: countsOf(changes),
    regression: changes.some((change) => change.regression),
  }
}

interface Comparison {
  readonly before: RunRecord
  readonly after: RunRecord
  readonly inputs: InputChanges
  readonly reports: { readonly before: Report; readonly after: Report }
  readonly pace: Pace
}

/** Of scenarios that the new run has: changed, or new. */
function changesOf({ before, after, inputs, reports, pace }: Comparison): Change[] {
  const old = new Map(before.results.map((result) => [result.id, result]))
  const plans = new Map(before.cases.map(({ id, plan }) => [id, plan]))
  const known = new Set(reports.after.scenarios.flatMap(({ id, known }) => (known ? [id] : [])))
  return after.results.flatMap((result, index) => {
    const twin = old.get(result.id)
    if (twin === undefined) {
      const blame = blameForAbsence(before.header, 'old')
      return plans.has(result.id) ? [] : [changeOf('added', { to: result, blame })]
    }
    const samePlan = plans.get(result.id) === after.cases[index]?.plan
    const blame = blameFor({ samePlan, before: twin, after: result }, inputs)
    const kind = kindOf(twin.verdict, result.verdict)
    if (kind !== undefined) {
      const isWorse = kind === 'newly-failing' || kind === 'newly-not-supported'
      const regression = isWorse && !known.has(result.id)
      return [changeOf(kind, { from: twin, to: result, blame, regression })]
    }
    const slow = slowdown(twin, result, pace)
    if (slow === undefined) return []
    const told = { ...blame, evidence: [slow, ...blame.evidence] }
    return [changeOf('slower', { from: twin, to: result, blame: told })]
  })
}

const SEVERITY: Readonly<Record<Verdict, number>> = {
  'not-supported': 0,
  passed: 0,
  unknown: 1,
  failed: 2,
  error: 3,
}

function kindOf(from: Verdict, to: Verdict): ChangeKind | undefined {
  if (from === to) return undefined
  if (SEVERITY[to] > SEVERITY[from]) return 'newly-failing'
  if (to === 'not-supported') return 'newly-not-supported'
  if (to !== 'passed') return 'changed'
  return from === 'not-supported' ? 'newly-supported' : 'newly-passing'
}

/** Of scenarios that only the old run has. A clause that nothing shows any more is a loss. */
function absences({ before, after, reports }: Comparison): Change[] {
  const there = new Set(after.results.map(({ id }) => id))
  const planned = new Set(after.cases.map(({ id }) => id))
  const bothFull = before.header.run.full && after.header.run.full
  const lost = bothFull ? lostClauses(reports.before, reports.after) : new Set<string>()
  return before.results.flatMap((result) => {
    if (there.has(result.id)) return []
    if (planned.has(result.id)) {
      const blame: Blame = { causes: ['environment'], evidence: ['the new run did not end'] }
      return [changeOf('not-run', { from: result, blame })]
    }
    const gone = result.verdict === 'passed' ? result.clauses.filter((id) => lost.has(id)) : []
    const blame = blameForAbsence(after.header, 'new')
    const evidence = gone.map((id) => `nothing shows ${id} any more`)
    const told = { ...blame, evidence: [...blame.evidence, ...evidence] }
    return [changeOf('removed', { from: result, blame: told, regression: gone.length > 0 })]
  })
}

function lostClauses(before: Report, after: Report): Set<string> {
  const unshown = new Set(
    after.clauses.filter(({ verdict }) => verdict === 'not-run').map(({ id }) => id),
  )
  const shown = before.clauses.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id)
  const stillListed = new Set(after.clauses.map(({ id }) => id))
  return new Set(shown.filter((id) => unshown.has(id) || !stillListed.has(id)))
}

interface Parts {
  readonly from?: RecordResult
  readonly to?: RecordResult
  readonly blame: Blame
  readonly regression?: boolean
}

function changeOf(kind: ChangeKind, { from, to, blame, regression = false }: Parts): Change {
  const shown = to ?? from
  return {
    kind,
    id: shown?.id ?? '',
    name: shown?.name ?? '',
    clauses: shown?.clauses ?? [],
    from: from?.verdict ?? null,
    to: to?.verdict ?? null,
    reason: to?.reason ?? null,
    regression,
    ...blame,
  }
}

function byKind(left: Change, right: Change): number {
  return CHANGE_KINDS.indexOf(left.kind) - CHANGE_KINDS.indexOf(right.kind)
}

function countsOf(changes: readonly Change[]): ReportDiff['counts'] {
  const counts = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, 0]))
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1
  return counts as ReportDiff['counts']
}

function sideOf({ run, target, outcome, scenarios }: Report): DiffSide {
  return {
    id: run.id,
    startedAt: run.startedAt,
    target: `${target.name} ${target.version}`,
    verdict: outcome.verdict,
    complete: run.complete,
    scenarios: scenarios.length,
  }
}
