// What a database may hold, as an oracle knows it: the rows of its numbered table, and for each data
// file the texts that fill its extents. Several contents are possible after a lost answer. It is
// compared with everything that `sql.read` tells.

import type { Pattern } from '../model/pattern.js'
import type { Json } from '../model/reply.js'
import { expandRows } from './committed.js'

export interface Content {
  readonly rows: ReadonlyMap<number, string>
  /** By logical name of the data file: the text of each filled extent, in their order. */
  readonly extents: ReadonlyMap<string, readonly string[]>
}

export const NO_CONTENT: Content = { rows: new Map(), extents: new Map() }

export type Change =
  | { readonly kind: 'set'; readonly from: number; readonly to: number; readonly text: string }
  | { readonly kind: 'delete'; readonly from: number; readonly to: number }
  | { readonly kind: 'fill'; readonly file: string; readonly count: number; readonly text: string }

export function changed(content: Content, change: Change): Content {
  if (change.kind === 'fill') {
    const filled = [...(content.extents.get(change.file) ?? [])]
    for (let extent = 0; extent < change.count; extent++) filled[extent] = change.text
    return { ...content, extents: new Map(content.extents).set(change.file, filled) }
  }
  const rows = new Map(content.rows)
  for (let row = change.from; row <= change.to; row++) {
    if (change.kind === 'delete') rows.delete(row)
    else rows.set(row, change.text)
  }
  return { ...content, rows }
}

/** How a reply of `sql.read` differs from every content that is possible; empty when it fits one. */
export function notHeld(value: Json, possible: readonly Content[]): string[] {
  const { rows, filled } = value as { readonly rows?: Json; readonly filled?: Json }
  const found = rows === undefined ? undefined : expandRows(rows)
  if (found === undefined) return ['the rows cannot be read']
  const texts = textsOf(filled)
  if (texts === undefined) return ['the extents cannot be read']
  let nearest: string[] | undefined
  for (const content of possible) {
    const wrong = [...rowsWrong(found, content.rows), ...textsWrong(texts, countsOf(content))]
    if (wrong.length === 0) return []
    nearest ??= wrong
  }
  return nearest ?? ['nothing is known of this database']
}

/** What `sql.read` has to tell, as a scenario file says it. */
export function contentPattern(content: Content): Pattern {
  const counts = [...countsOf(content)].map(([text, extents]) => ({ text, extents }))
  return {
    rows: rangesOf(content.rows),
    filled: counts.length === 0 ? { $count: 0 } : { $exactly: counts },
  }
}

function rangesOf(rows: ReadonlyMap<number, string>): Pattern {
  const found: { from: number; to: number; text: string }[] = []
  for (const [row, text] of [...rows].sort(([left], [right]) => left - right)) {
    const last = found.at(-1)
    if (last !== undefined && last.to === row - 1 && last.text === text) last.to = row
    else found.push({ from: row, to: row, text })
  }
  return found.map(({ from, to, text }) => ({
    rows: from === to ? `${from}` : `${from}-${to}`,
    text,
  }))
}

function countsOf({ extents }: Content): Map<string, number> {
  const counts = new Map<string, number>()
  for (const texts of extents.values())
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function textsOf(filled: Json | undefined): Map<string, number> | undefined {
  if (!Array.isArray(filled)) return undefined
  const texts = new Map<string, number>()
  for (const each of filled as readonly { readonly text?: Json; readonly extents?: Json }[]) {
    if (typeof each?.text !== 'string' || typeof each.extents !== 'number') return undefined
    texts.set(each.text, each.extents)
  }
  return texts
}

function rowsWrong(found: ReadonlyMap<number, string>, right: ReadonlyMap<number, string>) {
  const wrong: string[] = []
  for (const [row, text] of right) {
    const there = found.get(row)
    if (there !== text)
      wrong.push(`row ${row} ${there === undefined ? 'is lost' : is(there, text)}`)
  }
  for (const row of found.keys()) if (!right.has(row)) wrong.push(`row ${row} should not be there`)
  return wrong.length <= SHOWN_MAX
    ? wrong
    : [...wrong.slice(0, SHOWN_MAX), `and ${wrong.length - SHOWN_MAX} more rows`]
}

function textsWrong(found: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>) {
  const wrong: string[] = []
  for (const [text, count] of right) {
    const there = found.get(text) ?? 0
    if (there !== count) wrong.push(`${there} extents hold "${text}", not ${count}`)
  }
  for (const [text, count] of found)
    if (!right.has(text)) wrong.push(`${count} extents hold "${text}", not 0`)
  return wrong
}

function is(there: string, text: string): string {
  return `is "${there.slice(0, 40)}", not "${text.slice(0, 40)}"`
}

const SHOWN_MAX = 3
