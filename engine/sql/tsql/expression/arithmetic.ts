// + - * / % & | ^ ~ with the result types of SQL Server.

import type { Binary, Unary } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import { converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { isInRange, overflow } from '../value/number.js'
import {
  addLengths,
  commonType,
  exactOf,
  familyOf,
  INT,
  isMoney,
  isNational,
  isOldDate,
  lengthOf,
  nameOf,
} from '../value/type.js'
import type { Compiled } from './context.js'
import { checked, type Done, decimal, divideByZero, exact } from './exact-arithmetic.js'

type Operator = Binary['operator']

const WORDS: Readonly<Record<Operator, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '&': "'&'",
  '|': "'|'",
  '^': "'^'",
}

export function compileUnary({ operator }: Unary, operand: Compiled): Compiled {
  const { type, nullable, evaluate } = operand
  if (operator === '+') return operand
  if (familyOf(type) !== 'number' && operand.isUntyped !== true)
    return fail(
      8117,
      `Operand data type ${nameOf(type)} is invalid for ${operator === '-' ? 'minus' : "'~'"} operator.`,
    )
  if (operator === '~') {
    if (type.kind === 'bit') return { type, nullable, evaluate: (frame) => flip(evaluate(frame)) }
    return { type, nullable, evaluate: (frame) => complement(evaluate(frame)) }
  }
  const widened: WireType =
    type.kind === 'tinyint' || type.kind === 'bit' ? { kind: 'smallint' } : type
  return {
    ...(operand.digits === undefined ? {} : { digits: operand.digits }),
    type: widened,
    nullable,
    evaluate: (frame) => {
      const value = evaluate(frame)
      if (value === null) return null
      return typeof value === 'bigint'
        ? checked(-value, widened)
        : checkedNumber(-(value as number), widened)
    },
  }
}

function flip(value: WireValue): WireValue {
  return value === null ? null : value === 0 ? 1 : 0
}

function complement(value: WireValue): WireValue {
  if (value === null) return null
  return typeof value === 'bigint' ? ~value : ~(value as number)
}

export function compileBinary(operator: Operator, left: Compiled, right: Compiled): Compiled {
  const nullable = left.nullable || right.nullable
  if (left.isUntyped === true && right.isUntyped === true)
    return { type: INT, nullable: true, evaluate: () => null }
  const [x, y] = [typed(left, right), typed(right, left)]
  const [a, b] = [asNumber(x, y), asNumber(y, x)]
  const [first, second] = [familyOf(a.type), familyOf(b.type)]
  if (operator === '+' && first === second && (first === 'text' || first === 'binary'))
    return { nullable, ...concatenation(a, b) }
  if ((operator === '+' || operator === '-') && (first === 'date' || second === 'date'))
    return { nullable, ...dateSum(operator, a, b) }
  if (first !== 'number' && second !== 'number' && !(first === 'binary' && second === 'binary'))
    return incompatible(operator, a.type, b.type)
  const common = commonType(a.type, b.type)
  if (common === undefined || familyOf(common) !== 'number')
    return incompatible(operator, a.type, b.type)
  if (operator === '&' || operator === '|' || operator === '^')
    return { nullable, ...bitwise(operator, a, b, common) }
  const done = arithmetic(operator, a, b, common)
  return { nullable, ...done }
}

function incompatible(operator: Operator, left: WireType, right: WireType): never {
  const date = [left, right].find((each) => familyOf(each) === 'date')
  if (date !== undefined && operator !== '+' && operator !== '-')
    return fail(
      8117,
      `Operand data type ${nameOf(date)} is invalid for ${WORDS[operator]} operator.`,
    )
  if (date !== undefined && familyOf(left) !== familyOf(right))
    return fail(206, `Operand type clash: ${nameOf(left)} is incompatible with ${nameOf(right)}`, {
      state: 2,
    })
  if (familyOf(left) === familyOf(right))
    return fail(
      8117,
      `Operand data type ${nameOf(left)} is invalid for ${WORDS[operator]} operator.`,
    )
  return fail(
    402,
    `The data types ${nameOf(left)} and ${nameOf(right)} are incompatible in the ${WORDS[operator]} operator.`,
  )
}

/** A NULL as written takes the type of the other side. */
function typed(compiled: Compiled, other: Compiled): Compiled {
  return compiled.isUntyped === true ? { ...compiled, type: other.type } : compiled
}

/** A text beside a number becomes a number of that type. */
function asNumber(compiled: Compiled, other: Compiled): Compiled {
  if (familyOf(compiled.type) !== 'text' || familyOf(other.type) !== 'number') return compiled
  const change = converter(compiled.type, other.type)
  return {
    type: other.type,
    nullable: compiled.nullable,
    evaluate: (frame) => change(compiled.evaluate(frame)),
  }
}

function concatenation(left: Compiled, right: Compiled): Done {
  const isBinary = familyOf(left.type) === 'binary'
  const national = isNational(left.type) || isNational(right.type)
  const length = addLengths(lengthOf(left.type), lengthOf(right.type), national ? 4_000 : 8_000)
  const kind = isBinary ? 'varbinary' : national ? 'nvarchar' : 'varchar'
  const isFixed = /^n?char$/.test(left.type.kind) && left.type.kind === right.type.kind
  const type: WireType = { kind: isFixed ? (left.type.kind as 'char' | 'nchar') : kind, length }
  const [a, b] = [left.evaluate, right.evaluate]
  return {
    type,
    evaluate: (frame) => {
      const [x, y] = [a(frame), b(frame)]
      if (x === null || y === null) return null
      return isBinary
        ? joinBytes(x as Uint8Array, y as Uint8Array)
        : joinText(x as string, y as string, length)
    },
  }
}

/** A text longer than 16 million characters is more than a session may hold. */
const TEXT_MAX = 2 ** 24

function joinText(left: string, right: string, length: number | 'max'): string {
  const text = left + right
  if (text.length > TEXT_MAX)
    return fail(
      701,
      "There is insufficient system memory in resource pool 'default' to run this query.",
      { severity: 17 },
    )
  return length !== 'max' && text.length > length ? text.slice(0, length) : text
}

function joinBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(left.length + right.length)
  bytes.set(left)
  bytes.set(right, left.length)
  return bytes
}

const DAYS_TO_1900 = 693_595n * 864_000_000_000n

/** datetime takes days; the newer types take nothing. */
function dateSum(operator: '+' | '-', left: Compiled, right: Compiled): Done {
  const date = familyOf(left.type) === 'date' ? left : right
  const isMet = isOldDate(date.type) && isOldLike(left.type) && isOldLike(right.type)
  if (!isMet) return incompatible(operator, left.type, right.type)
  const type: WireType =
    left.type.kind === 'smalldatetime' || right.type.kind === 'smalldatetime'
      ? { kind: 'smalldatetime' }
      : { kind: 'datetime' }
  const [a, b] = [converter(left.type, type), converter(right.type, type)]
  return {
    type,
    evaluate: (frame) => {
      const [x, y] = [a(left.evaluate(frame)), b(right.evaluate(frame))]
      if (x === null || y === null) return null
      const days = (y as bigint) - DAYS_TO_1900
      const result = operator === '+' ? (x as bigint) + days : (x as bigint) - days
      return converter({ kind: 'datetime2', scale: 7 }, type)(result)
    },
  }
}

function isOldLike(type: WireType): boolean {
  const family = familyOf(type)
  return isOldDate(type) || family === 'number' || family === 'text'
}

function bitwise(
  operator: '&' | '|' | '^',
  left: Compiled,
  right: Compiled,
  common: WireType,
): Done {
  const isWhole = exactOf(common)?.scale === 0 && 'precision' in common === false
  if (!isWhole) return incompatible(operator, left.type, right.type)
  const [a, b] = [converter(left.type, common), converter(right.type, common)]
  return {
    type: common,
    evaluate: (frame) => {
      const [x, y] = [a(left.evaluate(frame)), b(right.evaluate(frame))]
      if (x === null || y === null) return null
      const [m, n] = [BigInt(x as number | bigint), BigInt(y as number | bigint)]
      const result = operator === '&' ? m & n : operator === '|' ? m | n : m ^ n
      return common.kind === 'bigint' ? result : Number(result)
    },
  }
}

function arithmetic(
  operator: '+' | '-' | '*' | '/' | '%',
  left: Compiled,
  right: Compiled,
  common: WireType,
): Done {
  if (common.kind === 'bit') return arithmetic(operator, left, right, { kind: 'tinyint' })
  if (common.kind === 'real' || common.kind === 'float')
    return floating(operator, left, right, common)
  if (isMoney(common)) return exact(operator, left, right, common, { precision: 19, scale: 4 })
  if (common.kind === 'decimal' || common.kind === 'numeric') return decimal(operator, left, right)
  return whole(operator, left, right, common)
}

function floating(
  operator: '+' | '-' | '*' | '/' | '%',
  left: Compiled,
  right: Compiled,
  type: WireType,
): Done {
  if (operator === '%') return incompatible(operator, left.type, right.type)
  const [a, b] = [converter(left.type, type), converter(right.type, type)]
  return {
    type,
    evaluate: (frame) => {
      const [x, y] = [a(left.evaluate(frame)), b(right.evaluate(frame))]
      if (x === null || y === null) return null
      const [m, n] = [x as number, y as number]
      if (operator === '/' && n === 0) return divideByZero()
      const result =
        operator === '+' ? m + n : operator === '-' ? m - n : operator === '*' ? m * n : m / n
      const kept = type.kind === 'real' ? Math.fround(result) : result
      return Number.isFinite(kept) ? kept : overflow(type)
    },
  }
}

/** Up to int the numbers of JavaScript are exact. */
function whole(
  operator: '+' | '-' | '*' | '/' | '%',
  left: Compiled,
  right: Compiled,
  type: WireType,
): Done {
  const [a, b] = [converter(left.type, type), converter(right.type, type)]
  if (type.kind === 'bigint')
    return {
      type,
      evaluate: (frame) => {
        const [x, y] = [a(left.evaluate(frame)), b(right.evaluate(frame))]
        return x === null || y === null
          ? null
          : checked(compute(operator, x as bigint, y as bigint), type)
      },
    }
  return {
    type,
    evaluate: (frame) => {
      const [x, y] = [a(left.evaluate(frame)), b(right.evaluate(frame))]
      if (x === null || y === null) return null
      return checkedNumber(computeNumber(operator, x as number, y as number), type)
    },
  }
}

function computeNumber(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    default: {
      if (right === 0) return divideByZero()
      const result = operator === '/' ? Math.trunc(left / right) : left % right
      return result === 0 ? 0 : result
    }
  }
}

function compute(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    default:
      if (right === 0n) return divideByZero()
      return operator === '/' ? left / right : left % right
  }
}

function checkedNumber(value: number, type: WireType): number {
  if (type.kind === 'int') return (value | 0) === value ? value : overflow(type)
  if (type.kind === 'real' || type.kind === 'float') return value
  return isInRange(BigInt(value), type.kind) ? value : overflow(type)
}
