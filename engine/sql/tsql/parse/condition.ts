import type { Cursor } from './cursor.js'
import { asCondition, asValue, BINDING, readOperand, readValue } from './expression.js'
import { readList } from './names.js'
import { isQueryStart, readQuery } from './query.js'
import type { ComparisonOperator, Condition, Expression } from './tree.js'

const COMPARISONS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['!>', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['!<', '>='],
])

export function readCondition(c: Cursor): Condition {
  return asCondition(c, readOperand(c, BINDING.or))
}

/** What a value is asked; nothing when no question follows it. */
export function readPredicate(c: Cursor, operand: Expression): Condition | undefined {
  const operator = COMPARISONS.get(c.token.word)
  if (operator !== undefined) return readComparison(c, operand, operator)
  const at = c.at()
  if (c.take('IS')) {
    const negated = c.take('NOT')
    c.expect('NULL')
    return { kind: 'is-null', at, negated, operand }
  }
  const negated = c.is('NOT')
  const { word } = c.ahead(negated ? 1 : 0)
  if (word !== 'IN' && word !== 'LIKE' && word !== 'BETWEEN') return undefined
  if (negated) c.next()
  c.next()
  if (word === 'LIKE') {
    const pattern = readSide(c)
    return { kind: 'like', at, negated, operand, pattern, escape: readEscape(c) }
  }
  if (word === 'IN') return readMembership(c, operand, negated)
  const low = readSide(c)
  c.expect('AND')
  return { kind: 'between', at, negated, operand, low, high: readSide(c) }
}

function readSide(c: Cursor): Expression {
  return asValue(c, readOperand(c, BINDING.add))
}

function readEscape(c: Cursor): Expression | undefined {
  return c.take('ESCAPE') ? readValue(c) : undefined
}

function readMembership(c: Cursor, operand: Expression, negated: boolean): Condition {
  const at = c.at()
  if (c.is('(') && isQueryStart(c, 1)) {
    c.next()
    const query = readQuery(c)
    c.expect(')')
    return { kind: 'in-query', at, negated, operand, query }
  }
  return { kind: 'in', at, negated, operand, values: readList(c, readValue) }
}

function readComparison(c: Cursor, left: Expression, operator: ComparisonOperator): Condition {
  const at = c.at(c.next())
  if (!c.isEither('ANY', 'SOME', 'ALL'))
    return { kind: 'comparison', at, operator, left, right: readSide(c) }
  const quantifier = c.next().word === 'ALL' ? 'all' : 'any'
  c.expect('(')
  const query = readQuery(c)
  c.expect(')')
  return { kind: 'quantified', at, operator, quantifier, left, query }
}
