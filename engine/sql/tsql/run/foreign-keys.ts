// FOREIGN KEY constraints: a row needs the row that it names, and a row that is named stays.

import type { Process } from '../../../sim/index.js'
import type { Row } from '../expression/context.js'
import { Pause } from '../query/plan.js'
import { columnsOf, lookUpKeyed, scanKeyed } from '../storage/read.js'
import type { ForeignKeyInfo } from '../storage/table-info.js'
import { tableInfo } from '../storage/table-info.js'
import { findTarget, type TableTarget } from '../storage/target.js'
import { hashRow } from '../value/compare.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { serve } from './pull.js'

export function* checkForeignKeys(batch: Batch, target: TableTarget, row: Row): Process {
  for (const key of tableInfo(target.table).foreignKeys ?? []) {
    const values = key.columns.map((index) => row[index] ?? null)
    if (values.includes(null)) continue
    const parent = tableOf(batch, target, key.table)
    if (
      parent === undefined ||
      (yield* hasRow(batch, parent, placesOf(parent, key.references), values))
    )
      continue
    const self = parent.table.object === target.table.object
    const places = placesOf(parent, key.references)
    if (self && hashRow(places.map((index) => row[index] ?? null)) === hashRow(values)) continue
    refuse('INSERT', 'FOREIGN KEY', key, parent)
  }
}

/** Before a row goes, or takes on another key. */
export function* checkReferences(
  batch: Batch,
  target: TableTarget,
  row: Row,
  next: Row | undefined,
): Process {
  if (target.database === 'tempdb') return
  for (const table of target.online.tables.values())
    for (const key of tableInfo(table).foreignKeys ?? []) {
      if (key.table.toLowerCase() !== target.name.toLowerCase()) continue
      const places = placesOf(target, key.references)
      const values = places.map((index) => row[index] ?? null)
      if (
        next !== undefined &&
        hashRow(places.map((index) => next[index] ?? null)) === hashRow(values)
      )
        continue
      const child = { ...target, name: table.name, table }
      if (values.includes(null) || !(yield* hasRow(batch, child, key.columns, values))) continue
      refuse(next === undefined ? 'DELETE' : 'UPDATE', 'REFERENCE', key, child)
    }
}

function refuse(
  statement: string,
  what: string,
  key: ForeignKeyInfo,
  { database, schema, name, table }: TableTarget,
): never {
  const names =
    what === 'REFERENCE'
      ? key.columns.map((index) => columnsOf(table)[index]?.name ?? '')
      : key.references
  const column = names.length === 1 ? `, column '${names[0]}'` : ''
  return fail(
    547,
    `The ${statement} statement conflicted with the ${what} constraint "${key.name}". The conflict occurred in database "${database}", table "${schema}.${name}"${column}.`,
    { state: 0 },
  )
}

function tableOf(batch: Batch, { database }: TableTarget, name: string): TableTarget | undefined {
  const at = { line: 1, offset: 0 }
  const found = findTarget(batch.session, { at, server: undefined, database, schema: 'dbo', name })
  return found?.kind === 'table' ? found : undefined
}

function placesOf({ table }: TableTarget, names: readonly string[]): readonly number[] {
  if (names.length === 0) return table.keys
  return names.map((name) =>
    columnsOf(table).findIndex((column) => column.name.toLowerCase() === name.toLowerCase()),
  )
}

function* hasRow(
  batch: Batch,
  target: TableTarget,
  places: readonly number[],
  values: Row,
): Process<boolean> {
  const { table } = target
  const reading = batch.reading(target.database, target.online, 'committed')
  const isKey =
    table.details.hiddenKey !== true &&
    table.keys.length === places.length &&
    table.keys.every((key, at) => places[at] === key)
  const wanted = hashRow(values)
  for (const step of isKey ? lookUpKeyed(target, reading, values) : scanKeyed(target, reading)) {
    if (step instanceof Pause) yield* serve(batch, step)
    else if (hashRow(places.map((index) => step.row[index] ?? null)) === wanted) return true
  }
  return false
}
