// Types of expressions: names, precedence, and the type that two values have in common.

import type { WireType } from '../port.js'

export type Kind = WireType['kind']

/** From the weakest to the strongest: of two, the stronger one decides. */
const PRECEDENCE: readonly Kind[] = [
  'binary',
  'varbinary',
  'image',
  'char',
  'varchar',
  'nchar',
  'nvarchar',
  'uniqueidentifier',
  'text',
  'ntext',
  'bit',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'smallmoney',
  'money',
  'numeric',
  'decimal',
  'real',
  'float',
  'time',
  'date',
  'smalldatetime',
  'datetime',
  'datetime2',
  'datetimeoffset',
  'xml',
  'sql_variant',
]

export type Family = 'binary' | 'text' | 'guid' | 'number' | 'date' | 'other'

const RANK: ReadonlyMap<Kind, number> = new Map(PRECEDENCE.map((kind, rank) => [kind, rank]))

export const INT: WireType = Object.freeze({ kind: 'int' })
export const BIGINT: WireType = Object.freeze({ kind: 'bigint' })
export const BIT: WireType = Object.freeze({ kind: 'bit' })
export const FLOAT: WireType = Object.freeze({ kind: 'float' })
export const DATETIME: WireType = Object.freeze({ kind: 'datetime' })
export const SYSNAME: WireType = Object.freeze({ kind: 'nvarchar', length: 128 })
export const NVARCHAR_MAX: WireType = Object.freeze({ kind: 'nvarchar', length: 'max' })

export const PRECISION_MAX = 38

export function rankOf(type: WireType): number {
  return RANK.get(type.kind) ?? 0
}

export function familyOf({ kind }: WireType): Family {
  switch (kind) {
    case 'binary':
    case 'varbinary':
    case 'image':
      return 'binary'
    case 'char':
    case 'varchar':
    case 'nchar':
    case 'nvarchar':
    case 'text':
    case 'ntext':
    case 'xml':
      return 'text'
    case 'uniqueidentifier':
      return 'guid'
    case 'sql_variant':
      return 'other'
    case 'time':
    case 'date':
    case 'smalldatetime':
    case 'datetime':
    case 'datetime2':
    case 'datetimeoffset':
      return 'date'
    default:
      return 'number'
  }
}

export function isNational({ kind }: WireType): boolean {
  return kind === 'nchar' || kind === 'nvarchar' || kind === 'ntext' || kind === 'xml'
}

export function isMoney({ kind }: WireType): boolean {
  return kind === 'money' || kind === 'smallmoney'
}

/** In characters or bytes; what has no length of its own needs so many to be printed. */
export function lengthOf(type: WireType): number | 'max' {
  if ('length' in type) return type.length
  switch (type.kind) {
    case 'text':
    case 'ntext':
    case 'image':
    case 'xml':
      return 'max'
    case 'uniqueidentifier':
      return 36
    case 'bit':
      return 1
    case 'tinyint':
      return 3
    case 'smallint':
      return 6
    case 'int':
      return 12
    case 'bigint':
      return 20
    default:
      return 41
  }
}

export function addLengths(
  left: number | 'max',
  right: number | 'max',
  most: number,
): number | 'max' {
  return left === 'max' || right === 'max' ? 'max' : Math.min(left + right, most)
}

export interface Exact {
  readonly precision: number
  readonly scale: number
}

/** A number as a decimal; undefined for what is none exactly. */
export function exactOf(type: WireType): Exact | undefined {
  switch (type.kind) {
    case 'bit':
      return { precision: 1, scale: 0 }
    case 'tinyint':
      return { precision: 3, scale: 0 }
    case 'smallint':
      return { precision: 5, scale: 0 }
    case 'int':
      return { precision: 10, scale: 0 }
    case 'bigint':
      return { precision: 19, scale: 0 }
    case 'smallmoney':
      return { precision: 10, scale: 4 }
    case 'money':
      return { precision: 19, scale: 4 }
    case 'decimal':
    case 'numeric':
      return type
    default:
      return undefined
  }
}

/** The type that holds values of both; undefined when there is none. */
export function commonType(left: WireType, right: WireType): WireType | undefined {
  const strong = rankOf(left) >= rankOf(right) ? left : right
  const weak = strong === left ? right : left
  if (!meets(weak, strong)) return undefined
  const exact = exactOf(weak)
  if (strong.kind === 'decimal' || strong.kind === 'numeric') {
    if (exact === undefined) return strong
    const scale = Math.max(strong.scale, exact.scale)
    const whole = Math.max(strong.precision - strong.scale, exact.precision - exact.scale)
    return { kind: strong.kind, precision: Math.min(PRECISION_MAX, whole + scale), scale }
  }
  if ('length' in strong) return widest(strong, weak)
  if ('scale' in strong && 'scale' in weak && strong.kind === weak.kind)
    return { ...strong, scale: Math.max(strong.scale, weak.scale) }
  return strong
}

function widest(strong: Sized, weak: WireType): WireType {
  const [left, right] = [strong.length, lengthOf(weak)]
  const length = left === 'max' || right === 'max' ? 'max' : Math.max(left, right)
  if (strong.kind === weak.kind && left === right) return strong
  return { kind: VARYING[strong.kind] ?? strong.kind, length }
}

type Sized = Extract<WireType, { length: number | 'max' }>

const VARYING: { readonly [kind in Sized['kind']]?: Sized['kind'] } = {
  char: 'varchar',
  nchar: 'nvarchar',
  binary: 'varbinary',
}

/** Whether a value of the weak type becomes one of the strong type by itself. */
function meets(weak: WireType, strong: WireType): boolean {
  const [from, to] = [familyOf(weak), familyOf(strong)]
  if (from === to || from === 'text' || from === 'other' || to === 'other') return true
  if (to === 'date') return from === 'number' && isOldDate(strong)
  return from === 'binary'
}

/** datetime and smalldatetime are numbers of days as well. */
export function isOldDate({ kind }: WireType): boolean {
  return kind === 'datetime' || kind === 'smalldatetime'
}

/** The name in messages. */
export function nameOf(type: WireType): string {
  return type.kind === 'decimal' ? 'decimal' : type.kind
}

/** The name with its sizes, as a column is described. */
export function describe(type: WireType): string {
  if ('length' in type) return `${type.kind}(${type.length})`
  if ('precision' in type) return `${type.kind}(${type.precision},${type.scale})`
  return 'scale' in type ? `${type.kind}(${type.scale})` : type.kind
}
