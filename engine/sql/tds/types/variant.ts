// sql_variant: the base type (u8), a count of property bytes (u8), the properties, then the value with
// no length of its own.

import { assert } from '../../../base/assert.js'
import type { VariantValue, WireType, WireValue } from '../../tsql/port.js'
import { type ByteReader, decodeUcs2, wireFault } from '../byte-reader.js'
import type { ByteWriter } from '../byte-writer.js'
import { decodeCodePage } from './code-page.js'
import type { Layout } from './layout.js'
import { readScalar } from './scalars.js'
import { COLLATION, COLLATION_BYTES, TYPE } from './wire-id.js'

/** Kinds that a variant names by the type without NULL. */
const FIXED: Readonly<Record<string, { readonly id: number; readonly bytes: number }>> = {
  bit: { id: TYPE.bit, bytes: 1 },
  tinyint: { id: TYPE.int1, bytes: 1 },
  smallint: { id: TYPE.int2, bytes: 2 },
  int: { id: TYPE.int4, bytes: 4 },
  bigint: { id: TYPE.int8, bytes: 8 },
  real: { id: TYPE.float4, bytes: 4 },
  float: { id: TYPE.float8, bytes: 8 },
  smallmoney: { id: TYPE.smallMoney, bytes: 4 },
  money: { id: TYPE.money, bytes: 8 },
  smalldatetime: { id: TYPE.smallDatetime, bytes: 4 },
  datetime: { id: TYPE.datetime, bytes: 8 },
}

const FIXED_KINDS: ReadonlyMap<number, WireType> = new Map(
  Object.entries(FIXED).map(([kind, { id }]) => [id, { kind } as WireType]),
)

export function isVariant(value: WireValue): value is VariantValue {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** `writeData` writes the value that the layout is of. */
export function writeVariant(
  writer: ByteWriter,
  layout: Layout,
  writeData: (writer: ByteWriter) => void,
): void {
  const { type, bytes } = layout
  writer.u8(FIXED[type.kind]?.id ?? layout.id)
  if (type.kind === 'decimal' || type.kind === 'numeric') {
    writer.u8(2)
    writer.u8(type.precision)
    writer.u8(type.scale)
  } else if ('scale' in type) {
    writer.u8(1)
    writer.u8(type.scale)
  } else if (layout.framing === 'short') {
    const isText = type.kind !== 'binary' && type.kind !== 'varbinary'
    writer.u8(isText ? COLLATION_BYTES + 2 : 2)
    if (isText) writer.raw(COLLATION)
    writer.u16(bytes)
  } else {
    assert(layout.framing === 'byte', `a sql_variant cannot hold ${type.kind}`)
    writer.u8(0)
  }
  writeData(writer)
}

export function readVariant(reader: ByteReader, length: number): VariantValue {
  const end = reader.at + length
  const id = reader.u8()
  const properties = reader.u8()
  const value = readHeld(reader, { id, properties, end })
  if (reader.at !== end) wireFault('a sql_variant is longer than its value')
  return value
}

interface Held {
  readonly id: number
  readonly properties: number
  readonly end: number
}

function readHeld(reader: ByteReader, { id, properties, end }: Held): VariantValue {
  const start = reader.at
  const fixed = FIXED_KINDS.get(id)
  const type = fixed ?? readHeldType(reader, id)
  reader.seek(start + properties)
  const bytes = end - reader.at
  if (bytes < 0) wireFault('a sql_variant ends before its value')
  return { type, value: heldValue(reader, type, bytes) }
}

function readHeldType(reader: ByteReader, id: number): WireType {
  switch (id) {
    case TYPE.guid:
      return { kind: 'uniqueidentifier' }
    case TYPE.date:
      return { kind: 'date' }
    case TYPE.time:
      return { kind: 'time', scale: readScale(reader) }
    case TYPE.datetime2:
      return { kind: 'datetime2', scale: readScale(reader) }
    case TYPE.datetimeoffset:
      return { kind: 'datetimeoffset', scale: readScale(reader) }
    case TYPE.decimalN:
      return { kind: 'decimal', ...readPrecision(reader) }
    case TYPE.numericN:
      return { kind: 'numeric', ...readPrecision(reader) }
    default:
      return readHeldLong(reader, id)
  }
}

function readHeldLong(reader: ByteReader, id: number): WireType {
  if (id === TYPE.varbinary || id === TYPE.binary)
    return { kind: id === TYPE.binary ? 'binary' : 'varbinary', length: reader.u16() }
  reader.skip(COLLATION_BYTES)
  const bytes = reader.u16()
  switch (id) {
    case TYPE.varchar:
      return { kind: 'varchar', length: bytes }
    case TYPE.char:
      return { kind: 'char', length: bytes }
    case TYPE.nvarchar:
      return { kind: 'nvarchar', length: bytes >>> 1 }
    case TYPE.nchar:
      return { kind: 'nchar', length: bytes >>> 1 }
    default:
      return wireFault('a sql_variant of an unknown type')
  }
}

export function readScale(reader: ByteReader): number {
  const scale = reader.u8()
  return scale <= 7 ? scale : wireFault('a time with too many digits')
}

export function readPrecision(reader: ByteReader): { precision: number; scale: number } {
  const precision = reader.u8()
  const scale = reader.u8()
  if (precision < 1 || precision > 38 || scale > precision) wireFault('a decimal of no precision')
  return { precision, scale }
}

const DECIMAL_BYTES_MAX = 17

/** The server sends 5, 9, 13 or 17; FreeTDS sends as many as the digits take. */
export function checkDecimalBytes(bytes: number): void {
  if (bytes < 2 || bytes > DECIMAL_BYTES_MAX) wireFault('a decimal of no size')
}

function heldValue(reader: ByteReader, type: WireType, bytes: number): VariantValue['value'] {
  switch (type.kind) {
    case 'varchar':
    case 'char':
      return decodeCodePage(reader.take(bytes))
    case 'nvarchar':
    case 'nchar':
      return decodeUcs2(reader.take(bytes))
    case 'varbinary':
    case 'binary':
      return reader.take(bytes).slice()
    default: {
      if (type.kind === 'decimal' || type.kind === 'numeric') checkDecimalBytes(bytes)
      const value = readScalar(reader, type, bytes)
      return isVariant(value) ? wireFault('a sql_variant in a sql_variant') : value
    }
  }
}
