// CREATE TABLE: columns, keys and constraints as the storage and the catalogue keep them.

import {
  type Column,
  createTable,
  type Online,
  type Table,
  type TableDetails,
} from '../../recovery/index.js'
import type { ColumnDefinition, Constraint, TableShape } from '../parse/tree.js'
import { wireTypeOf } from '../value/data-type.js'
import { demand, fail } from '../value/failure.js'
import { describe } from '../value/type.js'
import { type NamedText, storedType, type TableInfo, type UniqueInfo } from './table-info.js'

export interface NewTable {
  readonly name: string
  /** As it is called in names of constraints. */
  readonly shown: string
  readonly shape: TableShape
  readonly filegroup?: number
  readonly nullsByDefault: boolean
  /** Makes names different that nobody gave. */
  suffix(): string
  readonly createdAt: string
}

const COLUMNS_MAX = 1_024

export function makeTable(online: Online, made: NewTable): Table {
  const { columns, info, keys } = definition(made)
  if (columns.length > COLUMNS_MAX)
    fail(
      1702,
      `CREATE TABLE failed because column '${columns[COLUMNS_MAX]?.name}' in table '${made.shown}' exceeds the maximum of ${COLUMNS_MAX} columns.`,
    )
  const uniques = info.uniques?.map((unique) => unique.columns)
  const hidden: Column = { name: ROW_NUMBER, type: { kind: 'bigint' }, nullable: false }
  const details: TableDetails = {
    ...(keys.length === 0 ? { hiddenKey: true } : {}),
    ...(uniques === undefined || uniques.length === 0 ? {} : { uniques }),
    properties: JSON.stringify(info),
  }
  const table = createTable(online, {
    name: made.name,
    columns: keys.length === 0 ? [...columns, hidden] : columns,
    key: keys.length === 0 ? ROW_NUMBER : keys.map((index) => columns[index]?.name ?? ''),
    details,
    ...(made.filegroup === undefined ? {} : { filegroup: made.filegroup }),
  })
  if (!table.ok && table.error.name === 'OBJECT_EXISTS')
    fail(2714, `There is already an object named '${made.shown}' in the database.`, { state: 6 })
  return demand(table)
}

/** Not the name of a column that anybody can write. */
export const ROW_NUMBER = '\u0001row'

interface Definition {
  readonly columns: Column[]
  readonly keys: readonly number[]
  readonly info: TableInfo
}

function definition(made: NewTable): Definition {
  const { shape } = made
  const constraints = [
    ...shape.columns.flatMap((column) => column.constraints),
    ...shape.constraints,
  ]
  const key = constraints.flatMap((each) => (each.kind === 'primary-key' ? [each] : []))
  if (key.length > 1)
    fail(8110, `Cannot add multiple PRIMARY KEY constraints to table '${made.shown}'.`, {
      state: 0,
    })
  const [primary] = key
  const keys =
    primary === undefined
      ? []
      : columnsIn(
          shape,
          primary.columns.map(({ name }) => name),
          made,
        )
  const columns = shape.columns.map((column, index) => columnOf(column, keys.includes(index), made))
  refuseTwice(columns, made)
  const declared: Record<string, string> = {}
  for (const [index, { type }] of shape.columns.entries())
    if (type !== undefined && ['text', 'ntext', 'image', 'xml', 'numeric'].includes(type.name))
      declared[index] = type.name
  const info: TableInfo = {
    ...(primary === undefined
      ? {}
      : { primaryKey: primary.name ?? `PK__${made.shown.slice(0, 8)}__${made.suffix()}` }),
    ...identityOf(shape, made),
    ...(Object.keys(declared).length === 0 ? {} : { declared }),
    ...constraintsOf(constraints, shape, made),
    createdAt: made.createdAt,
  }
  return { columns, keys, info }
}

function columnOf(
  column: ColumnDefinition,
  isKey: boolean,
  { nullsByDefault, shown }: NewTable,
): Column {
  const { name, type } = column
  if (type === undefined)
    return fail(40_515, `Computed columns are not supported: column '${name}' of table '${shown}'.`)
  if (isKey && column.nullable === true)
    fail(8111, `Cannot define PRIMARY KEY constraint on nullable column in table '${shown}'.`, {
      state: 1,
    })
  const wire = wireTypeOf(type)
  const stored = storedType(wire)
  if (stored === undefined)
    return fail(
      2716,
      `Column, parameter, or variable #1: Cannot specify a column of type ${describe(wire)}.`,
    )
  const isNullable = column.nullable ?? (nullsByDefault && column.identity === undefined)
  return { name, type: stored, nullable: isKey ? false : isNullable }
}

function columnsIn(
  { columns }: TableShape,
  names: readonly string[],
  { shown }: NewTable,
): number[] {
  return names.map((name) => {
    const index = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase())
    return index >= 0
      ? index
      : (fail(1911, `Column name '${name}' does not exist in the target table or view.`) ??
          shown.length)
  })
}

function refuseTwice(columns: readonly Column[], { shown }: NewTable): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    const key = name.toLowerCase()
    if (seen.has(key))
      fail(
        2705,
        `Column names in each table must be unique. Column name '${name}' in table '${shown}' is specified more than once.`,
        { state: 3 },
      )
    seen.add(key)
  }
}

function identityOf({ columns }: TableShape, { shown }: NewTable): Pick<TableInfo, 'identity'> {
  const all = columns.flatMap(({ identity }, column) =>
    identity === undefined ? [] : [{ column, identity }],
  )
  const [first, second] = all
  if (second !== undefined)
    fail(
      2744,
      `Multiple identity columns specified for table '${shown}'. Only one identity column per table is allowed.`,
      { state: 2 },
    )
  if (first === undefined) return {}
  const { seed, increment } = first.identity
  return { identity: { column: first.column, seed: String(seed), increment: String(increment) } }
}

function constraintsOf(
  constraints: readonly Constraint[],
  shape: TableShape,
  made: NewTable,
): TableInfo {
  const uniques: UniqueInfo[] = []
  const checks = []
  const foreignKeys = []
  const defaults = defaultsOf(shape, made)
  for (const each of constraints) {
    if (each.kind === 'unique')
      uniques.push({
        name: each.name ?? `UQ__${made.shown.slice(0, 8)}__${made.suffix()}`,
        columns: columnsIn(
          shape,
          each.columns.map(({ name }) => name),
          made,
        ),
      })
    else if (each.kind === 'check')
      checks.push({
        name: each.name ?? `CK__${made.shown.slice(0, 9)}__${made.suffix().slice(0, 8)}`,
        text: each.text,
      })
    else if (each.kind === 'foreign-key')
      foreignKeys.push({
        name: each.name ?? `FK__${made.shown.slice(0, 9)}__${made.suffix().slice(0, 8)}`,
        columns: columnsIn(shape, each.columns, made),
        table: each.table.name,
        references: each.references,
        onDelete: each.onDelete,
      })
  }
  for (const each of shape.indexes)
    if (each.unique)
      uniques.push({
        name: each.name,
        columns: columnsIn(
          shape,
          each.columns.map(({ name }) => name),
          made,
        ),
        isIndex: true,
      })
  const indexes = shape.indexes
    .filter(({ unique }) => !unique)
    .map(({ name, columns, clustered }) => ({
      name,
      columns: columnsIn(
        shape,
        columns.map((each) => each.name),
        made,
      ),
      clustered,
    }))
  return {
    ...(uniques.length === 0 ? {} : { uniques }),
    ...(checks.length === 0 ? {} : { checks }),
    ...(foreignKeys.length === 0 ? {} : { foreignKeys }),
    ...(Object.keys(defaults).length === 0 ? {} : { defaults }),
    ...(indexes.length === 0 ? {} : { indexes }),
  }
}

function defaultsOf(shape: TableShape, made: NewTable): Record<string, NamedText> {
  const defaults: Record<string, NamedText> = {}
  for (const [index, column] of shape.columns.entries())
    for (const each of column.constraints)
      if (each.kind === 'default')
        defaults[index] = {
          name:
            each.name ??
            `DF__${made.shown.slice(0, 9)}__${column.name.slice(0, 5)}__${made.suffix().slice(0, 8)}`,
          text: each.text,
        }
  return defaults
}
