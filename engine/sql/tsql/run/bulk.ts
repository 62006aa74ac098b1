// INSERT BULK: rows that a client sends in its own form.

import type { Process } from '../../../sim/index.js'
import { type BulkRows, COMMAND } from '../port.js'
import type { SqlSession } from '../session/session.js'
import { backTo, commitParts, markOf, rollbackParts } from '../session/transaction.js'
import { requireTable } from '../storage/target.js'
import { insertRow } from '../storage/write.js'
import { fail, SqlFailure } from '../value/failure.js'
import type { Batch } from './batch.js'
import { rowWriter } from './insert.js'

export function* loadBulk(
  batch: Batch,
  bulk: SqlSession['bulk'],
  { columns, rows }: BulkRows,
): Process {
  if (bulk === undefined)
    return fail(
      4819,
      'Cannot bulk load. The bulk data stream was incorrectly specified as sorted or the data violates a uniqueness constraint.',
    )
  batch.plan()
  const { session } = batch
  const target = requireTable(session, bulk.table)
  const marks = session.transaction === undefined ? [] : markOf(session.transaction)
  try {
    const keepIdentity = bulk.options.includes('keep_identity')
    const writer = rowWriter(
      batch,
      target,
      bulk.columns.map(({ name }) => name),
      keepIdentity,
    )
    const place = writer.accept(columns, false)
    const transaction = yield* batch.part(target.database, target.online)
    for (const row of rows) {
      yield* insertRow(
        { target, transaction, patience: batch.patience },
        writer.complete(place(row)),
      )
      if (batch.work.tick()) yield* batch.work.slice.wait()
    }
    const { auto } = batch
    batch.auto = undefined
    const failure =
      auto === undefined ? undefined : yield* commitParts(auto, session.host.coordinator)
    if (failure !== undefined) throw new SqlFailure(failure)
  } catch (error) {
    if (batch.auto !== undefined) yield* rollbackParts(batch.auto)
    else if (session.transaction !== undefined) backTo(session.transaction, marks)
    batch.auto = undefined
    throw error
  }
  session.rowCount = rows.length
  batch.sink.done({ count: rows.length, command: COMMAND.bulk, failed: false, inProcedure: false })
}
