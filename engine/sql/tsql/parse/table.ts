import { readColumnDefinition } from './column.js'
import { readConstraint, startsConstraint } from './constraint.js'
import type { Cursor } from './cursor.js'
import { readIndexInTable } from './index-definition.js'
import { readName, readObjectName, readPlacedName, readSeries } from './names.js'
import { readGenericOptions } from './options.js'
import type {
  ColumnDefinition,
  Constraint,
  DefinitionStatement,
  IndexDefinition,
  Name,
  TableChange,
  TableShape,
} from './tree.js'

/** `( columns and constraints )`. */
export function readTableShape(c: Cursor): TableShape {
  c.expect('(')
  const shape = readElements(c)
  c.expect(')')
  return shape
}

/** Commas between elements; SQL Server allows one behind the last. */
function readElements(c: Cursor): TableShape {
  const columns: ColumnDefinition[] = []
  const constraints: Constraint[] = []
  const indexes: IndexDefinition[] = []
  do {
    if (c.is(')')) break
    if (startsConstraint(c)) constraints.push(readConstraint(c, undefined))
    else if (c.is('INDEX')) indexes.push(readIndexInTable(c))
    else {
      columns.push(readColumnDefinition(c))
      // A constraint of the table may follow a column without a comma.
      while (startsConstraint(c)) constraints.push(readConstraint(c, undefined))
    }
  } while (c.take(','))
  if (columns.length + constraints.length + indexes.length === 0) c.fail()
  return { columns, constraints, indexes }
}

/** Behind CREATE. */
export function readCreateTable(c: Cursor, at: DefinitionStatement['at']): DefinitionStatement {
  c.expect('TABLE')
  const name = readObjectName(c)
  const shape = readTableShape(c)
  const filegroup = c.take('ON') ? readFilegroup(c) : undefined
  if (c.take('TEXTIMAGE_ON')) readFilegroup(c)
  if (c.is('WITH') && c.isAhead(1, '(')) readGenericOptions(c)
  return { kind: 'create-table', at, name, shape, filegroup }
}

/** PRIMARY is a reserved word, and yet it is mostly written in brackets. */
export function readFilegroup(c: Cursor): string {
  if (c.take('PRIMARY') || c.take('DEFAULT')) return c.last?.text ?? ''
  if (c.token.kind === 'string') return c.next().text
  return readName(c)
}

/** Behind ALTER. */
export function readAlterTable(c: Cursor, at: DefinitionStatement['at']): DefinitionStatement {
  c.expect('TABLE')
  const name = readObjectName(c)
  return { kind: 'alter-table', at, name, change: readChange(c) }
}

function readChange(c: Cursor): TableChange {
  const withCheck = c.take('WITH')
  if (withCheck && !c.take('CHECK')) c.expect('NOCHECK')
  if (c.take('ADD')) return { kind: 'add', shape: readElements(c) }
  if (c.is('CHECK') || c.is('NOCHECK')) {
    const on = c.next().word === 'CHECK'
    c.expect('CONSTRAINT')
    return { kind: 'check', on, constraints: c.take('ALL') ? [] : readSeries(c, readPlacedName) }
  }
  if (withCheck) return c.fail()
  if (c.takeAll('ALTER', 'COLUMN')) return { kind: 'alter-column', column: readColumnDefinition(c) }
  if (c.take('DROP')) return readTableDrop(c)
  c.expect('REBUILD')
  if (c.is('WITH')) readGenericOptions(c)
  return { kind: 'rebuild' }
}

/** A word says what the names behind it are; without one they are constraints. */
function readTableDrop(c: Cursor): TableChange {
  const columns: Name[] = []
  const constraints: Name[] = []
  let ifExists = false
  let what = constraints
  do {
    if (c.take('COLUMN')) what = columns
    else if (c.take('CONSTRAINT')) what = constraints
    if (c.takeAll('IF', 'EXISTS')) ifExists = true
    what.push(readPlacedName(c))
  } while (c.take(','))
  return { kind: 'drop', ifExists, columns, constraints }
}
