// What stands between operators: literals, variables, columns, calls, CASE and parentheses.

import { readCall, readNamelessCall, readSpecialCall } from './call.js'
import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import {
  asValue,
  BINDING,
  isCondition,
  type Operand,
  readOperand,
  readValue,
} from './expression.js'
import { literalOf } from './literal.js'
import { isName, readDeclared, readList, readParts } from './names.js'
import { isQueryStart, readQuery, readQueryBehind } from './query.js'
import type { At, CaseBranch, ColumnReference, Condition, Expression, Query } from './tree.js'

/** A condition is taken only where one may stand. */
export function readPrimary(c: Cursor, mayBeCondition: boolean): Operand {
  const { token } = c
  const literal = literalOf(token)
  if (literal !== undefined) {
    c.next()
    return literal
  }
  if (token.kind === 'variable') {
    const at = c.at()
    return { kind: 'variable', at, name: readDeclared(c) }
  }
  switch (token.word) {
    case '(':
      return readParenthesis(c, mayBeCondition)
    case 'CASE':
      return readCase(c)
    case 'EXISTS':
      return mayBeCondition ? readExists(c) : c.fail()
    case 'CONTAINS':
    case 'FREETEXT':
      return mayBeCondition ? readFullText(c) : c.fail()
    case '{':
      return readEscapeClause(c)
  }
  return readSpecialCall(c) ?? readNamelessCall(c) ?? readNamed(c)
}

function readParenthesis(c: Cursor, mayBeCondition: boolean): Operand {
  const at = c.at()
  if (isQueryStart(c, 1)) {
    c.next()
    return { kind: 'subquery', at, query: closed(c, readQuery(c)) }
  }
  c.expect('(')
  const inner = readOperand(c, mayBeCondition ? BINDING.or : BINDING.add)
  if (inner.kind === 'subquery' && c.isEither('UNION', 'EXCEPT', 'INTERSECT'))
    return { kind: 'subquery', at, query: closed(c, readQueryBehind(c, inner.query)) }
  c.expect(')')
  return inner
}

function closed(c: Cursor, query: Query): Query {
  c.expect(')')
  return query
}

function readExists(c: Cursor): Condition {
  const at = c.at(c.next())
  c.expect('(')
  return { kind: 'exists', at, query: closed(c, readQuery(c)) }
}

/** `CONTAINS(*, 'x')`, `CONTAINS((a, b), 'x')`, `FREETEXT(a, @words)`. */
function readFullText(c: Cursor): Condition {
  const at = c.at()
  const name = c.next().word === 'CONTAINS' ? 'contains' : 'freetext'
  c.expect('(')
  const columns = c.take('*') ? [] : c.is('(') ? readList(c, readColumn) : [readColumn(c)]
  c.expect(',')
  const words = readValue(c)
  c.expect(')')
  return { kind: 'full-text', at, name, columns, words }
}

/** `{ ts '2026-01-01 00:00:00' }` and `{ fn now() }`, as ODBC writes them. */
function readEscapeClause(c: Cursor): Expression {
  c.expect('{')
  const { word } = c.next()
  if (word !== 'FN' && word !== 'D' && word !== 'T' && word !== 'TS') c.fail(c.last)
  const value = asValue(c, readOperand(c, BINDING.unary))
  c.expect('}')
  return value
}

function readCase(c: Cursor): Expression {
  const at = c.at(c.next())
  const subject = c.is('WHEN') ? undefined : readValue(c)
  const branches: CaseBranch[] = []
  while (c.is('WHEN')) branches.push(readBranch(c, subject))
  if (branches.length === 0) c.fail()
  const otherwise = c.take('ELSE') ? readValue(c) : undefined
  c.expect('END')
  return { kind: 'case', at, branches, otherwise }
}

function readBranch(c: Cursor, subject: Expression | undefined): CaseBranch {
  const at = c.at(c.next())
  const when: Condition =
    subject === undefined
      ? readCondition(c)
      : { kind: 'comparison', at, operator: '=', left: subject, right: readValue(c) }
  c.expect('THEN')
  return { when, value: readValue(c) }
}

/** A column or a function. */
function readNamed(c: Cursor): Expression {
  if (!isName(c.token)) c.fail()
  const at = c.at()
  const isQuoted = c.token.kind === 'name'
  const parts = readParts(c)
  if (c.is('(') && !(isQuoted && parts.length === 1)) return readCall(c, at, parts)
  return columnOf(at, parts)
}

function readColumn(c: Cursor): ColumnReference {
  const at = c.at()
  return columnOf(at, readParts(c))
}

function columnOf(at: At, parts: readonly string[]): ColumnReference {
  return { kind: 'column', at, qualifier: parts.slice(0, -1), name: parts.at(-1) ?? '' }
}

export { isCondition }
