// The types a column can have, and what a value of each looks like outside of a page.

import { assert } from '../../base/assert.js'

/**
 * bit, tinyint, smallint, int, real, float: a number. bigint: a bigint. decimal, money, smallmoney:
 * a bigint in units of the last digit. datetime: a number, in 300ths of a second since 1900-01-01.
 * The other dates and times: a bigint in units of 100 ns since the year 1 (time: since midnight;
 * datetimeoffset: see `packOffset`). uniqueidentifier: 36 characters. Texts: a string. Binary: bytes.
 */
export type SqlValue = number | bigint | string | Uint8Array | null

export type SqlType =
  | { readonly kind: PlainKind }
  | { readonly kind: 'time' | 'datetime2' | 'datetimeoffset'; readonly scale: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | {
      readonly kind: 'varchar' | 'nvarchar' | 'varbinary' | 'char' | 'nchar' | 'binary'
      readonly length: number
    }

type PlainKind =
  | 'bit'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'real'
  | 'float'
  | 'money'
  | 'smallmoney'
  | 'date'
  | 'datetime'
  | 'smalldatetime'
  | 'uniqueidentifier'

/** The length by which a type says `max`; a value is still no longer than its row may be. */
export const MAX_LENGTH = 0x7fff_ffff

export interface Column {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
}

const FIXED_BYTES: Readonly<Record<PlainKind, number>> = {
  bit: 1,
  tinyint: 1,
  smallint: 2,
  int: 4,
  bigint: 8,
  real: 4,
  float: 8,
  money: 8,
  smallmoney: 4,
  date: 3,
  datetime: 8,
  smalldatetime: 4,
  uniqueidentifier: 16,
}

/** How many bytes a value of the type takes in the fixed part of a row; none for a variable one. */
export function fixedBytes(type: SqlType): number | undefined {
  switch (type.kind) {
    case 'varchar':
    case 'nvarchar':
    case 'varbinary':
      return undefined
    case 'decimal':
      return 17
    case 'time':
      return timeBytes(type.scale)
    case 'datetime2':
      return timeBytes(type.scale) + 3
    case 'datetimeoffset':
      return timeBytes(type.scale) + 5
    case 'char':
    case 'binary':
      return type.length
    case 'nchar':
      return 2 * type.length
    default:
      return FIXED_BYTES[type.kind]
  }
}

/** What the time of a day takes, which depends on how finely it is told. */
export function timeBytes(scale: number): number {
  return scale <= 2 ? 3 : scale <= 4 ? 4 : 5
}

const OFFSET_SPAN = 2_048n

/** An instant and the minutes that the clock is ahead of it, as one number. */
export function packOffset(utc: bigint, offsetMinutes: number): bigint {
  return utc * OFFSET_SPAN + BigInt(offsetMinutes + 1_024)
}

export function unpackOffset(packed: bigint): { utc: bigint; offsetMinutes: number } {
  return { utc: packed / OFFSET_SPAN, offsetMinutes: Number(packed % OFFSET_SPAN) - 1_024 }
}

const MONEY_MAX = 2n ** 63n - 1n
const SMALL_MONEY_MAX = 2n ** 31n - 1n
const WHOLE_MAX = { bit: 1, tinyint: 255, smallint: 0x7fff }

/** False when the value is none of that type, or does not fit. */
export function accepts(type: SqlType, value: SqlValue): boolean {
  switch (type.kind) {
    case 'bit':
    case 'tinyint':
    case 'smallint':
      return isWhole(value, type.kind === 'smallint' ? -0x8000 : 0, WHOLE_MAX[type.kind])
    case 'int':
      return typeof value === 'number' && (value | 0) === value
    case 'bigint':
    case 'money':
      return isBig(value, MONEY_MAX)
    case 'smallmoney':
      return isBig(value, SMALL_MONEY_MAX)
    case 'real':
      return typeof value === 'number' && Number.isFinite(Math.fround(value))
    case 'float':
      return typeof value === 'number' && Number.isFinite(value)
    case 'datetime':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= DATETIME_MIN
    case 'date':
    case 'smalldatetime':
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      return typeof value === 'bigint' && value >= 0n
    case 'uniqueidentifier':
      return (
        typeof value === 'string' &&
        /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(value)
      )
    case 'decimal':
      return typeof value === 'bigint' && magnitude(value) < 10n ** BigInt(type.precision)
    case 'varchar':
    case 'char':
      return typeof value === 'string' && value.length <= type.length && isLatin(value)
    case 'nvarchar':
    case 'nchar':
      return typeof value === 'string' && value.length <= type.length
    case 'varbinary':
    case 'binary':
      return value instanceof Uint8Array && value.length <= type.length
  }
}

/** The year 1753 in 300ths of a second. */
const DATETIME_MIN = -53_690 * 86_400 * 300

function isWhole(value: SqlValue, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

function isBig(value: SqlValue, most: bigint): boolean {
  return typeof value === 'bigint' && value <= most && value >= -most - 1n
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** `id bigint, name nvarchar(40) null`: what the catalogue of a database keeps of a table. */
export function formatColumns(columns: readonly Column[]): string {
  return columns
    .map(({ name, type, nullable }) => {
      const escaped = name.replaceAll('%', '%25').replaceAll(',', '%2c')
      return `${escaped} ${formatType(type)}${nullable ? ' null' : ''}`
    })
    .join(', ')
}

/** Reads what `formatColumns` wrote. */
export function parseColumns(text: string): Column[] {
  return text.split(', ').map(parseColumn)
}

function formatType(type: SqlType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision}:${type.scale})`
  if ('scale' in type) return `${type.kind}(${type.scale})`
  return 'length' in type ? `${type.kind}(${type.length})` : type.kind
}

function parseColumn(text: string): Column {
  const match = /^(.*?) (\w+)(?:\((\d+)(?::(\d+))?\))?( null)?$/.exec(text)
  assert(match !== null, `no column: ${text}`)
  const [, name = '', kind = '', first, second, nullable] = match
  const type = { kind, ...sizes(kind, Number(first), Number(second)) } as SqlType
  const spelled = name.replaceAll('%2c', ',').replaceAll('%25', '%')
  return { name: spelled, type, nullable: nullable !== undefined }
}

function sizes(kind: string, first: number, second: number): object {
  if (kind === 'decimal') return { precision: first, scale: second }
  if (kind === 'time' || kind === 'datetime2' || kind === 'datetimeoffset') return { scale: first }
  return Number.isNaN(first) ? {} : { length: first }
}

function isLatin(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false
  return true
}
