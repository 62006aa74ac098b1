// The data of the page: unpacked when it is asked for, since what nobody opens costs nothing.

import type { TraceLine } from '../../model/trace.js'
import type { ReportData, ScenarioMore, TraceRow } from './data.js'

export interface Clause {
  readonly id: string
  readonly system: string
  /** The part of the id that groups clauses: `DIF` of `SQLW-DIF-19`. */
  readonly area: string
  readonly section: string
  readonly kind: string
  readonly says: string
  readonly contested: string
  readonly verdict: string
  readonly reason: string
  readonly partial: boolean
  readonly scenarios: readonly Scenario[]
  /** Kinds of the faults in its scenarios. */
  readonly faults: readonly string[]
}

export interface Scenario {
  readonly number: number
  readonly id: string
  readonly uri: string
  readonly line: number
  readonly feature: string
  readonly rule: string
  readonly name: string
  readonly clauses: readonly string[]
  readonly verdict: string
  readonly reason: string
  readonly durationMs: number
  readonly virtualMs: number
  readonly steps: readonly string[]
  readonly signs: string | 0
  readonly faults: readonly Fault[]
  readonly more: ScenarioMore
}

export interface Fault {
  readonly kind: string
  readonly where: string
  readonly at: string
  readonly receipt: string
}

export interface Store {
  readonly data: ReportData
  readonly clauses: readonly Clause[]
  readonly scenarios: readonly Scenario[]
  readonly clauseOf: ReadonlyMap<string, Clause>
  readonly scenarioOf: ReadonlyMap<string, Scenario>
}

export function storeOf(data: ReportData): Store {
  const text = (number: number): string => data.texts[number] ?? ''
  const scenarios = data.scenarios.map((row, number): Scenario => {
    const uri = text(row[1])
    return {
      number,
      id: typeof row[0] === 'string' ? uri + row[0] : row[0][0],
      uri,
      line: row[2],
      feature: text(row[3]),
      rule: text(row[4]),
      name: row[5],
      clauses: row[6].map(text),
      verdict: row[7],
      reason: row[8] === 0 ? '' : row[8],
      durationMs: row[9],
      virtualMs: row[10],
      steps: row[11].map(text),
      signs: row[12],
      faults: row[13].map(([kind, where, at, receipt]) => ({
        kind: text(kind),
        where: text(where),
        at: text(at),
        receipt: text(receipt),
      })),
      more: row[14] === 0 ? {} : row[14],
    }
  })
  const clauses = data.clauses.map((row): Clause => {
    const own = row[9].flatMap((number) => scenarios[number] ?? [])
    return {
      id: row[0],
      system: text(row[1]),
      area: row[0].split('-')[1] ?? '',
      section: text(row[2]),
      kind: text(row[3]),
      says: row[4],
      contested: row[5] === 0 ? '' : row[5],
      verdict: row[6],
      reason: row[7] === 0 ? '' : row[7],
      partial: row[8] === 1,
      scenarios: own,
      faults: [...new Set(own.flatMap(({ faults }) => faults.map(({ kind }) => kind)))],
    }
  })
  return {
    data,
    clauses,
    scenarios,
    clauseOf: new Map(clauses.map((clause) => [clause.id, clause])),
    scenarioOf: new Map(scenarios.map((scenario) => [scenario.id, scenario])),
  }
}

/** A part of the page that is packed; nothing when the page has no such part. */
export async function unpacked<Data>(id: string): Promise<Data | undefined> {
  const element = document.getElementById(id)
  if (element === null) return undefined
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  return JSON.parse(await new Response(stream).text()) as Data
}

export function linesOf(rows: readonly TraceRow[]): TraceLine[] {
  return rows.map(([atMs, who, what, detail]) => ({ atMs, who, what, detail }))
}
