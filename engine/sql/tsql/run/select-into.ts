// SELECT … INTO: a new table with the columns and rows of a query.

import type { Process } from '../../../sim/index.js'
import type { Row } from '../expression/context.js'
import type { ObjectName, Query } from '../parse/tree.js'
import { COMMAND } from '../port.js'
import { makeTable } from '../storage/create.js'
import { columnsOf } from '../storage/read.js'
import { storedType } from '../storage/table-info.js'
import { requireTable } from '../storage/target.js'
import { insertRow } from '../storage/write.js'
import { fail } from '../value/failure.js'
import { describe } from '../value/type.js'
import type { Batch } from './batch.js'
import { newTablePlace } from './define.js'
import { pull } from './pull.js'
import { intoColumn } from './row-values.js'
import type { Done } from './select.js'

export function* selectInto(batch: Batch, query: Query, into: ObjectName): Process<Done> {
  const plan = batch.plan().query(query, undefined)
  const rows: Row[] = []
  yield* pull(batch, plan, (row) => {
    batch.work.hold(row)
    rows.push(row)
    return undefined
  })
  const place = yield* newTablePlace(batch, into)
  const columns = plan.columns.map(({ name, type, nullable, identity }, index) => {
    if (name === '')
      fail(
        1038,
        'An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as "" or [] are not allowed. Change the alias to a valid name.',
        { severity: 15, state: 5 },
      )
    if (storedType(type) === undefined)
      fail(
        2716,
        `Column, parameter, or variable #${index + 1}: Cannot specify a column of type ${describe(type)}.`,
      )
    return { name, type, nullable, identity }
  })
  const at = { line: 1, offset: 0 }
  makeTable(place.online, {
    ...place,
    nullsByDefault: true,
    shape: {
      columns: columns.map(({ name, type, nullable, identity }) => ({
        at,
        name,
        type: { at, schema: undefined, name: type.kind, arguments: argumentsOf(type) },
        computed: undefined,
        nullable,
        identity: identity === true ? { seed: 1n, increment: 1n } : undefined,
        rowGuid: false,
        collation: undefined,
        constraints: [],
      })),
      constraints: [],
      indexes: [],
    },
  })
  const target = requireTable(batch.session, into)
  const transaction = yield* batch.part(target.database, target.online)
  const made = columnsOf(target.table)
  const changes = made.map((_column, index) =>
    intoColumn({ type: plan.columns[index]?.type ?? { kind: 'int' } }, target, index),
  )
  for (const row of rows) {
    yield* insertRow(
      { target, transaction, patience: batch.patience },
      row.map((value, index) => changes[index]?.(value) ?? null),
    )
    if (batch.work.tick()) yield* batch.work.slice.wait()
  }
  batch.session.rowCount = rows.length
  return { count: rows.length, command: COMMAND.select }
}

function argumentsOf(type: Parameters<typeof describe>[0]): (number | 'max')[] {
  if ('length' in type) return [type.length]
  if ('precision' in type) return [type.precision, type.scale]
  return 'scale' in type ? [type.scale] : []
}
