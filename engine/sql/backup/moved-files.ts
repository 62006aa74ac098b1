// A database whose files were restored to other places: its own list of files is told so.

import { type Outcome, ok } from '../../base/outcome.js'
import { encodeEntry } from '../allocation/index.js'
import {
  type DatabaseFile,
  FILES_PAGE,
  type FileEntry,
  fileId,
  fits,
  insertRow,
  nextOf,
  nextSlot,
  numberOf,
  type Page,
  type PageId,
  pageId,
  readPageBytes,
  refuseSql,
  removeRow,
  rowAt,
  type SqlError,
  sealPage,
  slotCount,
  verifyPage,
  writePageBytes,
} from '../page/index.js'

interface ListPage {
  readonly id: PageId
  readonly page: Page
}

/** Fills the pages of the list anew; nothing is logged, as nobody has the database open. */
export function rewriteFileList(
  primary: DatabaseFile,
  entries: readonly FileEntry[],
): Outcome<undefined, SqlError> {
  const pages = readList(primary)
  if (!pages.ok) return pages
  const rows = entries.map(encodeEntry)
  for (const { id, page } of pages.value) {
    clear(page)
    for (let row = rows[0]; row !== undefined && fits(page, row.length); row = rows[0]) {
      insertRow(page, nextSlot(page), row)
      rows.shift()
    }
    sealPage(page)
    const written = writePageBytes(primary, numberOf(id), page)
    if (!written.ok) return written
  }
  if (rows.length === 0) return ok(undefined)
  return refuseSql('PATH_UNUSABLE', 'the new paths are too long for the list of files')
}

function readList(primary: DatabaseFile): Outcome<ListPage[], SqlError> {
  const pages: ListPage[] = []
  for (let id = pageId(fileId(1), FILES_PAGE); id !== 0; ) {
    const bytes = readPageBytes(primary, numberOf(id))
    if (!bytes.ok) return bytes
    const page = verifyPage(bytes.value, id)
    if (!page.ok) return page
    pages.push({ id, page: page.value })
    id = nextOf(page.value)
  }
  return ok(pages)
}

function clear(page: Page): void {
  for (let slot = slotCount(page) - 1; slot >= 0; slot--)
    if (rowAt(page, slot) !== undefined) removeRow(page, slot)
}
