// Conversions from one type to another: of CAST and CONVERT, of assignments, and those that the
// server makes by itself. What cannot be converted is refused by the number that belongs to it.

import type { DateTimeOffset, WireType, WireValue } from '../port.js'
import { bytesToWhole, clash, toBytes, toGuid } from './convert-bytes.js'
import { convertToDate } from './convert-date.js'
import { fail } from './failure.js'
import { formatDecimal, formatValue } from './format.js'
import {
  decimalOfFloat,
  fitsPrecision,
  floatOfDecimal,
  isInRange,
  parseDecimal,
  parseFloatText,
  parseMoney,
  rescale,
} from './number.js'
import { describe, exactOf, familyOf, isOldDate, nameOf } from './type.js'

export type Plain = Exclude<WireValue, null>

export interface How {
  readonly style?: number
}

export type Converter = (value: WireValue) => WireValue

/** What brings values of one type to another; the same function when nothing is to do. */
export function converter(from: WireType, to: WireType, how: How = {}): Converter {
  if (isSame(from, to)) return keep
  return (value) => (value === null ? null : convert(value, from, to, how))
}

function keep(value: WireValue): WireValue {
  return value
}

function isSame(from: WireType, to: WireType): boolean {
  if (from.kind !== to.kind) return false
  if ('length' in from && 'length' in to) {
    if (from.kind === 'char' || from.kind === 'nchar' || from.kind === 'binary')
      return from.length === to.length
    return to.length === 'max' || (from.length !== 'max' && from.length <= to.length)
  }
  if ('precision' in from && 'precision' in to)
    return from.scale === to.scale && from.precision <= to.precision
  if ('scale' in from && 'scale' in to) return from.scale === to.scale
  return true
}

export function convert(value: Plain, from: WireType, to: WireType, how: How = {}): WireValue {
  if (from.kind === 'sql_variant') {
    const inner = value as { type: WireType; value: WireValue }
    return inner.value === null ? null : convert(inner.value as Plain, inner.type, to, how)
  }
  refuseClash(from, to)
  switch (to.kind) {
    case 'bit':
      return toBit(value, from)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return toInteger(value, from, to)
    case 'decimal':
    case 'numeric':
      return toDecimal(value, from, to)
    case 'money':
    case 'smallmoney':
      return toMoney(value, from, to)
    case 'real':
    case 'float':
      return toFloat(value, from, to)
    case 'uniqueidentifier':
      return toGuid(value, from)
    case 'binary':
    case 'varbinary':
    case 'image':
      return toBytes(value, from, to, how.style ?? 0)
    case 'char':
    case 'varchar':
    case 'nchar':
    case 'nvarchar':
    case 'text':
    case 'ntext':
    case 'xml':
      return toText(value, from, to, how.style)
    case 'sql_variant':
      return toVariant(value, from, to)
    default:
      return convertToDate(value, from, to, how.style ?? 0)
  }
}

/** Long types are none that a sql_variant holds. */
function toVariant(value: Plain, from: WireType, to: WireType): WireValue {
  const isLong = ('length' in from && from.length === 'max') || LONG.has(from.kind)
  return isLong ? clash(from, to) : { type: from, value: value as string }
}

const LONG: ReadonlySet<string> = new Set(['text', 'ntext', 'image', 'xml'])

function refuseClash(from: WireType, to: WireType): void {
  const [left, right] = [familyOf(from), familyOf(to)]
  const isMet =
    left === right ||
    left === 'text' ||
    right === 'text' ||
    right === 'other' ||
    (left === 'binary' && right !== 'date') ||
    (right === 'binary' && left !== 'date') ||
    (left === 'number' && isOldDate(to)) ||
    (right === 'number' && isOldDate(from)) ||
    (left === 'binary' && isOldDate(to)) ||
    (right === 'binary' && isOldDate(from))
  if (!isMet) clash(from, to)
}

/** Whole numbers of any kind as a bigint; what lies behind the point is cut off. */
function wholeOf(value: Plain, from: WireType): bigint {
  if (from.kind === 'real' || from.kind === 'float') return BigInt(Math.trunc(value as number))
  const exact = exactOf(from)
  if (from.kind === 'money' || from.kind === 'smallmoney') return rescale(value as bigint, 4, 0)
  if (exact !== undefined && exact.scale > 0) return (value as bigint) / 10n ** BigInt(exact.scale)
  return BigInt(value as number | bigint)
}

function toBit(value: Plain, from: WireType): WireValue {
  if (familyOf(from) === 'text') {
    const word = String(value).trim().toLowerCase()
    if (word === 'true') return 1
    if (word === 'false') return 0
    return parseWhole(String(value), from, { kind: 'bit' }) === 0n ? 0 : 1
  }
  if (familyOf(from) === 'binary') return bytesToWhole(value as Uint8Array) === 0n ? 0 : 1
  return Number(value) === 0 ? 0 : 1
}

function toInteger(value: Plain, from: WireType, to: WireType): WireValue {
  const family = familyOf(from)
  const whole =
    family === 'text'
      ? parseWhole(String(value), from, to)
      : family === 'binary'
        ? BigInt.asIntN(to.kind === 'bigint' ? 64 : 32, bytesToWhole(value as Uint8Array))
        : family === 'date'
          ? daysRounded(value as bigint)
          : wholeOf(value, from)
  if (!isInRange(whole, to.kind)) return overflowing(value, from, to, whole)
  return to.kind === 'bigint' ? whole : Number(whole)
}

function overflowing(value: Plain, from: WireType, to: WireType, whole: bigint): never {
  if (familyOf(from) === 'text')
    return to.kind === 'bigint'
      ? fail(8115, 'Arithmetic overflow error converting expression to data type bigint.', {
          state: 2,
        })
      : fail(
          to.kind === 'int' ? 248 : 244,
          to.kind === 'int'
            ? `The conversion of the ${from.kind} value '${String(value)}' overflowed an int column.`
            : `The conversion of the ${from.kind} value '${String(value)}' overflowed an ${to.kind === 'tinyint' ? 'INT1' : 'INT2'} column. Use a larger integer column.`,
        )
  const small = to.kind === 'tinyint' || to.kind === 'smallint'
  if (small && (from.kind === 'int' || from.kind === 'smallint' || from.kind === 'tinyint'))
    return fail(220, `Arithmetic overflow error for data type ${to.kind}, value = ${whole}.`, {
      state: 2,
    })
  const name = from.kind === 'int' || from.kind === 'bigint' ? 'expression' : nameOf(from)
  return fail(8115, `Arithmetic overflow error converting ${name} to data type ${to.kind}.`, {
    state: 2,
  })
}

function parseWhole(text: string, from: WireType, to: WireType): bigint {
  const trimmed = text.trim()
  if (trimmed === '') return 0n
  if (/^[+-]?\s*\d+$/.test(trimmed)) return BigInt(trimmed.replace(/^\+/, '').replace(/\s/g, ''))
  if (to.kind === 'bigint')
    return fail(8114, `Error converting data type ${from.kind} to bigint.`, { state: 5 })
  return fail(
    245,
    `Conversion failed when converting the ${from.kind} value '${text}' to data type ${to.kind}.`,
  )
}

const DAY = 864_000_000_000n
const BASE = 693_595n * DAY

function daysRounded(instant: bigint): bigint {
  const sum = instant - BASE + DAY / 2n
  return sum >= 0n ? sum / DAY : -((-sum + DAY - 1n) / DAY)
}

function toDecimal(
  value: Plain,
  from: WireType,
  to: WireType & { precision: number; scale: number },
): WireValue {
  const result = decimalValue(value, from, to)
  if (fitsPrecision(result, to.precision)) return result
  return fail(
    8115,
    `Arithmetic overflow error converting ${exactOf(from) === undefined || from.kind.startsWith('decimal') || from.kind === 'numeric' || from.kind === 'money' ? nameOf(from) : from.kind} to data type ${to.kind}.`,
    { state: 8 },
  )
}

function decimalValue(value: Plain, from: WireType, to: WireType & { scale: number }): bigint {
  const exact = exactOf(from)
  if (exact !== undefined) return rescale(BigInt(value as number | bigint), exact.scale, to.scale)
  if (typeof value === 'number') return decimalOfFloat(value, to.scale)
  if (typeof value === 'bigint') return decimalOfFloat(Number(value - BASE) / Number(DAY), to.scale)
  if (value instanceof Uint8Array) return clash(from, to)
  const parsed = parseDecimal(String(value))
  if (parsed === undefined)
    return fail(8114, `Error converting data type ${from.kind} to ${to.kind}.`, { state: 5 })
  return rescale(parsed.value, parsed.scale, to.scale)
}

function toMoney(value: Plain, from: WireType, to: WireType): WireValue {
  const exact = exactOf(from)
  const result =
    exact !== undefined
      ? rescale(BigInt(value as number | bigint), exact.scale, 4)
      : typeof value === 'number'
        ? decimalOfFloat(value, 4)
        : value instanceof Uint8Array
          ? BigInt.asIntN(64, bytesToWhole(value))
          : parseMoney(String(value))
  if (result === undefined)
    return fail(235, 'Cannot convert a char value to money. The char value has incorrect syntax.', {
      state: 0,
    })
  if (isInRange(result, to.kind)) return result
  return fail(
    8115,
    `Arithmetic overflow error converting ${nameOf(from)} to data type ${to.kind}.`,
    { state: 2 },
  )
}

function toFloat(value: Plain, from: WireType, to: WireType): WireValue {
  const result = floatValue(value, from, to)
  if (to.kind === 'float') return result
  const short = Math.fround(result)
  return Number.isFinite(short)
    ? short
    : fail(8115, `Arithmetic overflow error converting ${nameOf(from)} to data type real.`, {
        state: 2,
      })
}

function floatValue(value: Plain, from: WireType, to: WireType): number {
  const exact = exactOf(from)
  if (exact !== undefined) return floatOfDecimal(BigInt(value as number | bigint), exact.scale)
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value - BASE) / Number(DAY)
  if (value instanceof Uint8Array) return clash(from, to)
  const parsed = parseFloatText(String(value))
  return (
    parsed ?? fail(8114, `Error converting data type ${from.kind} to ${to.kind}.`, { state: 5 })
  )
}

function toText(value: Plain, from: WireType, to: WireType, style: number | undefined): WireValue {
  const national =
    to.kind === 'nchar' || to.kind === 'nvarchar' || to.kind === 'ntext' || to.kind === 'xml'
  const text = textOf(value, from, national, style)
  const length = 'length' in to ? to.length : 'max'
  const shown = national ? text : toLatin(text)
  if (length === 'max') return shown
  if (shown.length > length) return tooShort(shown, from, to, length)
  return to.kind === 'char' || to.kind === 'nchar' ? shown.padEnd(length) : shown
}

function textOf(
  value: Plain,
  from: WireType,
  national: boolean,
  style: number | undefined,
): string {
  const family = familyOf(from)
  if (family === 'text') return String(value)
  if (value instanceof Uint8Array && national && (style ?? 0) === 0) {
    let text = ''
    for (let at = 0; at < value.length; at += 2)
      text += String.fromCharCode((value[at] ?? 0) | ((value[at + 1] ?? 0) << 8))
    return text
  }
  return formatValue(value, from, style)
}

/** What a code page of one byte cannot hold becomes a question mark. */
export function toLatin(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of Latin-1.
  return /[^\u0000-\u00ff]/.test(text) ? text.replace(/[^\u0000-\u00ff]/gu, '?') : text
}

function tooShort(text: string, from: WireType, to: WireType, length: number): WireValue {
  const family = familyOf(from)
  if (family === 'text' || family === 'binary' || family === 'date') return text.slice(0, length)
  if (family === 'guid')
    return fail(8170, 'Insufficient result space to convert uniqueidentifier value to char.', {
      state: 2,
    })
  if (from.kind === 'tinyint' || from.kind === 'smallint' || from.kind === 'int')
    return to.kind === 'nchar' || to.kind === 'nvarchar'
      ? fail(8115, `Arithmetic overflow error converting expression to data type ${to.kind}.`, {
          state: 2,
        })
      : to.kind === 'char'
        ? '*'.padEnd(length)
        : '*'
  return fail(
    8115,
    `Arithmetic overflow error converting ${nameOf(from)} to data type ${to.kind}.`,
    { state: 5 },
  )
}

/** A short look at a value, for messages: `(1)`, `(abc)`. */
export function shown(value: WireValue, type: WireType): string {
  if (value === null) return '<NULL>'
  if (familyOf(type) === 'text') return String(value)
  if (type.kind === 'datetimeoffset') return formatValue(value as DateTimeOffset, type)
  if (type.kind === 'money' || type.kind === 'smallmoney') return formatDecimal(value as bigint, 4)
  return describe(type).startsWith('varbinary') || type.kind === 'binary'
    ? formatValue(value as Plain, type, 1).toLowerCase()
    : formatValue(value as Plain, type, familyOf(type) === 'date' ? 121 : 0)
}
