// TYPE_INFO of what a client sends, and the values behind it: parameters of calls and rows of a bulk
// load. Clients use more spellings of a type than the server does.

import type { WireType, WireValue } from '../../tsql/port.js'
import { type ByteReader, decodeUcs2, wireFault } from '../byte-reader.js'
import { decodeCodePage, decodeUtf8 } from './code-page.js'
import { readScalar } from './scalars.js'
import { checkDecimalBytes, readPrecision, readScale, readVariant } from './variant.js'
import {
  COLLATION_BYTES,
  COLLATION_UTF8,
  LENGTH_NULL,
  LENGTH_UNKNOWN,
  NO_LIMIT,
  SHORT_NULL,
  TYPE,
} from './wire-id.js'

/** A type whose bytes nobody here can read; where its value ends is unknown. */
export interface UnknownType {
  readonly unknown: number
}

export interface Received {
  readonly type: WireType
  readonly framing: 'none' | 'byte' | 'short' | 'long' | 'chunks' | 'variant' | 'null'
  /** The size of a value of a fixed size; the most otherwise. */
  readonly bytes: number
  readonly isUtf8: boolean
}

const FIXED: ReadonlyMap<number, { readonly type: WireType; readonly bytes: number }> = new Map([
  [TYPE.bit, { type: { kind: 'bit' }, bytes: 1 }],
  [TYPE.int1, { type: { kind: 'tinyint' }, bytes: 1 }],
  [TYPE.int2, { type: { kind: 'smallint' }, bytes: 2 }],
  [TYPE.int4, { type: { kind: 'int' }, bytes: 4 }],
  [TYPE.int8, { type: { kind: 'bigint' }, bytes: 8 }],
  [TYPE.float4, { type: { kind: 'real' }, bytes: 4 }],
  [TYPE.float8, { type: { kind: 'float' }, bytes: 8 }],
  [TYPE.smallMoney, { type: { kind: 'smallmoney' }, bytes: 4 }],
  [TYPE.money, { type: { kind: 'money' }, bytes: 8 }],
  [TYPE.smallDatetime, { type: { kind: 'smalldatetime' }, bytes: 4 }],
  [TYPE.datetime, { type: { kind: 'datetime' }, bytes: 8 }],
])

/** Types that come in several sizes, and what each size is. */
const BY_SIZE: ReadonlyMap<number, Readonly<Record<number, WireType['kind']>>> = new Map([
  [TYPE.intN, { 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' }],
  [TYPE.bitN, { 1: 'bit' }],
  [TYPE.floatN, { 4: 'real', 8: 'float' }],
  [TYPE.moneyN, { 4: 'smallmoney', 8: 'money' }],
  [TYPE.datetimeN, { 4: 'smalldatetime', 8: 'datetime' }],
  [TYPE.guid, { 16: 'uniqueidentifier' }],
])

export function readTypeInfo(reader: ByteReader): Received | UnknownType {
  const id = reader.u8()
  const fixed = FIXED.get(id)
  if (fixed !== undefined) return { ...fixed, framing: 'none', isUtf8: false }
  const sizes = BY_SIZE.get(id)
  if (sizes !== undefined) return readSized(reader, sizes)
  switch (id) {
    case TYPE.null:
      return { type: { kind: 'int' }, framing: 'null', bytes: 0, isUtf8: false }
    case TYPE.decimalN:
    case TYPE.oldDecimal:
      return readDecimalType(reader, 'decimal')
    case TYPE.numericN:
    case TYPE.oldNumeric:
      return readDecimalType(reader, 'numeric')
    case TYPE.date:
      return scalar({ kind: 'date' })
    case TYPE.time:
      return scalar({ kind: 'time', scale: readScale(reader) })
    case TYPE.datetime2:
      return scalar({ kind: 'datetime2', scale: readScale(reader) })
    case TYPE.datetimeoffset:
      return scalar({ kind: 'datetimeoffset', scale: readScale(reader) })
    default:
      return readLongType(reader, id)
  }
}

function scalar(type: WireType): Received {
  return { type, framing: 'byte', bytes: 0, isUtf8: false }
}

function readSized(
  reader: ByteReader,
  sizes: Readonly<Record<number, WireType['kind']>>,
): Received {
  const bytes = reader.u8()
  const kind = sizes[bytes] ?? wireFault('a type of an impossible size')
  return { type: { kind } as WireType, framing: 'byte', bytes, isUtf8: false }
}

function readDecimalType(reader: ByteReader, kind: 'decimal' | 'numeric'): Received {
  const bytes = reader.u8()
  const type: WireType = { kind, ...readPrecision(reader) }
  return { type, framing: 'byte', bytes, isUtf8: false }
}

function readLongType(reader: ByteReader, id: number): Received | UnknownType {
  switch (id) {
    case TYPE.varchar:
    case TYPE.char:
      return readText(reader, { kind: id === TYPE.char ? 'char' : 'varchar', unit: 1 })
    case TYPE.nvarchar:
    case TYPE.nchar:
      return readText(reader, { kind: id === TYPE.nchar ? 'nchar' : 'nvarchar', unit: 2 })
    case TYPE.varbinary:
    case TYPE.binary:
      return long(
        { kind: id === TYPE.binary ? 'binary' : 'varbinary', unit: 1 },
        reader.u16(),
        false,
      )
    case TYPE.oldVarchar:
    case TYPE.oldChar:
      return short({ kind: id === TYPE.oldChar ? 'char' : 'varchar', length: sizeOf(reader.u8()) })
    case TYPE.oldVarbinary:
    case TYPE.oldBinary:
      return short({
        kind: id === TYPE.oldBinary ? 'binary' : 'varbinary',
        length: sizeOf(reader.u8()),
      })
    case TYPE.text:
    case TYPE.ntext: {
      const bytes = reader.u32()
      const isUtf8 = readCollation(reader)
      return { type: { kind: id === TYPE.text ? 'text' : 'ntext' }, framing: 'long', bytes, isUtf8 }
    }
    case TYPE.image:
      return { type: { kind: 'image' }, framing: 'long', bytes: reader.u32(), isUtf8: false }
    case TYPE.variant:
      return {
        type: { kind: 'sql_variant' },
        framing: 'variant',
        bytes: reader.u32(),
        isUtf8: false,
      }
    case TYPE.xml:
      return readXmlType(reader)
    default:
      return { unknown: id }
  }
}

function readText(
  reader: ByteReader,
  kind: { kind: 'char' | 'varchar' | 'nchar' | 'nvarchar'; unit: number },
): Received {
  const bytes = reader.u16()
  return long(kind, bytes, readCollation(reader))
}

function long(
  {
    kind,
    unit,
  }: { kind: 'char' | 'varchar' | 'nchar' | 'nvarchar' | 'binary' | 'varbinary'; unit: number },
  bytes: number,
  isUtf8: boolean,
): Received {
  if (bytes === NO_LIMIT) return { type: { kind, length: 'max' }, framing: 'chunks', bytes, isUtf8 }
  return { type: { kind, length: sizeOf(bytes / unit) }, framing: 'short', bytes, isUtf8 }
}

function short(type: WireType): Received {
  return { type, framing: 'byte', bytes: 255, isUtf8: false }
}

/** A type for NULL or for nothing may be sent with no room; the server has none of that size. */
function sizeOf(characters: number): number {
  return Math.max(1, Math.ceil(characters))
}

function readCollation(reader: ByteReader): boolean {
  const flags = reader.u32()
  reader.skip(COLLATION_BYTES - 4)
  return (flags & COLLATION_UTF8) !== 0
}

function readXmlType(reader: ByteReader): Received {
  if (reader.u8() !== 0) {
    reader.shortText()
    reader.shortText()
    reader.ucs2(reader.u16())
  }
  return { type: { kind: 'xml' }, framing: 'chunks', bytes: 0, isUtf8: false }
}

export function readValue(reader: ByteReader, received: Received): WireValue {
  const { type, bytes } = received
  switch (received.framing) {
    case 'null':
      return null
    case 'none':
      return readScalar(reader, type, bytes)
    case 'byte': {
      const length = reader.u8()
      return length === 0 ? null : readCounted(reader, received, length)
    }
    case 'short': {
      const length = reader.u16()
      return length === SHORT_NULL ? null : readBytes(received, reader.take(length))
    }
    case 'long': {
      const length = reader.i32()
      return length === -1 ? null : readBytes(received, reader.take(length))
    }
    case 'chunks': {
      const whole = readChunks(reader)
      return whole === undefined ? null : readBytes(received, whole)
    }
    case 'variant': {
      const length = reader.u32()
      return length === 0 ? null : readVariant(reader, length)
    }
  }
}

/** In a row of a bulk load an old long value comes with a text pointer before it. */
export function readRowValue(reader: ByteReader, received: Received): WireValue {
  if (received.framing !== 'long') return readValue(reader, received)
  const pointer = reader.u8()
  if (pointer === 0) return null
  reader.skip(pointer + 8)
  return readValue(reader, received)
}

function isLong({ kind }: WireType): boolean {
  return kind === 'varchar' || kind === 'char' || kind === 'varbinary' || kind === 'binary'
}

function readCounted(reader: ByteReader, received: Received, length: number): WireValue {
  const { type, bytes } = received
  if (isLong(type)) return readBytes(received, reader.take(length))
  const end = reader.at + length
  if (bytes !== 0 && !isDecimal(type) && length !== bytes) wireFault('a value of another size')
  if (isDecimal(type)) checkDecimalBytes(length)
  const value = readScalar(reader, type, length)
  return reader.at === end ? value : wireFault('a value of another size')
}

function isDecimal({ kind }: WireType): boolean {
  return kind === 'decimal' || kind === 'numeric'
}

/** The value must outlive the message it came in. */
function readBytes({ type, isUtf8 }: Received, bytes: Uint8Array): WireValue {
  switch (type.kind) {
    case 'nchar':
    case 'nvarchar':
    case 'ntext':
      return bytes.length % 2 === 0 ? decodeUcs2(bytes) : wireFault('half a character')
    case 'xml':
      return decodeXml(bytes)
    case 'char':
    case 'varchar':
    case 'text':
      return isUtf8 ? decodeUtf8(bytes) : decodeCodePage(bytes)
    default:
      return bytes.slice()
  }
}

/** UCS-2, which may begin with a mark of byte order. */
function decodeXml(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xff && bytes[1] === 0xfe
  return decodeUcs2(hasMark ? bytes.subarray(2) : bytes)
}

/** Total u64 (or unknown, or NULL), then (length u32, bytes) until a length of zero. */
function readChunks(reader: ByteReader): Uint8Array | undefined {
  const total = reader.u64()
  if (total === LENGTH_NULL) return undefined
  const parts: Uint8Array[] = []
  let length = 0
  for (let size = reader.u32(); size !== 0; size = reader.u32()) {
    parts.push(reader.take(size))
    length += size
  }
  if (total !== LENGTH_UNKNOWN && total !== BigInt(length)) wireFault('chunks of another length')
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
