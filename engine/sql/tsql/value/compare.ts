// Comparing values of one type. Texts go by the server's collation: neither case nor spaces at the
// end count.

import type { DateTimeOffset, WireType, WireValue } from '../port.js'
import { familyOf } from './type.js'

type Plain = Exclude<WireValue, null>
export type Comparer = (left: Plain, right: Plain) => number

export function comparerOf(type: WireType): Comparer {
  switch (familyOf(type)) {
    case 'text':
      return compareText
    case 'binary':
      return compareBytes
    case 'guid':
      return compareGuid
    case 'other':
      return compareVariant
    default:
      return type.kind === 'datetimeoffset' ? compareOffset : compareNumber
  }
}

function compareNumber(left: Plain, right: Plain): number {
  return left < right ? -1 : left > right ? 1 : 0
}

export function compareText(left: Plain, right: Plain): number {
  if (left === right) return 0
  const [a, b] = [foldText(left as string), foldText(right as string)]
  return a < b ? -1 : a > b ? 1 : 0
}

export function foldText(text: string): string {
  const lower = text.toLowerCase()
  return lower.endsWith(' ') ? lower.replace(/ +$/, '') : lower
}

function compareBytes(left: Plain, right: Plain): number {
  const [a, b] = [left as Uint8Array, right as Uint8Array]
  const shared = Math.max(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The last six bytes count most. */
function compareGuid(left: Plain, right: Plain): number {
  return compareNumber(orderOfGuid(left as string), orderOfGuid(right as string))
}

function orderOfGuid(guid: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.split('-')
  return e + d + c + b + a
}

function compareOffset(left: Plain, right: Plain): number {
  return compareNumber((left as DateTimeOffset).utc, (right as DateTimeOffset).utc)
}

function compareVariant(left: Plain, right: Plain): number {
  const [a, b] = [left as { value: Plain }, right as { value: Plain }]
  return typeof a.value === typeof b.value
    ? compareNumber(a.value, b.value)
    : typeof a.value < typeof b.value
      ? -1
      : 1
}

/** NULL comes first. */
export function compareNullable(compare: Comparer, left: WireValue, right: WireValue): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1
  return compare(left, right)
}

/** Equal values have equal keys: what grouping, hashing and DISTINCT go by. */
export function hashKeyOf(value: WireValue): string | number | bigint | null {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'string') return foldText(value)
  if (value instanceof Uint8Array)
    return `0x${Array.from(value)
      .join(',')
      .replace(/(,0)+$/, '')}`
  if ('utc' in value) return value.utc
  return `variant ${String(hashKeyOf(value.value))}`
}

/** One key for several values. */
export function hashRow(values: readonly WireValue[]): string {
  let key = ''
  for (const value of values) {
    const part = hashKeyOf(value)
    key += part === null ? 'n;' : typeof part === 'string' ? `s${part.length}:${part};` : `${part};`
  }
  return key
}
