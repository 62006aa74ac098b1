// INSERT.

import type { Process } from '../../../sim/index.js'
import { type Evaluate, NO_ROW, type Row } from '../expression/context.js'
import type { Expression, Insert, Query } from '../parse/tree.js'
import { COMMAND, type WireValue } from '../port.js'
import type { Plan, PlanColumn } from '../query/plan.js'
import { columnsOf } from '../storage/read.js'
import type { TableTarget } from '../storage/target.js'
import { insertRow, nextIdentity, noteIdentity } from '../storage/write.js'
import { type Converter, converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { BIGINT } from '../value/type.js'
import type { Batch } from './batch.js'
import { dmlTarget } from './dml-target.js'
import { collectExecute } from './execute-rows.js'
import { checkForeignKeys } from './foreign-keys.js'
import { outputsOf } from './output.js'
import { pull } from './pull.js'
import {
  columnNamed,
  defaultExpression,
  defaultOf,
  identityColumn,
  intoColumn,
  rulesOf,
} from './row-values.js'
import type { Done } from './select.js'

export function* runInsert(batch: Batch, statement: Insert): Process<Done> {
  const planner = batch.plan().with(statement.with)
  const target = dmlTarget(batch, statement.target)
  const writer = rowWriter(
    batch,
    target,
    statement.columns.map(({ name }) => name),
  )
  const outputs = outputsOf(batch, target, statement.output)
  const { source } = statement
  const plan: Plan =
    source.kind === 'query'
      ? planner.query(withDefaults(source.query, target, writer.places), undefined)
      : source.kind === 'execute'
        ? yield* collectExecute(batch, source.execute)
        : { columns: [], rows: () => [[]] }
  const place = writer.accept(plan.columns, source.kind === 'default-values')
  // What is read is read to the end before anything is written: it may be the same table.
  const rows: Row[] = []
  yield* pull(batch, plan, (row) => {
    batch.work.hold(row)
    rows.push(place(row))
    return undefined
  })
  const transaction = yield* batch.part(target.database, target.online)
  for (const row of rows) {
    const values = writer.complete(row)
    yield* checkForeignKeys(batch, target, values)
    yield* insertRow({ target, transaction, patience: batch.patience }, values)
    outputs?.note({ inserted: values, deleted: undefined, from: [] })
    if (batch.work.tick()) yield* batch.work.slice.wait()
  }
  if (outputs !== undefined) yield* outputs.finish()
  batch.session.rowCount = rows.length
  return { count: rows.length, command: COMMAND.insert }
}

/** DEFAULT among VALUES becomes what it stands for. */
function withDefaults(query: Query, target: TableTarget, places: readonly number[]): Query {
  const { body } = query
  if (body.kind !== 'values') return query
  const rows = body.rows.map((row) =>
    row.map((value, at): Expression => {
      if (value.kind !== 'default') return value
      return defaultExpression(target, places[at] ?? 0) ?? { kind: 'null', at: value.at }
    }),
  )
  return { ...query, body: { ...body, rows } }
}

export interface RowWriter {
  /** The columns that are given, in order. */
  readonly places: readonly number[]
  /** Brings rows of these columns into the table's. */
  accept(columns: readonly PlanColumn[], isDefault: boolean): (row: Row) => Row
  /** Fills in what the statement left out. */
  complete(row: Row): WireValue[]
}

/** undefined stands for a value that nobody gave. */
const MISSING = undefined as unknown as WireValue

export function rowWriter(
  batch: Batch,
  target: TableTarget,
  names: readonly string[],
  keepIdentity = false,
): RowWriter {
  const columns = columnsOf(target.table)
  const identity = identityColumn(target)
  const given = keepIdentity || isIdentityGiven(batch, target)
  const places = placesOf(target, names, given ? undefined : identity)
  refusePlaces(target, places, { identity, given, isListed: names.length > 0 && !keepIdentity })
  const defaults = columns.map((_column, index): Evaluate | undefined =>
    defaultOf(target, index, batch),
  )
  const rules = rulesOf(target, batch)
  return {
    places,
    accept(from, isDefault) {
      if (isDefault) return () => Array<WireValue>(columns.length).fill(MISSING)
      refuseCount(from.length, places.length, names.length > 0, target)
      const changes = places.map(
        (index, at): Converter => intoColumn(from[at] as PlanColumn, target, index),
      )
      return (row) => {
        const values = Array<WireValue>(columns.length).fill(MISSING)
        for (const [at, index] of places.entries())
          values[index] = changes[at]?.(row[at] ?? null) ?? null
        return values
      }
    },
    complete(row) {
      const values = [...row]
      for (const [index, value] of row.entries()) {
        if (value !== MISSING) continue
        values[index] =
          index === identity
            ? nextValue(batch, target, columns[index] as PlanColumn)
            : (defaults[index]?.(NO_ROW) ?? null)
      }
      if (identity !== undefined && row[identity] !== MISSING) {
        const value = BigInt(values[identity] as number | bigint)
        noteIdentity(target, value)
        batch.session.identity = value
      }
      rules.check(values, 'INSERT')
      return values
    },
  }
}

/** The columns that are named, or all that take values. */
function placesOf(
  target: TableTarget,
  names: readonly string[],
  without: number | undefined,
): number[] {
  if (names.length > 0) return names.map((name) => columnNamed(target, name))
  return columnsOf(target.table)
    .map((_column, index) => index)
    .filter((index) => index !== without)
}

interface Given {
  readonly identity: number | undefined
  readonly given: boolean
  readonly isListed: boolean
}

function refusePlaces(
  target: TableTarget,
  places: readonly number[],
  { identity, given, isListed }: Given,
): void {
  if (identity !== undefined && places.includes(identity) && !given)
    fail(
      544,
      `Cannot insert explicit value for identity column in table '${target.name}' when IDENTITY_INSERT is set to OFF.`,
    )
  if (identity !== undefined && given && isListed && !places.includes(identity))
    fail(
      545,
      `Explicit value must be specified for identity column in table '${target.name}' either when IDENTITY_INSERT is set to ON or when a replication user is inserting into a NOT FOR REPLICATION identity column.`,
    )
  if (new Set(places).size !== places.length)
    fail(
      264,
      'The column name is specified more than once in the SET clause or column list of an INSERT.',
    )
}

function nextValue(batch: Batch, target: TableTarget, { type }: PlanColumn): WireValue {
  const value = nextIdentity(target)
  batch.session.identity = value
  return converter(BIGINT, type)(value)
}

function isIdentityGiven({ session }: Batch, { name, database }: TableTarget): boolean {
  return session.options.identityInsert === `${database}.${name}`.toLowerCase()
}

function refuseCount(
  values: number,
  columns: number,
  isListed: boolean,
  { name }: TableTarget,
): void {
  if (values === columns) return
  if (!isListed)
    fail(213, 'Column name or number of supplied values does not match table definition.')
  if (values < columns)
    fail(
      109,
      'There are more columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.',
      { severity: 15 },
    )
  fail(
    110,
    'There are fewer columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.',
    { severity: name === '' ? 15 : 15 },
  )
}
