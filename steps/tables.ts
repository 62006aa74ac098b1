// What the rows under a step come to.

import type { Pattern, Table } from '../harness/index.js'

/** One object per row; the first row names the columns, and `keyOf` says what each is called. */
export function records(
  [header = [], ...rows]: Table,
  keyOf: (column: string) => string = (column) => column,
): Record<string, string>[] {
  const keys = header.map(keyOf)
  const entries = (row: readonly string[]) => keys.map((key, at) => [key, row[at] ?? ''])
  return rows.map((row) => Object.fromEntries(entries(row)))
}

/** A text that contains the text of every cell. */
export function saysAll(rows: Table): Pattern {
  return { $all: rows.flat().map((text) => ({ $contains: text })) }
}
