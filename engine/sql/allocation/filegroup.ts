// Which file of a filegroup the next extent comes from: they take turns, and grow in turn when all
// are full.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  type DatabaseFile,
  EXTENT_PAGES,
  type ExtentNumber,
  type FileEntry,
  type FileId,
  mapTypeAt,
  pageNumber,
  refuseSql,
  resizeFile,
  type SqlError,
} from '../page/index.js'
import { markGrownMaps } from './apply-logged.js'
import { extentCount, findExtent, hasBit } from './extents.js'
import { changeFileEntry } from './file-table.js'
import { nextSize } from './growth.js'
import type { Storage } from './storage.js'

/** `but` takes none: it is being emptied. */
export function pickExtent(
  storage: Storage,
  filegroup: number,
  but?: FileId,
): Outcome<{ readonly file: FileId; readonly extent: ExtentNumber }, SqlError> {
  const files = filesOf(storage, filegroup).filter(({ entry }) => entry.id !== but)
  const start = storage.turn++
  for (let step = 0; step < files.length; step++) {
    const { entry } = files[(start + step) % files.length] as DatabaseFile
    const free = freeExtentOf(storage, entry.id)
    if (!free.ok) return free
    if (free.value !== undefined) return ok({ file: entry.id, extent: free.value })
  }
  return growAny(storage, files, start)
}

/** A free extent of that file, with growth if need be. */
export function extendFile(storage: Storage, file: FileId): Outcome<ExtentNumber, SqlError> {
  for (;;) {
    const free = freeExtentOf(storage, file)
    if (!free.ok) return free
    if (free.value !== undefined) return ok(free.value)
    const grown = growFile(storage, storage.files.get(file) as DatabaseFile)
    if (!grown.ok) return grown
  }
}

/** Makes a data file as long as that, and its catalogue say so. */
export function resizeDataFile(
  storage: Storage,
  file: DatabaseFile,
  pages: number,
): Outcome<undefined, SqlError> {
  const before = file.entry
  const sized = resizeFile(file, pages)
  if (!sized.ok) return sized
  const after: FileEntry = { ...before, sizePages: pages }
  file.entry = after
  const changed = changeFileEntry(storage, before, after)
  if (!changed.ok) {
    file.entry = before
    return changed
  }
  // What such a map holds on a medium may stem from before the file was once shrunk.
  return markGrownMaps(storage, after.id, {
    from: before.sizePages,
    to: pages,
    at: storage.log.end,
  })
}

export function filesOf(storage: Storage, filegroup: number): DatabaseFile[] {
  const files: DatabaseFile[] = []
  for (const file of storage.files.values())
    if (file.entry.kind === 'rows' && file.entry.filegroup === filegroup) files.push(file)
  return files
}

/** True when the file holds nothing but its own maps. */
export function isFileEmpty(storage: Storage, file: DatabaseFile): Outcome<boolean, SqlError> {
  const { id } = file.entry
  const end = extentCount(storage, id)
  for (let extent = 0; extent < end; extent++) {
    const first = pageNumber(extent * EXTENT_PAGES)
    if (extent * EXTENT_PAGES === 0 || mapTypeAt(first) !== undefined) continue
    if (mapTypeAt(pageNumber(first + 2)) !== undefined) continue
    const free = hasBit(storage, 'gam', id, extent as ExtentNumber)
    if (!free.ok || !free.value) return free
  }
  return ok(true)
}

function growAny(
  storage: Storage,
  files: readonly DatabaseFile[],
  start: number,
): Outcome<{ readonly file: FileId; readonly extent: ExtentNumber }, SqlError> {
  for (let step = 0; step < files.length; step++) {
    const { entry } = files[(start + step) % files.length] as DatabaseFile
    const extent = extendFile(storage, entry.id)
    if (extent.ok) return ok({ file: entry.id, extent: extent.value })
    if (extent.error.name !== 'FILEGROUP_FULL') return extent
  }
  return refuseSql('FILEGROUP_FULL', `filegroup ${files[0]?.entry.filegroup ?? 0}`)
}

function growFile(storage: Storage, file: DatabaseFile): Outcome<undefined, SqlError> {
  const size = nextSize(file.entry)
  if (size === undefined) return refuseSql('FILEGROUP_FULL', file.entry.logicalName)
  const grown = resizeDataFile(storage, file, size)
  if (grown.ok || grown.error.name !== 'OS_IO_ERROR') return grown
  return refuseSql('FILEGROUP_FULL', grown.error.detail)
}

/** Searches from where the last extent of the file was found. */
function freeExtentOf(storage: Storage, file: FileId): Outcome<ExtentNumber | undefined, SqlError> {
  const from = storage.hints.get(file) ?? 0
  const end = extentCount(storage, file)
  const found = findExtent(storage, file, { map: 'gam', from, end })
  if (found.ok) storage.hints.set(file, found.value ?? end)
  return found
}
