// The pages of a table. Its index allocation maps (IAM) form a chain; each has one bit for every
// extent of one GAM interval of one file.
//
//   offset  size  field of an IAM page, behind the page header
//   ------  ----  -----------------------------------------
//       96     2  file
//       98     2  GAM interval of the file
//      100     …  one bit per extent: it belongs to the table

import { type Outcome, ok } from '../../base/outcome.js'
import {
  EXTENT_PAGES,
  type ExtentNumber,
  type FileId,
  fileOf,
  firstPageOf,
  GAM_EXTENTS,
  getU16,
  HEADER_BYTES,
  linkBytes,
  NEXT_AT,
  nextOf,
  type PageId,
  PFS_ALLOCATED,
  PFS_IAM,
  pageId,
  pageNumber,
  type SqlError,
  setU16,
} from '../page/index.js'
import { byteChange, formatChange } from './changes.js'
import {
  allocateExtent,
  allocateSinglePage,
  freeExtent,
  freeSinglePage,
  isAllocated,
  markPage,
} from './pages.js'
import { inSystemTransaction, perform, type Storage, type Transaction } from './storage.js'

export interface Heap {
  readonly object: number
  readonly filegroup: number
  /** A shrink may move it. */
  firstIam: PageId
}

const IAM_FILE = HEADER_BYTES
const IAM_INTERVAL = IAM_FILE + 2
const IAM_BITS = IAM_INTERVAL + 2

/** The first IAM of a table that has no pages yet. */
export function createHeap(
  storage: Storage,
  transaction: Transaction,
  heap: { readonly object: number; readonly filegroup: number; readonly file: FileId },
): Outcome<Heap, SqlError> {
  const { object, filegroup, file } = heap
  const firstIam = addIam(storage, transaction, { object, file, interval: 0 })
  return firstIam.ok ? ok({ object, filegroup, firstIam: firstIam.value }) : firstIam
}

/** A new, empty page behind `last`, in its extent if that has one left. */
export function addHeapPage(
  storage: Storage,
  heap: Heap,
  last: PageId | undefined,
): Outcome<PageId, SqlError> {
  return inSystemTransaction(storage, (transaction) => {
    const page = nextInExtent(storage, last)
    if (!page.ok) return page
    const added = page.value === undefined ? addExtent(storage, transaction, heap) : ok(page.value)
    if (!added.ok) return added
    const marked = markPage(storage, transaction, added.value, PFS_ALLOCATED)
    if (!marked.ok) return marked
    const formatted = perform(storage, transaction, formatChange(added.value, 'data', heap.object))
    return formatted.ok ? added : formatted
  })
}

/** All pages of the table that hold rows or did, in the order of its maps. */
export function heapPages(storage: Storage, heap: Heap): Outcome<PageId[], SqlError> {
  const extents = heapExtents(storage, heap)
  if (!extents.ok) return extents
  const pages: PageId[] = []
  for (const { file, extent } of extents.value) {
    const first = firstPageOf(extent)
    for (let page: number = first; page < first + EXTENT_PAGES; page++) {
      const allocated = isAllocated(storage, file, pageNumber(page))
      if (!allocated.ok) return allocated
      if (allocated.value) pages.push(pageId(file, page))
    }
  }
  return ok(pages)
}

/** Gives back everything the table has. */
export function freeHeap(
  storage: Storage,
  transaction: Transaction,
  heap: Heap,
): Outcome<undefined, SqlError> {
  const extents = heapExtents(storage, heap)
  if (!extents.ok) return extents
  for (const { file, extent } of extents.value) {
    const freed = freeExtent(storage, transaction, file, extent)
    if (!freed.ok) return freed
  }
  for (let iam = heap.firstIam; iam !== 0; ) {
    const read = storage.pool.read(iam)
    if (!read.ok) return read
    const next = nextOf(read.value)
    const freed = freeSinglePage(storage, transaction, iam)
    if (!freed.ok) return freed
    iam = next
  }
  return ok(undefined)
}

/** The extents that belong to the table. */
export function heapExtents(
  storage: Storage,
  heap: Heap,
): Outcome<{ file: FileId; extent: ExtentNumber }[], SqlError> {
  const extents: { file: FileId; extent: ExtentNumber }[] = []
  for (let iam = heap.firstIam; iam !== 0; ) {
    const read = storage.pool.read(iam)
    if (!read.ok) return read
    const file = getU16(read.value, IAM_FILE) as FileId
    const base = getU16(read.value, IAM_INTERVAL) * GAM_EXTENTS
    for (let at = 0; at < GAM_EXTENTS / 8; at++) {
      const byte = read.value[IAM_BITS + at] as number
      for (let bit = 0; bit < 8; bit++)
        if (((byte >> bit) & 1) === 1)
          extents.push({ file, extent: (base + 8 * at + bit) as ExtentNumber })
    }
    iam = nextOf(read.value)
  }
  return ok(extents)
}

function nextInExtent(
  storage: Storage,
  last: PageId | undefined,
): Outcome<PageId | undefined, SqlError> {
  if (last === undefined || last % EXTENT_PAGES === EXTENT_PAGES - 1) return ok(undefined)
  const next = (last + 1) as PageId
  const allocated = isAllocated(storage, fileOf(next), pageNumber(next % 2 ** 32))
  if (!allocated.ok) return allocated
  return ok(allocated.value ? undefined : next)
}

function addExtent(
  storage: Storage,
  transaction: Transaction,
  heap: Heap,
): Outcome<PageId, SqlError> {
  const found = allocateExtent(storage, transaction, heap.filegroup)
  if (!found.ok) return found
  const { file, extent } = found.value
  const set = setHeapBit(storage, transaction, heap, { file, extent, on: true })
  return set.ok ? ok(pageId(file, firstPageOf(extent))) : set
}

/** Says in the table's maps whether an extent belongs to it. */
export function setHeapBit(
  storage: Storage,
  transaction: Transaction,
  heap: Heap,
  place: { readonly file: FileId; readonly extent: ExtentNumber; readonly on: boolean },
): Outcome<undefined, SqlError> {
  const iam = iamFor(storage, transaction, heap, place)
  if (!iam.ok) return iam
  const read = storage.pool.read(iam.value)
  if (!read.ok) return read
  const bit = place.extent % GAM_EXTENTS
  const at = IAM_BITS + (bit >> 3)
  const mask = 1 << (bit & 7)
  const before = read.value[at] as number
  const after = place.on ? before | mask : before & ~mask
  return perform(storage, transaction, byteChange(iam.value, at, before, after))
}

/** The table's IAM for that part of that file; the chain grows by one where there is none yet. */
function iamFor(
  storage: Storage,
  transaction: Transaction,
  heap: Heap,
  at: { readonly file: FileId; readonly extent: ExtentNumber },
): Outcome<PageId, SqlError> {
  const interval = Math.floor(at.extent / GAM_EXTENTS)
  for (let iam = heap.firstIam; ; ) {
    const read = storage.pool.read(iam)
    if (!read.ok) return read
    const isIt = getU16(read.value, IAM_FILE) === at.file
    if (isIt && getU16(read.value, IAM_INTERVAL) === interval) return ok(iam)
    const next = nextOf(read.value)
    if (next !== 0) {
      iam = next
      continue
    }
    const added = addIam(storage, transaction, { object: heap.object, file: at.file, interval })
    if (!added.ok) return added
    const before = linkBytes(next)
    const after = linkBytes(added.value)
    const link = { kind: 'modify', page: iam, place: NEXT_AT, before, after } as const
    const linked = perform(storage, transaction, link)
    return linked.ok ? added : linked
  }
}

function addIam(
  storage: Storage,
  transaction: Transaction,
  iam: { readonly object: number; readonly file: FileId; readonly interval: number },
): Outcome<PageId, SqlError> {
  const page = allocateSinglePage(storage, transaction, iam.file, PFS_IAM)
  if (!page.ok) return page
  const formatted = perform(storage, transaction, formatChange(page.value, 'iam', iam.object))
  if (!formatted.ok) return formatted
  const before = new Uint8Array(4)
  const after = new Uint8Array(4)
  setU16(after, 0, iam.file)
  setU16(after, 2, iam.interval)
  const place = { kind: 'modify', page: page.value, place: IAM_FILE, before, after } as const
  const placed = perform(storage, transaction, place)
  return placed.ok ? page : placed
}
