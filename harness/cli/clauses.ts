// `frostproof clauses`: the catalogue, and which scenarios show each clause.

import { type Catalogue, type Clause, loadCatalogue } from '../clauses/catalogue.js'
import type { Suite } from '../cucumber/suite.js'
import type { Io } from './io.js'
import { requireClauses } from './select.js'
import { loadWholeSuite } from './suite.js'
import { EXIT, UsageError } from './usage.js'

interface ClausesOptions {
  readonly missing?: boolean
  readonly json?: boolean
  readonly vocabulary?: boolean
}

interface Covered extends Clause {
  readonly finished: boolean
  /** Ids of the scenarios that show it. */
  readonly scenarios: readonly string[]
}

export async function clauses(
  ids: readonly string[],
  options: ClausesOptions,
  io: Io,
): Promise<number> {
  if (options.vocabulary && (options.json || options.missing || ids.length > 0))
    throw new UsageError('"--vocabulary" stands alone')
  if (options.vocabulary) {
    const { vocabularyPage } = await import('./vocabulary.js')
    io.out(await vocabularyPage())
    return EXIT.conformant
  }
  const catalogue = loadCatalogue()
  requireClauses(
    ids,
    catalogue.clauses.map((clause) => clause.id),
  )
  const suite = await loadWholeSuite({ cwd: io.cwd })
  const all = covered(catalogue, suite)
  const shown = all
    .filter((clause) => ids.length === 0 || ids.includes(clause.id))
    .filter((clause) => !options.missing || (clause.finished && clause.scenarios.length === 0))
  if (options.json) io.out(`${JSON.stringify({ clauses: shown, phrases: phraseUses(suite) })}\n`)
  else if (ids.length > 0 && !options.missing) io.out(shown.map(inFull).join('\n'))
  else io.out(table(shown, options.missing === true))
  return EXIT.conformant
}

function covered(catalogue: Catalogue, suite: Suite): Covered[] {
  const finished = new Set(
    catalogue.systems.filter((system) => system.finished).map((system) => system.prefix),
  )
  const shownBy = new Map<string, string[]>(catalogue.clauses.map((clause) => [clause.id, []]))
  for (const scenario of suite.scenarios)
    for (const id of new Set(scenario.clauses)) shownBy.get(id)?.push(scenario.id)
  return catalogue.clauses.map((clause) => ({
    ...clause,
    finished: finished.has(clause.system),
    scenarios: shownBy.get(clause.id) ?? [],
  }))
}

/** How small the vocabulary is, and how often each phrase of it is used. */
function phraseUses(suite: Suite) {
  const uses = [...suite.uses].map(([expression, count]) => ({ expression, uses: count }))
  return { count: uses.length, uses }
}

const SAYS_CHARACTERS = 78

function table(clauses: readonly Covered[], missing: boolean): string {
  const rows = clauses.map(
    ({ id, kind, scenarios, says }) =>
      `${id}  ${kind.padEnd(9)}  ${String(scenarios.length).padStart(3)}  ${clipped(says)}`,
  )
  const shown = clauses.filter((clause) => clause.scenarios.length > 0).length
  const finished = clauses.filter((clause) => clause.finished).length
  const sum = missing
    ? `${clauses.length} clauses of finished systems have no scenario`
    : `${clauses.length} clauses, ${shown} shown by scenarios, ${finished} of finished systems`
  if (rows.length === 0) return `${sum}\n`
  return `${[`${'clause'.padEnd(11)}  kind       no.  says`, ...rows, sum].join('\n')}\n`
}

function clipped(text: string): string {
  return text.length <= SAYS_CHARACTERS ? text : `${text.slice(0, SAYS_CHARACTERS - 1)}…`
}

function inFull(clause: Covered): string {
  const lines = [
    `${clause.id}  ${clause.kind} of the ${clause.role}, ${clause.section}`,
    `  says      ${clause.says}`,
    `  check     ${clause.check}`,
    `  sabotage  ${clause.sabotage}`,
    ...(clause.contested === null ? [] : [`  contested ${clause.contested}`]),
    ...clause.scenarios.map((id) => `  shown by  ${id}`),
    ...(clause.scenarios.length === 0 ? ['  shown by nothing'] : []),
  ]
  return `${lines.join('\n')}\n`
}
