// Values of a fixed size, without the length before them, both ways.

import { assert } from '../../../base/assert.js'
import type { DateTimeOffset, WireType, WireValue } from '../../tsql/port.js'
import { type ByteReader, wireFault } from '../byte-reader.js'
import type { ByteWriter } from '../byte-writer.js'
import { guidTextBytes, readGuidText } from './guid-bytes.js'
import {
  fromDatetime,
  fromSmallDatetime,
  isWithinDay,
  joinMoment,
  scaleUnit,
  splitMoment,
  timeBytes,
  toDatetime,
  toSmallDatetime,
  UNITS_PER_DAY,
} from './moments.js'

const UNITS_PER_MINUTE = 600_000_000n
const OFFSET_MINUTES_MAX = 14 * 60
const DAY_MAX = 3_652_058
const DATETIME_DAYS_MIN = -53_690
const DATETIME_DAYS_MAX = 2_958_463
const TICKS_PER_DAY = 25_920_000
const MINUTES_PER_DAY = 1440

export function isOffset(value: WireValue): value is DateTimeOffset {
  return typeof value === 'object' && value !== null && 'utc' in value
}

export function writeNumber(writer: ByteWriter, type: WireType, value: number) {
  switch (type.kind) {
    case 'bit':
    case 'tinyint':
      return writer.u8(value)
    case 'smallint':
      return writer.i16(value)
    case 'int':
      return writer.i32(value)
    case 'real':
      return writer.f32(value)
    case 'float':
      return writer.f64(value)
    default:
      return assert(false, `a ${type.kind} is no number`)
  }
}

/** `bytes` is the size that TYPE_INFO gave, which a decimal needs. */
export function writeBigint(
  writer: ByteWriter,
  { type, bytes }: { type: WireType; bytes: number },
  value: bigint,
) {
  switch (type.kind) {
    case 'bigint':
      return writer.i64(value)
    case 'smallmoney':
      return writer.i32(Number(value))
    case 'money':
      return writeMoney(writer, value)
    case 'decimal':
    case 'numeric':
      return writeDecimal(writer, value, bytes)
    case 'smalldatetime': {
      const { days, minutes } = toSmallDatetime(value)
      writer.u16(days)
      return writer.u16(minutes)
    }
    case 'datetime': {
      const { days, ticks } = toDatetime(value)
      writer.i32(days)
      return writer.u32(ticks)
    }
    case 'date':
      return writer.u24(splitMoment(value).day)
    case 'time':
      return writeTime(writer, splitMoment(value).rest, type.scale)
    case 'datetime2':
      return writeDayAndTime(writer, value, type.scale)
    default:
      return assert(false, `a ${type.kind} is no bigint`)
  }
}

export function writeOffset(writer: ByteWriter, scale: number, value: DateTimeOffset): void {
  writeDayAndTime(writer, value.utc, scale)
  writer.i16(value.offsetMinutes)
}

export function writeGuid(writer: ByteWriter, value: string): void {
  writer.raw(guidTextBytes(value))
}

/** The upper half comes first. */
function writeMoney(writer: ByteWriter, value: bigint): void {
  const bits = BigInt.asUintN(64, value)
  writer.u32(Number(bits >> 32n))
  writer.u32(Number(bits & 0xffff_ffffn))
}

function writeDecimal(writer: ByteWriter, value: bigint, bytes: number): void {
  const isNegative = value < 0n
  writer.u8(isNegative ? 0 : 1)
  let rest = isNegative ? -value : value
  for (let at = 1; at < bytes; at += 4) {
    writer.u32(Number(rest & 0xffff_ffffn))
    rest >>= 32n
  }
  assert(rest === 0n, 'the decimal is longer than its precision')
}

function writeDayAndTime(writer: ByteWriter, moment: bigint, scale: number): void {
  const { day, rest } = splitMoment(moment)
  writeTime(writer, rest, scale)
  writer.u24(day)
}

function writeTime(writer: ByteWriter, rest: number, scale: number): void {
  const units = Math.floor(rest / scaleUnit(scale))
  const bytes = timeBytes(scale)
  if (bytes === 3) writer.u24(units)
  else if (bytes === 4) writer.u32(units)
  else writer.u40(units)
}

export function readScalar(reader: ByteReader, type: WireType, bytes: number): WireValue {
  switch (type.kind) {
    case 'bit':
      return reader.u8() === 0 ? 0 : 1
    case 'tinyint':
      return reader.u8()
    case 'smallint':
      return reader.i16()
    case 'int':
      return reader.i32()
    case 'bigint':
      return reader.i64()
    case 'real':
      return finite(reader.f32())
    case 'float':
      return finite(reader.f64())
    case 'smallmoney':
      return BigInt(reader.i32())
    case 'money':
      return (BigInt(reader.i32()) << 32n) | BigInt(reader.u32())
    case 'decimal':
    case 'numeric':
      return readDecimal(reader, type.precision, bytes)
    case 'uniqueidentifier':
      return readGuidText(reader.take(16))
    default:
      return readMoment(reader, type)
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : wireFault('a number that is none')
}

function readDecimal(reader: ByteReader, precision: number, bytes: number): bigint {
  const isPositive = reader.u8() !== 0
  let value = 0n
  for (const [index, byte] of reader.take(bytes - 1).entries())
    value |= BigInt(byte) << BigInt(8 * index)
  if (value >= 10n ** BigInt(precision)) wireFault('a decimal beyond its precision')
  return isPositive ? value : -value
}

function readMoment(reader: ByteReader, type: WireType): WireValue {
  switch (type.kind) {
    case 'smalldatetime': {
      const days = reader.u16()
      return fromSmallDatetime(days, below(reader.u16(), MINUTES_PER_DAY))
    }
    case 'datetime': {
      const days = reader.i32()
      if (days < DATETIME_DAYS_MIN || days > DATETIME_DAYS_MAX) wireFault('a day out of range')
      return fromDatetime(days, below(reader.u32(), TICKS_PER_DAY))
    }
    case 'date':
      return joinMoment({ day: below(reader.u24(), DAY_MAX + 1), rest: 0 })
    case 'time':
      return BigInt(readTime(reader, type.scale))
    case 'datetime2':
      return readDayAndTime(reader, type.scale)
    case 'datetimeoffset':
      return readOffset(reader, type.scale)
    default:
      return wireFault(`a ${type.kind} has no fixed size`)
  }
}

function readOffset(reader: ByteReader, scale: number): WireValue {
  const utc = readDayAndTime(reader, scale)
  const offsetMinutes = reader.i16()
  if (Math.abs(offsetMinutes) > OFFSET_MINUTES_MAX) wireFault('a time zone out of range')
  const local = utc + BigInt(offsetMinutes) * UNITS_PER_MINUTE
  if (local < 0n || local >= BigInt(DAY_MAX + 1) * UNITS_PER_DAY) wireFault('a day out of range')
  return { utc, offsetMinutes }
}

function readDayAndTime(reader: ByteReader, scale: number): bigint {
  const rest = readTime(reader, scale)
  return joinMoment({ day: below(reader.u24(), DAY_MAX + 1), rest })
}

function readTime(reader: ByteReader, scale: number): number {
  const bytes = timeBytes(scale)
  const units = bytes === 3 ? reader.u24() : bytes === 4 ? reader.u32() : reader.u40()
  const rest = units * scaleUnit(scale)
  return isWithinDay(rest) ? rest : wireFault('a time beyond the day')
}

function below(value: number, limit: number): number {
  return value < limit ? value : wireFault('a date or time out of range')
}
