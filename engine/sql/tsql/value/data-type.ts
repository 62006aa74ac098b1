// The types that statements name, and their sizes.

import type { DataType } from '../parse/tree.js'
import type { WireType } from '../port.js'
import { fail } from './failure.js'
import { PRECISION_MAX } from './type.js'

const PLAIN = new Set([
  'bit',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'real',
  'money',
  'smallmoney',
  'date',
  'smalldatetime',
  'datetime',
  'uniqueidentifier',
  'sql_variant',
  'xml',
  'text',
  'ntext',
  'image',
])

const OTHER_NAMES: Readonly<Record<string, string>> = {
  integer: 'int',
  dec: 'decimal',
  character: 'char',
  'character varying': 'varchar',
  'char varying': 'varchar',
  'national char': 'nchar',
  'national character': 'nchar',
  'national char varying': 'nvarchar',
  'national character varying': 'nvarchar',
  'national text': 'ntext',
  'binary varying': 'varbinary',
  'double precision': 'float',
}

/** Lengths that are left out are 1 in a definition and 30 in a conversion. */
export function wireTypeOf(type: DataType, unsaid: 1 | 30 = 1): WireType {
  const kind = OTHER_NAMES[type.name] ?? type.name
  const [first, second] = type.arguments
  if (PLAIN.has(kind)) return { kind } as WireType
  switch (kind) {
    case 'sysname':
      return { kind: 'nvarchar', length: 128 }
    case 'timestamp':
    case 'rowversion':
      return { kind: 'binary', length: 8 }
    case 'float':
      return typeof first === 'number' && first <= 24 ? { kind: 'real' } : { kind: 'float' }
    case 'decimal':
    case 'numeric':
      return decimalOf(kind, first, second)
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      return { kind, scale: scaleOf(kind, first) }
    case 'char':
    case 'varchar':
    case 'binary':
    case 'varbinary':
      return { kind, length: sizeOf(kind, first ?? unsaid, 8_000) }
    case 'nchar':
    case 'nvarchar':
      return { kind, length: sizeOf(kind, first ?? unsaid, 4_000) }
    default:
      return fail(243, `Type ${type.name} is not a defined system type.`)
  }
}

function decimalOf(
  kind: 'decimal' | 'numeric',
  first: number | 'max' | undefined,
  second: number | 'max' | undefined,
): WireType {
  const precision = Number(first ?? 18)
  const scale = Number(second ?? 0)
  if (precision > PRECISION_MAX || precision < 1)
    return fail(
      2750,
      `Column or parameter #1: Specified column precision ${precision} is greater than the maximum precision of ${PRECISION_MAX}.`,
    )
  if (scale > precision)
    return fail(192, 'The scale must be less than or equal to the precision.', { severity: 15 })
  return { kind, precision, scale }
}

function scaleOf(kind: string, first: number | 'max' | undefined): number {
  const scale = Number(first ?? 7)
  return scale <= 7
    ? scale
    : (fail(1002, `Line 1: Specified scale ${scale} is invalid.`, { severity: 15 }) ?? kind)
}

function sizeOf(kind: string, size: number | 'max', most: number): number | 'max' {
  if (size === 'max') {
    if (kind.includes('var')) return size
    return fail(102, "Incorrect syntax near 'max'.", { severity: 15 })
  }
  if (size < 1)
    return fail(1001, `Line 1: Length or precision specification ${size} is invalid.`, {
      severity: 15,
    })
  if (size > most)
    return fail(
      131,
      `The size (${size}) given to the type '${kind}' exceeds the maximum allowed for any data type (8000).`,
      { severity: 15 },
    )
  return size
}
