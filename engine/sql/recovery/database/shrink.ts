// DBCC SHRINKFILE and SHRINKDATABASE: what lies at the end of a data file moves to its front, the
// key indexes follow, then the end is cut off. A log file is cut behind its last part in use.

import { type Outcome, ok } from '../../../base/outcome.js'
import {
  allocatedPagesOf,
  type ExtentPlace,
  extentCount,
  filesOf,
  freeExtentBefore,
  heapExtents,
  moveHeapExtent,
  pickExtent,
  type Storage,
  shrinkDataFile,
  shrinkLogFile,
} from '../../allocation/index.js'
import {
  type DatabaseFile,
  EXTENT_PAGES,
  type ExtentNumber,
  extentOf,
  type FileId,
  fileOf,
  numberOf,
  refuseSql,
  type SqlError,
} from '../../page/index.js'
import type { Online } from './database.js'
import { fileNamed } from './files.js'
import { isHeld } from './freeze.js'
import { followMoves } from './moved-rows.js'
import { takeCheckpoint } from './open.js'
import { moveSinglePages } from './single-pages.js'
import type { Table } from './table.js'

/** Makes a file as small as that at most; gives the size in pages that it came to. */
export function shrinkFile(
  online: Online,
  logicalName: string,
  toPages = EXTENT_PAGES,
): Outcome<number, SqlError> {
  const refusal = refuseShrink(online, logicalName)
  if (refusal !== undefined) return refusal
  const file = fileNamed(online.storage, logicalName)
  if (file === undefined) return refuseSql('NO_SUCH_FILE', logicalName)
  return file.entry.kind === 'log'
    ? shrinkLogFile(online.storage, file, toPages)
    : shrinkRows(online, file, toPages)
}

/** Shrinks every file until so many percent of it are free; gives the sizes by logical name. */
export function shrinkDatabase(
  online: Online,
  freePercent = 0,
): Outcome<Map<string, number>, SqlError> {
  const refusal = refuseShrink(online, online.boot.name)
  if (refusal !== undefined) return refusal
  const sizes = new Map<string, number>()
  for (const file of [...online.storage.files.values()]) {
    const { kind, logicalName } = file.entry
    const used = kind === 'log' ? ok(0) : usedPages(online.storage, file)
    if (!used.ok) return used
    const target = Math.ceil((used.value * 100) / (100 - Math.min(freePercent, FREE_PERCENT_MAX)))
    const size = shrinkFile(online, logicalName, target)
    if (!size.ok) return size
    sizes.set(logicalName, size.value)
  }
  return ok(sizes)
}

/** SHRINKFILE with EMPTYFILE: everything goes to the other files of the filegroup. */
export function emptyFile(online: Online, logicalName: string): Outcome<undefined, SqlError> {
  const refusal = refuseShrink(online, logicalName)
  if (refusal !== undefined) return refusal
  const file = fileNamed(online.storage, logicalName)
  if (file?.entry.kind !== 'rows' || file.entry.id === 1)
    return refuseSql('NO_SUCH_FILE', logicalName)
  const { id, filegroup } = file.entry
  const others = filesOf(online.storage, filegroup).filter((other) => other !== file)
  if (others.length === 0) return refuseSql('FILE_NOT_EMPTY', logicalName)
  const owners = ownersIn(online, id)
  if (!owners.ok) return owners
  const busy = busyExtents(online.storage)
  for (let extent = extentCount(online.storage, id) - 1; extent >= 0; extent--) {
    const place: ExtentPlace = { file: id, extent: extent as ExtentNumber }
    const table = owners.value.get(extent)
    if (busy.has(keyOf(place))) return refuseSql('FILE_NOT_EMPTY', logicalName)
    const target = table && pickExtent(online.storage, filegroup, id)
    if (target?.ok === false) return target
    const moved =
      table && target
        ? moveTo(online, table, place, target.value)
        : moveSinglePages(online, place, { file: others[0]?.entry.id ?? id, before: undefined })
    if (!moved.ok) return moved
  }
  return takeCheckpoint(online)
}

const FREE_PERCENT_MAX = 99

function refuseShrink(online: Online, name: string): ReturnType<typeof refuseSql> | undefined {
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', name)
  return online.backup !== undefined || isHeld(online)
    ? refuseSql('BACKUP_SERIALISED', name)
    : undefined
}

function shrinkRows(
  online: Online,
  file: DatabaseFile,
  toPages: number,
): Outcome<number, SqlError> {
  const { storage } = online
  const owners = ownersIn(online, file.entry.id)
  if (!owners.ok) return owners
  const freed = freeEmptyExtents(online, file.entry.id, owners.value)
  if (!freed.ok) return freed
  const moved = moveToFront(online, file, { toPages, owners: owners.value })
  if (!moved.ok) return moved
  // Redo must not meet pages that are cut off; from here on it begins behind their last change.
  const checked = takeCheckpoint(online)
  return checked.ok ? shrinkDataFile(storage, file, toPages) : checked
}

/** Moves extents from the end of the file into free ones, as long as there are any before them. */
function moveToFront(
  online: Online,
  file: DatabaseFile,
  plan: { readonly toPages: number; readonly owners: Map<number, Table> },
): Outcome<undefined, SqlError> {
  const { storage } = online
  const { id } = file.entry
  const { owners } = plan
  const busy = busyExtents(storage)
  const least = Math.ceil(plan.toPages / EXTENT_PAGES)
  for (let extent = extentCount(storage, id) - 1; extent >= Math.max(least, 1); extent--) {
    const place: ExtentPlace = { file: id, extent: extent as ExtentNumber }
    if (busy.has(keyOf(place))) break
    const table = owners.get(extent)
    if (table === undefined) {
      const moved = moveSinglePages(online, place, { file: id, before: place.extent })
      if (!moved.ok) return moved
      if (!moved.value) break
      continue
    }
    const free = freeExtentBefore(storage, place)
    if (!free.ok) return free
    if (free.value === undefined) break
    const to = { file: id, extent: free.value }
    const moved = moveTo(online, table, place, to)
    if (!moved.ok) return moved
    owners.set(to.extent, table)
  }
  return ok(undefined)
}

function moveTo(
  online: Online,
  table: Table,
  from: ExtentPlace,
  to: ExtentPlace | undefined,
): Outcome<boolean, SqlError> {
  // The index is read before anything moves: it takes every row for one that is committed.
  const known = table.index.places(online.storage, table)
  if (!known.ok) return known
  const moves = moveHeapExtent(online.storage, table.heap, from, to)
  if (!moves.ok) return moves
  const followed = followMoves(online, table, moves.value)
  if (!followed.ok) return followed
  const trimmed = online.storage.pool.trim(true)
  return trimmed.ok ? ok(true) : trimmed
}

/** Gives back extents in which nothing is left but ghosts; those are no longer anybody's then. */
function freeEmptyExtents(
  online: Online,
  file: FileId,
  owners: Map<number, Table>,
): Outcome<undefined, SqlError> {
  const kept = busyExtents(online.storage)
  for (const table of new Set(owners.values())) {
    const known = table.index.places(online.storage, table)
    if (!known.ok) return known
    for (const { page } of known.value.byKey.values())
      kept.add(keyOf({ file: fileOf(page), extent: extentOf(numberOf(page)) }))
  }
  for (const [extent, table] of owners) {
    const place: ExtentPlace = { file, extent: extent as ExtentNumber }
    if (kept.has(keyOf(place))) continue
    const freed = moveTo(online, table, place, undefined)
    if (!freed.ok) return freed
    owners.delete(extent)
  }
  return ok(undefined)
}

/** Which table has which extent of the file. */
function ownersIn(online: Online, file: number): Outcome<Map<number, Table>, SqlError> {
  const owners = new Map<number, Table>()
  for (const table of online.tables.values()) {
    const extents = heapExtents(online.storage, table.heap)
    if (!extents.ok) return extents
    for (const place of extents.value) if (place.file === file) owners.set(place.extent, table)
  }
  return ok(owners)
}

/** Extents with changes that may have to be taken back where they were made. */
function busyExtents(storage: Storage): Set<string> {
  const busy = new Set<string>()
  for (const { undo } of storage.active.values())
    for (const { change } of undo)
      busy.add(keyOf({ file: fileOf(change.page), extent: extentOf(numberOf(change.page)) }))
  return busy
}

function keyOf({ file, extent }: ExtentPlace): string {
  return `${file}:${extent}`
}

function usedPages(storage: Storage, file: DatabaseFile): Outcome<number, SqlError> {
  let used = 0
  for (let extent = 0; extent < extentCount(storage, file.entry.id); extent++) {
    const pages = allocatedPagesOf(storage, {
      file: file.entry.id,
      extent: extent as ExtentNumber,
    })
    if (!pages.ok) return pages
    used += pages.value.length
  }
  return ok(used)
}
