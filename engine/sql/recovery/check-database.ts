// DBCC CHECKDB: every allocated page as it is on the disk, every row of every table, and no extent
// that belongs to two tables.

import { heapExtents } from '../allocation/index.js'
import {
  type DatabaseFile,
  isUntouched,
  PFS_ALLOCATED,
  PFS_INTERVAL,
  pageId,
  pageNumber,
  pfsOffset,
  pfsPage,
  readPageBytes,
  verifyPage,
} from '../page/index.js'
import { type Online, peekAll } from './database/index.js'

/** More are counted by nobody. */
const ERRORS_MAX = 200

/** What is wrong, in words; nothing where all is well. */
export function checkDatabase(online: Online): string[] {
  const errors: string[] = []
  for (const file of online.storage.files.values())
    if (file.entry.kind === 'rows') checkPages(online, file, errors)
  checkTables(online, errors)
  return errors.slice(0, ERRORS_MAX)
}

function checkPages({ storage }: Online, file: DatabaseFile, errors: string[]): void {
  const { id, sizePages, logicalName } = file.entry
  for (let first = 0; first < sizePages; first += PFS_INTERVAL) {
    const pfs = storage.pool.read(pfsPage(id, pageNumber(first)))
    if (!pfs.ok) {
      errors.push(`file ${logicalName}: the map of page ${first} cannot be read`)
      continue
    }
    const end = Math.min(sizePages, first + PFS_INTERVAL)
    for (let page = first; page < end; page++) {
      const isAllocated = ((pfs.value[pfsOffset(pageNumber(page))] ?? 0) & PFS_ALLOCATED) !== 0
      const wrong = isAllocated ? checkPage(file, page) : undefined
      if (wrong !== undefined) errors.push(`page ${id}:${page} of ${logicalName}: ${wrong}`)
    }
  }
}

function checkPage(file: DatabaseFile, page: number): string | undefined {
  const bytes = readPageBytes(file, pageNumber(page))
  if (!bytes.ok) return bytes.error.detail
  if (isUntouched(bytes.value)) return undefined
  const verified = verifyPage(bytes.value, pageId(file.entry.id, page))
  return verified.ok ? undefined : verified.error.detail
}

function checkTables(online: Online, errors: string[]): void {
  const owners = new Map<string, string>()
  for (const table of online.tables.values()) {
    const extents = heapExtents(online.storage, table.heap)
    if (!extents.ok) {
      errors.push(`table ${table.name}: ${extents.error.detail}`)
      continue
    }
    for (const { file, extent } of extents.value) {
      const owner = owners.get(`${file}:${extent}`)
      if (owner !== undefined)
        errors.push(`extent ${file}:${extent} belongs to ${owner} and to ${table.name}`)
      owners.set(`${file}:${extent}`, table.name)
    }
    const rows = peekAll(online, table)
    if (!rows.ok) errors.push(`table ${table.name}: ${rows.error.detail}`)
  }
}
