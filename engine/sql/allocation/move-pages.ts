// Pages on the move: what a shrink does to them. A page that moves is written anew at its place, row
// by row into the same slots, and given back where it was; until that is committed the old one stands.

import { present } from '../../base/assert.js'
import { type Outcome, ok } from '../../base/outcome.js'
import {
  EXTENT_PAGES,
  type ExtentNumber,
  type FileId,
  firstPageOf,
  GAM_EXTENTS,
  HEADER_BYTES,
  isGhost,
  linkBytes,
  NEXT_AT,
  nextOf,
  objectOf,
  type Page,
  type PageId,
  PFS_ALLOCATED,
  type PFS_IAM,
  PFS_MIXED,
  pageId,
  pageNumber,
  rowAt,
  type SqlError,
  slotCount,
} from '../page/index.js'
import { formatChange } from './changes.js'
import { findExtent, setBit } from './extents.js'
import { type Heap, setHeapBit } from './heap.js'
import { freeExtent, freePagesOf, freeSinglePage, isAllocated, markPage } from './pages.js'
import { inSystemTransaction, perform, type Storage, type Transaction } from './storage.js'

/** A stretch of eight pages in one of the files. */
export interface ExtentPlace {
  readonly file: FileId
  readonly extent: ExtentNumber
}

/** `to` is undefined for a page that held no row and was given back. */
export interface PageMove {
  readonly from: PageId
  readonly to: PageId | undefined
}

const NOTHING = new Uint8Array(0)

/** Moves what a table has in an extent; without any row in it the extent is only given back. */
export function moveHeapExtent(
  storage: Storage,
  heap: Heap,
  from: ExtentPlace,
  to: ExtentPlace | undefined,
): Outcome<PageMove[], SqlError> {
  return inSystemTransaction(storage, (transaction) => {
    const pages = allocatedPagesOf(storage, from)
    if (!pages.ok) return pages
    const moves = planMoves(storage, pages.value, to)
    if (!moves.ok) return moves
    if (to !== undefined && moves.value.some((move) => move.to !== undefined)) {
      const taken = setBit(storage, transaction, { map: 'gam', ...to }, 0)
      if (!taken.ok) return taken
      const given = setHeapBit(storage, transaction, heap, { ...to, on: true })
      if (!given.ok) return given
    }
    for (const move of moves.value) {
      if (move.to === undefined) continue
      const marked = markPage(storage, transaction, move.to, PFS_ALLOCATED)
      if (!marked.ok) return marked
      const copied = copyRows(storage, transaction, move.from, move.to)
      if (!copied.ok) return copied
    }
    const left = setHeapBit(storage, transaction, heap, { ...from, on: false })
    if (!left.ok) return left
    const freed = freeExtent(storage, transaction, from.file, from.extent)
    return freed.ok ? moves : freed
  })
}

/** Copies a single page of a mixed extent to `to`, which is free, and gives it back. */
export function moveSinglePage(
  storage: Storage,
  transaction: Transaction,
  from: PageId,
  to: { readonly page: PageId; readonly flags: typeof PFS_IAM | 0 },
): Outcome<undefined, SqlError> {
  const marked = markPage(storage, transaction, to.page, PFS_ALLOCATED | PFS_MIXED | to.flags)
  if (!marked.ok) return marked
  const copied = to.flags === 0 ? copyRows(storage, transaction, from, to.page) : copyBits()
  return copied.ok ? freeSinglePage(storage, transaction, from) : copied

  function copyBits(): Outcome<undefined, SqlError> {
    const source = storage.pool.read(from)
    if (!source.ok) return source
    const object = objectOf(source.value)
    const formatted = perform(storage, transaction, formatChange(to.page, 'iam', object))
    if (!formatted.ok) return formatted
    const after = source.value.slice(HEADER_BYTES, IAM_END)
    const before = new Uint8Array(after.length)
    const change = { kind: 'modify', page: to.page, place: HEADER_BYTES, before, after } as const
    const copied = perform(storage, transaction, change)
    return copied.ok ? link(storage, transaction, to.page, nextOf(source.value)) : copied
  }
}

/** Behind the last bit of an index allocation map. */
const IAM_END = HEADER_BYTES + 4 + GAM_EXTENTS / 8

/** Lets a page of a chain point to another one. */
export function link(
  storage: Storage,
  transaction: Transaction,
  page: PageId,
  next: PageId,
): Outcome<undefined, SqlError> {
  const read = storage.pool.read(page)
  if (!read.ok) return read
  const before = linkBytes(nextOf(read.value))
  const after = linkBytes(next)
  return perform(storage, transaction, { kind: 'modify', page, place: NEXT_AT, before, after })
}

/** The first free extent of the file before that one; undefined when there is none. */
export function freeExtentBefore(
  storage: Storage,
  { file, extent }: ExtentPlace,
): Outcome<ExtentNumber | undefined, SqlError> {
  return findExtent(storage, file, { map: 'gam', from: 0, end: extent })
}

/**
 * A page of a mixed extent before the given one, of an extent made mixed for it if need be.
 * Undefined when the file is full up to there.
 */
export function singlePageBefore(
  storage: Storage,
  transaction: Transaction,
  { file, extent }: ExtentPlace,
): Outcome<PageId | undefined, SqlError> {
  const mixed = findExtent(storage, file, { map: 'sgam', from: 0, end: extent })
  if (!mixed.ok) return mixed
  if (mixed.value !== undefined) return freePageOf(storage, transaction, file, mixed.value)
  const free = freeExtentBefore(storage, { file, extent })
  if (!free.ok || free.value === undefined) return free.ok ? ok(undefined) : free
  const at = { file, extent: free.value }
  const taken = setBit(storage, transaction, { map: 'gam', ...at }, 0)
  if (!taken.ok) return taken
  const marked = setBit(storage, transaction, { map: 'sgam', ...at }, 1)
  return marked.ok ? ok(pageId(file, firstPageOf(free.value))) : marked
}

/** A free page of a mixed extent; the extent is marked as full when it is the last one. */
function freePageOf(
  storage: Storage,
  transaction: Transaction,
  file: FileId,
  extent: ExtentNumber,
): Outcome<PageId | undefined, SqlError> {
  const free = freePagesOf(storage, file, extent)
  if (!free.ok) return free
  const page = pageId(file, present(free.value[0], 'a free page of a mixed extent'))
  if (free.value.length > 1) return ok(page)
  const full = setBit(storage, transaction, { map: 'sgam', file, extent }, 0)
  return full.ok ? ok(page) : full
}

export function allocatedPagesOf(
  storage: Storage,
  { file, extent }: ExtentPlace,
): Outcome<PageId[], SqlError> {
  const pages: PageId[] = []
  const first = firstPageOf(extent)
  for (let page: number = first; page < first + EXTENT_PAGES; page++) {
    const allocated = isAllocated(storage, file, pageNumber(page))
    if (!allocated.ok) return allocated
    if (allocated.value) pages.push(pageId(file, page))
  }
  return ok(pages)
}

/** True when the page holds a row that is not a ghost. */
function hasRows(page: Page): boolean {
  for (let slot = 0; slot < slotCount(page); slot++) {
    const row = rowAt(page, slot)
    if (row !== undefined && !isGhost(row)) return true
  }
  return false
}

/** Pages with rows go to the first pages of the other extent. */
function planMoves(
  storage: Storage,
  pages: readonly PageId[],
  to: ExtentPlace | undefined,
): Outcome<PageMove[], SqlError> {
  const moves: PageMove[] = []
  let next = to === undefined ? undefined : firstPageOf(to.extent)
  for (const from of pages) {
    const page = storage.pool.read(from)
    if (!page.ok) return page
    if (to === undefined || next === undefined || !hasRows(page.value))
      moves.push({ from, to: undefined })
    else {
      moves.push({ from, to: pageId(to.file, next) })
      next = pageNumber(next + 1)
    }
  }
  return ok(moves)
}

/** Whoever deleted a ghost has ended, or the page would not move; so ghosts stay behind. */
function copyRows(
  storage: Storage,
  transaction: Transaction,
  from: PageId,
  to: PageId,
): Outcome<undefined, SqlError> {
  const read = storage.pool.read(from)
  if (!read.ok) return read
  const source = read.value.slice() as Page
  const formatted = perform(storage, transaction, formatChange(to, 'data', objectOf(source)))
  if (!formatted.ok) return formatted
  for (let slot = 0; slot < slotCount(source); slot++) {
    const row = rowAt(source, slot)
    if (row === undefined || isGhost(row)) continue
    const inserted = perform(storage, transaction, {
      kind: 'insert',
      page: to,
      place: slot,
      before: NOTHING,
      after: row,
    })
    if (!inserted.ok) return inserted
  }
  return nextOf(source) === 0 ? ok(undefined) : link(storage, transaction, to, nextOf(source))
}
