// Ghost cleanup: the bytes of rows that were deleted for good are used again before a table grows.

import { type Outcome, ok } from '../../../base/outcome.js'
import { inSystemTransaction, perform, type Transaction } from '../../allocation/index.js'
import { fits, isGhost, type PageId, rowAt, type SqlError } from '../../page/index.js'
import type { Online } from './database.js'
import type { RowPlace, Table } from './table.js'

/** So many pages are looked at for one row; what is left is there for the next. */
const PAGES_PER_ROW_MAX = 4

/** A page of the table that has room for the row once its ghosts are gone. */
export function reclaimPage(
  online: Online,
  table: Table,
  length: number,
): Outcome<PageId | undefined, SqlError> {
  const { storage } = online
  for (let tries = 0; tries < PAGES_PER_ROW_MAX; tries++) {
    const places = table.index.edit(storage, table)
    if (!places.ok) return places
    const { ghosts } = places.value
    const oldest = ghosts[0]
    if (oldest === undefined) break
    const { page } = oldest
    const there = ghosts.filter((ghost) => ghost.page === page)
    const cleaned = inSystemTransaction(storage, (transaction) =>
      removeGhosts(online, transaction, there),
    )
    if (!cleaned.ok) return cleaned
    const rest = ghosts.filter((ghost) => ghost.page !== page)
    ghosts.splice(0, ghosts.length, ...rest)
    const read = storage.pool.read(page)
    if (!read.ok) return read
    if (fits(read.value, length)) return ok(page)
  }
  return ok(undefined)
}

function removeGhosts(
  online: Online,
  transaction: Transaction,
  ghosts: readonly RowPlace[],
): Outcome<undefined, SqlError> {
  const { storage } = online
  for (const { page, slot } of ghosts) {
    const read = storage.pool.read(page)
    if (!read.ok) return read
    const row = rowAt(read.value, slot)
    // A row that its transaction had inserted itself may be gone by a savepoint.
    if (row === undefined || !isGhost(row)) continue
    const before = row.slice()
    const done = perform(storage, transaction, {
      kind: 'remove',
      page,
      place: slot,
      before,
      after: NOTHING,
    })
    if (!done.ok) return done
  }
  return ok(undefined)
}

const NOTHING = new Uint8Array(0)
