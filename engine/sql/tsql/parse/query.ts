import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { isName, readList, readName, readNames, readSeries } from './names.js'
import { refuseText } from './parse-failure.js'
import { readSelect } from './select.js'
import type { CommonTable, Expression, OrderItem, Query, QueryBody, ValuesRows } from './tree.js'

/** True when a query begins that many tokens ahead. */
export function isQueryStart(c: Cursor, count: number): boolean {
  const { word } = c.ahead(count)
  return word === 'SELECT' || (word === 'WITH' && isName(c.ahead(count + 1)))
}

/** With WITH, ORDER BY and all else. */
export function readQuery(c: Cursor): Query {
  const outer = c.height
  c.height = 0
  c.enter()
  const query = readQueryAfterWith(c, readCommonTables(c))
  c.leave()
  c.rise()
  c.height = Math.max(outer, c.height)
  return query
}

export function readQueryAfterWith(c: Cursor, common: readonly CommonTable[]): Query {
  return readTail(c, common, readBody(c, readTerm(c), true))
}

/** The rest of a query whose first part stood in parentheses. */
export function readQueryBehind(c: Cursor, first: Query): Query {
  return readTail(c, first.with, readBody(c, first.body, true))
}

/** WITH a AS (…), b AS (…); empty when there is none. */
export function readCommonTables(c: Cursor): CommonTable[] {
  return c.take('WITH') ? readSeries(c, readCommonTable) : []
}

function readCommonTable(c: Cursor): CommonTable {
  const at = c.at()
  const name = readName(c)
  const columns = readNames(c)
  c.expect('AS')
  c.expect('(')
  const query = readQuery(c)
  c.expect(')')
  return { at, name, columns, query }
}

/** INTERSECT binds more strongly than UNION and EXCEPT. */
function readBody(c: Cursor, first: QueryBody, isWhole: boolean): QueryBody {
  let left = first
  for (;;) {
    const at = c.at()
    if (c.take('INTERSECT')) {
      left = { kind: 'set', at, operator: 'intersect', left, right: readTerm(c) }
    } else if (isWhole && (c.is('UNION') || c.is('EXCEPT'))) {
      const operator = c.next().word === 'EXCEPT' ? 'except' : c.take('ALL') ? 'union-all' : 'union'
      left = { kind: 'set', at, operator, left, right: readBody(c, readTerm(c), false) }
    } else return left
    c.rise()
  }
}

function readTerm(c: Cursor): QueryBody {
  if (!c.is('(')) return readSelect(c)
  c.next()
  c.enter()
  const body = readBody(c, readTerm(c), true)
  c.leave()
  c.expect(')')
  return body
}

function readTail(c: Cursor, common: readonly CommonTable[], body: QueryBody): Query {
  const orderBy = c.is('ORDER') ? readOrderItems(c) : []
  const { offset, fetch } = readPage(c, orderBy.length > 0)
  const forBrowse = c.takeAll('FOR', 'BROWSE')
  return {
    at: body.at,
    with: common,
    body,
    orderBy,
    offset,
    fetch,
    forBrowse,
    options: readOptions(c),
  }
}

export function readOrderItems(c: Cursor): OrderItem[] {
  c.expect('ORDER')
  c.expect('BY')
  return readSeries(c, readOrderItem)
}

function readOrderItem(c: Cursor): OrderItem {
  const at = c.at()
  const value = readValue(c)
  const descending = c.take('DESC')
  if (!descending) c.take('ASC')
  return { at, value, descending }
}

function readPage(
  c: Cursor,
  mayFollow: boolean,
): { offset: Expression | undefined; fetch: Expression | undefined } {
  if (!mayFollow || !c.take('OFFSET')) return { offset: undefined, fetch: undefined }
  const offset = readValue(c)
  if (!c.take('ROWS')) c.expect('ROW')
  if (!c.take('FETCH')) return { offset, fetch: undefined }
  if (!c.take('NEXT')) c.expect('FIRST')
  const fetch = readValue(c)
  if (!c.take('ROWS')) c.expect('ROW')
  c.expect('ONLY')
  return { offset, fetch }
}

/** OPTION (MAXDOP 1, RECOMPILE): hints change no result. */
export function readOptions(c: Cursor): string[] {
  if (!c.take('OPTION')) return []
  return readList(c, readHintWords)
}

function readHintWords(c: Cursor): string {
  const words: string[] = []
  while (!c.is(',') && !c.is(')')) {
    words.push(c.next().text.toLowerCase())
    if (c.is('(')) words.push(`(${readList(c, readHintWords).join(', ')})`)
  }
  if (words.length === 0) c.fail()
  return words.join(' ')
}

/** VALUES (1, 2), (3, 4): all rows of one length. */
export function readValuesRows(c: Cursor, readItem: (c: Cursor) => Expression): ValuesRows {
  const at = c.at(c.expect('VALUES'))
  const rows = readSeries(c, (cursor) => readList(cursor, readItem))
  if (rows.some((row) => row.length !== rows[0]?.length))
    refuseText(
      10709,
      at.line,
      'The number of columns for each row in a table value constructor must be the same.',
    )
  return { kind: 'values', at, rows }
}
