// UNIQUE constraints beside the key: whose row has which values. Made from the pages when it is first
// needed, kept up by every change, and thrown away when something is taken back.

import { assert } from '../../../base/assert.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import {
  decodeColumn,
  type Row,
  refuseSql,
  rowAt,
  type SqlError,
  type SqlValue,
} from '../../page/index.js'
import type { Online } from './database.js'
import { joinKey } from './key.js'
import type { Table } from './table.js'

/** The names of the locks that keep two transactions from giving the same values to two rows. */
export function uniqueLocks(table: Table, row: Row): string[] {
  const rules = table.details.uniques ?? []
  return rules.map((columns, rule) => {
    const key = joinKey(columns.map((column) => row[column] ?? null))
    return `${table.object}:unique ${rule}:${String(key)}`
  })
}

/** Refuses values that another row has. */
export function checkUniques(
  online: Online,
  table: Table,
  row: Row,
  key: SqlValue,
): Outcome<undefined, SqlError> {
  const rules = table.details.uniques
  if (rules === undefined) return ok(undefined)
  const known = uniquesOf(online, table)
  if (!known.ok) return known
  for (const [rule, columns] of rules.entries()) {
    const values = joinKey(columns.map((column) => row[column] ?? null))
    const owner = known.value[rule]?.get(values)
    if (owner !== undefined && owner !== key)
      return refuseSql('DUPLICATE_KEY', `${table.name}: unique ${rule}`)
  }
  return ok(undefined)
}

export function noteUniques(
  online: Online,
  table: Table,
  key: SqlValue,
  row: { readonly before?: Uint8Array; readonly after?: Uint8Array },
): void {
  const rules = table.details.uniques
  if (rules === undefined) return
  const places = table.index.edit(online.storage, table)
  if (!places.ok || places.value.uniques === undefined) return
  for (const [rule, columns] of rules.entries()) {
    const map = places.value.uniques[rule]
    if (row.before !== undefined) map?.delete(valuesOf(table, row.before, columns))
    if (row.after !== undefined) map?.set(valuesOf(table, row.after, columns), key)
  }
}

export function forgetUniques(online: Online): void {
  for (const table of online.tables.values()) {
    if (table.details.uniques === undefined) continue
    const places = table.index.edit(online.storage, table)
    if (places.ok) places.value.uniques = undefined
  }
}

function uniquesOf(online: Online, table: Table): Outcome<Map<SqlValue, SqlValue>[], SqlError> {
  const places = table.index.edit(online.storage, table)
  if (!places.ok) return places
  if (places.value.uniques !== undefined) return ok(places.value.uniques)
  const rules = table.details.uniques ?? []
  const made = rules.map(() => new Map<SqlValue, SqlValue>())
  for (const [key, { page, slot }] of places.value.byKey) {
    const read = online.storage.pool.read(page)
    if (!read.ok) return read
    const bytes = rowAt(read.value, slot)
    assert(bytes !== undefined, 'a known place has a row')
    for (const [rule, columns] of rules.entries())
      made[rule]?.set(valuesOf(table, bytes, columns), key)
  }
  places.value.uniques = made
  return ok(made)
}

function valuesOf(table: Table, bytes: Uint8Array, columns: readonly number[]): SqlValue {
  return joinKey(columns.map((column) => decodeColumn(table.format, bytes, column)))
}
