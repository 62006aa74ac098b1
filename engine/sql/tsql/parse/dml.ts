import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readExecute } from './execute.js'
import { readValueOrDefault } from './expression.js'
import { readFrom, readHints } from './from.js'
import { VALUES_ROWS_MAX } from './limits.js'
import {
  readDataType,
  readDeclared,
  readList,
  readName,
  readObjectName,
  readPlacedName,
  readSeries,
} from './names.js'
import { refuseText } from './parse-failure.js'
import { isQueryStart, readOptions, readQuery, readValuesRows } from './query.js'
import { isAssignment, readSelectItem, readTop } from './select.js'
import type {
  Assignment,
  CommonTable,
  Delete,
  DmlTarget,
  Insert,
  InsertBulk,
  Name,
  Output,
  Update,
  ValuesRows,
} from './tree.js'

export function readInsert(c: Cursor, common: readonly CommonTable[]): Insert | InsertBulk {
  const at = c.at(c.expect('INSERT'))
  if (c.is('BULK')) return readInsertBulk(c)
  const top = readTop(c)
  c.take('INTO')
  const target = readTarget(c)
  const columns = c.is('(') && !isQueryIn(c) ? readList(c, readPlacedName) : []
  const output = readOutput(c)
  const source = readSource(c, columns)
  return { kind: 'insert', at, with: common, top, target, columns, output, source }
}

function isQueryIn(c: Cursor): boolean {
  let count = 1
  while (c.isAhead(count, '(')) count++
  return isQueryStart(c, count)
}

/** A table or a table variable, with hints and without an alias. */
export function readTarget(c: Cursor): DmlTarget {
  const at = c.at()
  if (c.token.kind === 'variable')
    return { kind: 'table-variable', at, name: readDeclared(c, 'table'), alias: undefined }
  const name = readObjectName(c)
  return { kind: 'table', at, name, alias: undefined, hints: readHints(c) }
}

function readSource(c: Cursor, columns: readonly Name[]): Insert['source'] {
  if (c.takeAll('DEFAULT', 'VALUES')) return { kind: 'default-values' }
  if (c.is('EXEC') || c.is('EXECUTE')) return { kind: 'execute', execute: readExecute(c) }
  if (!c.is('VALUES')) return { kind: 'query', query: readQuery(c) }
  const body = readValuesRows(c, readValueOrDefault)
  checkCounts(body, columns)
  if (body.rows.length > VALUES_ROWS_MAX)
    refuseText(
      10738,
      body.at.line,
      `The number of row value expressions in the INSERT statement exceeds the maximum allowed number of ${VALUES_ROWS_MAX} row values.`,
    )
  const none = { offset: undefined, fetch: undefined, forBrowse: false }
  const query = { at: body.at, with: [], body, orderBy: [], ...none, options: readOptions(c) }
  return { kind: 'query', query }
}

function checkCounts({ rows }: ValuesRows, columns: readonly Name[]): void {
  const values = rows[0]?.length ?? 0
  const [first] = columns
  if (first === undefined || columns.length === values) return
  const isMore = columns.length > values
  refuseText(
    isMore ? 109 : 110,
    first.at.line,
    `There are ${isMore ? 'more' : 'fewer'} columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.`,
  )
}

function readInsertBulk(c: Cursor): InsertBulk {
  const at = c.at(c.expect('BULK'))
  const table = readObjectName(c)
  const columns = readList(c, (cursor) => {
    const name = readName(cursor)
    const type = readDataType(cursor)
    if (cursor.take('COLLATE')) readName(cursor)
    if (cursor.take('NOT')) cursor.expect('NULL')
    else cursor.take('NULL')
    return { name, type }
  })
  const options = c.take('WITH') ? readList(c, readBulkOption) : []
  return { kind: 'insert-bulk', at, table, columns, options }
}

function readBulkOption(c: Cursor): string {
  const words = [c.next().text.toLowerCase()]
  while (!c.is(',') && !c.is(')')) words.push(c.next().text.toLowerCase())
  return words.join(' ')
}

/** `OUTPUT inserted.id, deleted.* INTO @t (id)`. */
export function readOutput(c: Cursor): Output | undefined {
  const at = c.at()
  if (!c.take('OUTPUT')) return undefined
  const items = readSeries(c, readSelectItem)
  if (!c.take('INTO')) return { at, items, into: undefined, intoColumns: [] }
  const into = readTarget(c)
  return { at, items, into, intoColumns: c.is('(') ? readList(c, readPlacedName) : [] }
}

export function readUpdate(c: Cursor, common: readonly CommonTable[]): Update {
  const at = c.at(c.expect('UPDATE'))
  const top = readTop(c)
  const target = readTarget(c)
  c.expect('SET')
  const assignments = readSeries(c, readAssignment)
  const output = readOutput(c)
  const from = c.take('FROM') ? readFrom(c) : undefined
  const where = c.take('WHERE') ? readCondition(c) : undefined
  readOptions(c)
  return { kind: 'update', at, with: common, top, target, assignments, output, from, where }
}

export function readAssignment(c: Cursor): Assignment {
  const at = c.at()
  const variable = c.token.kind === 'variable' ? readDeclared(c) : undefined
  const isBoth = variable !== undefined && c.is('=') && isAssignment(c.ahead(2).word)
  if (isBoth) c.next()
  const column = variable === undefined || isBoth ? readColumn(c) : undefined
  const operator = c.next().word
  if (!isAssignment(operator)) return c.fail(c.last)
  return { at, variable, column, operator, value: readValueOrDefault(c) }
}

/** The table may stand before it: `t.a = 1`. */
function readColumn(c: Cursor): Name {
  const { at, name } = readObjectName(c)
  return { at, name }
}

export function readDelete(c: Cursor, common: readonly CommonTable[]): Delete {
  const at = c.at(c.expect('DELETE'))
  const top = readTop(c)
  c.take('FROM')
  const target = readTarget(c)
  const output = readOutput(c)
  const from = c.take('FROM') ? readFrom(c) : undefined
  const where = c.take('WHERE') ? readCondition(c) : undefined
  readOptions(c)
  return { kind: 'delete', at, with: common, top, target, output, from, where }
}
