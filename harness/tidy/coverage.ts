// Features against the catalogue: what a finished system owes. All pure; the tests bring the texts.

import type { Clause } from '../clauses/catalogue.js'
import { SQL_SERVER_CAPABILITIES } from '../model/capability.js'
import { FAULT_KINDS } from '../model/fault.js'
import type { Scenario } from '../model/scenario.js'

/** Clauses that no scenario shows. */
export function unshown(clauses: readonly Clause[], scenarios: readonly Scenario[]): string[] {
  const shown = new Set(scenarios.flatMap((scenario) => scenario.clauses))
  return clauses
    .filter(({ id }) => !shown.has(id))
    .map(({ id, says }) => `${id} has no scenario: ${says}`)
}

/** Clauses for SQL Server none of whose scenarios it could play. */
export function unplayable(clauses: readonly Clause[], scenarios: readonly Scenario[]): string[] {
  const offers = (scenario: Scenario) =>
    scenario.needs.every((each) => SQL_SERVER_CAPABILITIES.includes(each))
  const played = new Set(scenarios.filter(offers).flatMap((scenario) => scenario.clauses))
  return clauses
    .filter(({ id, targets }) => targets.includes('sqlserver') && !played.has(id))
    .map(({ id }) => `${id} has no scenario that needs only what SQL Server offers`)
}

/** Clauses that name faults none of which is injected in any of their scenarios. */
export function undisturbed(clauses: readonly Clause[], scenarios: readonly Scenario[]): string[] {
  return clauses.flatMap(({ id, faults }) => {
    const kinds = faults.filter((fault) => Object.hasOwn(FAULT_KINDS, fault))
    if (kinds.length === 0) return []
    const mine = scenarios.filter((scenario) => scenario.clauses.includes(id))
    const injected = new Set(mine.flatMap(faultsOf))
    if (kinds.some((kind) => injected.has(kind))) return []
    return [`${id} has no scenario that injects ${kinds.join(' or ')}`]
  })
}

function faultsOf(scenario: Scenario): string[] {
  return scenario.steps.flatMap(({ step }) => {
    if (!('do' in step)) return []
    if (step.do !== 'fault.inject') return BY_COMMAND[step.do]?.(step.with) ?? []
    const { kind } = step.with
    return typeof kind === 'string' ? [kind, ...(GENERAL[kind] ?? [])] : []
  })
}

/** Kinds that are a narrower form of what the catalogue names. */
const GENERAL: Readonly<Record<string, readonly string[]>> = {
  'file-io-error': ['io-error'],
  'right-removed': ['permission-removed'],
}

type Parameters = Readonly<Record<string, unknown>>

/** Disturbances that somebody's act is, and that need no injector. */
const BY_COMMAND: Readonly<Record<string, (params: Parameters) => readonly string[]>> = {
  // The application leaves a volume out, or the volume is taken away.
  'requestor.backup': ({ volumes }) => (Array.isArray(volumes) ? ['volume-missing'] : []),
  'volume.mount': () => ['volume-missing'],
  'requestor.damage': ({ how }) => [how === 'deny' ? 'permission-removed' : 'corrupt-file'],
  'volume.act': ({ act }) => (act === 'read-only' ? ['permission-removed'] : []),
  'snapshot.attach': ({ account }) => (account === 'plain user' ? ['permission-removed'] : []),
  'service.control': ({ action }) => (action === 'stop' ? ['service-stopped'] : []),
  // Another tool's backup of the same database.
  'sql.backup': () => ['concurrent-backup'],
  'sql.snapshot': () => ['concurrent-backup'],
}

export interface SabotageRow {
  readonly clause: string
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** Rows that break nothing, or not what they say. */
export function checkRow(
  row: SabotageRow,
  known: { clauseIds: ReadonlySet<string>; read: (file: string) => string | undefined },
): string[] {
  const name = `row ${row.clause} "${row.find}"`
  if (!known.clauseIds.has(row.clause)) return [`${name}: ${row.clause} names no clause`]
  if (!row.file.startsWith('engine/')) return [`${name}: ${row.file} is not of the engine`]
  const text = known.read(row.file)
  if (text === undefined) return [`${name}: there is no ${row.file}`]
  if (row.find === row.replace) return [`${name}: changes nothing`]
  const times = text.split(row.find).length - 1
  return times === 1 ? [] : [`${name}: occurs ${times} times in ${row.file}, not once`]
}

/** Rules none of whose clauses has a row. */
export function unbroken(
  rules: readonly { place: string; clauses: readonly string[] }[],
  rows: readonly SabotageRow[],
): string[] {
  const broken = new Set(rows.map(({ clause }) => clause))
  return rules
    .filter(({ clauses }) => !clauses.some((clause) => broken.has(clause)))
    .map(({ place, clauses }) => `${place}: no sabotage row for ${clauses.join(', ')}`)
}
