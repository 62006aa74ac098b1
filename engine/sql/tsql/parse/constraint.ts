import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readValue } from './expression.js'
import { readKeyColumn } from './index-definition.js'
import { readList, readName, readNames, readObjectName } from './names.js'
import { readGenericOptions } from './options.js'
import { readFilegroup } from './table.js'
import type { Constraint, ReferenceAction } from './tree.js'

const OF_COLUMNS: readonly string[] = [
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'DEFAULT',
  'REFERENCES',
  'FOREIGN',
]
const OF_TABLES: readonly string[] = [
  'CONSTRAINT',
  'PRIMARY',
  'UNIQUE',
  'CHECK',
  'FOREIGN',
  'DEFAULT',
]

export function startsColumnConstraint(c: Cursor): boolean {
  return c.isEither(...OF_COLUMNS)
}

export function startsConstraint(c: Cursor): boolean {
  return c.isEither(...OF_TABLES)
}

/** One that is written at a column is about that column, unless it names others. */
export function readConstraint(c: Cursor, column: string | undefined): Constraint {
  const at = c.at()
  const name = c.take('CONSTRAINT') ? readName(c) : undefined
  const start = { at, name }
  if (c.take('DEFAULT')) return readDefault(c, start)
  if (c.take('CHECK')) return readCheck(c, start)
  if (c.is('REFERENCES') || c.is('FOREIGN')) return readForeignKey(c, start, column)
  const kind = c.take('PRIMARY') ? 'primary-key' : 'unique'
  c.expect(kind === 'unique' ? 'UNIQUE' : 'KEY')
  const clustered = c.take('CLUSTERED') ? true : c.take('NONCLUSTERED') ? false : undefined
  const columns = c.is('(')
    ? readList(c, readKeyColumn)
    : column === undefined
      ? c.fail()
      : [{ at, name: column, descending: false }]
  if (c.is('WITH')) readGenericOptions(c)
  if (c.take('ON')) readFilegroup(c)
  return { ...start, kind, clustered, columns }
}

type Start = Pick<Constraint, 'at' | 'name'>

function readDefault(c: Cursor, start: Start): Constraint {
  const from = c.token.offset
  const value = readValue(c)
  const text = c.text.slice(from, c.endOfLast)
  const column = c.take('FOR') ? readName(c) : undefined
  c.takeAll('WITH', 'VALUES')
  return { ...start, kind: 'default', value, text, column }
}

function readCheck(c: Cursor, start: Start): Constraint {
  c.takeAll('NOT', 'FOR', 'REPLICATION')
  const from = c.token.offset
  c.expect('(')
  const condition = readCondition(c)
  c.expect(')')
  return { ...start, kind: 'check', condition, text: c.text.slice(from, c.endOfLast) }
}

function readForeignKey(c: Cursor, start: Start, column: string | undefined): Constraint {
  const isWritten = c.takeAll('FOREIGN', 'KEY')
  const own = isWritten && c.is('(') ? readNames(c) : column === undefined ? c.fail() : [column]
  c.expect('REFERENCES')
  const table = readObjectName(c)
  const references = readNames(c)
  let onDelete: ReferenceAction = 'no action'
  let onUpdate: ReferenceAction = 'no action'
  while (c.take('ON')) {
    if (c.take('DELETE')) onDelete = readAction(c)
    else {
      c.expect('UPDATE')
      onUpdate = readAction(c)
    }
  }
  c.takeAll('NOT', 'FOR', 'REPLICATION')
  return { ...start, kind: 'foreign-key', columns: own, table, references, onDelete, onUpdate }
}

function readAction(c: Cursor): ReferenceAction {
  if (c.take('CASCADE')) return 'cascade'
  if (c.takeAll('NO', 'ACTION')) return 'no action'
  if (c.takeAll('SET', 'NULL')) return 'set null'
  return c.takeAll('SET', 'DEFAULT') ? 'set default' : c.fail()
}
