// The list of known failures, a YAML file that is kept with the pipeline:
//
//   - clause: SQLW-DIF-19            or scenario: ID
//     owner: storage team
//     issue: https://tracker/4711
//     expires: 2026-12-31            the last day it holds
//     reason: fixed in 4.2           optional

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Catalogue } from '../clauses/catalogue.js'
import type { BaselineEntry } from '../model/record.js'
import type { Scenario } from '../model/scenario.js'
import { firstMistake } from '../scenario/mistake.js'
import { nearest } from '../scenario/nearest.js'
import { type Path, readYaml, type YamlData, YamlError } from '../scenario/yaml-data.js'
import { requireClauses } from './select.js'
import { nearestHint, UsageError } from './usage.js'

const text = z.string().trim().min(1, 'it is empty').max(2000, 'it is too long')

const entrySchema = z.strictObject({
  clause: text.optional(),
  scenario: text.optional(),
  owner: text,
  issue: text,
  expires: z.string().refine(isDay, 'it is no day; write 2026-12-31'),
  reason: text.optional(),
})
const fileSchema = z.array(entrySchema).max(10_000)

export function readBaseline(file: string, cwd: string): BaselineEntry[] {
  const data = yamlIn(file, cwd)
  const refuse = (path: Path, message: string, hint?: string): never => {
    const { line, column } = data.placeOf(path)
    throw new UsageError(`${file}:${line}:${column}: ${message}`, hint)
  }
  const parsed = fileSchema.safeParse(data.value)
  if (!parsed.success) {
    const { path, key, message, hint } = firstMistake(parsed.error, fileSchema, data.value)
    return refuse(key === undefined ? path : [...path, key], message, hint)
  }
  return parsed.data.map((entry, index) => {
    if ((entry.clause === undefined) === (entry.scenario === undefined))
      return refuse([index], 'an entry has exactly one of "clause" and "scenario"')
    return entry as BaselineEntry
  })
}

function yamlIn(file: string, cwd: string): YamlData {
  let content: string
  try {
    content = readFileSync(resolve(cwd, file), 'utf8')
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : (code ?? 'failed')
    throw new UsageError(`cannot read --baseline "${file}": ${why}`)
  }
  try {
    return readYaml(content)
  } catch (thrown) {
    if (!(thrown instanceof YamlError)) throw thrown
    const { line, column } = thrown.place
    throw new UsageError(`${file}:${line}:${column}: ${thrown.message}`)
  }
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

/** Refuses an entry for what does not exist: it would excuse nothing, in silence. */
export function requireEntries(
  entries: readonly BaselineEntry[],
  catalogue: Catalogue,
  scenarios: readonly Scenario[],
): void {
  const clauses = entries.flatMap(({ clause }) => clause ?? [])
  const own = scenarios.flatMap((scenario) => scenario.clauses)
  requireClauses(clauses, [...new Set([...catalogue.clauses.map(({ id }) => id), ...own])])
  const ids = scenarios.map(({ id }) => id)
  const known = new Set(ids)
  for (const { scenario } of entries) {
    if (scenario === undefined || known.has(scenario)) continue
    throw new UsageError(
      `the baseline names no scenario: "${scenario.slice(0, 200)}"`,
      nearestHint(nearest(scenario, ids)),
    )
  }
}
