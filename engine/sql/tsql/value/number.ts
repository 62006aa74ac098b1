// Numbers: rounding, ranges, and numbers in texts.

import type { WireType } from '../port.js'
import { fail } from './failure.js'
import { PRECISION_MAX } from './type.js'

const POWERS = Array.from({ length: 2 * PRECISION_MAX + 2 }, (_each, power) => 10n ** BigInt(power))

export function powerOfTen(power: number): bigint {
  return POWERS[power] ?? 10n ** BigInt(power)
}

/** The same number with another count of digits behind the point; halves are rounded away from zero. */
export function rescale(value: bigint, from: number, to: number): bigint {
  if (to >= from) return value * powerOfTen(to - from)
  return divideRounded(value, powerOfTen(from - to))
}

export function divideRounded(value: bigint, by: bigint): bigint {
  const half = by / 2n
  return value < 0n ? -((-value + half) / by) : (value + half) / by
}

export function fitsPrecision(value: bigint, precision: number): boolean {
  return (value < 0n ? -value : value) < powerOfTen(precision)
}

export interface Range {
  readonly least: bigint
  readonly most: bigint
}

const RANGES: Readonly<Record<string, Range>> = {
  bit: { least: 0n, most: 1n },
  tinyint: { least: 0n, most: 255n },
  smallint: { least: -32_768n, most: 32_767n },
  int: { least: -(2n ** 31n), most: 2n ** 31n - 1n },
  bigint: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
  smallmoney: { least: -(2n ** 31n), most: 2n ** 31n - 1n },
  money: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
}

export function isInRange(value: bigint, kind: string): boolean {
  const range = RANGES[kind]
  return range === undefined || (value >= range.least && value <= range.most)
}

/** 8115 for what an operation gave. */
export function overflow(type: WireType): never {
  return fail(8115, `Arithmetic overflow error converting expression to data type ${type.kind}.`, {
    state: 2,
  })
}

export interface ParsedDecimal {
  readonly value: bigint
  readonly scale: number
}

/** `-12.50`; undefined for what is no number. */
export function parseDecimal(text: string): ParsedDecimal | undefined {
  const match = /^\s*([+-]?)\s*(\d*)(?:\.(\d*))?\s*$/.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return undefined
  const value = BigInt(whole + fraction)
  return { value: sign === '-' ? -value : value, scale: fraction.length }
}

export function parseMoney(text: string): bigint | undefined {
  const match = /^\s*([+-]?)\s*[$£€¥]?\s*([+-]?)([\d,]*)(?:\.(\d*))?\s*$/.exec(text)
  if (match === null) return undefined
  const [, before, after, whole = '', fraction = ''] = match
  const value = BigInt(whole.replaceAll(',', '') + fraction || '0')
  const scaled = rescale(value, fraction.length, 4)
  return before === '-' || after === '-' ? -scaled : scaled
}

export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return 0
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(trimmed)) return undefined
  return Number(trimmed.replace(/[dD]/, 'e'))
}

/** The decimal next to a float; 38 digits at most. */
export function decimalOfFloat(value: number, scale: number): bigint {
  const [mantissa = '0', power = '0'] = value.toExponential(16).split('e')
  const parsed = parseDecimal(mantissa) ?? { value: 0n, scale: 0 }
  const shift = Number(power) - parsed.scale + scale
  if (shift > 2 * PRECISION_MAX) return powerOfTen(PRECISION_MAX) * (value < 0 ? -1n : 1n)
  if (shift >= 0) return parsed.value * powerOfTen(shift)
  return shift < -60 ? 0n : divideRounded(parsed.value, powerOfTen(-shift))
}

export function floatOfDecimal(value: bigint, scale: number): number {
  return Number(`${value}e-${scale}`)
}
