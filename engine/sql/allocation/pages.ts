// Giving out pages: whole extents to tables, single pages of mixed extents to the maps of tables and
// to the system's own lists. The caller's transaction takes it all back if it fails.

import { present } from '../../base/assert.js'
import { type Outcome, ok } from '../../base/outcome.js'
import {
  EXTENT_PAGES,
  type ExtentNumber,
  extentOf,
  type FileId,
  fileOf,
  firstPageOf,
  numberOf,
  type PageId,
  type PageNumber,
  PFS_ALLOCATED,
  type PFS_IAM,
  PFS_MIXED,
  pageId,
  pageNumber,
  pfsOffset,
  pfsPage,
  type SqlError,
} from '../page/index.js'
import { byteChange } from './changes.js'
import { extentCount, findExtent, setBit } from './extents.js'
import { extendFile, pickExtent } from './filegroup.js'
import { perform, type Storage, type Transaction } from './storage.js'

/** A page of a mixed extent of the file. */
export function allocateSinglePage(
  storage: Storage,
  transaction: Transaction,
  file: FileId,
  flags: typeof PFS_IAM | 0,
): Outcome<PageId, SqlError> {
  const extent = mixedExtent(storage, transaction, file)
  if (!extent.ok) return extent
  const free = freePagesOf(storage, file, extent.value)
  if (!free.ok) return free
  const id = pageId(file, present(free.value[0], 'a free page of a mixed extent'))
  const marked = markPage(storage, transaction, id, PFS_ALLOCATED | PFS_MIXED | flags)
  if (!marked.ok) return marked
  if (free.value.length > 1) return ok(id)
  const full = setBit(storage, transaction, { map: 'sgam', file, extent: extent.value }, 0)
  return full.ok ? ok(id) : full
}

/** A whole extent of any file of the filegroup; a file grows when none has one left. */
export function allocateExtent(
  storage: Storage,
  transaction: Transaction,
  filegroup: number,
): Outcome<{ readonly file: FileId; readonly extent: ExtentNumber }, SqlError> {
  const found = pickExtent(storage, filegroup)
  if (!found.ok) return found
  const taken = setBit(storage, transaction, { map: 'gam', ...found.value }, 0)
  return taken.ok ? found : taken
}

/** Marks all pages of an extent as free and gives it back. */
export function freeExtent(
  storage: Storage,
  transaction: Transaction,
  file: FileId,
  extent: ExtentNumber,
): Outcome<undefined, SqlError> {
  const first = firstPageOf(extent)
  for (let page: number = first; page < first + EXTENT_PAGES; page++) {
    const marked = markPage(storage, transaction, pageId(file, page), 0)
    if (!marked.ok) return marked
  }
  storage.hints.set(file, Math.min(extent, storage.hints.get(file) ?? extent))
  const notMixed = setBit(storage, transaction, { map: 'sgam', file, extent }, 0)
  return notMixed.ok ? setBit(storage, transaction, { map: 'gam', file, extent }, 1) : notMixed
}

/** Gives back a page of a mixed extent, and the extent with its last page. */
export function freeSinglePage(
  storage: Storage,
  transaction: Transaction,
  page: PageId,
): Outcome<undefined, SqlError> {
  const file = fileOf(page)
  const extent = extentOf(numberOf(page))
  const marked = markPage(storage, transaction, page, 0)
  if (!marked.ok) return marked
  const free = freePagesOf(storage, file, extent)
  if (!free.ok) return free
  return free.value.length === EXTENT_PAGES
    ? freeExtent(storage, transaction, file, extent)
    : setBit(storage, transaction, { map: 'sgam', file, extent }, 1)
}

export function isAllocated(
  storage: Storage,
  file: FileId,
  page: PageNumber,
): Outcome<boolean, SqlError> {
  const read = storage.pool.read(pfsPage(file, page))
  if (!read.ok) return read
  return ok(((read.value[pfsOffset(page)] as number) & PFS_ALLOCATED) !== 0)
}

/** Writes the page's byte in the PFS. */
export function markPage(
  storage: Storage,
  transaction: Transaction,
  page: PageId,
  flags: number,
): Outcome<undefined, SqlError> {
  const number = numberOf(page)
  const pfs = pfsPage(fileOf(page), number)
  const read = storage.pool.read(pfs)
  if (!read.ok) return read
  const at = pfsOffset(number)
  const before = read.value[at] as number
  if (before === flags) return ok(undefined)
  return perform(storage, transaction, byteChange(pfs, at, before, flags))
}

export function freePagesOf(
  storage: Storage,
  file: FileId,
  extent: ExtentNumber,
): Outcome<PageNumber[], SqlError> {
  const free: PageNumber[] = []
  const first = firstPageOf(extent)
  for (let page: number = first; page < first + EXTENT_PAGES; page++) {
    const allocated = isAllocated(storage, file, pageNumber(page))
    if (!allocated.ok) return allocated
    if (!allocated.value) free.push(pageNumber(page))
  }
  return ok(free)
}

function mixedExtent(
  storage: Storage,
  transaction: Transaction,
  file: FileId,
): Outcome<ExtentNumber, SqlError> {
  const end = extentCount(storage, file)
  const mixed = findExtent(storage, file, { map: 'sgam', from: 0, end })
  if (!mixed.ok) return mixed
  if (mixed.value !== undefined) return ok(mixed.value)
  const free = extendFile(storage, file)
  if (!free.ok) return free
  const at = { file, extent: free.value }
  const taken = setBit(storage, transaction, { map: 'gam', ...at }, 0)
  if (!taken.ok) return taken
  const marked = setBit(storage, transaction, { map: 'sgam', ...at }, 1)
  return marked.ok ? ok(free.value) : marked
}
