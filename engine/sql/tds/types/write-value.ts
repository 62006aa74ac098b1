// A value of a row, of an output parameter, or inside a sql_variant.

import { assert } from '../../../base/assert.js'
import type { WireType, WireValue } from '../../tsql/port.js'
import { ByteWriter } from '../byte-writer.js'
import { V74 } from '../dialect.js'
import { encodeCodePage } from './code-page.js'
import { type Layout, layoutOf, SHORT_BYTES_MAX } from './layout.js'
import { formatDate, formatOffset, formatTime, splitMoment } from './moments.js'
import { isOffset, writeBigint, writeGuid, writeNumber, writeOffset } from './scalars.js'
import { isVariant, writeVariant } from './variant.js'
import { LENGTH_NULL, SHORT_NULL } from './wire-id.js'

const UNITS_PER_MINUTE = 600_000_000n
/** Old long values carry a pointer and a time that nobody reads. */
const POINTER_BYTES = 16
const POINTER_TIME_BYTES = 8

export function writeValue(writer: ByteWriter, layout: Layout, value: WireValue) {
  if (value === null) return writeNull(writer, layout)
  if (layout.asText) return writeMomentText(writer, layout.type, value)
  switch (layout.framing) {
    case 'byte':
      writer.u8(layout.bytes)
      return writeScalar(writer, layout, value)
    case 'short':
      return writeShort(writer, layout.type, value)
    case 'chunks':
      return writeChunks(writer, longBytes(layout.type, value))
    case 'pointer':
      writer.u8(POINTER_BYTES)
      writer.zeros(POINTER_BYTES + POINTER_TIME_BYTES)
      return writeLong(writer, longBytes(layout.type, value))
    case 'variant':
      return writeHeld(writer, value)
  }
}

export function writeNull(writer: ByteWriter, { framing }: Layout) {
  switch (framing) {
    case 'byte':
    case 'pointer':
      return writer.u8(0)
    case 'short':
      return writer.u16(SHORT_NULL)
    case 'chunks':
      return writer.u64(LENGTH_NULL)
    case 'variant':
      return writer.u32(0)
  }
}

export function writeScalar(
  writer: ByteWriter,
  layout: Pick<Layout, 'type' | 'bytes'>,
  value: WireValue,
): void {
  if (typeof value === 'number') writeNumber(writer, layout.type, value)
  else if (typeof value === 'bigint') writeBigint(writer, layout, value)
  else if (typeof value === 'string') writeGuid(writer, value)
  else if (isOffset(value) && layout.type.kind === 'datetimeoffset')
    writeOffset(writer, layout.type.scale, value)
  else assert(false, `no value of ${layout.type.kind}`)
}

/** Text goes straight to its place; this is where most bytes of a result are written. */
function writeShort(writer: ByteWriter, type: WireType, value: WireValue): void {
  if (typeof value === 'string' && (type.kind === 'nvarchar' || type.kind === 'nchar')) {
    assert(value.length * 2 < SHORT_NULL, 'the text is too long for its type')
    writer.u16(value.length * 2)
    writer.ucs2(value)
    return
  }
  const bytes = longBytes(type, value)
  assert(bytes.length < SHORT_NULL, 'the value is too long for its type')
  writer.u16(bytes.length)
  writer.raw(bytes)
}

function writeChunks(writer: ByteWriter, bytes: Uint8Array): void {
  writer.u64(BigInt(bytes.length))
  if (bytes.length > 0) writeLong(writer, bytes)
  writer.u32(0)
}

function writeLong(writer: ByteWriter, bytes: Uint8Array): void {
  writer.u32(bytes.length)
  writer.raw(bytes)
}

function longBytes(type: WireType, value: WireValue): Uint8Array {
  if (value instanceof Uint8Array) return value
  assert(typeof value === 'string', `no value of ${type.kind}`)
  return type.kind === 'varchar' || type.kind === 'char' || type.kind === 'text'
    ? encodeCodePage(value)
    : ucs2Bytes(value)
}

function ucs2Bytes(text: string): Uint8Array {
  const writer = new ByteWriter()
  writer.ucs2(text)
  return writer.copy()
}

function writeHeld(writer: ByteWriter, value: WireValue) {
  assert(isVariant(value), 'a sql_variant says what it holds')
  if (value.value === null) return writer.u32(0)
  const body = new ByteWriter()
  const layout = layoutOf(heldType(value.type), V74)
  writeVariant(body, layout, (target) => {
    if (layout.framing === 'short') target.raw(longBytes(layout.type, value.value))
    else writeScalar(target, layout, value.value)
  })
  writer.u32(body.length)
  writer.raw(body.copy())
}

/** A sql_variant holds no type without a limit; what fits has the limit of the longest short one. */
function heldType(type: WireType): WireType {
  if (!('length' in type) || type.length !== 'max') return type
  const unit = type.kind === 'nvarchar' || type.kind === 'nchar' ? 2 : 1
  return { kind: type.kind, length: SHORT_BYTES_MAX / unit }
}

function writeMomentText(writer: ByteWriter, type: WireType, value: WireValue): void {
  const text = momentText(type, value)
  writer.u16(text.length * 2)
  writer.ucs2(text)
}

function momentText(type: WireType, value: WireValue): string {
  if (isOffset(value)) {
    const local = value.utc + BigInt(value.offsetMinutes) * UNITS_PER_MINUTE
    return `${dateTimeText(type, local)} ${formatOffset(value.offsetMinutes)}`
  }
  assert(typeof value === 'bigint', `no value of ${type.kind}`)
  const { day, rest } = splitMoment(value)
  if (type.kind === 'date') return formatDate(day)
  return type.kind === 'time' ? formatTime(rest, type.scale) : dateTimeText(type, value)
}

function dateTimeText(type: WireType, moment: bigint): string {
  const { day, rest } = splitMoment(moment)
  return `${formatDate(day)} ${formatTime(rest, 'scale' in type ? type.scale : 7)}`
}
