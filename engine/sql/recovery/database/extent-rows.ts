// Rows that fill a page each, in extents of a file of the caller's choice.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { addExtentAt, perform } from '../../allocation/index.js'
import {
  type ExtentNumber,
  encodeRow,
  extentOf,
  type FileId,
  fileOf,
  numberOf,
  refuseSql,
  type SqlError,
  type SqlValue,
} from '../../page/index.js'
import type { Online } from './database.js'
import { fileNamed } from './files.js'
import { isHeld, whenWritable } from './freeze.js'
import { lockName, lockRow } from './locks.js'
import { update } from './rows.js'
import type { Table } from './table.js'
import type { UserTransaction } from './transaction.js'

export interface ExtentRows {
  /** The logical name of a data file. */
  readonly file: string
  readonly count: number
  /** How far each extent is from the one before, at least; 1 is side by side. */
  readonly every: number
  /** As long for every row, so that a row that is there stays where it is. */
  readonly body: string
}

/** A table whose rows are made by `changeExtents`; nothing else may insert into it. */
export const EXTENT_TABLE = {
  name: 'extents',
  columns: [
    { name: 'n', type: { kind: 'int' }, nullable: false },
    { name: 'body', type: { kind: 'varchar', length: 8_000 }, nullable: false },
  ],
  key: 'n',
} as const

/** Changes the row of so many extents; extents that have none yet are given to the table. */
export function* changeExtents(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  { file: name, count, every, body }: ExtentRows,
): Process<Outcome<ExtentNumber[], SqlError>> {
  const file = fileNamed(online.storage, name)
  if (file?.entry.kind !== 'rows') return refuseSql('NO_SUCH_FILE', name)
  const known = rowsByExtent(online, table, file.entry.id)
  if (!known.ok) return known
  const rows = known.value
  const changed: ExtentNumber[] = []
  for (let next = 0, at = 0; changed.length < count; ) {
    while (at < rows.length && (rows[at] as RowOfExtent).extent < next) at++
    const row = rows[at]
    const done =
      row === undefined
        ? yield* addRow(online, transaction, table, { file: file.entry.id, from: next, body })
        : yield* rewrite(online, transaction, table, { row, body })
    if (!done.ok) return done
    changed.push(done.value)
    next = done.value + every
  }
  return ok(changed)
}

interface RowOfExtent {
  readonly key: SqlValue
  readonly extent: ExtentNumber
}

function rowsByExtent(
  online: Online,
  table: Table,
  file: FileId,
): Outcome<RowOfExtent[], SqlError> {
  const places = table.index.places(online.storage, table)
  if (!places.ok) return places
  const rows: RowOfExtent[] = []
  for (const [key, { page }] of places.value.byKey)
    if (fileOf(page) === file) rows.push({ key, extent: extentOf(numberOf(page)) })
  return ok(rows.sort((left, right) => left.extent - right.extent))
}

function* rewrite(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  { row, body }: { readonly row: RowOfExtent; readonly body: string },
): Process<Outcome<ExtentNumber, SqlError>> {
  const done = yield* update(online, transaction, table, [row.key, body])
  return done.ok ? ok(row.extent) : done
}

function* addRow(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  row: { readonly file: FileId; readonly from: number; readonly body: string },
): Process<Outcome<ExtentNumber, SqlError>> {
  const { storage } = online
  const places = table.index.edit(storage, table)
  if (!places.ok) return places
  const { byKey } = places.value
  const key = byKey.size + 1
  const encoded = encodeRow(table.format, [key, row.body])
  if (!encoded.ok) return encoded
  const locked = yield* lockRow(online, transaction, lockName(table, key))
  if (!locked.ok) return locked
  if (isHeld(online)) {
    const writable = yield* whenWritable(online)
    if (!writable.ok) return writable
  }
  const trimmed = storage.pool.trim(true)
  if (!trimmed.ok) return trimmed
  const page = addExtentAt(storage, table.heap, row)
  if (!page.ok) return page
  const done = perform(storage, transaction.log, {
    kind: 'insert',
    page: page.value,
    place: 0,
    before: new Uint8Array(0),
    after: encoded.value,
  })
  if (!done.ok) return done
  transaction.moved.push({ table, key, before: undefined })
  byKey.set(key, { page: page.value, slot: 0 })
  return ok(extentOf(numberOf(page.value)))
}
