import type { Scenario } from '../model/scenario.js'

/** A scenario that rightly passes with its action left out. */
export interface Exemption {
  readonly scenario: string
  readonly reason: string
  /** The scenario that shows the opposite: with another action, another outcome. */
  readonly shownBy: string
}

export const EXEMPTIONS: readonly Exemption[] = []

/** An exemption must exempt something, and its opposite must be a scenario that is proven itself. */
export function staleExemptions(
  exemptions: readonly Exemption[],
  scenarios: readonly Scenario[],
  passed: ReadonlySet<string>,
): string[] {
  const ids = new Set(scenarios.map(({ id }) => id))
  const exempt = new Set(exemptions.map(({ scenario }) => scenario))
  return exemptions.flatMap(({ scenario, shownBy }) => {
    if (!passed.has(scenario)) return [`the exemption of "${scenario}" exempts nothing`]
    if (!ids.has(shownBy) || exempt.has(shownBy))
      return [`the exemption of "${scenario}" is shown by "${shownBy}", which proves nothing`]
    return []
  })
}
