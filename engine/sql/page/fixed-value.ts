// Values of types whose length is always the same, as they lie in the fixed part of a row.

import {
  getI64,
  getU16,
  getU32,
  getU64,
  getUtf16,
  setI64,
  setU16,
  setU32,
  setU64,
  setUtf16,
} from './bytes.js'
import {
  fixedBytes,
  magnitude,
  packOffset,
  type SqlType,
  type SqlValue,
  timeBytes,
  unpackOffset,
} from './column.js'

const DAY = 864_000_000_000n
const MINUTE = 600_000_000n
/** From the year 1 to 1900. */
const DAYS_TO_1900 = 693_595n
const DATETIME_DAY = 86_400 * 300

export function putFixed(bytes: Uint8Array, at: number, type: SqlType, value: SqlValue): void {
  switch (type.kind) {
    case 'bit':
    case 'tinyint':
      bytes[at] = value as number
      return
    case 'smallint':
      setU16(bytes, at, value as number)
      return
    case 'int':
      setU32(bytes, at, value as number)
      return
    case 'smallmoney':
      setU32(bytes, at, Number(value))
      return
    case 'real':
      viewOf(bytes).setFloat32(at, value as number, true)
      return
    case 'float':
      viewOf(bytes).setFloat64(at, value as number, true)
      return
    case 'datetime':
      putDateTime(bytes, at, value as number)
      return
    case 'decimal':
      putDecimal(bytes, at, value as bigint)
      return
    case 'uniqueidentifier':
      putGuid(bytes, at, value as string)
      return
    case 'char':
      putText(bytes, at, (value as string).padEnd(type.length))
      return
    case 'nchar':
      setUtf16(bytes, at, (value as string).padEnd(type.length))
      return
    case 'binary':
      bytes.set(value as Uint8Array, at)
      return
    case 'bigint':
    case 'money':
      setI64(bytes, at, value as bigint)
      return
    default:
      putMoment(bytes, at, type, value as bigint)
      return
  }
}

export function getFixed(bytes: Uint8Array, at: number, type: SqlType): SqlValue {
  switch (type.kind) {
    case 'bit':
    case 'tinyint':
      return bytes[at] as number
    case 'smallint':
      return (getU16(bytes, at) << 16) >> 16
    case 'int':
      return getU32(bytes, at) | 0
    case 'smallmoney':
      return BigInt(getU32(bytes, at) | 0)
    case 'real':
      return viewOf(bytes).getFloat32(at, true)
    case 'float':
      return viewOf(bytes).getFloat64(at, true)
    case 'datetime':
      return getDateTime(bytes, at)
    case 'decimal':
      return getDecimal(bytes, at)
    case 'uniqueidentifier':
      return getGuid(bytes, at)
    case 'char':
      return textOf(bytes.subarray(at, at + type.length))
    case 'nchar':
      return getUtf16(bytes, at, 2 * type.length)
    case 'binary':
      return bytes.slice(at, at + type.length)
    case 'bigint':
    case 'money':
      return getI64(bytes, at)
    default:
      return getMoment(bytes, at, type)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** From 1900 on it is one count; before that the high half is a count of days below it. */
function putDateTime(bytes: Uint8Array, at: number, value: number): void {
  if (value >= 0) {
    setU64(bytes, at, value)
    return
  }
  const days = Math.floor(value / DATETIME_DAY)
  setU32(bytes, at, value - days * DATETIME_DAY)
  setU32(bytes, at + 4, days)
}

function getDateTime(bytes: Uint8Array, at: number): number {
  const high = getU32(bytes, at + 4) | 0
  return high < 0 ? high * DATETIME_DAY + getU32(bytes, at) : getU64(bytes, at)
}

/** A sign, then 16 bytes of magnitude. */
function putDecimal(bytes: Uint8Array, at: number, value: bigint): void {
  bytes[at] = value < 0n ? 0 : 1
  setI64(bytes, at + 1, magnitude(value))
  setI64(bytes, at + 9, magnitude(value) >> 64n)
}

function getDecimal(bytes: Uint8Array, at: number): bigint {
  const low = BigInt.asUintN(64, getI64(bytes, at + 1))
  const value = (getI64(bytes, at + 9) << 64n) | low
  return bytes[at] === 1 ? value : -value
}

function putText(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
}

/** Latin-1. Plain ASCII that is long is read many times faster by the decoder. */
export function textOf(units: Uint8Array): string {
  if (units.length >= LONG_TEXT) {
    const text = new TextDecoder().decode(units)
    // Anything else comes out shorter, or with this sign.
    if (text.length === units.length && !text.includes('\ufffd')) return text
  }
  // At most 8,060 arguments, since a row is no longer than that; spreading would be far slower.
  return String.fromCharCode.apply(null, units as unknown as number[])
}

const LONG_TEXT = 256

/** The order in which the bytes of a GUID lie: three numbers, then eight bytes. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

function putGuid(bytes: Uint8Array, at: number, guid: string): void {
  const digits = guid.replaceAll('-', '')
  for (const [index, from] of GUID_ORDER.entries())
    bytes[at + index] = Number.parseInt(digits.slice(2 * from, 2 * from + 2), 16)
}

function getGuid(bytes: Uint8Array, at: number): string {
  const digits = Array<string>(16).fill('')
  for (const [index, to] of GUID_ORDER.entries())
    digits[to] = (bytes[at + index] as number).toString(16).padStart(2, '0')
  const text = digits.join('').toUpperCase()
  return [
    text.slice(0, 8),
    text.slice(8, 12),
    text.slice(12, 16),
    text.slice(16, 20),
    text.slice(20),
  ].join('-')
}

/** Days are three bytes; the time of day is counted as finely as the scale says, before them. */
function putMoment(bytes: Uint8Array, at: number, type: SqlType, value: bigint): void {
  if (type.kind === 'date') {
    putNumber(bytes, at, 3, value / DAY)
    return
  }
  if (type.kind === 'smalldatetime') {
    putNumber(bytes, at, 2, (value % DAY) / MINUTE)
    putNumber(bytes, at + 2, 2, value / DAY - DAYS_TO_1900)
    return
  }
  const scale = 'scale' in type ? type.scale : 7
  const size = timeBytes(scale)
  const { utc, offsetMinutes } =
    type.kind === 'datetimeoffset' ? unpackOffset(value) : { utc: value, offsetMinutes: 0 }
  putNumber(bytes, at, size, (utc % DAY) / unitOf(scale))
  if (type.kind === 'time') return
  putNumber(bytes, at + size, 3, utc / DAY)
  if (type.kind === 'datetimeoffset') setU16(bytes, at + size + 3, offsetMinutes)
}

function getMoment(bytes: Uint8Array, at: number, type: SqlType): SqlValue {
  if (type.kind === 'date') return getNumber(bytes, at, 3) * DAY
  if (type.kind === 'smalldatetime')
    return (getNumber(bytes, at + 2, 2) + DAYS_TO_1900) * DAY + getNumber(bytes, at, 2) * MINUTE
  const scale = 'scale' in type ? type.scale : 7
  const size = timeBytes(scale)
  const time = getNumber(bytes, at, size) * unitOf(scale)
  if (type.kind === 'time') return time
  const utc = getNumber(bytes, at + size, 3) * DAY + time
  if (type.kind !== 'datetimeoffset') return utc
  return packOffset(utc, (getU16(bytes, at + (fixedBytes(type) ?? 0) - 2) << 16) >> 16)
}

function unitOf(scale: number): bigint {
  return 10n ** BigInt(7 - scale)
}

function putNumber(bytes: Uint8Array, at: number, size: number, value: bigint): void {
  let rest = Number(value)
  for (let index = 0; index < size; index++) {
    bytes[at + index] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

function getNumber(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0
  for (let index = size - 1; index >= 0; index--)
    value = value * 256 + (bytes[at + index] as number)
  return BigInt(value)
}
