// Decimals and money: exact, with as many digits as SQL Server gives the result of an operation.

import type { WireType } from '../port.js'
import { converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { fitsPrecision, isInRange, overflow, rescale } from '../value/number.js'
import { BIGINT, exactOf, PRECISION_MAX, rankOf } from '../value/type.js'
import type { Compiled, Evaluate } from './context.js'

export type Done = Pick<Compiled, 'type' | 'evaluate'>

export function decimal(
  operator: '+' | '-' | '*' | '/' | '%',
  left: Compiled,
  right: Compiled,
): Done {
  const [a, b] = [sizeOf(left), sizeOf(right)]
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale)
  const scale = Math.max(a.scale, b.scale)
  switch (operator) {
    case '+':
    case '-':
      return exact(operator, left, right, limited(whole + scale + 1, scale, false))
    case '*':
      return exact(
        operator,
        left,
        right,
        limited(a.precision + b.precision + 1, a.scale + b.scale, true),
      )
    case '/': {
      const digits = Math.max(6, a.scale + b.precision + 1)
      return exact(
        operator,
        left,
        right,
        limited(a.precision - a.scale + b.scale + digits, digits, true),
      )
    }
    default: {
      const least = Math.min(a.precision - a.scale, b.precision - b.scale) + scale
      return exact(operator, left, right, limited(least, scale, false))
    }
  }
}

function sizeOf({ type, digits }: Compiled): { precision: number; scale: number } {
  if (digits !== undefined) return { precision: digits, scale: 0 }
  return exactOf(type) ?? { precision: PRECISION_MAX, scale: 0 }
}

/** A result of more than 38 digits gives up digits behind the point; products keep six of them. */
function limited(
  precision: number,
  scale: number,
  isProduct: boolean,
): WireType & { precision: number; scale: number } {
  if (precision <= PRECISION_MAX) return { kind: 'numeric', precision, scale }
  const room = PRECISION_MAX - (precision - scale)
  const kept = isProduct
    ? Math.max(Math.min(scale, 6), Math.min(scale, room))
    : Math.max(0, Math.min(scale, room))
  return { kind: 'numeric', precision: PRECISION_MAX, scale: kept }
}

export function exact(
  operator: '+' | '-' | '*' | '/' | '%',
  left: Compiled,
  right: Compiled,
  type: WireType,
  size: { precision: number; scale: number } = type as WireType & {
    precision: number
    scale: number
  },
): Done {
  const [a, b] = [scaled(left), scaled(right)]
  const same = Math.max(a.scale, b.scale)
  return {
    type,
    evaluate: (frame) => {
      const [x, y] = [a.evaluate(frame), b.evaluate(frame)]
      if (x === null || y === null) return null
      const [m, n] = [x as bigint, y as bigint]
      return checked(
        exactly(operator, { m, a: a.scale }, { n, b: b.scale }, { same, scale: size.scale }),
        type,
      )
    },
  }
}

function exactly(
  operator: string,
  { m, a }: { m: bigint; a: number },
  { n, b }: { n: bigint; b: number },
  { same, scale }: { same: number; scale: number },
): bigint {
  if (operator === '*') return rescale(m * n, a + b, scale)
  if (operator === '/') {
    if (n === 0n) return divideByZero()
    // Cut off, not rounded.
    return (m * 10n ** BigInt(scale + b)) / (n * 10n ** BigInt(a))
  }
  const [x, y] = [rescale(m, a, same), rescale(n, b, same)]
  if (operator === '%') return y === 0n ? divideByZero() : rescale(x % y, same, scale)
  return rescale(operator === '+' ? x + y : x - y, same, scale)
}

/** A number as a bigint with its scale. */
function scaled(compiled: Compiled): { evaluate: Evaluate; scale: number } {
  const exactSize = exactOf(compiled.type)
  if (exactSize === undefined) {
    const to: WireType = { kind: 'numeric', precision: PRECISION_MAX, scale: 6 }
    const change = converter(compiled.type, to)
    return { evaluate: (frame) => change(compiled.evaluate(frame)), scale: 6 }
  }
  if (rankOf(compiled.type) > rankOf(BIGINT))
    return { evaluate: compiled.evaluate, scale: exactSize.scale }
  return {
    evaluate: (frame) => {
      const value = compiled.evaluate(frame)
      return value === null ? null : BigInt(value as number | bigint)
    },
    scale: exactSize.scale,
  }
}

export function divideByZero(): never {
  return fail(8134, 'Divide by zero error encountered.')
}

export function checked(value: bigint, type: WireType): bigint {
  if ('precision' in type) return fitsPrecision(value, type.precision) ? value : overflow(type)
  return isInRange(value, type.kind) ? value : overflow(type)
}
