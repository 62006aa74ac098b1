// The oracle of workloads: from what was sent and what was acknowledged it knows what a database may
// hold at an instant. What was acknowledged by then is there, what was refused or not yet sent is
// not, and what was under way is there as a whole or not at all. Clients write rows of their own, one
// transaction after the other, so each client is judged for itself.

import type { Json } from '../model/reply.js'
import { Undecided } from '../model/undecided.js'
import { type Operation, ROWS_PER_CLIENT } from '../model/workload.js'

/** How one operation came out, in the order in which they were sent. */
export interface Outcome {
  readonly sentMs: number
  readonly endedMs: number
  readonly outcome: 'acknowledged' | 'refused' | 'uncertain' | 'not sent'
}

export interface History {
  readonly operations: readonly Operation[]
  readonly outcomes: readonly Outcome[]
}

type Rows = ReadonlyMap<number, string>

/** More states of one client than this are possible only after many lost answers. */
const STATES_MAX = 1_024

/**
 * Every way in which the rows differ from what the database may hold; empty when they fit.
 * Without an instant, everything has come to its end.
 */
export function notCommitted(
  rows: Rows,
  history: History,
  about: { readonly database: string; readonly atMs?: number },
): string[] {
  if (history.operations.length !== history.outcomes.length)
    return [`${history.outcomes.length} outcomes for ${history.operations.length} operations`]
  const clients = new Map<number, { operation: Operation; outcome: Outcome }[]>()
  for (const [index, operation] of history.operations.entries()) {
    if (operation.kind !== 'rows' || operation.database !== about.database) continue
    const own = clients.get(operation.client) ?? []
    own.push({ operation, outcome: history.outcomes[index] as Outcome })
    clients.set(operation.client, own)
  }
  const wrong = [...clients].flatMap(([client, sent]) =>
    clientMismatch(client, rowsOf(client, rows), possibleStates(sent, about.atMs)),
  )
  const strangers = [...rows.keys()].filter(
    (row) => !clients.has(Math.floor(row / ROWS_PER_CLIENT)),
  )
  if (strangers.length > 0)
    wrong.push(`rows that nobody wrote: ${strangers.slice(0, 5).join(', ')}`)
  return wrong
}

function possibleStates(
  sent: readonly { operation: Operation; outcome: Outcome }[],
  atMs: number = Number.POSITIVE_INFINITY,
): Rows[] {
  let states = new Map<string, Rows>([['', new Map()]])
  for (const { operation, outcome } of sent) {
    const fate = fateOf(outcome, atMs)
    if (fate === 'absent') continue
    const after = new Map<string, Rows>(fate === 'open' ? states : [])
    for (const state of states.values()) {
      const next = applied(state, operation)
      after.set(fingerprint(next), next)
    }
    states = after
    if (states.size > STATES_MAX)
      throw new Undecided(`more than ${STATES_MAX} states of one client are possible`)
  }
  return [...states.values()]
}

function fateOf(
  { sentMs, endedMs, outcome }: Outcome,
  atMs: number,
): 'present' | 'absent' | 'open' {
  if (outcome === 'not sent' || outcome === 'refused' || sentMs > atMs) return 'absent'
  if (outcome === 'acknowledged' && endedMs < atMs) return 'present'
  return 'open'
}

function applied(state: Rows, operation: Operation): Rows {
  const after = new Map(state)
  if (operation.kind !== 'rows') return after
  for (const { row, text } of operation.writes) {
    if (text === null) after.delete(row)
    else after.set(row, text)
  }
  return after
}

function rowsOf(client: number, rows: Rows): Rows {
  return new Map([...rows].filter(([row]) => Math.floor(row / ROWS_PER_CLIENT) === client))
}

function clientMismatch(client: number, actual: Rows, possible: readonly Rows[]): string[] {
  const found = fingerprint(actual)
  if (possible.some((state) => fingerprint(state) === found)) return []
  const nearest = possible.at(-1) ?? new Map<number, string>()
  const lost = [...nearest].filter(([row, text]) => actual.get(row) !== text)
  const extra = [...actual].filter(([row]) => !nearest.has(row))
  const parts = [
    ...(lost.length > 0 ? [`lost or changed ${show(lost)}`] : []),
    ...(extra.length > 0 ? [`should not have ${show(extra)}`] : []),
  ]
  return [`client ${client}: ${parts.join('; ') || 'holds a state that never was'}`]
}

function show(entries: readonly (readonly [number, string])[]): string {
  const first = entries.slice(0, 3).map(([row, text]) => `${row} "${text}"`)
  return `${first.join(', ')}${entries.length > 3 ? ` and ${entries.length - 3} more` : ''}`
}

function fingerprint(rows: Rows): string {
  return JSON.stringify([...rows].sort(([left], [right]) => left - right))
}

/** Rows as a reply lists them, neighbours together: `{ rows: '1-5', text }`. */
export function expandRows(listed: Json): Map<number, string> | undefined {
  if (!Array.isArray(listed)) return undefined
  const rows = new Map<number, string>()
  for (const each of listed as readonly Json[]) {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return undefined
    const { rows: numbers, text } = each as { readonly rows?: Json; readonly text?: Json }
    const found = typeof numbers === 'string' ? /^(\d+)(?:-(\d+))?$/.exec(numbers) : null
    if (found === null || typeof text !== 'string') return undefined
    const to = Number(found[2] ?? found[1])
    if (to - Number(found[1]) > ROWS_MAX) return undefined
    for (let row = Number(found[1]); row <= to; row++) rows.set(row, text)
  }
  return rows
}

const ROWS_MAX = 1_000_000
