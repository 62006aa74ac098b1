// Answers out of the fragments, and the comparison of an index with its table.

import { type Outcome, ok } from '../../base/outcome.js'
import type { SqlError, SqlValue } from '../page/index.js'
import { type Database, peekAll, useDatabase } from '../recovery/index.js'
import { openIndex } from './catalog.js'
import { keyOfText, keyText, readState, readWholeState } from './index-state.js'
import { wordsOf } from './words.js'

/** CONTAINS: the keys of the rows that hold every word of the text, as the index knows them. */
export function keysContaining(
  database: Database,
  table: string,
  text: string,
): Outcome<SqlValue[], SqlError> {
  const online = useDatabase(database)
  if (!online.ok) return online
  const index = openIndex(database, online.value, table)
  if (!index.ok) return index
  const state = readWholeState(index.value)
  if (!state.ok) return state
  const wanted = wordsOf(text)
  const keys: SqlValue[] = []
  for (const [key, words] of state.value.rows)
    if (wanted.length > 0 && wanted.every((word) => words.includes(word))) keys.push(keyOfText(key))
  return ok(keys.sort((left, right) => (String(left) < String(right) ? -1 : 1)).sort(byNumber))
}

/** Where an index and its table differ, by key; and files that are not as they should be. */
export interface IndexCheck {
  readonly missing: readonly SqlValue[]
  readonly stale: readonly SqlValue[]
  readonly surplus: readonly SqlValue[]
  readonly damaged: readonly string[]
  /** Fragments that were merged into another one and are still there. */
  readonly leftOver: readonly string[]
}

/** Compares every word of the index with every row as it stands. */
export function checkIndex(database: Database, table: string): Outcome<IndexCheck, SqlError> {
  const online = useDatabase(database)
  if (!online.ok) return online
  const index = openIndex(database, online.value, table)
  if (!index.ok) return index
  const state = readState(index.value)
  if (!state.ok) return state
  const rows = peekAll(online.value, index.value.table)
  if (!rows.ok) return rows
  const indexed = new Map(state.value.rows)
  const missing: SqlValue[] = []
  const stale: SqlValue[] = []
  for (const row of rows.value) {
    const key = row[index.value.table.key] ?? null
    const words = indexed.get(keyText(key))
    indexed.delete(keyText(key))
    const expected = wordsOf(String(row[index.value.column] ?? ''))
    if (words === undefined) missing.push(key)
    else if (words.join(' ') !== expected.join(' ')) stale.push(key)
  }
  const { damaged, fragments } = state.value
  const replaced = new Set(fragments.flatMap(({ fragment }) => fragment?.replaces ?? []))
  const leftOver = fragments.flatMap(({ file, fragment }) =>
    fragment !== undefined && replaced.has(fragment.number) ? [file] : [],
  )
  return ok({ missing, stale, surplus: [...indexed.keys()].map(keyOfText), damaged, leftOver })
}

function byNumber(left: SqlValue, right: SqlValue): number {
  return typeof left === 'number' && typeof right === 'number' ? left - right : 0
}
