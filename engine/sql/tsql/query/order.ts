// ORDER BY. Equal rows keep the order in which they came.

import type { Frame, Row } from '../expression/context.js'
import type { WireType, WireValue } from '../port.js'
import { type Comparer, compareNullable, comparerOf } from '../value/compare.js'
import { fail } from '../value/failure.js'
import { familyOf } from '../value/type.js'

export interface Ordering {
  readonly compare: Comparer
  readonly descending: boolean
}

export interface SortKey extends Ordering {
  readonly evaluate: (frame: Frame) => WireValue
}

export function ordering(type: WireType, descending: boolean): Ordering {
  if (type.kind === 'text' || type.kind === 'ntext' || type.kind === 'image' || type.kind === 'xml')
    return fail(
      306,
      'The text, ntext, and image data types cannot be compared or sorted, except when using IS NULL or LIKE operator.',
    )
  const byCode = familyOf(type) === 'text' ? foldedOrder : comparerOf(type)
  return { compare: byCode, descending }
}

const foldedOrder: Comparer = comparerOf({ kind: 'nvarchar', length: 'max' })

export function compareKeys(
  keys: readonly Ordering[],
  left: readonly WireValue[],
  right: readonly WireValue[],
): number {
  for (const [index, { compare, descending }] of keys.entries()) {
    const order = compareNullable(compare, left[index] ?? null, right[index] ?? null)
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

export function sortRows(
  rows: readonly Row[],
  keys: readonly SortKey[],
  frameOf: (row: Row) => Frame,
): Row[] {
  const keyed = rows.map((row) => {
    const frame = frameOf(row)
    return { row, values: keys.map(({ evaluate }) => evaluate(frame)) }
  })
  keyed.sort((left, right) => compareKeys(keys, left.values, right.values))
  return keyed.map(({ row }) => row)
}
