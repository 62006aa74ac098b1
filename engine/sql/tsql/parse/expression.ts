// Operators by how strongly they bind. Values and conditions are read by the same functions, since
// a parenthesis does not tell which of them it opens; each place then says which one it takes.

import { readCondition, readPredicate } from './condition.js'
import type { Cursor } from './cursor.js'
import { refuseText } from './parse-failure.js'
import { readPrimary } from './primary.js'
import type { At, Binary, Condition, Expression } from './tree.js'

/** From weak to strong. */
export const BINDING = { or: 1, and: 2, not: 3, compare: 4, add: 5, multiply: 6, unary: 7 } as const

const ARITHMETIC: ReadonlyMap<string, number> = new Map([
  ...[...'+-&|^'].map((sign) => [sign, BINDING.add] as const),
  ...[...'*/%'].map((sign) => [sign, BINDING.multiply] as const),
])

export type Operand = Expression | Condition

const CONDITIONS: ReadonlySet<string> = new Set<Condition['kind']>([
  'and',
  'or',
  'not',
  'comparison',
  'quantified',
  'is-null',
  'between',
  'in',
  'in-query',
  'like',
  'exists',
  'full-text',
])

export function isCondition(operand: Operand): operand is Condition {
  return CONDITIONS.has(operand.kind)
}

/** A value; what follows it may be anything. */
export function readValue(c: Cursor): Expression {
  return asValue(c, readOperand(c, BINDING.add))
}

/** A value, or the word DEFAULT. */
export function readValueOrDefault(c: Cursor): Expression {
  const at = c.at()
  return c.take('DEFAULT') ? { kind: 'default', at } : readValue(c)
}

export function asValue(c: Cursor, operand: Operand): Expression {
  return isCondition(operand) ? c.fail() : operand
}

export function asCondition(c: Cursor, operand: Operand): Condition {
  if (isCondition(operand)) return operand
  if (c.token.error !== undefined) c.fail()
  const near = c.isEnd ? (c.last ?? c.token) : c.token
  return refuseText(
    4145,
    near.line,
    `An expression of non-boolean type specified in a context where a condition is expected, near '${near.text}'.`,
  )
}

/** As far as the operators bind at least as strongly as that. */
export function readOperand(c: Cursor, binding: number): Operand {
  c.enter()
  const outer = c.height
  c.height = 0
  let left = readFirst(c, binding)
  for (;;) {
    const further = readFurther(c, left, binding)
    if (further === undefined) break
    left = further
    c.rise()
  }
  c.rise()
  c.height = Math.max(outer, c.height)
  c.leave()
  return left
}

function readFirst(c: Cursor, binding: number): Operand {
  const at = c.at()
  const sign = c.token.word
  if (sign === 'NOT' && binding <= BINDING.not) {
    c.next()
    return { kind: 'not', at, operand: asCondition(c, readOperand(c, BINDING.not)) }
  }
  if (sign === '-' || sign === '+' || sign === '~') {
    c.next()
    const operand = asValue(c, readOperand(c, BINDING.unary))
    return { kind: 'unary', at, operator: sign, operand }
  }
  return readPrimary(c, binding <= BINDING.compare)
}

/** The operator behind an operand, and what belongs to it; nothing when it binds too weakly. */
function readFurther(c: Cursor, left: Operand, binding: number): Operand | undefined {
  const { word } = c.token
  if (word === '') return undefined
  const at = c.at()
  const strength = ARITHMETIC.get(word)
  if (strength !== undefined) return readArithmetic(c, { left, binding, strength, at })
  if (word === 'COLLATE' && !isCondition(left)) return readCollation(c, left)
  if (binding > BINDING.compare) return undefined
  if ((word === 'AND' && binding <= BINDING.and) || (word === 'OR' && binding <= BINDING.or))
    return readLogical(c, left, at)
  return isCondition(left) ? undefined : readPredicate(c, left)
}

interface Operation {
  readonly left: Operand
  readonly binding: number
  readonly strength: number
  readonly at: At
}

function readArithmetic(c: Cursor, operation: Operation): Binary | undefined {
  const { left, binding, strength, at } = operation
  if (strength < binding) return undefined
  if (isCondition(left)) return c.fail()
  const operator = c.next().word as Binary['operator']
  const right = asValue(c, readOperand(c, strength + 1))
  return { kind: 'binary', at, operator, left, right }
}

function readLogical(c: Cursor, operand: Operand, at: At): Condition {
  const left = asCondition(c, operand)
  const kind = c.next().word === 'AND' ? 'and' : 'or'
  const right = asCondition(c, readOperand(c, kind === 'and' ? BINDING.not : BINDING.and))
  return { kind, at, left, right }
}

function readCollation(c: Cursor, operand: Expression): Expression {
  const at = c.at(c.next())
  return { kind: 'collate', at, operand, collation: c.next().text }
}

export { readCondition }
