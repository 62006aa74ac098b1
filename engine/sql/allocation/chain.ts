// Small tables of the system: rows on a chain of single pages, each linked to the next.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  fileOf,
  fits,
  linkBytes,
  NEXT_AT,
  nextOf,
  nextSlot,
  objectOf,
  type Page,
  type PageId,
  rowAt,
  type SqlError,
  slotCount,
} from '../page/index.js'
import { formatChange } from './changes.js'
import { allocateSinglePage } from './pages.js'
import { perform, type Storage, type Transaction } from './storage.js'

export interface ChainRow {
  readonly page: PageId
  readonly slot: number
  readonly row: Uint8Array
}

const NOTHING = new Uint8Array(0)

/** Where a chain can be read before there is a database. */
export interface PageReader {
  readonly pool: { read(page: PageId): Outcome<Page, SqlError> }
}

export function rowsOfChain(storage: PageReader, first: PageId): Outcome<ChainRow[], SqlError> {
  const rows: ChainRow[] = []
  for (let id = first; id !== 0; ) {
    const page = storage.pool.read(id)
    if (!page.ok) return page
    for (let slot = 0; slot < slotCount(page.value); slot++) {
      const row = rowAt(page.value, slot)
      if (row !== undefined) rows.push({ page: id, slot, row })
    }
    id = nextOf(page.value)
  }
  return ok(rows)
}

export function insertIntoChain(
  storage: Storage,
  transaction: Transaction,
  first: PageId,
  row: Uint8Array,
): Outcome<undefined, SqlError> {
  let id = first
  for (;;) {
    const page = storage.pool.read(id)
    if (!page.ok) return page
    if (fits(page.value, row.length)) return insertAt(storage, transaction, id, page.value, row)
    const next = nextOf(page.value)
    if (next === 0) return extend(storage, transaction, { id, page: page.value }, row)
    id = next
  }
}

export function removeFromChain(
  storage: Storage,
  transaction: Transaction,
  first: PageId,
  isIt: (row: Uint8Array) => boolean,
): Outcome<undefined, SqlError> {
  const rows = rowsOfChain(storage, first)
  if (!rows.ok) return rows
  for (const { page, slot, row } of rows.value) {
    if (!isIt(row)) continue
    const before = row.slice()
    const change = { kind: 'remove', page, place: slot, before, after: NOTHING } as const
    const removed = perform(storage, transaction, change)
    if (!removed.ok) return removed
  }
  return ok(undefined)
}

function insertAt(
  storage: Storage,
  transaction: Transaction,
  id: PageId,
  page: Page,
  row: Uint8Array,
): Outcome<undefined, SqlError> {
  const place = nextSlot(page)
  const change = { kind: 'insert', page: id, place, before: NOTHING, after: row } as const
  return perform(storage, transaction, change)
}

function extend(
  storage: Storage,
  transaction: Transaction,
  last: { readonly id: PageId; readonly page: Page },
  row: Uint8Array,
): Outcome<undefined, SqlError> {
  const object = objectOf(last.page)
  const added = allocateSinglePage(storage, transaction, fileOf(last.id), 0)
  if (!added.ok) return added
  const before = linkBytes(nextOf(last.page))
  const after = linkBytes(added.value)
  const steps = [
    formatChange(added.value, 'data', object),
    { kind: 'insert', page: added.value, place: 0, before: NOTHING, after: row },
    { kind: 'modify', page: last.id, place: NEXT_AT, before, after },
  ] as const
  for (const step of steps) {
    const done = perform(storage, transaction, step)
    if (!done.ok) return done
  }
  return ok(undefined)
}
