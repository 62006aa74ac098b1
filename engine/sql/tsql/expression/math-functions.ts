// Functions of numbers.

import type { WireType, WireValue } from '../port.js'
import { convert, type Plain } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { divideRounded, isInRange, overflow, powerOfTen } from '../value/number.js'
import { exactOf, FLOAT, INT } from '../value/type.js'
import type { Compiled } from './context.js'
import { argument, type Builder, builder, fixed, requireNumber, scalar } from './scalar.js'

function ofFloat(work: (value: number) => number): Builder {
  return fixed(1, 1, [FLOAT], FLOAT, ([value]) => {
    const result = work(value as number)
    return Number.isFinite(result)
      ? result
      : fail(3623, 'An invalid floating point operation occurred.')
  })
}

export const MATH_FUNCTIONS: Readonly<Record<string, Builder>> = {
  abs: builder(1, 1, (args) =>
    sameType(args, 'abs', (value, type) => (isNegative(value) ? negate(value, type) : value)),
  ),
  sign: builder(1, 1, (args) =>
    sameType(args, 'sign', (value, type) => {
      const sign = Number(value) > 0 ? 1 : Number(value) < 0 ? -1 : 0
      return convert(sign, INT, type)
    }),
  ),
  ceiling: builder(1, 1, (args) => whole(args, 'ceiling', 1)),
  floor: builder(1, 1, (args) => whole(args, 'floor', -1)),
  round: builder(2, 3, round),
  sqrt: ofFloat(Math.sqrt),
  square: ofFloat((value) => value * value),
  exp: ofFloat(Math.exp),
  log10: ofFloat(Math.log10),
  sin: ofFloat(Math.sin),
  cos: ofFloat(Math.cos),
  tan: ofFloat(Math.tan),
  cot: ofFloat((value) => 1 / Math.tan(value)),
  asin: ofFloat(Math.asin),
  acos: ofFloat(Math.acos),
  atan: ofFloat(Math.atan),
  degrees: ofFloat((value) => (value * 180) / Math.PI),
  radians: ofFloat((value) => (value * Math.PI) / 180),
  atn2: fixed(2, 2, [FLOAT], FLOAT, ([y, x]) => Math.atan2(Number(y), Number(x))),
  log: fixed(1, 2, [FLOAT], FLOAT, ([value, base]) => {
    const result =
      base === undefined
        ? Math.log(Number(value))
        : Math.log(Number(value)) / Math.log(Number(base))
    return Number.isFinite(result)
      ? result
      : fail(3623, 'An invalid floating point operation occurred.')
  }),
  pi: fixed(0, 0, [], FLOAT, () => Math.PI),
  power: builder(2, 2, power),
  rand: builder(0, 1, (args, { context }) => {
    const { session } = context.services
    const value = session.host.instance.host.sim.random(`sql rand ${session.host.instance.name}`)
    return args.length === 0
      ? { type: FLOAT, nullable: false, evaluate: () => value.below(2 ** 31) / 2 ** 31 }
      : scalar(args, [INT], FLOAT, ([seed]) => seeded(Number(seed)))
  }),
}

function seeded(seed: number): number {
  let state = (seed ^ 0x9e37_79b9) >>> 0
  state = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35)
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32
}

/** A text as a number is a float; small whole numbers are ints. */
function numberType(compiled: Compiled): WireType {
  const { kind } = compiled.type
  if (kind === 'tinyint' || kind === 'smallint' || kind === 'bit') return INT
  return exactOf(compiled.type) === undefined ? FLOAT : compiled.type
}

function sameType(
  args: readonly Compiled[],
  name: string,
  work: (value: Plain, type: WireType) => WireValue,
): Compiled {
  const first = argument(args, 0)
  requireNumber(first, name)
  const type = numberType(first)
  return scalar(args, [type], type, ([value]) => work(value as Plain, type))
}

function isNegative(value: Plain): boolean {
  return typeof value === 'bigint' ? value < 0n : Number(value) < 0
}

function negate(value: Plain, type: WireType): WireValue {
  if (typeof value === 'number')
    return type.kind === 'int' && value === -(2 ** 31) ? overflow(type) : -value
  const result = -(value as bigint)
  return isInRange(result, type.kind) ? result : overflow(type)
}

function whole(args: readonly Compiled[], name: string, sign: 1 | -1): Compiled {
  const first = argument(args, 0)
  requireNumber(first, name)
  const from = numberType(first)
  const scale = exactOf(from)?.scale ?? 0
  const isDecimal = from.kind === 'decimal' || from.kind === 'numeric'
  const type: WireType = isDecimal ? { ...from, scale: 0 } : from
  return scalar(args, [from], type, ([value]) => {
    if (typeof value === 'number') return sign > 0 ? Math.ceil(value) : Math.floor(value)
    const unit = powerOfTen(scale)
    const cut = (value as bigint) / unit
    const rest = (value as bigint) % unit
    const rounded = sign > 0 && rest > 0n ? cut + 1n : sign < 0 && rest < 0n ? cut - 1n : cut
    return isDecimal ? rounded : rounded * unit
  })
}

/** ROUND keeps the type of its argument; a third argument cuts off. */
function round(args: readonly Compiled[]): Compiled {
  const first = argument(args, 0)
  requireNumber(first, 'round')
  const type = numberType(first)
  const scale = exactOf(type)?.scale ?? 0
  return scalar(args, [type, INT, INT], type, ([value, digits, cut]) => {
    const places = Number(digits)
    if (type.kind === 'float' || type.kind === 'real')
      return roundFloat(Number(value), places, Number(cut ?? 0) !== 0)
    const drop = scale - places
    if (drop <= 0) return value as Plain
    if (drop > 60) return convert(0, INT, type)
    const unit = powerOfTen(drop)
    const exact = BigInt(value as number | bigint)
    const rounded = (Number(cut ?? 0) === 0 ? divideRounded(exact, unit) : exact / unit) * unit
    if (!('precision' in type) && !isInRange(rounded, type.kind)) return overflow(type)
    return typeof value === 'number' ? Number(rounded) : rounded
  })
}

function roundFloat(value: number, places: number, isCut: boolean): number {
  const unit = 10 ** places
  const scaled = value * unit
  if (!Number.isFinite(scaled)) return value
  const size = Math.abs(scaled)
  return (Math.sign(scaled) * (isCut ? Math.floor(size) : Math.round(size))) / unit
}

function power(args: readonly Compiled[]): Compiled {
  const first = argument(args, 0)
  requireNumber(first, 'power')
  const type = numberType(first)
  const base = exactOf(type)
  const result: WireType =
    type.kind === 'numeric' || type.kind === 'decimal' ? { ...type, precision: 38 } : type
  return scalar(args, [type, FLOAT], result, ([value, by]) => {
    const number =
      typeof value === 'bigint' ? Number(value) / 10 ** (base?.scale ?? 0) : Number(value)
    const raised = number ** Number(by)
    if (!Number.isFinite(raised)) return fail(3623, 'An invalid floating point operation occurred.')
    if (result.kind === 'float') return raised
    return convert(base?.scale === 0 ? Math.trunc(raised) : raised, FLOAT, result)
  })
}
