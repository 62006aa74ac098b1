import type { Cursor } from './cursor.js'
import { isName, readList, readName, readObjectName, readString } from './names.js'
import type { At, FullTextDefinition } from './tree.js'

/** Behind CREATE. */
export function readCreateFullText(c: Cursor, at: At): FullTextDefinition {
  c.expect('FULLTEXT')
  if (c.take('CATALOG')) return readCatalog(c, at)
  c.expect('INDEX')
  c.expect('ON')
  const table = readObjectName(c)
  const columns = readList(c, readColumn)
  c.expect('KEY')
  c.expect('INDEX')
  const keyIndex = readName(c)
  const catalog = c.take('ON') ? readName(c) : undefined
  if (c.take('WITH')) readTracking(c)
  return { kind: 'create-full-text-index', at, table, columns, keyIndex, catalog }
}

function readColumn(c: Cursor): string {
  const name = readName(c)
  if (c.take('LANGUAGE')) c.next()
  return name
}

function readTracking(c: Cursor): void {
  c.expect('CHANGE_TRACKING')
  c.take('=')
  if (!c.take('OFF')) c.next()
}

function readCatalog(c: Cursor, at: At): FullTextDefinition {
  const name = readName(c)
  let path: string | undefined
  let isDefault = false
  for (;;) {
    if (c.takeAll('ON', 'FILEGROUP')) readName(c)
    else if (c.takeAll('IN', 'PATH')) path = readString(c)
    else if (c.takeAll('AS', 'DEFAULT')) isDefault = true
    else if (c.takeAll('WITH', 'ACCENT_SENSITIVITY', '=')) c.next()
    else return { kind: 'create-full-text-catalog', at, name, path, isDefault }
  }
}

/** Behind DROP. */
export function readDropFullText(c: Cursor, at: At): FullTextDefinition {
  c.expect('FULLTEXT')
  if (c.take('CATALOG')) return { kind: 'drop-full-text-catalog', at, name: readName(c) }
  c.expect('INDEX')
  c.expect('ON')
  if (!isName(c.token)) c.fail()
  return { kind: 'drop-full-text-index', at, table: readObjectName(c) }
}
