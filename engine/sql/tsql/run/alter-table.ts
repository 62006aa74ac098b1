// ALTER TABLE: what changes the columns writes every row anew.

import type { Process } from '../../../sim/index.js'
import type { Column, SqlValue } from '../../page/index.js'
import { begin, commit, insert, peekAll, type Row, rollback } from '../../recovery/index.js'
import { compile } from '../expression/compile.js'
import { NO_ROW } from '../expression/context.js'
import { simOf } from '../host.js'
import type { TableChange } from '../parse/tree.js'
import { columnsOf } from '../storage/read.js'
import {
  fromStored,
  storedType,
  type TableInfo,
  tableInfo,
  toStored,
  visibleColumns,
} from '../storage/table-info.js'
import type { TableTarget } from '../storage/target.js'
import { convert, converter } from '../value/convert.js'
import { wireTypeOf } from '../value/data-type.js'
import { demand, fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { addUnique, alone, describeInfo, replaceTable } from './define.js'

export function* alterTable(batch: Batch, target: TableTarget, change: TableChange): Process {
  switch (change.kind) {
    case 'add':
      yield* alone(batch, target)
      yield* addColumns(batch, target, change)
      yield* addConstraints(batch, target, change)
      return
    case 'drop':
      yield* alone(batch, target)
      yield* drop(batch, target, change)
      return
    case 'check':
    case 'rebuild':
      return
    case 'alter-column':
      yield* alone(batch, target)
      yield* alterColumn(batch, target, change.column)
      return
  }
}

type Adding = Extract<TableChange, { kind: 'add' }>

function* addColumns(batch: Batch, target: TableTarget, { shape }: Adding): Process {
  if (shape.columns.length === 0) return
  const { table } = target
  const info = tableInfo(table)
  const before = visibleColumns(table)
  const defaults: Record<string, { name: string; text: string }> = { ...info.defaults }
  const values: SqlValue[] = []
  const added = shape.columns.map((column, index): Column => {
    if (column.type === undefined) return fail(40_515, 'Computed columns are not supported.')
    if (before.some(({ name }) => name.toLowerCase() === column.name.toLowerCase()))
      fail(
        2705,
        `Column names in each table must be unique. Column name '${column.name}' in table '${target.name}' is specified more than once.`,
        { state: 4 },
      )
    const type =
      storedType(wireTypeOf(column.type)) ?? fail(2716, 'Cannot specify a column of that type.')
    const wire = wireTypeOf(column.type)
    const given = column.constraints.find((each) => each.kind === 'default')
    let value: SqlValue = null
    if (given?.kind === 'default') {
      defaults[before.length + index] = {
        name: given.name ?? `DF__${target.name}__${column.name}`,
        text: given.text,
      }
      const compiled = compile(given.value, {
        services: batch,
        scope: { columns: [], outer: undefined },
      })
      if (column.nullable === false)
        value = toStored(converter(compiled.type, wire)(compiled.evaluate(NO_ROW)), type)
    }
    const nullable = column.nullable ?? true
    if (!nullable && value === null && demand(peekAll(target.online, table)).length > 0)
      fail(
        4901,
        `ALTER TABLE only allows columns to be added that can contain nulls, or have a DEFAULT definition specified, or the column being added is an identity or timestamp column, or alternatively if none of the previous conditions are satisfied the table must be empty to allow addition of this column. Column '${column.name}' cannot be added to non-empty table '${target.name}' because it does not satisfy these conditions.`,
      )
    values.push(value)
    return { name: column.name, type, nullable }
  })
  yield* rebuild(target, [...before, ...added], { ...info, defaults }, (row) => [...row, ...values])
  batch.plan()
}

/** Writes every row of the table into one with other columns. */
function* rebuild(
  target: TableTarget,
  columns: readonly Column[],
  info: TableInfo,
  change: (row: Row) => Row,
): Process {
  const { online, table } = target
  const rows = demand(peekAll(online, table))
  const isHidden = table.details.hiddenKey === true
  const all = isHidden ? [...columns, table.format.columns.at(-1) as Column] : columns
  const keys = table.keys.map((index) => table.format.columns[index]?.name)
  if (!isHidden && keys.some((name) => columns.every((column) => column.name !== name)))
    fail(4922, `ALTER TABLE DROP COLUMN failed because one or more objects access this column.`, {
      state: 9,
    })
  const details = { ...table.details, properties: JSON.stringify(info) }
  const made = replaceTable(
    online,
    {
      ...table,
      keys: isHidden
        ? [all.length - 1]
        : keys.map((name) => columns.findIndex((column) => column.name === name)),
    },
    all,
    details,
  )
  const transaction = begin(online)
  for (const row of rows) {
    const visible = isHidden ? row.slice(0, -1) : row
    const next = isHidden ? [...change(visible), row.at(-1) ?? null] : change(visible)
    const done = yield* insert(online, transaction, made, next)
    if (!done.ok) {
      yield* rollback(online, transaction)
      demand(done)
    }
  }
  demand(yield* commit(online, transaction))
}

function* addConstraints(batch: Batch, target: TableTarget, { shape }: Adding): Process {
  const { online } = target
  const random = simOf(batch.session.host).random('sql names of constraints')
  for (const constraint of shape.constraints) {
    const table = demand({
      ok: true,
      value: online.tables.get(target.table.name.toLowerCase()) ?? target.table,
    })
    const current = { ...target, table }
    const info = tableInfo(table)
    const suffix = random.guid().slice(0, 8).toUpperCase()
    const placeOf = (name: string) => {
      const at = columnsOf(table).findIndex(
        (column) => column.name.toLowerCase() === name.toLowerCase(),
      )
      return at >= 0
        ? at
        : fail(1911, `Column name '${name}' does not exist in the target table or view.`)
    }
    if (constraint.kind === 'unique')
      yield* addUnique(batch, current, {
        name: constraint.name ?? `UQ__${target.name}__${suffix}`,
        columns: constraint.columns.map(({ name }) => placeOf(name)),
      })
    else if (constraint.kind === 'check')
      describeInfo(online, table, {
        ...info,
        checks: [
          ...(info.checks ?? []),
          { name: constraint.name ?? `CK__${target.name}__${suffix}`, text: constraint.text },
        ],
      })
    else if (constraint.kind === 'default' && constraint.column !== undefined)
      describeInfo(online, table, {
        ...info,
        defaults: {
          ...info.defaults,
          [placeOf(constraint.column)]: {
            name: constraint.name ?? `DF__${target.name}__${suffix}`,
            text: constraint.text,
          },
        },
      })
    else if (constraint.kind === 'foreign-key') {
      const { columns, references, onDelete } = constraint
      const key = {
        name: constraint.name ?? `FK__${target.name}__${suffix}`,
        columns: columns.map(placeOf),
        table: constraint.table.name,
        references,
        onDelete,
      }
      describeInfo(online, table, { ...info, foreignKeys: [...(info.foreignKeys ?? []), key] })
    } else if (constraint.kind === 'primary-key')
      yield* addPrimaryKey(
        batch,
        current,
        constraint.name ?? `PK__${target.name}__${suffix}`,
        constraint.columns.map(({ name }) => placeOf(name)),
      )
  }
}

/** The rows are written anew under their new key. */
function* addPrimaryKey(
  _batch: Batch,
  target: TableTarget,
  name: string,
  keys: readonly number[],
): Process {
  const { table, online } = target
  if (table.details.hiddenKey !== true)
    fail(1779, `Table '${target.name}' already has a primary key defined on it.`, { state: 0 })
  const columns = visibleColumns(table)
  for (const index of keys)
    if (columns[index]?.nullable === true)
      fail(
        8111,
        `Cannot define PRIMARY KEY constraint on nullable column in table '${target.name}'.`,
      )
  const rows = demand(peekAll(online, table))
  const { hiddenKey: _hidden, ...rest } = table.details
  const made = replaceTable(online, { ...table, keys }, columns, {
    ...rest,
    properties: JSON.stringify({ ...tableInfo(table), primaryKey: name }),
  })
  const transaction = begin(online)
  for (const row of rows) demand(yield* insert(online, transaction, made, row.slice(0, -1)))
  demand(yield* commit(online, transaction))
}

type Dropping = Extract<TableChange, { kind: 'drop' }>

function* drop(_batch: Batch, target: TableTarget, change: Dropping): Process {
  const { table, online } = target
  let info = tableInfo(table)
  for (const { name } of change.constraints) {
    const isIt = (each: { readonly name: string }) => each.name.toLowerCase() === name.toLowerCase()
    const defaults = Object.fromEntries(
      Object.entries(info.defaults ?? {}).filter(([, each]) => !isIt(each)),
    )
    const next: TableInfo = {
      ...info,
      defaults,
      checks: (info.checks ?? []).filter((each) => !isIt(each)),
      uniques: (info.uniques ?? []).filter((each) => !isIt(each)),
      foreignKeys: (info.foreignKeys ?? []).filter((each) => !isIt(each)),
    }
    if (
      JSON.stringify(next) ===
        JSON.stringify({
          ...info,
          defaults: info.defaults ?? {},
          checks: info.checks ?? [],
          uniques: info.uniques ?? [],
          foreignKeys: info.foreignKeys ?? [],
        }) &&
      !change.ifExists
    )
      fail(3728, `'${name}' is not a constraint.`)
    info = next
  }
  if (change.constraints.length > 0) describeInfo(online, table, info)
  if (change.columns.length === 0) return
  const columns = visibleColumns(table)
  const gone = change.columns.map(({ name }) => {
    const index = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase())
    return index >= 0
      ? index
      : fail(
          4924,
          `ALTER TABLE DROP COLUMN failed because column '${name}' does not exist in table '${target.name}'.`,
        )
  })
  refuseUsed(info, gone, target)
  const kept = columns.map((_column, index) => index).filter((index) => !gone.includes(index))
  yield* rebuild(
    target,
    kept.map((index) => columns[index] as Column),
    renumbered(info, kept),
    (row) => kept.map((index) => row[index] ?? null),
  )
}

function refuseUsed(info: TableInfo, gone: readonly number[], { name }: TableTarget): void {
  const used = [
    ...(info.uniques ?? []),
    ...(info.foreignKeys ?? []),
    ...(info.indexes ?? []),
  ].flatMap(({ columns }) => columns)
  const isUsed = gone.some((index) => used.includes(index) || info.defaults?.[index] !== undefined)
  if (isUsed) fail(5074, `The object is dependent on a column of table '${name}'.`)
}

/** Numbers of columns, after some have gone. */
function renumbered(info: TableInfo, kept: readonly number[]): TableInfo {
  const to = (index: number) => kept.indexOf(index)
  const moved = (map: Readonly<Record<string, unknown>> | undefined) =>
    Object.fromEntries(
      Object.entries(map ?? {})
        .filter(([index]) => to(Number(index)) >= 0)
        .map(([index, value]) => [to(Number(index)), value]),
    )
  const { identity } = info
  const { identity: _identity, ...rest } = info
  return {
    ...rest,
    ...(identity !== undefined && to(identity.column) >= 0
      ? { identity: { ...identity, column: to(identity.column) } }
      : {}),
    defaults: moved(info.defaults) as NonNullable<TableInfo['defaults']>,
    declared: moved(info.declared) as NonNullable<TableInfo['declared']>,
    uniques: (info.uniques ?? []).map((each) => ({ ...each, columns: each.columns.map(to) })),
    indexes: (info.indexes ?? []).map((each) => ({ ...each, columns: each.columns.map(to) })),
    foreignKeys: (info.foreignKeys ?? []).map((each) => ({
      ...each,
      columns: each.columns.map(to),
    })),
  }
}

function* alterColumn(
  _batch: Batch,
  target: TableTarget,
  column: Extract<TableChange, { kind: 'alter-column' }>['column'],
): Process {
  const { table } = target
  const columns = visibleColumns(table)
  const index = columns.findIndex(({ name }) => name.toLowerCase() === column.name.toLowerCase())
  const known = columns[index]
  if (known === undefined || column.type === undefined)
    return fail(
      4924,
      `ALTER TABLE ALTER COLUMN failed because column '${column.name}' does not exist in table '${target.name}'.`,
    )
  const wire = wireTypeOf(column.type)
  const type = storedType(wire) ?? fail(2716, 'Cannot specify a column of that type.')
  const from = columnsOf(table)[index]?.type ?? wire
  const next = columns.map((each, at) =>
    at === index ? { name: known.name, type, nullable: column.nullable ?? true } : each,
  )
  yield* rebuild(target, next, tableInfo(table), (row) =>
    row.map((value, at) => {
      if (at !== index || value === null) return value
      const seen = fromStored(value, known.type)
      return seen === null ? null : toStored(convert(seen, from, wire), type)
    }),
  )
}
