// Keys of rows. Texts are compared as the server's collation does: without case, and without spaces
// at their end. A key of several columns is one text that sorts as they do.

import { decodeColumn, type Row, type SqlValue } from '../../page/index.js'
import type { Table } from './table.js'

export function keyOf(table: Pick<Table, 'keys'>, row: Row): SqlValue {
  return joinKey(table.keys.map((index) => row[index] ?? null))
}

/** The key of a row as it lies in its page. */
export function keyOfBytes(table: Pick<Table, 'keys' | 'format'>, bytes: Uint8Array): SqlValue {
  const [first = 0] = table.keys
  if (table.keys.length === 1) return foldKey(decodeColumn(table.format, bytes, first))
  return joinKey(table.keys.map((index) => decodeColumn(table.format, bytes, index)))
}

/** One key made of the values of its columns. */
export function joinKey(values: readonly SqlValue[]): SqlValue {
  const [only = null] = values
  return values.length === 1 ? foldKey(only) : values.map(sortable).join('')
}

/** What two values that are equal in a key have in common. */
export function foldKey(value: SqlValue): SqlValue {
  if (typeof value === 'string') return value.toLowerCase().replace(/ +$/, '')
  return value instanceof Uint8Array ? hex(value) : value
}

export function compareKeys(left: SqlValue, right: SqlValue): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1
  return left < right ? -1 : left > right ? 1 : 0
}

const BIG_OFFSET = 2n ** 191n

/** Texts in the order of the values; none is the start of another. */
function sortable(value: SqlValue): string {
  if (value === null) return '0'
  const folded = foldKey(value)
  if (typeof folded === 'string') return `1${folded}\u0000`
  if (typeof folded === 'bigint' || Number.isSafeInteger(folded))
    return `1${(BigInt(folded as number | bigint) + BIG_OFFSET).toString(16).padStart(48, '0')}`
  return `1${floatBits(folded as number)}`
}

function floatBits(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const ordered = value < 0 ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n)
  return ordered.toString(16).padStart(16, '0')
}

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const each of bytes) text += each.toString(16).padStart(2, '0')
  return text
}
