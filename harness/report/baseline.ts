// Known failures: which scenarios they excuse, and which entries have outlived their day or their use.

import type { BaselineEntry, RecordHeader, RecordResult } from '../model/record.js'
import type { ReportBaseline } from './schema.js'

export interface KnownFailures {
  /** The live entry that says this scenario would not hold. */
  entryFor(result: RecordResult): BaselineEntry | undefined
  readonly summary: ReportBaseline
}

/** The harness failing is nobody's known failure. */
const EXCUSED: readonly string[] = ['failed', 'unknown']

export function knownFailures(
  header: RecordHeader,
  results: readonly RecordResult[],
): KnownFailures | undefined {
  const { baseline } = header
  if (baseline === null) return undefined
  const day = header.run.startedAt.slice(0, 'yyyy-mm-dd'.length)
  const live = baseline.filter((entry) => entry.expires >= day)
  const byClause = new Map(live.flatMap((entry) => pair(entry.clause, entry)))
  const byScenario = new Map(live.flatMap((entry) => pair(entry.scenario, entry)))
  const entryFor = (result: RecordResult): BaselineEntry | undefined => {
    if (!EXCUSED.includes(result.verdict)) return undefined
    const own = byScenario.get(result.id)
    if (own !== undefined) return own
    return result.clauses.flatMap((id) => byClause.get(id) ?? [])[0]
  }
  const seen = whatBecame(results)
  const summary = {
    entries: baseline.length,
    known: results.filter((result) => entryFor(result) !== undefined).length,
    expired: baseline.filter((entry) => entry.expires < day),
    unexpectedPasses: baseline.filter((entry) => seen(entry) === 'passed'),
    unused: header.run.full ? baseline.filter((entry) => seen(entry) === 'absent') : [],
  }
  return { entryFor, summary }
}

function pair(key: string | undefined, entry: BaselineEntry): [string, BaselineEntry][] {
  return key === undefined ? [] : [[key, entry]]
}

type Fate = 'passed' | 'not passed' | 'absent'

/** What became of the scenarios an entry speaks of. */
function whatBecame(results: readonly RecordResult[]): (entry: BaselineEntry) => Fate {
  const fates = new Map<string, Fate>()
  const note = (key: string, verdict: string): void => {
    // A scenario the target cannot run says nothing about the entry.
    if (verdict !== 'passed') fates.set(key, 'not passed')
    else if (!fates.has(key)) fates.set(key, 'passed')
  }
  for (const { id, clauses, verdict } of results) {
    note(`scenario ${id}`, verdict)
    for (const clause of new Set(clauses)) note(`clause ${clause}`, verdict)
  }
  return ({ clause, scenario }) =>
    fates.get(scenario === undefined ? `clause ${clause}` : `scenario ${scenario}`) ?? 'absent'
}

/** An entry in a few words. */
export function entryText(entry: BaselineEntry): string {
  const { clause, scenario, issue, owner, expires } = entry
  return `${scenario ?? clause ?? ''} (${issue}, ${owner}, until ${expires})`
}
