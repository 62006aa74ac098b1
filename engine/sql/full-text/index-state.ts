// What the fragments of an index say, taken together.

import { type Outcome, ok } from '../../base/outcome.js'
import { refuseSql, type SqlError, type SqlValue } from '../page/index.js'
import type { OpenIndex } from './catalog.js'
import { type FoundFragment, findFragments } from './folder.js'
import { rowsOf } from './fragment.js'

export interface IndexState {
  /** The words of every row that is indexed, by key. */
  readonly rows: ReadonlyMap<string, readonly string[]>
  readonly fragments: readonly FoundFragment[]
  /** Files that are no whole fragment. */
  readonly damaged: readonly string[]
  readonly nextNumber: number
}

export function readState({ folder, table }: OpenIndex): Outcome<IndexState, SqlError> {
  const found = findFragments(folder, table.object)
  if (!found.ok) return found
  const rows = new Map<string, readonly string[]>()
  const damaged: string[] = []
  let nextNumber = 1
  for (const { file, fragment } of found.value) {
    if (fragment === undefined) {
      damaged.push(file)
      continue
    }
    nextNumber = Math.max(nextNumber, fragment.number + 1)
    for (const key of fragment.deleted) rows.delete(key)
    for (const [key, words] of rowsOf(fragment)) rows.set(key, words)
  }
  return ok({ rows, fragments: found.value, damaged, nextNumber })
}

/** The same, for an answer: a damaged file could hold any row. */
export function readWholeState(index: OpenIndex): Outcome<IndexState, SqlError> {
  const state = readState(index)
  if (!state.ok || state.value.damaged.length === 0) return state
  return refuseSql('FULL_TEXT_DAMAGED', state.value.damaged.join(', '))
}

/** How a key stands in a fragment. */
export function keyText(key: SqlValue): string {
  if (typeof key === 'number') return `n${key}`
  return typeof key === 'bigint' ? `b${key}` : `s${String(key)}`
}

export function keyOfText(text: string): SqlValue {
  const rest = text.slice(1)
  if (text.startsWith('n')) return Number(rest)
  return text.startsWith('b') ? BigInt(rest) : rest
}
