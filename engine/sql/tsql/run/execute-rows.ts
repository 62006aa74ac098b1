// INSERT … EXEC: what a text or a procedure would send becomes rows.

import { type Process, Signal } from '../../../sim/index.js'
import type { Row } from '../expression/context.js'
import type { Execute } from '../parse/tree.js'
import type { ResultColumn, Sink } from '../port.js'
import type { Plan } from '../query/plan.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { nested } from './execute.js'
import { runStatement } from './statement.js'

export function* collectExecute(batch: Batch, execute: Execute): Process<Plan> {
  const rows: Row[] = []
  let columns: readonly ResultColumn[] | undefined
  const { sink } = batch
  const collecting: Sink = {
    columns: (next) => {
      if (columns !== undefined && columns.length !== next.length)
        fail(213, 'Column name or number of supplied values does not match table definition.', {
          state: 7,
        })
      columns ??= next
    },
    row: (row) => {
      batch.work.hold(row)
      rows.push(row)
    },
    done: () => undefined,
    message: (message) => sink.message(message),
    env: (change) => sink.env(change),
    returnStatus: () => undefined,
    returnValue: () => undefined,
    full: false,
    drained: new Signal(),
  }
  const inner = nested(batch, batch.procedure, collecting)
  yield* runStatement(inner, execute)
  return { columns: columns ?? [], rows: () => rows }
}
