// Which scenarios of the suite a run takes.

import type { Catalogue, Clause } from '../clauses/catalogue.js'
import { SQL_SERVER_CAPABILITIES } from '../model/capability.js'
import type { Scenario } from '../model/scenario.js'
import { nearest } from '../scenario/nearest.js'
import type { TagFilter } from './tags.js'
import { nearestHint, UsageError } from './usage.js'

export interface Selection {
  readonly tags: TagFilter | undefined
  readonly clauses: readonly string[]
}

export function select(scenarios: readonly Scenario[], selection: Selection): Scenario[] {
  const wanted = new Set(selection.clauses)
  return scenarios.filter(
    (scenario) =>
      (selection.tags === undefined || selection.tags(scenario.tags)) &&
      (wanted.size === 0 || scenario.clauses.some((id) => wanted.has(id))),
  )
}

/** Refuses an id the catalogue does not have, which would otherwise run nothing in silence. */
export function requireClauses(ids: readonly string[], known: readonly string[]): void {
  for (const id of ids) {
    if (known.includes(id)) continue
    throw new UsageError(
      `there is no clause "${id.slice(0, 60)}"`,
      nearestHint(nearest(id, known)) ?? 'See frostproof clauses.',
    )
  }
}

/**
 * Refuses a scenario that names a clause of a documented system which the catalogue does not have.
 * Ids with a prefix of the user's own are the user's own.
 */
export function requireKnownClauses(scenario: Scenario, { systems, clauses }: Catalogue): void {
  for (const id of scenario.clauses) {
    if (!systems.some(({ prefix }) => id.toUpperCase().startsWith(`${prefix}-`))) continue
    if (clauses.some((clause) => clause.id === id)) continue
    const near = nearest(
      id,
      clauses.map((clause) => clause.id),
    )
    throw new UsageError(
      `${scenario.uri}:${scenario.line}: there is no clause "${id.slice(0, 60)}"`,
      nearestHint(near),
    )
  }
}

/**
 * What SQL Server alone can play shows only clauses that are meant for it: others that share an example
 * with them say something of Windows.
 */
export function forSqlServer(
  scenarios: readonly Scenario[],
  clauses: readonly Clause[],
): readonly Scenario[] {
  const meant = new Set(
    clauses.filter(({ targets }) => targets.includes('sqlserver')).map(({ id }) => id),
  )
  return scenarios.map((scenario) =>
    scenario.needs.every((each) => SQL_SERVER_CAPABILITIES.includes(each))
      ? { ...scenario, clauses: scenario.clauses.filter((id) => meant.has(id)) }
      : scenario,
  )
}
