// Between the copying and the redo: whether the files are those of the backup, and what a restored
// database has to know that its files could not say yet when the snapshot was taken.

import { type Outcome, ok } from '../../base/outcome.js'
import { statFile, type Volume } from '../../volume/index.js'
import { encodeBase } from '../backup/differential-base.js'
import { setRestoredFrom } from '../backup/restored-from.js'
import {
  BOOT_PAGE,
  closeDatabaseFile,
  type DatabaseFile,
  EXTENT_PAGES,
  type ExtentNumber,
  FILE_HEADER_PAGE,
  GAM_EXTENTS,
  HEADER_BYTES,
  isUntouched,
  type Lsn,
  mapPage,
  numberOf,
  openDatabaseFile,
  PAGE_BYTES,
  type Page,
  type PageId,
  pageId,
  pageLsn,
  readPageBytes,
  refuseSql,
  type SqlError,
  sealPage,
  verifyPage,
  writePageBytes,
} from '../page/index.js'
import { decodeBoot, encodeBoot } from '../recovery/boot.js'
import { checkHeader } from '../recovery/file-header.js'
import { readPlaces, writePlaces } from '../recovery/restoring/places.js'
import { BOOT_ID } from './file-catalogue.js'
import type { PlannedFile } from './restore-plan.js'
import type { SnapshotSet } from './snapshot-set.js'

type Volumes = ReadonlyMap<string, Volume>

export interface Copied {
  readonly database: { readonly name: string }
  readonly set: SnapshotSet
  readonly files: readonly PlannedFile[]
}

/** Refuses files that are missing, too short, or not those of the backup; names the first. */
export function checkCopied(volumes: Volumes, copied: Copied): Outcome<undefined, SqlError> {
  for (const file of copied.files) {
    const { entry, to } = file
    const volume = volumes.get(to.volume)
    const size = volume === undefined ? undefined : statFile(volume, to.path)
    if (size?.ok !== true) return refuseSql('CANNOT_OPEN_FILE', `${to.volume}${to.path} is missing`)
    if (size.value.sizeBytes < entry.sizePages * PAGE_BYTES)
      return refuseSql('FILE_TRUNCATED', `${to.volume}${to.path}`)
    const own = entry.kind === 'log' ? ok(undefined) : checkOwn(volumes, copied.set, file)
    if (!own.ok) return own
  }
  return ok(undefined)
}

/** Writes what the backup made of the database into its copied files. */
export function stampCopied(volumes: Volumes, copied: Copied): Outcome<undefined, SqlError> {
  const { set, files } = copied
  if (set.kind === 'full')
    for (const file of files) {
      const cleared = file.entry.kind === 'log' ? ok(undefined) : clearMaps(volumes, file)
      if (!cleared.ok) return cleared
    }
  const primary = files.find(({ entry }) => entry.id === 1)
  if (primary === undefined) return refuseSql('MALFORMED', 'no primary file')
  return withFile(volumes, primary, (file) => stampBootPage(file, copied))
}

function stampBootPage(
  file: DatabaseFile,
  { set, database, files }: Copied,
): Outcome<undefined, SqlError> {
  const page = readPage(file, BOOT_ID)
  if (!page.ok) return page
  const boot = decodeBoot(page.value)
  if (!boot.ok) return boot
  // Log that was left out must show: without it the database would miss what was committed last.
  const reached = Math.max(boot.value.reached, set.lastLsn) as Lsn
  encodeBoot(page.value, { ...boot.value, name: database.name, reached })
  const placed = 'to' in boot.value.restore ? placeAnew(file, files) : ok(undefined)
  if (!placed.ok) return placed
  if (set.kind === 'full') encodeBase(page.value, { id: set.id, lsn: set.checkpointLsn })
  setRestoredFrom(page.value, set.base?.id ?? set.id)
  sealPage(page.value)
  return writePageBytes(file, BOOT_PAGE, page.value)
}

/** A secondary knows its files where it has them; the copies are elsewhere. */
function placeAnew(
  file: DatabaseFile,
  files: readonly PlannedFile[],
): Outcome<undefined, SqlError> {
  const places = readPlaces({ pool: { read: (id) => readPage(file, id) } })
  if (!places.ok) return places
  for (const { entry, to } of files) places.value.set(entry.id, to)
  return writePlaces(
    file,
    [...places.value].map(([id, place]) => ({ ...place, id })),
  )
}

function checkOwn(
  volumes: Volumes,
  set: SnapshotSet,
  planned: PlannedFile,
): Outcome<undefined, SqlError> {
  return withFile(volumes, planned, (file) => {
    const where = `${planned.to.volume}${planned.to.path} is not the file of the backup`
    const header = readPage(file, pageId(file.entry.id, FILE_HEADER_PAGE))
    if (!header.ok) return refuseSql('FILE_MISMATCH', where)
    const own = checkHeader(file, set.databaseGuid)
    if (!own.ok) return own
    if (pageLsn(header.value) !== planned.createdLsn) return refuseSql('FILE_MISMATCH', where)
    if (file.entry.id !== 1) return ok(undefined)
    const page = readPage(file, BOOT_ID)
    const boot = page.ok ? decodeBoot(page.value) : page
    if (!boot.ok) return boot
    // A repeated attempt finds its own mark of how far it got.
    const isOurs = boot.value.checkpoint === set.checkpointLsn || 'to' in boot.value.restore
    return isOurs ? ok(undefined) : refuseSql('FILE_MISMATCH', where)
  })
}

/** Nothing has changed since a base that the files themselves are. */
function clearMaps(volumes: Volumes, planned: PlannedFile): Outcome<undefined, SqlError> {
  return withFile(volumes, planned, (file) => {
    const extents = Math.ceil(planned.entry.sizePages / EXTENT_PAGES)
    for (let first = 0; first < extents; first += GAM_EXTENTS) {
      const id = mapPage('dcm', file.entry.id, first as ExtentNumber)
      if (numberOf(id) >= planned.entry.sizePages) break
      const bytes = readPageBytes(file, numberOf(id))
      if (!bytes.ok) return bytes
      if (isUntouched(bytes.value)) continue
      const page = verifyPage(bytes.value, id)
      if (!page.ok) return page
      page.value.fill(0, HEADER_BYTES)
      sealPage(page.value)
      const written = writePageBytes(file, numberOf(id), page.value)
      if (!written.ok) return written
    }
    return ok(undefined)
  })
}

function withFile(
  volumes: Volumes,
  { entry, to }: PlannedFile,
  work: (file: DatabaseFile) => Outcome<undefined, SqlError>,
): Outcome<undefined, SqlError> {
  const volume = volumes.get(to.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', to.path)
  const file = openDatabaseFile(volume, { ...entry, ...to })
  if (!file.ok) return file
  const done = work(file.value)
  closeDatabaseFile(file.value)
  return done
}

function readPage(file: DatabaseFile, id: PageId): Outcome<Page, SqlError> {
  const bytes = readPageBytes(file, numberOf(id))
  return bytes.ok ? verifyPage(bytes.value, id) : bytes
}
