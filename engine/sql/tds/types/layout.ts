// How a type goes over the wire to a client of a given dialect: what the old ones do not know is
// described as something they do.

import { InvariantError } from '../../../base/assert.js'
import type { WireType } from '../../tsql/port.js'
import type { ByteWriter } from '../byte-writer.js'
import type { Dialect } from '../dialect.js'
import { timeBytes } from './moments.js'
import { COLLATION, NO_LIMIT, TYPE } from './wire-id.js'

/** What comes before a value. */
export type Framing = 'byte' | 'short' | 'chunks' | 'pointer' | 'variant'

export interface Layout {
  readonly type: WireType
  readonly id: number
  readonly framing: Framing
  /** The maximum in TYPE_INFO; for a type of fixed size, that size. */
  readonly bytes: number
  /** Moments for who has no type for them. */
  readonly asText: boolean
}

const LONG_BYTES_MAX = 0x7fff_ffff
const VARIANT_BYTES_MAX = 8009
export const SHORT_BYTES_MAX = 8000

export function layoutOf(type: WireType, dialect: Dialect): Layout {
  switch (type.kind) {
    case 'bit':
      return plain(type, TYPE.bitN, 1)
    case 'tinyint':
      return plain(type, TYPE.intN, 1)
    case 'smallint':
      return plain(type, TYPE.intN, 2)
    case 'int':
      return plain(type, TYPE.intN, 4)
    case 'bigint':
      return plain(type, TYPE.intN, 8)
    case 'real':
      return plain(type, TYPE.floatN, 4)
    case 'float':
      return plain(type, TYPE.floatN, 8)
    case 'smallmoney':
      return plain(type, TYPE.moneyN, 4)
    case 'money':
      return plain(type, TYPE.moneyN, 8)
    case 'smalldatetime':
      return plain(type, TYPE.datetimeN, 4)
    case 'datetime':
      return plain(type, TYPE.datetimeN, 8)
    case 'uniqueidentifier':
      return plain(type, TYPE.guid, 16)
    case 'decimal':
      return plain(type, TYPE.decimalN, decimalBytes(type.precision))
    case 'numeric':
      return plain(type, TYPE.numericN, decimalBytes(type.precision))
    case 'date':
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      return momentLayout(type, type.kind, dialect)
    case 'sql_variant':
      return { type, id: TYPE.variant, framing: 'variant', bytes: VARIANT_BYTES_MAX, asText: false }
    default:
      return longLayout(type, dialect)
  }
}

function plain(type: WireType, id: number, bytes: number): Layout {
  return { type, id, framing: 'byte', bytes, asText: false }
}

/** Sign and digits. */
export function decimalBytes(precision: number): number {
  if (precision <= 9) return 5
  if (precision <= 19) return 9
  return precision <= 28 ? 13 : 17
}

const MOMENTS = {
  date: { id: TYPE.date, bytes: 3, characters: 10 },
  time: { id: TYPE.time, bytes: 0, characters: 16 },
  datetime2: { id: TYPE.datetime2, bytes: 3, characters: 27 },
  datetimeoffset: { id: TYPE.datetimeoffset, bytes: 5, characters: 34 },
}

function momentLayout(type: WireType, kind: keyof typeof MOMENTS, dialect: Dialect): Layout {
  const { id, bytes, characters } = MOMENTS[kind]
  if (!dialect.hasDates)
    return { type, id: TYPE.nvarchar, framing: 'short', bytes: characters * 2, asText: true }
  const time = 'scale' in type ? timeBytes(type.scale) : 0
  return plain(type, id, bytes + time)
}

function longLayout(type: WireType, dialect: Dialect): Layout {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return sized(type, { id: TYPE[type.kind], old: TYPE.text, unit: 1 }, dialect)
    case 'nchar':
    case 'nvarchar':
      return sized(type, { id: TYPE[type.kind], old: TYPE.ntext, unit: 2 }, dialect)
    case 'binary':
    case 'varbinary':
      return sized(type, { id: TYPE[type.kind], old: TYPE.image, unit: 1 }, dialect)
    case 'xml':
      return dialect.isWide
        ? { type, id: TYPE.xml, framing: 'chunks', bytes: 0, asText: false }
        : pointed(type, TYPE.ntext)
    case 'text':
    case 'ntext':
    case 'image':
      return pointed(type, TYPE[type.kind])
    default:
      throw new InvariantError(`there is no layout for ${type.kind}`)
  }
}

function sized(
  type: Extract<WireType, { length: number | 'max' }>,
  { id, old, unit }: { id: number; old: number; unit: number },
  dialect: Dialect,
): Layout {
  if (type.length !== 'max') {
    const bytes = Math.min(Math.max(type.length, 1) * unit, SHORT_BYTES_MAX)
    return { type, id, framing: 'short', bytes, asText: false }
  }
  if (!dialect.isWide) return pointed(type, old)
  return { type, id, framing: 'chunks', bytes: NO_LIMIT, asText: false }
}

function pointed(type: WireType, id: number): Layout {
  return { type, id, framing: 'pointer', bytes: LONG_BYTES_MAX, asText: false }
}

const TEXT_IDS: ReadonlySet<number> = new Set([
  TYPE.char,
  TYPE.varchar,
  TYPE.nchar,
  TYPE.nvarchar,
  TYPE.text,
  TYPE.ntext,
])

export function writeTypeInfo(writer: ByteWriter, { id, framing, bytes, type }: Layout): void {
  writer.u8(id)
  if (id === TYPE.xml)
    writer.u8(0) // No schema.
  else if (framing === 'pointer' || framing === 'variant') writer.u32(bytes)
  else if (framing === 'short' || framing === 'chunks') writer.u16(bytes)
  else if (id === TYPE.time || id === TYPE.datetime2 || id === TYPE.datetimeoffset)
    writer.u8('scale' in type ? type.scale : 0)
  else if (id !== TYPE.date) writer.u8(bytes)
  if (type.kind === 'decimal' || type.kind === 'numeric') {
    writer.u8(type.precision)
    writer.u8(type.scale)
  }
  if (TEXT_IDS.has(id)) writer.raw(COLLATION)
}
