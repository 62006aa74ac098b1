import { readCondition } from './condition.js'
import type { Cursor } from './cursor.js'
import { readList, readName, readNames, readObjectName } from './names.js'
import { readGenericOptions } from './options.js'
import { readFilegroup } from './table.js'
import type { DefinitionStatement, IndexDefinition, KeyColumn } from './tree.js'

export function readKeyColumn(c: Cursor): KeyColumn {
  const at = c.at()
  const name = readName(c)
  const descending = c.take('DESC')
  if (!descending) c.take('ASC')
  return { at, name, descending }
}

/** Behind CREATE, at UNIQUE, CLUSTERED, NONCLUSTERED or INDEX. */
export function readCreateIndex(c: Cursor, at: DefinitionStatement['at']): DefinitionStatement {
  const unique = c.take('UNIQUE')
  const clustered = c.take('CLUSTERED')
  if (!clustered) c.take('NONCLUSTERED')
  c.expect('INDEX')
  const named = { at: c.at(), name: readName(c) }
  c.expect('ON')
  const table = readObjectName(c)
  const index = readRest(c, { ...named, unique, clustered })
  if (c.is('WITH')) readGenericOptions(c)
  const filegroup = c.take('ON') ? readFilegroup(c) : undefined
  return { kind: 'create-index', at, table, index, filegroup }
}

/** `INDEX i UNIQUE (a, b)` between the columns of a table. */
export function readIndexInTable(c: Cursor): IndexDefinition {
  c.expect('INDEX')
  const named = { at: c.at(), name: readName(c) }
  const unique = c.take('UNIQUE')
  const clustered = c.take('CLUSTERED')
  if (!clustered) c.take('NONCLUSTERED')
  return readRest(c, { ...named, unique, clustered })
}

function readRest(
  c: Cursor,
  start: Pick<IndexDefinition, 'at' | 'name' | 'unique' | 'clustered'>,
): IndexDefinition {
  const columns = readList(c, readKeyColumn)
  const include = c.take('INCLUDE') ? readNames(c) : []
  const where = c.take('WHERE') ? readCondition(c) : undefined
  return { ...start, columns, include, where }
}

/** Behind ALTER. */
export function readAlterIndex(c: Cursor, at: DefinitionStatement['at']): DefinitionStatement {
  c.expect('INDEX')
  const index = c.take('ALL') ? undefined : readName(c)
  c.expect('ON')
  const table = readObjectName(c)
  const change = c.take('REBUILD') ? 'rebuild' : c.take('REORGANIZE') ? 'reorganize' : 'disable'
  if (change === 'disable') c.expect('DISABLE')
  if (change !== 'disable' && c.is('WITH')) readGenericOptions(c)
  return { kind: 'alter-index', at, table, index, change }
}
