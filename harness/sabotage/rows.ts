// Sabotage rows as the build left them in dist/sabotage.json.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Scenario } from '../model/scenario.js'

const rowSchema = z.object({
  id: z.string().min(1),
  clause: z.string().min(1),
  /** The compiled module that is replaced, and what replaces it, both relative to dist/. */
  file: z.string(),
  module: z.string(),
  /** Why the row could not be built. */
  error: z.string().optional(),
  /** Its scenario did not catch it at first: why, and what was mended. Written by hand, for ever. */
  slipped: z.string().optional(),
})

export type Row = z.output<typeof rowSchema>

export function readRows(dist: string): Row[] {
  const file = join(dist, 'sabotage.json')
  try {
    return z.array(rowSchema).parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error(
      `reading the sabotage rows failed: "${file}"\nHint: Run "npm run prepare" to build them.`,
      { cause },
    )
  }
}

/** The clause's own scenarios, ids only: rows share them. */
export function scenariosByClause(scenarios: readonly Scenario[]): ReadonlyMap<string, Scenario[]> {
  const found = new Map<string, Scenario[]>()
  for (const scenario of scenarios)
    for (const clause of scenario.clauses) {
      const known = found.get(clause)
      if (known === undefined) found.set(clause, [scenario])
      else known.push(scenario)
    }
  return found
}

const QUICK_SHARE = 10

/** Every tenth row, the same ones each time. */
export function quickShare(rows: readonly Row[]): Row[] {
  return rows.filter((_row, index) => index % QUICK_SHARE === 0)
}
