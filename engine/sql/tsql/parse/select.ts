import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { readFrom } from './from.js'
import { isName, readDeclared, readName, readObjectName, readParts, readSeries } from './names.js'
import type { AssignmentOperator, Expression, Select, SelectItem, Top } from './tree.js'

export function readSelect(c: Cursor): Select {
  const at = c.at(c.expect('SELECT'))
  const distinct = c.take('DISTINCT')
  if (!distinct) c.take('ALL')
  const top = readTop(c)
  const items = readSeries(c, readSelectItem)
  const into = c.take('INTO') ? readObjectName(c) : undefined
  const from = c.take('FROM') ? readFrom(c) : undefined
  const where = c.take('WHERE') ? readCondition(c) : undefined
  const groupBy: Expression[] = []
  if (c.take('GROUP')) {
    c.expect('BY')
    groupBy.push(...readSeries(c, readValue))
  }
  const having = c.take('HAVING') ? readCondition(c) : undefined
  return { kind: 'select', at, distinct, top, items, into, from, where, groupBy, having }
}

/** `TOP 5`, `TOP (@n) PERCENT WITH TIES`. */
export function readTop(c: Cursor): Top | undefined {
  if (!c.take('TOP')) return undefined
  const count = readTopCount(c)
  const percent = c.take('PERCENT')
  const withTies = c.takeAll('WITH', 'TIES')
  return { count, percent, withTies }
}

/** Without parentheses it is a number; what follows is the first column. */
function readTopCount(c: Cursor): Expression {
  const at = c.at()
  if (c.take('(')) {
    const count = readValue(c)
    c.expect(')')
    return count
  }
  if (c.token.kind === 'variable') return { kind: 'variable', at, name: readDeclared(c) }
  if (c.token.kind !== 'integer') c.fail()
  return { kind: 'integer', at, value: BigInt(c.next().text) }
}

export function readSelectItem(c: Cursor): SelectItem {
  const at = c.at()
  if (c.take('*')) return { kind: 'star', at, qualifier: [] }
  return readAssignment(c) ?? readQualifiedStar(c) ?? readNamedValue(c)
}

const ASSIGNMENTS: ReadonlySet<string> = new Set<AssignmentOperator>([
  '=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
])

export function isAssignment(word: string): word is AssignmentOperator {
  return ASSIGNMENTS.has(word)
}

function readAssignment(c: Cursor): SelectItem | undefined {
  if (c.token.kind !== 'variable' || !isAssignment(c.ahead(1).word)) return undefined
  const at = c.at()
  const variable = readDeclared(c)
  const operator = c.next().word
  if (!isAssignment(operator)) c.fail()
  return { kind: 'assign', at, variable, operator, value: readValue(c) }
}

/** `t.*`, `dbo.t.*`. */
function readQualifiedStar(c: Cursor): SelectItem | undefined {
  let count = 0
  while (isName(c.ahead(count)) && c.isAhead(count + 1, '.')) count += 2
  if (count === 0 || !c.isAhead(count, '*')) return undefined
  const at = c.at()
  const qualifier = readParts(c)
  c.expect('.')
  c.expect('*')
  return { kind: 'star', at, qualifier }
}

function readNamedValue(c: Cursor): SelectItem {
  const at = c.at()
  const { kind } = c.token
  const mayBeAlias = isName(c.token) || kind === 'string' || kind === 'national'
  if (mayBeAlias && c.isAhead(1, '=')) {
    const alias = c.next().text
    c.expect('=')
    return { kind: 'value', at, value: readValue(c), alias }
  }
  const value = readValue(c)
  return { kind: 'value', at, value, alias: readAlias(c) }
}

/** AS or not; a string will do as a name. */
function readAlias(c: Cursor): string | undefined {
  const isWritten = c.take('AS')
  if (c.token.kind === 'string' || c.token.kind === 'national') return c.next().text
  return isWritten || isName(c.token) ? readName(c) : undefined
}
