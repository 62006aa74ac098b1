// Extents for a table at a place of the caller's choice, instead of wherever the filegroup has room.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  type DatabaseFile,
  type ExtentNumber,
  type FileId,
  firstPageOf,
  type PageId,
  PFS_ALLOCATED,
  pageId,
  refuseSql,
  type SqlError,
} from '../page/index.js'
import { formatChange } from './changes.js'
import { extentCount, findExtent, setBit } from './extents.js'
import { resizeDataFile } from './filegroup.js'
import { nextSize } from './growth.js'
import { type Heap, setHeapBit } from './heap.js'
import { markPage } from './pages.js'
import { inSystemTransaction, perform, type Storage } from './storage.js'

/** The first page of the first free extent of the file from there on; the file grows if need be. */
export function addExtentAt(
  storage: Storage,
  heap: Heap,
  at: { readonly file: FileId; readonly from: number },
): Outcome<PageId, SqlError> {
  const extent = freeExtentFrom(storage, at.file, at.from)
  if (!extent.ok) return extent
  const place = { file: at.file, extent: extent.value }
  const page = pageId(at.file, firstPageOf(extent.value))
  return inSystemTransaction(storage, (transaction) => {
    const taken = setBit(storage, transaction, { map: 'gam', ...place }, 0)
    if (!taken.ok) return taken
    const owned = setHeapBit(storage, transaction, heap, { ...place, on: true })
    if (!owned.ok) return owned
    const marked = markPage(storage, transaction, page, PFS_ALLOCATED)
    if (!marked.ok) return marked
    const formatted = perform(storage, transaction, formatChange(page, 'data', heap.object))
    return formatted.ok ? ok(page) : formatted
  })
}

function freeExtentFrom(
  storage: Storage,
  id: FileId,
  from: number,
): Outcome<ExtentNumber, SqlError> {
  for (;;) {
    const end = extentCount(storage, id)
    const found = findExtent(storage, id, { map: 'gam', from, end })
    if (!found.ok) return found
    if (found.value !== undefined) return ok(found.value)
    const file = storage.files.get(id) as DatabaseFile
    const size = nextSize(file.entry)
    if (size === undefined) return refuseSql('FILEGROUP_FULL', file.entry.logicalName)
    const grown = resizeDataFile(storage, file, size)
    if (!grown.ok) return grown
  }
}
