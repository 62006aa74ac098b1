import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { isName, readDeclared, readList, readName, readNames, readObjectName } from './names.js'
import { refuseText } from './parse-failure.js'
import { isQueryStart, readQuery, readValuesRows } from './query.js'
import type { At, Join, ObjectName, Query, TableReference, TableSource } from './tree.js'

/** What stands behind FROM; commas are cross joins. */
export function readFrom(c: Cursor): TableSource {
  let left = readJoined(c)
  for (;;) {
    const at = c.at()
    if (!c.take(',')) return left
    left = { kind: 'join', at, type: 'cross', left, right: readJoined(c), on: undefined }
    c.rise()
  }
}

function readJoined(c: Cursor): TableSource {
  c.enter()
  let left = readTableSource(c)
  for (;;) {
    const at = c.at()
    const type = readJoinType(c)
    if (type === undefined) break
    left = readJoin(c, { at, type, left })
    c.rise()
  }
  c.leave()
  return left
}

/** A join may stand within another: `a JOIN b JOIN c ON … ON …`. */
function readJoin(c: Cursor, start: { at: At; type: Join['type']; left: TableSource }): Join {
  const { at, type, left } = start
  const isPlain = type === 'cross' || type === 'cross-apply' || type === 'outer-apply'
  if (isPlain) return { kind: 'join', at, type, left, right: readTableSource(c), on: undefined }
  c.enter()
  let right = readTableSource(c)
  while (!c.is('ON')) {
    const inner = c.at()
    const innerType = readJoinType(c)
    if (innerType === undefined) c.fail()
    else right = readJoin(c, { at: inner, type: innerType, left: right })
    c.rise()
  }
  c.leave()
  c.expect('ON')
  return { kind: 'join', at, type, left, right, on: readCondition(c) }
}

const JOIN_HINTS: readonly string[] = ['LOOP', 'HASH', 'MERGE', 'REMOTE']

function readJoinType(c: Cursor): Join['type'] | undefined {
  if (c.takeAll('CROSS', 'APPLY')) return 'cross-apply'
  if (c.takeAll('OUTER', 'APPLY')) return 'outer-apply'
  if (c.takeAll('CROSS', 'JOIN')) return 'cross'
  if (c.take('JOIN')) return 'inner'
  const { word } = c.token
  const type =
    word === 'INNER' || word === 'LEFT' || word === 'RIGHT' || word === 'FULL'
      ? (word.toLowerCase() as 'inner' | 'left' | 'right' | 'full')
      : undefined
  if (type === undefined) return undefined
  c.next()
  if (type !== 'inner') c.take('OUTER')
  if (c.isEither(...JOIN_HINTS)) c.next()
  c.expect('JOIN')
  return type
}

function readTableSource(c: Cursor): TableSource {
  if (c.is('(')) return readParenthesis(c)
  const at = c.at()
  if (c.token.kind === 'variable') {
    const name = readDeclared(c, 'table')
    const alias = readTableAlias(c)
    readHints(c)
    return { kind: 'table-variable', at, name, alias }
  }
  const name = readObjectName(c)
  if (c.is('(') && !isHintList(c)) return readFunction(c, name)
  return readReference(c, name)
}

function readFunction(c: Cursor, name: ObjectName): TableSource {
  c.expect('(')
  const values = []
  if (!c.is(')')) {
    do values.push(readValue(c))
    while (c.take(','))
  }
  c.expect(')')
  const alias = readTableAlias(c)
  const columns = alias === undefined ? [] : readNames(c)
  return { kind: 'function', at: name.at, name, arguments: values, alias, columns }
}

/** A query, rows, or a join in parentheses. */
function readParenthesis(c: Cursor): TableSource {
  const at = c.at()
  if (c.isAhead(1, 'VALUES')) {
    c.next()
    return readDerived(c, at, valuesQuery(c))
  }
  if (isQueryStart(c, 1) || isQueryInParentheses(c)) {
    c.next()
    return readDerived(c, at, readQuery(c))
  }
  c.next()
  const joined = readJoined(c)
  if (joined.kind !== 'join') c.fail()
  c.expect(')')
  return joined
}

/** `((SELECT …) UNION …) AS t`. */
function isQueryInParentheses(c: Cursor): boolean {
  let count = 1
  while (c.isAhead(count, '(')) count++
  return count > 1 && isQueryStart(c, count) && !isDerivedTable(c, count)
}

/** True when the innermost parenthesis is one that has an alias behind it. */
function isDerivedTable(c: Cursor, from: number): boolean {
  let depth = 1
  let count = from
  for (; depth > 0 && c.ahead(count).kind !== 'end' && c.ahead(count).kind !== 'bad'; count++) {
    if (c.isAhead(count, '(')) depth++
    else if (c.isAhead(count, ')')) depth--
  }
  return c.isAhead(count, 'AS') || isName(c.ahead(count))
}

function valuesQuery(c: Cursor): Query {
  const at = c.at()
  const body = readValuesRows(c, readValue)
  const none = { offset: undefined, fetch: undefined, forBrowse: false }
  return { at, with: [], body, orderBy: [], ...none, options: [] }
}

function readDerived(c: Cursor, at: At, query: Query): TableSource {
  c.expect(')')
  const alias = readTableAlias(c)
  if (alias === undefined) return c.fail()
  return { kind: 'derived', at, query, alias, columns: readNames(c) }
}

export function readReference(c: Cursor, name: ObjectName): TableReference {
  const early = readHints(c)
  const alias = readTableAlias(c)
  const hints = [...early, ...readHints(c)]
  return { kind: 'table', at: name.at, name, alias, hints }
}

/** Words that go on with the statement, though they are not reserved. */
const NO_ALIAS: readonly string[] = ['USING', 'OUTPUT']

function readTableAlias(c: Cursor): string | undefined {
  const isWritten = c.take('AS')
  if (!isWritten && (!isName(c.token) || c.isEither(...NO_ALIAS))) return undefined
  if (!isWritten && c.isAhead(1, ':')) return undefined
  return readName(c)
}

const HINTS: ReadonlySet<string> = new Set(
  `NOEXPAND INDEX FORCESEEK FORCESCAN HOLDLOCK NOLOCK NOWAIT PAGLOCK READCOMMITTED
  READCOMMITTEDLOCK READPAST READUNCOMMITTED REPEATABLEREAD ROWLOCK SERIALIZABLE SNAPSHOT
  SPATIAL_WINDOW_MAX_CELLS TABLOCK TABLOCKX UPDLOCK XLOCK KEEPIDENTITY KEEPDEFAULTS
  IGNORE_CONSTRAINTS IGNORE_TRIGGERS FASTFIRSTROW`.split(/\s+/),
)

/** `t (NOLOCK)`: hints without WITH, as old clients write them. */
function isHintList(c: Cursor): boolean {
  return HINTS.has(c.ahead(1).word) && (c.isAhead(2, ')') || c.isAhead(2, ','))
}

/** In lower case; empty when there are none. */
export function readHints(c: Cursor): string[] {
  if (c.is('WITH')) {
    if (!c.isAhead(1, '(')) return []
    c.next()
  } else if (!c.is('(') || !isHintList(c)) return []
  c.expect('(')
  const hints = [readHint(c)]
  while (!c.is(')')) {
    c.take(',')
    hints.push(readHint(c))
  }
  c.expect(')')
  return hints
}

function readHint(c: Cursor): string {
  const token = c.next()
  if (!HINTS.has(token.word))
    refuseText(
      321,
      token.line,
      `"${token.text}" is not a recognized table hints option. If it is intended as a parameter to a table-valued function or to the CHANGETABLE function, ensure that your database compatibility mode is set to 90.`,
    )
  const word = token.text.toLowerCase()
  if (c.take('=')) return `${word}(${c.next().text})`
  return c.is('(') ? `${word}(${readList(c, (cursor) => cursor.next().text).join(', ')})` : word
}
