// Changing a table. What a change would have to wait for is waited for here, where a client can take
// its request back; the change itself then happens at once.

import { present } from '../../../base/assert.js'
import type { Outcome } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { SqlError } from '../../page/index.js'
import {
  insert,
  isHeld,
  keyOf,
  lockRow,
  lockRowOf,
  peekAll,
  remove,
  type SqlValue,
  sortedKeys,
  tryLockRowOf,
  type UserTransaction,
  uniqueLocks,
  update,
  whenWritable,
} from '../../recovery/index.js'
import type { WireValue } from '../port.js'
import type { Patience } from '../run/patience.js'
import { shown } from '../value/convert.js'
import { demand, fail, failureOf, SqlFailure } from '../value/failure.js'
import { columnsOf, waiting } from './read.js'
import { fromStored, tableInfo, toStored } from './table-info.js'
import type { TableTarget } from './target.js'

export interface Writing {
  readonly target: TableTarget
  readonly transaction: UserTransaction
  readonly patience: Patience
}

/** The visible values of a row as the storage keeps them, with the number of the row behind them. */
export function storedRow(
  { table, online }: TableTarget,
  values: readonly WireValue[],
  key?: SqlValue,
): SqlValue[] {
  const { columns } = table.format
  const row = values.map((value, index) =>
    toStored(value, present(columns[index], 'a column').type),
  )
  if (table.details.hiddenKey !== true) return row
  if (key !== undefined) return [...row, key]
  const keys = demand(sortedKeys(online, table))
  table.counters.row ??= (keys.at(-1) as bigint | undefined) ?? 0n
  table.counters.row += 1n
  return [...row, table.counters.row]
}

export function* insertRow(writing: Writing, values: readonly WireValue[]): Process {
  const { target, transaction } = writing
  const row = storedRow(target, values)
  yield* ready(writing, keyOf(target.table, row), row)
  accepted(writing, row, yield* insert(target.online, transaction, target.table, row))
}

/** Puts new values in the place of the row of that key; a new key is another row. */
export function* updateRow(writing: Writing, key: SqlValue, values: readonly WireValue[]): Process {
  const { target, transaction } = writing
  const { online, table } = target
  const row = storedRow(target, values, table.details.hiddenKey === true ? key : undefined)
  const next = keyOf(table, row)
  yield* ready(writing, key, row)
  if (next === key) {
    accepted(writing, row, yield* update(online, transaction, table, row))
    return
  }
  accepted(writing, row, yield* remove(online, transaction, table, key))
  yield* ready(writing, next, row)
  accepted(writing, row, yield* insert(online, transaction, table, row))
}

export function* removeRow(writing: Writing, key: SqlValue): Process {
  const { target, transaction } = writing
  yield* ready(writing, key, undefined)
  demand(yield* remove(target.online, transaction, target.table, key))
}

/** Until the row is the transaction's and the database may be written. */
export function* ready(
  { target, transaction, patience }: Writing,
  key: SqlValue,
  row: readonly SqlValue[] | undefined,
): Process {
  const { online, table } = target
  if (!tryLockRowOf(online, transaction, table, key))
    yield* waiting(transaction, patience, lockRowOf(online, transaction, table, key))
  if (row !== undefined)
    for (const name of uniqueLocks(table, row))
      if (online.locks.get(name)?.owner !== transaction)
        yield* waiting(transaction, patience, lockRow(online, transaction, name))
  if (isHeld(online))
    yield* waiting(transaction, { ...patience, timeoutMs: -1 }, whenWritable(online))
}

function accepted(
  { target }: Writing,
  row: readonly SqlValue[],
  outcome: Outcome<unknown, SqlError>,
): void {
  if (outcome.ok) return
  const { error } = outcome
  if (error.name === 'DUPLICATE_KEY') duplicate(target, row, error.detail)
  if (error.name === 'ROW_TOO_LONG') {
    const size = Number.parseInt(error.detail, 10)
    fail(
      511,
      `Cannot create a row of size ${size} which is greater than the allowable maximum row size of 8060.`,
    )
  }
  throw new SqlFailure(failureOf(error))
}

function duplicate(
  { table, schema, name }: TableTarget,
  row: readonly SqlValue[],
  detail: string,
): never {
  const info = tableInfo(table)
  const rule = /unique (\d+)$/.exec(detail)?.[1]
  const unique = rule === undefined ? undefined : info.uniques?.[Number(rule)]
  const columns = unique?.columns ?? table.keys
  const types = columnsOf(table)
  const value = columns
    .map((index) => {
      const { type } = present(table.format.columns[index], 'a column')
      return shown(fromStored(row[index] ?? null, type), types[index]?.type ?? { kind: 'int' })
    })
    .join(', ')
  const object = `${schema}.${name}`
  if (unique?.isIndex === true)
    return fail(
      2601,
      `Cannot insert duplicate key row in object '${object}' with unique index '${unique.name}'. The duplicate key value is (${value}).`,
      { severity: 14 },
    )
  const what = unique === undefined ? 'PRIMARY KEY' : 'UNIQUE KEY'
  const constraint = unique?.name ?? info.primaryKey ?? `PK_${name}`
  return fail(
    2627,
    `Violation of ${what} constraint '${constraint}'. Cannot insert duplicate key in object '${object}'. The duplicate key value is (${value}).`,
    { severity: 14 },
  )
}

/** The next number of an IDENTITY column. */
export function nextIdentity({ table, online }: TableTarget): bigint {
  const { identity } = tableInfo(table)
  const { column, seed, increment } = present(identity, 'an identity column')
  const step = BigInt(increment)
  if (table.counters.identity === undefined) {
    let last: bigint | undefined
    for (const row of demand(peekAll(online, table))) {
      const value = BigInt(row[column] as number | bigint)
      if (last === undefined || (step > 0n ? value > last : value < last)) last = value
    }
    table.counters.identity = last ?? BigInt(seed) - step
  }
  const next = table.counters.identity + step
  table.counters.identity = next
  return next
}

/** A number that was given from outside may move the count on. */
export function noteIdentity(target: TableTarget, value: bigint): void {
  const { counters } = target.table
  const { identity } = tableInfo(target.table)
  if (identity === undefined) return
  const step = BigInt(identity.increment)
  const last = counters.identity ?? nextIdentity(target) - step
  const isFurther = step > 0n ? value > last : value < last
  counters.identity = isFurther ? value : last
}
