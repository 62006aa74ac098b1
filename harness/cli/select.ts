// Which scenarios of the suite a run takes.

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
