// The tokens of a response, one function each. A token may straddle packets; here they only follow
// one another.

import type { Message, ResultColumn, ReturnedParameter, WireValue } from '../tsql/port.js'
import type { ByteWriter } from './byte-writer.js'
import type { Dialect } from './dialect.js'
import { MESSAGE_TEXT_MAX } from './limits.js'
import type { ServerVersion } from './service.js'
import { type Layout, layoutOf, writeTypeInfo } from './types/layout.js'
import { COLLATION } from './types/wire-id.js'
import { writeNull, writeValue } from './types/write-value.js'

export const TOKEN = {
  returnStatus: 0x79,
  columns: 0x81,
  error: 0xaa,
  info: 0xab,
  returnValue: 0xac,
  loginAck: 0xad,
  featureAck: 0xae,
  row: 0xd1,
  nullBitmapRow: 0xd2,
  environment: 0xe3,
  done: 0xfd,
  doneProcedure: 0xfe,
  doneInProcedure: 0xff,
} as const

export const DONE = {
  more: 0x0001,
  error: 0x0002,
  count: 0x0010,
  attention: 0x0020,
} as const

export interface DoneFields {
  readonly token: number
  readonly status: number
  readonly command: number
  readonly count: number
}

/** Wide counts from 7.2 on. */
export function writeDone(writer: ByteWriter, dialect: Dialect, fields: DoneFields): void {
  writer.u8(fields.token)
  writer.u16(fields.status)
  writer.u16(fields.command)
  if (dialect.isWide) writer.u64(BigInt(fields.count))
  else writer.u32(Math.min(fields.count, 0xffff_ffff))
}

/** Environment changes that carry text. */
export const ENVIRONMENT_TEXT = { database: 1, language: 2, packetBytes: 4 } as const

export function writeTextChange(
  writer: ByteWriter,
  type: number,
  { to, from }: { to: string; from: string },
): void {
  writer.u8(TOKEN.environment)
  const start = writer.beginCounted()
  writer.u8(type)
  writer.shortText(to)
  writer.shortText(from)
  writer.endCounted(start)
}

export const ENVIRONMENT_BYTES = {
  collation: 7,
  begin: 8,
  commit: 9,
  rollback: 10,
  enlist: 11,
  defect: 12,
  reset: 18,
} as const

const NOTHING = new Uint8Array(0)

export function writeBytesChange(
  writer: ByteWriter,
  type: number,
  { to = NOTHING, from = NOTHING }: { to?: Uint8Array; from?: Uint8Array },
): void {
  writer.u8(TOKEN.environment)
  const start = writer.beginCounted()
  writer.u8(type)
  writer.u8(to.length)
  writer.raw(to)
  writer.u8(from.length)
  writer.raw(from)
  writer.endCounted(start)
}

export function writeCollationChange(writer: ByteWriter): void {
  writeBytesChange(writer, ENVIRONMENT_BYTES.collation, { to: COLLATION })
}

export const ERROR_SEVERITY_MIN = 11

export function writeMessage(
  writer: ByteWriter,
  dialect: Dialect,
  { message, server }: { message: Message; server: string },
): void {
  writer.u8(message.severity < ERROR_SEVERITY_MIN ? TOKEN.info : TOKEN.error)
  const start = writer.beginCounted()
  writer.i32(message.number)
  writer.u8(message.state)
  writer.u8(message.severity)
  writer.text(message.text.slice(0, MESSAGE_TEXT_MAX))
  writer.shortText(server)
  writer.shortText(message.procedure)
  if (dialect.isWide) writer.u32(message.line)
  else writer.u16(Math.min(message.line, 0xffff))
  writer.endCounted(start)
}

export function writeLoginAck(
  writer: ByteWriter,
  dialect: Dialect,
  { product, version }: { product: string; version: ServerVersion },
): void {
  writer.u8(TOKEN.loginAck)
  const start = writer.beginCounted()
  writer.u8(1) // T-SQL.
  writer.u32be(dialect.acknowledged)
  writer.shortText(product)
  writer.u8(version.major)
  writer.u8(version.minor)
  writer.u16be(version.build)
  writer.endCounted(start)
}

const FEATURE_UTF8 = 0x0a
const FEATURES_END = 0xff

/** Of what the client would like, only that text may come as UTF-8; nothing when it did not ask. */
export function writeFeatureAck(writer: ByteWriter, features: readonly number[]): void {
  if (!features.includes(FEATURE_UTF8)) return
  writer.u8(TOKEN.featureAck)
  writer.u8(FEATURE_UTF8)
  writer.u32(1)
  writer.u8(1)
  writer.u8(FEATURES_END)
}

const COLUMN = { nullable: 0x01, updateUnknown: 0x08, identity: 0x10, computed: 0x20 } as const

export function writeColumns(
  writer: ByteWriter,
  dialect: Dialect,
  columns: readonly ResultColumn[],
): Layout[] {
  const layouts = columns.map(({ type }) => layoutOf(type, dialect))
  writer.u8(TOKEN.columns)
  writer.u16(columns.length)
  for (const [index, column] of columns.entries()) {
    const layout = layouts[index] as Layout
    writeColumnStart(writer, dialect, columnFlags(column))
    writeTypeInfo(writer, layout)
    if (layout.framing === 'pointer') writeNoTable(writer, dialect)
    writer.shortText(column.name)
  }
  return layouts
}

function columnFlags({ nullable, identity, computed }: ResultColumn): number {
  const change = identity === true || computed === true ? 0 : COLUMN.updateUnknown
  return (
    change |
    (nullable ? COLUMN.nullable : 0) |
    (identity === true ? COLUMN.identity : 0) |
    (computed === true ? COLUMN.computed : 0)
  )
}

/** User type, which is none, and flags. */
function writeColumnStart(writer: ByteWriter, dialect: Dialect, flags: number): void {
  if (dialect.isWide) writer.u32(0)
  else writer.u16(0)
  writer.u16(flags)
}

/** Old long types name the table they come from. */
function writeNoTable(writer: ByteWriter, dialect: Dialect): void {
  if (dialect.isWide) {
    writer.u8(1)
    writer.u16(0)
  } else {
    writer.u16(0)
  }
}

export function writeRow(
  writer: ByteWriter,
  layouts: readonly Layout[],
  values: readonly WireValue[],
): void {
  writer.u8(TOKEN.row)
  for (let index = 0; index < layouts.length; index++)
    writeValue(writer, layouts[index] as Layout, values[index] as WireValue)
}

/** A bit for each column that is NULL, the lowest bit first, then the others. */
export function writeNullBitmapRow(
  writer: ByteWriter,
  layouts: readonly Layout[],
  values: readonly WireValue[],
): void {
  writer.u8(TOKEN.nullBitmapRow)
  const start = writer.length
  writer.zeros(Math.ceil(layouts.length / 8))
  for (let index = 0; index < layouts.length; index++) {
    const value = values[index] as WireValue
    if (value === null) writer.setBit(start + (index >>> 3), index & 7)
    else writeValue(writer, layouts[index] as Layout, value)
  }
}

export function writeReturnStatus(writer: ByteWriter, value: number): void {
  writer.u8(TOKEN.returnStatus)
  writer.i32(value)
}

const RETURN_OUTPUT = 0x01

export function writeReturnValue(
  writer: ByteWriter,
  dialect: Dialect,
  { ordinal, name, type, value }: ReturnedParameter,
): void {
  writer.u8(TOKEN.returnValue)
  writer.u16(ordinal)
  writer.shortText(name)
  writer.u8(RETURN_OUTPUT)
  writeColumnStart(writer, dialect, COLUMN.nullable)
  const layout = layoutOf(shortened(type, dialect), dialect)
  writeTypeInfo(writer, layout)
  if (value === null) writeNull(writer, layout)
  else writeValue(writer, layout, layout.framing === 'short' ? cut(value, layout.bytes) : value)
}

const SHORT_TEXT_MAX = 4000
const SHORT_BYTES_MAX = 8000

function cut(value: WireValue, bytes: number): WireValue {
  if (typeof value === 'string') return value.length > bytes ? value.slice(0, bytes) : value
  return value instanceof Uint8Array && value.length > bytes ? value.subarray(0, bytes) : value
}

/** Old long types cannot be returned: what is longer than the longest short one is cut. */
function shortened(type: ReturnedParameter['type'], dialect: Dialect): ReturnedParameter['type'] {
  const limit = (most: number) => (dialect.isWide ? 'max' : most)
  switch (type.kind) {
    case 'ntext':
      return { kind: 'nvarchar', length: limit(SHORT_TEXT_MAX) }
    case 'text':
      return { kind: 'varchar', length: limit(SHORT_BYTES_MAX) }
    case 'image':
      return { kind: 'varbinary', length: limit(SHORT_BYTES_MAX) }
    default:
      return 'length' in type && type.length === 'max' && !dialect.isWide
        ? { kind: type.kind, length: type.kind === 'nvarchar' ? SHORT_TEXT_MAX : SHORT_BYTES_MAX }
        : type
  }
}
