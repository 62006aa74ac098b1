// The types a column can have, and what a value of each looks like outside of a page.

import { assert } from '../../base/assert.js'

/**
 * int: a number. bigint: a bigint. decimal, money: a bigint in units of the last digit.
 * datetime: a number, in 300ths of a second since 1900-01-01. varchar, nvarchar: a string.
 * varbinary: bytes.
 */
export type SqlValue = number | bigint | string | Uint8Array | null

export type SqlType =
  | { readonly kind: 'int' | 'bigint' | 'money' | 'datetime' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'varchar' | 'nvarchar' | 'varbinary'; readonly length: number }

export interface Column {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
}

/** How many bytes a value of the type takes in the fixed part of a row; none for a variable one. */
export function fixedBytes(type: SqlType): number | undefined {
  switch (type.kind) {
    case 'int':
      return 4
    case 'bigint':
    case 'money':
    case 'datetime':
      return 8
    case 'decimal':
      return 17
    case 'varchar':
    case 'nvarchar':
    case 'varbinary':
      return undefined
  }
}

const MONEY_MAX = 2n ** 63n - 1n

/** False when the value is none of that type, or does not fit. */
export function accepts(type: SqlType, value: SqlValue): boolean {
  switch (type.kind) {
    case 'int':
      return typeof value === 'number' && (value | 0) === value
    case 'bigint':
    case 'money':
      return typeof value === 'bigint' && value <= MONEY_MAX && value >= -MONEY_MAX - 1n
    case 'datetime':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    case 'decimal':
      return typeof value === 'bigint' && magnitude(value) < 10n ** BigInt(type.precision)
    case 'varchar':
      return typeof value === 'string' && value.length <= type.length && isLatin(value)
    case 'nvarchar':
      return typeof value === 'string' && value.length <= type.length
    case 'varbinary':
      return value instanceof Uint8Array && value.length <= type.length
  }
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** `id bigint, name nvarchar(40) null`: what the catalogue of a database keeps of a table. */
export function formatColumns(columns: readonly Column[]): string {
  return columns
    .map(({ name, type, nullable }) => `${name} ${formatType(type)}${nullable ? ' null' : ''}`)
    .join(', ')
}

/** Reads what `formatColumns` wrote. */
export function parseColumns(text: string): Column[] {
  return text.split(', ').map(parseColumn)
}

function formatType(type: SqlType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision}:${type.scale})`
  return 'length' in type ? `${type.kind}(${type.length})` : type.kind
}

function parseColumn(text: string): Column {
  const match = /^(.*?) (\w+)(?:\((\d+)(?::(\d+))?\))?( null)?$/.exec(text)
  assert(match !== null, `no column: ${text}`)
  const [, name = '', kind = '', first, second, nullable] = match
  const type = { kind, ...sizes(kind, Number(first), Number(second)) } as SqlType
  return { name, type, nullable: nullable !== undefined }
}

function sizes(kind: string, first: number, second: number): object {
  if (kind === 'decimal') return { precision: first, scale: second }
  return Number.isNaN(first) ? {} : { length: first }
}

function isLatin(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false
  return true
}
