// OUTPUT: what a change did to each row, as rows for the client or for a table.

import type { Process } from '../../../sim/index.js'
import { compile } from '../expression/compile.js'
import type { Compiled, Row, ScopeColumn } from '../expression/context.js'
import type { Output } from '../parse/tree.js'
import type { PlanColumn } from '../query/plan.js'
import { columnsOf } from '../storage/read.js'
import type { TableTarget } from '../storage/target.js'
import { insertRow } from '../storage/write.js'
import { converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { dmlTarget } from './dml-target.js'
import { columnNamed, intoColumn } from './row-values.js'
import { resultColumns } from './select.js'

export interface Outputs {
  /** One row was changed; rows of the FROM behind it may be named too. */
  note(change: {
    readonly inserted: Row | undefined
    readonly deleted: Row | undefined
    readonly from: Row
  }): void
  /** The statement has done its work. */
  finish(): Process
}

export function outputsOf(
  batch: Batch,
  target: TableTarget,
  output: Output | undefined,
  from: readonly ScopeColumn[] = [],
): Outputs | undefined {
  if (output === undefined) return undefined
  const columns = columnsOf(target.table)
  const width = columns.length
  const scope: ScopeColumn[] = [
    ...columns.map((column, slot) => ({ ...column, nullable: true, qualifier: 'inserted', slot })),
    ...columns.map((column, slot) => ({
      ...column,
      nullable: true,
      qualifier: 'deleted',
      slot: width + slot,
    })),
    ...from.map((column) => ({ ...column, slot: 2 * width + column.slot })),
  ]
  const context = { services: batch, scope: { columns: scope, outer: undefined } }
  const items: { column: PlanColumn; compiled: Compiled }[] = []
  for (const item of output.items) {
    if (item.kind === 'value') {
      const compiled = compile(item.value, context)
      const name = item.alias ?? (item.value.kind === 'column' ? item.value.name : '')
      items.push({ column: { name, type: compiled.type, nullable: compiled.nullable }, compiled })
    } else if (item.kind === 'star') {
      const qualifier = item.qualifier.at(-1)?.toLowerCase()
      for (const each of scope)
        if (each.qualifier === qualifier)
          items.push({
            column: each,
            compiled: {
              type: each.type,
              nullable: true,
              evaluate: ({ row }) => row[each.slot] ?? null,
            },
          })
    } else
      fail(
        141,
        'A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations.',
        { severity: 15 },
      )
  }
  const rows: Row[] = []
  const none = Array<null>(width).fill(null)
  return {
    note: ({ inserted, deleted, from: rest }) => {
      const row = [...(inserted ?? none), ...(deleted ?? none), ...rest]
      rows.push(items.map(({ compiled }) => compiled.evaluate({ row, outer: undefined })))
    },
    finish: () =>
      send(
        batch,
        output,
        items.map(({ column }) => column),
        rows,
      ),
  }
}

function* send(
  batch: Batch,
  output: Output,
  columns: readonly PlanColumn[],
  rows: readonly Row[],
): Process {
  if (output.into === undefined) {
    batch.sink.columns(resultColumns(columns))
    for (const row of rows) batch.sink.row(row)
    return
  }
  const target = dmlTarget(batch, output.into)
  const transaction = yield* batch.part(target.database, target.online)
  const places =
    output.intoColumns.length === 0
      ? columns.map((_column, index) => index)
      : output.intoColumns.map(({ name }) => columnNamed(target, name))
  const changes = columns.map((column, index) => {
    const place = places[index]
    return place === undefined
      ? converter(column.type, column.type)
      : intoColumn({ type: column.type }, target, place)
  })
  const width = columnsOf(target.table).length
  for (const row of rows) {
    const values = Array<Row[number]>(width).fill(null)
    for (const [index, value] of row.entries()) {
      const place = places[index]
      if (place !== undefined) values[place] = changes[index]?.(value) ?? null
    }
    yield* insertRow({ target, transaction, patience: batch.patience }, values)
  }
}
