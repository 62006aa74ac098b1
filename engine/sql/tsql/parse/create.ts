import { readAlterDatabase, readServerConfiguration } from './alter-database.js'
import { readCreateDatabase } from './create-database.js'
import type { Cursor } from './cursor.js'
import { readCreateFullText } from './full-text.js'
import { readAlterIndex, readCreateIndex } from './index-definition.js'
import { readProcedure, readView } from './module.js'
import { readDataType, readName, readObjectName } from './names.js'
import { readAlterSecurity, readCreateSecurity } from './security.js'
import { readAlterTable, readCreateTable } from './table.js'
import type { At, ModuleDefinition, Statement } from './tree.js'

export function readCreate(c: Cursor): Statement {
  const at = c.at(c.expect('CREATE'))
  const mode = c.takeAll('OR', 'ALTER') ? 'create-or-alter' : 'create'
  const defined = readModule(c, at, mode)
  if (defined !== undefined) return defined
  if (mode !== 'create') return c.fail()
  switch (c.token.word) {
    case 'TABLE':
      return readCreateTable(c, at)
    case 'DATABASE':
      return readCreateDatabase(c, at)
    case 'UNIQUE':
    case 'CLUSTERED':
    case 'NONCLUSTERED':
    case 'INDEX':
      return readCreateIndex(c, at)
    case 'FULLTEXT':
      return readCreateFullText(c, at)
    case 'SCHEMA':
      return readSchema(c, at)
    case 'TYPE':
      return readType(c, at)
    default:
      return readCreateSecurity(c, at)
  }
}

export function readAlter(c: Cursor): Statement {
  const at = c.at(c.expect('ALTER'))
  const defined = readModule(c, at, 'alter')
  if (defined !== undefined) return defined
  switch (c.token.word) {
    case 'TABLE':
      return readAlterTable(c, at)
    case 'DATABASE':
      return readAlterDatabase(c, at)
    case 'INDEX':
      return readAlterIndex(c, at)
    case 'SERVER':
      return c.isAhead(1, 'CONFIGURATION')
        ? readServerConfiguration(c, at)
        : readAlterSecurity(c, at)
    default:
      return readAlterSecurity(c, at)
  }
}

function readModule(
  c: Cursor,
  at: At,
  mode: ModuleDefinition['mode'],
): ModuleDefinition | undefined {
  if (c.is('PROC') || c.is('PROCEDURE')) return readProcedure(c, { at, mode })
  return c.is('VIEW') ? readView(c, { at, mode }) : undefined
}

function readSchema(c: Cursor, at: At): Statement {
  c.expect('SCHEMA')
  if (c.take('AUTHORIZATION')) {
    const owner = readName(c)
    return { kind: 'create-schema', at, name: owner, owner }
  }
  const name = readName(c)
  return {
    kind: 'create-schema',
    at,
    name,
    owner: c.take('AUTHORIZATION') ? readName(c) : undefined,
  }
}

function readType(c: Cursor, at: At): Statement {
  c.expect('TYPE')
  const name = readObjectName(c)
  c.expect('FROM')
  const base = readDataType(c)
  if (!c.takeAll('NOT', 'NULL')) c.take('NULL')
  return { kind: 'create-type', at, name, base }
}
