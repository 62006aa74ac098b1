import { readDropDatabase } from './create-database.js'
import type { Cursor } from './cursor.js'
import { readDropFullText } from './full-text.js'
import { readObjectName, readSeries } from './names.js'
import { readDropSecurity } from './security.js'
import type { At, DropStatement, Statement } from './tree.js'

type Objects = Extract<DropStatement, { kind: 'drop-objects' }>['what']

const OBJECTS: ReadonlyMap<string, Objects> = new Map([
  ['TABLE', 'table'],
  ['PROC', 'procedure'],
  ['PROCEDURE', 'procedure'],
  ['VIEW', 'view'],
  ['FUNCTION', 'function'],
  ['TYPE', 'type'],
  ['SCHEMA', 'schema'],
  ['TRIGGER', 'trigger'],
])

/** Behind DROP. */
export function readDrop(c: Cursor, at: At): Statement {
  if (c.is('DATABASE')) return readDropDatabase(c, at)
  if (c.is('INDEX')) return readDropIndex(c, at)
  if (c.is('FULLTEXT')) return readDropFullText(c, at)
  const what = OBJECTS.get(c.token.word)
  if (what === undefined) return readDropSecurity(c, at)
  c.next()
  const ifExists = c.takeAll('IF', 'EXISTS')
  return { kind: 'drop-objects', at, what, ifExists, names: readSeries(c, readObjectName) }
}

/** `i ON t`, or `t.i` as it used to be. */
function readDropIndex(c: Cursor, at: At): Statement {
  c.expect('INDEX')
  const ifExists = c.takeAll('IF', 'EXISTS')
  const indexes = readSeries(c, (cursor) => {
    const written = readObjectName(cursor)
    if (cursor.take('ON')) return { name: written.name, table: readObjectName(cursor) }
    const { schema: table, database: schema } = written
    if (table === undefined) return cursor.fail()
    const none = { server: undefined, database: undefined }
    return { name: written.name, table: { at: written.at, ...none, schema, name: table } }
  })
  return { kind: 'drop-index', at, ifExists, indexes }
}
