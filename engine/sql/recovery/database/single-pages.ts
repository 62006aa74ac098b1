// Single pages on the move: allocation maps of tables and pages of the system's lists lie in mixed
// extents, and whatever points to one must point to its new place in the same transaction.

import { type Outcome, ok } from '../../../base/outcome.js'
import {
  allocatedPagesOf,
  type ExtentPlace,
  extentCount,
  inSystemTransaction,
  link,
  moveSinglePage,
  perform,
  rowsOfChain,
  type Storage,
  singlePageBefore,
  type Transaction,
} from '../../allocation/index.js'
import {
  type ExtentNumber,
  FILES_PAGE,
  type FileId,
  fileId,
  mapTypeAt,
  nextOf,
  numberOf,
  type PageId,
  PFS_IAM,
  pageId,
  type SqlError,
  TABLES_PAGE,
  typeOf,
} from '../../page/index.js'
import type { Online } from './database.js'
import { encodeDefinition, isDefinitionOf, type Table } from './table.js'

/** Where single pages may go: into the file, before that extent or anywhere. */
export interface Room {
  readonly file: FileId
  readonly before: ExtentNumber | undefined
}

/** Who leads to a page: the page before it in its chain, or the definition of a table. */
type Referrer =
  | { readonly kind: 'page'; readonly page: PageId }
  | { readonly kind: 'definition'; readonly table: Table }

/** Moves all single pages out of an extent. False when one of them cannot move. */
export function moveSinglePages(
  online: Online,
  place: ExtentPlace,
  room: Room,
): Outcome<boolean, SqlError> {
  const pages = allocatedPagesOf(online.storage, place)
  if (!pages.ok) return pages
  for (const page of pages.value) {
    if (isFixed(page)) continue
    const moved = moveOne(online, page, room)
    if (!moved.ok || !moved.value) return moved
  }
  return ok(true)
}

function moveOne(online: Online, from: PageId, room: Room): Outcome<boolean, SqlError> {
  const { storage } = online
  const referrer = referrerOf(online, from)
  if (!referrer.ok) return referrer
  const found = referrer.value
  if (found === undefined) return ok(false)
  const source = storage.pool.read(from)
  if (!source.ok) return source
  const flags = typeOf(source.value) === 'iam' ? PFS_IAM : 0
  const target: ExtentPlace = {
    file: room.file,
    extent: room.before ?? (extentCount(storage, room.file) as ExtentNumber),
  }
  let to: PageId | undefined
  const done = inSystemTransaction(storage, (transaction) => {
    const page = singlePageBefore(storage, transaction, target)
    if (!page.ok) return page
    to = page.value
    if (to === undefined) return ok(undefined)
    const moved = moveSinglePage(storage, transaction, from, { page: to, flags })
    return moved.ok ? redirect(storage, transaction, found, { from, to }) : moved
  })
  if (!done.ok) return done
  if (to !== undefined && found.kind === 'definition') found.table.heap.firstIam = to
  return ok(to !== undefined)
}

function redirect(
  storage: Storage,
  transaction: Transaction,
  referrer: Referrer,
  { to }: { readonly from: PageId; readonly to: PageId },
): Outcome<undefined, SqlError> {
  if (referrer.kind === 'page') return link(storage, transaction, referrer.page, to)
  const rows = rowsOfChain(storage, pageId(fileId(1), TABLES_PAGE))
  if (!rows.ok) return rows
  const { table } = referrer
  for (const { page, slot, row } of rows.value) {
    if (!isDefinitionOf(row, table)) continue
    const after = encodeDefinition({ ...table, heap: { ...table.heap, firstIam: to } })
    if (!after.ok) return after
    const before = row.slice()
    const change = { kind: 'overwrite', page, place: slot, before, after: after.value } as const
    const done = perform(storage, transaction, change)
    if (!done.ok) return done
  }
  return ok(undefined)
}

function referrerOf(online: Online, page: PageId): Outcome<Referrer | undefined, SqlError> {
  for (const first of [FILES_PAGE, TABLES_PAGE]) {
    const before = predecessor(online.storage, pageId(fileId(1), first), page)
    if (!before.ok) return before
    if (before.value !== undefined) return ok({ kind: 'page', page: before.value })
  }
  for (const table of online.tables.values()) {
    if (table.heap.firstIam === page) return ok({ kind: 'definition', table })
    const before = predecessor(online.storage, table.heap.firstIam, page)
    if (!before.ok) return before
    if (before.value !== undefined) return ok({ kind: 'page', page: before.value })
  }
  return ok(undefined)
}

function predecessor(
  storage: Storage,
  first: PageId,
  page: PageId,
): Outcome<PageId | undefined, SqlError> {
  for (let at = first; at !== 0; ) {
    const read = storage.pool.read(at)
    if (!read.ok) return read
    const next = nextOf(read.value)
    if (next === page) return ok(at)
    at = next
  }
  return ok(undefined)
}

/** Maps stand where they stand in every file. */
function isFixed(page: PageId): boolean {
  return numberOf(page) === 0 || mapTypeAt(numberOf(page)) !== undefined
}
