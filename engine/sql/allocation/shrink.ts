import { type Outcome, ok } from '../../base/outcome.js'
import { flush, shrinkLog } from '../log/index.js'
import {
  type DatabaseFile,
  EXTENT_PAGES,
  type ExtentNumber,
  mapTypeAt,
  pageNumber,
  resizeFile,
  type SqlError,
} from '../page/index.js'
import { extentCount, hasBit } from './extents.js'
import { changeFileEntry } from './file-table.js'
import type { Storage } from './storage.js'

/**
 * Cuts free extents off the end of a data file, down to `toPages` at most; what is in use stays where
 * it is. Gives the size that it came to.
 */
export function shrinkDataFile(
  storage: Storage,
  file: DatabaseFile,
  toPages: number,
): Outcome<number, SqlError> {
  const least = Math.max(2, Math.ceil(toPages / EXTENT_PAGES))
  let extents = extentCount(storage, file.entry.id)
  while (extents > least) {
    const free = isCuttable(storage, file, (extents - 1) as ExtentNumber)
    if (!free.ok) return free
    if (!free.value) break
    extents--
  }
  const pages = extents * EXTENT_PAGES
  const before = file.entry
  if (pages >= before.sizePages) return ok(before.sizePages)
  const after = { ...before, sizePages: pages }
  const changed = changeFileEntry(storage, before, after)
  if (!changed.ok) return changed
  file.entry = after
  storage.pool.discard(before.id, pages)
  storage.hints.delete(before.id)
  // The file itself is cut only when the log says so for good.
  const flushed = flush(storage.log)
  if (!flushed.ok) return flushed
  const cut = resizeFile(file, pages)
  return cut.ok ? ok(pages) : cut
}

/** Cuts a log file behind the last part that is in use. Gives the size in pages that it came to. */
export function shrinkLogFile(
  storage: Storage,
  file: DatabaseFile,
  toPages: number,
): Outcome<number, SqlError> {
  const before = file.entry
  const shrunk = shrinkLog(storage.log, file, toPages)
  if (!shrunk.ok) return shrunk
  const after = file.entry
  if (after.sizePages === before.sizePages) return ok(after.sizePages)
  const changed = changeFileEntry(storage, before, after)
  if (!changed.ok) return changed
  const flushed = flush(storage.log)
  if (!flushed.ok) return flushed
  const cut = resizeFile(file, after.sizePages)
  return cut.ok ? ok(after.sizePages) : cut
}

/** True for an extent that is free, or that holds nothing but maps of what is cut off with it. */
function isCuttable(
  storage: Storage,
  file: DatabaseFile,
  extent: ExtentNumber,
): Outcome<boolean, SqlError> {
  const first = extent * EXTENT_PAGES
  for (let page = first; page < first + EXTENT_PAGES; page++)
    if (mapTypeAt(pageNumber(page)) !== undefined) return ok(true)
  return hasBit(storage, 'gam', file.entry.id, extent)
}
