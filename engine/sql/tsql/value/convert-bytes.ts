// Conversions to bytes and to GUIDs.

import type { WireType, WireValue } from '../port.js'
import { fail } from './failure.js'
import { formatValue } from './format.js'
import { familyOf, nameOf } from './type.js'

type Plain = Exclude<WireValue, null>

const GUID = /^\{?([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?/

export function toGuid(value: Plain, from: WireType): WireValue {
  if (value instanceof Uint8Array) return guidOf(value)
  const match = GUID.exec(String(value).trim())
  if (match?.[1] !== undefined) return match[1].toUpperCase()
  if (familyOf(from) !== 'text') return clash(from, { kind: 'uniqueidentifier' })
  return fail(
    8169,
    'Conversion failed when converting from a character string to uniqueidentifier.',
    { state: 2 },
  )
}

const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

function guidOf(bytes: Uint8Array): string {
  const text = GUID_ORDER.map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

function bytesOfGuid(guid: string): Uint8Array {
  const digits = guid.replaceAll('-', '')
  return Uint8Array.from(GUID_ORDER, (from) =>
    Number.parseInt(digits.slice(2 * from, 2 * from + 2), 16),
  )
}

const WIDTH: Readonly<Record<string, number>> = {
  bit: 1,
  tinyint: 1,
  smallint: 2,
  int: 4,
  bigint: 8,
  money: 8,
  smallmoney: 4,
}

export function toBytes(value: Plain, from: WireType, to: WireType, style: number): WireValue {
  const bytes = bytesOf(value, from, style)
  const length = 'length' in to ? to.length : 'max'
  if (length === 'max') return bytes
  const isNumber = WIDTH[from.kind] !== undefined
  const cut =
    bytes.length <= length ? bytes : isNumber ? bytes.slice(-length) : bytes.slice(0, length)
  if (to.kind !== 'binary' || cut.length === length) return cut
  const padded = new Uint8Array(length)
  padded.set(cut, isNumber ? length - cut.length : 0)
  return padded
}

function bytesOf(value: Plain, from: WireType, style: number): Uint8Array {
  if (value instanceof Uint8Array) return value
  const width = WIDTH[from.kind]
  if (width !== undefined) {
    const whole = BigInt.asUintN(8 * width, BigInt(value as number | bigint))
    return Uint8Array.from({ length: width }, (_each, at) =>
      Number((whole >> BigInt(8 * (width - 1 - at))) & 255n),
    )
  }
  if (from.kind === 'uniqueidentifier') return bytesOfGuid(String(value))
  const text = familyOf(from) === 'text' ? String(value) : formatValue(value, from)
  if (style === 1 || style === 2) return bytesOfHex(text, style)
  if (from.kind === 'nchar' || from.kind === 'nvarchar' || from.kind === 'ntext')
    return Uint8Array.from(
      { length: 2 * text.length },
      (_each, at) => (text.charCodeAt(at >> 1) >> (at % 2 === 0 ? 0 : 8)) & 255,
    )
  return Uint8Array.from(text, (each) => each.charCodeAt(0) & 255)
}

function bytesOfHex(text: string, style: number): Uint8Array {
  const digits = style === 1 ? text.replace(/^0[xX]/, '') : text
  if (digits.length % 2 !== 0 || /[^0-9a-fA-F]/.test(digits) || (style === 1 && digits === text))
    return fail(8114, 'Error converting data type varchar to varbinary.', { state: 5 })
  return Uint8Array.from({ length: digits.length / 2 }, (_each, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  )
}

export function bytesToWhole(bytes: Uint8Array): bigint {
  let value = 0n
  for (const each of bytes.subarray(-8)) value = (value << 8n) | BigInt(each)
  return value
}

export function clash(from: WireType, to: WireType): never {
  return fail(206, `Operand type clash: ${nameOf(from)} is incompatible with ${nameOf(to)}`, {
    state: 2,
  })
}
