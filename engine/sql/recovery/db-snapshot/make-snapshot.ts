// CREATE DATABASE … AS SNAPSHOT OF: a checkpoint, an empty sparse file for each data file, and the
// undo of whatever is not committed at that instant, done on copies of its pages.

import { type Outcome, ok } from '../../../base/outcome.js'
import { deleteFile, type Volume } from '../../../volume/index.js'
import type { UndoEntry } from '../../allocation/index.js'
import { applyChange } from '../../buffer/index.js'
import { inverse } from '../../log/index.js'
import {
  attachSparseFile,
  createSparseFile,
  type DatabaseFile,
  detachSparseFile,
  fileOf,
  numberOf,
  type Page,
  type PageId,
  putPage,
  refuseSql,
  type SparseFile,
  type SqlError,
  sealPage,
} from '../../page/index.js'
import type { Database, Online } from '../database/database.js'
import { takeCheckpoint } from '../database/open.js'
import type { Place } from '../restart.js'

export interface SnapshotOptions {
  readonly name: string
  readonly source: string
  /** Where each data file of the source has its sparse file, by logical name. */
  readonly files: Readonly<Record<string, Place>>
}

/** Makes the sparse files and lets the source write into them. All or none of it. */
export function makeSparseFiles(
  source: Database,
  online: Online,
  options: SnapshotOptions,
): Outcome<SparseFile[], SqlError> {
  const made: SparseFile[] = []
  const done = make(source, online, options, made)
  if (done.ok) {
    source.sparse = [...(source.sparse ?? []), ...made]
    return ok(made)
  }
  removeSparseFiles(source, made)
  return done
}

/** Lets the source forget them, and deletes them. */
export function removeSparseFiles(
  source: Database | undefined,
  files: readonly SparseFile[],
): void {
  if (source?.sparse !== undefined)
    source.sparse = source.sparse.filter((sparse) => !files.includes(sparse))
  for (const sparse of files) {
    detachSparseFile(sparse)
    deleteFile(sparse.volume, sparse.path)
  }
}

function make(
  source: Database,
  online: Online,
  options: SnapshotOptions,
  made: SparseFile[],
): Outcome<undefined, SqlError> {
  const checked = takeCheckpoint(online)
  if (!checked.ok) return checked
  const dataFiles = [...online.storage.files.values()].filter(({ entry }) => entry.kind === 'rows')
  for (const file of dataFiles.sort((left, right) => left.entry.id - right.entry.id)) {
    const sparse = makeOne(source.volumes, file, options)
    if (!sparse.ok) return sparse
    made.push(sparse.value)
    attachSparseFile(sparse.value, file)
  }
  return takeBackUncommitted(online, made)
}

function makeOne(
  volumes: ReadonlyMap<string, Volume>,
  { entry }: DatabaseFile,
  { name, source, files }: SnapshotOptions,
): Outcome<SparseFile, SqlError> {
  const wanted = entry.logicalName.toLowerCase()
  const place = Object.entries(files).find(([logical]) => logical.toLowerCase() === wanted)?.[1]
  if (place === undefined) return refuseSql('SNAPSHOT_FILE_MISSING', entry.logicalName)
  const volume = volumes.get(place.volume)
  if (volume === undefined) return refuseSql('CANNOT_CREATE_FILE', place.path)
  return createSparseFile(volume, place.path, {
    snapshot: name,
    source,
    file: entry.id,
    logicalName: entry.logicalName,
    sizePages: entry.sizePages,
    suspect: false,
  })
}

/** The latest change is taken back first, whoever made it. */
function takeBackUncommitted(
  { storage }: Online,
  files: readonly SparseFile[],
): Outcome<undefined, SqlError> {
  const entries: UndoEntry[] = []
  for (const { undo } of storage.active.values()) entries.push(...undo)
  entries.sort((left, right) => right.at - left.at)
  const pages = new Map<PageId, Page>()
  for (const entry of entries) {
    const change = inverse(entry.change)
    if (change === undefined) continue
    const known = pages.get(change.page)
    const read = known === undefined ? storage.pool.read(change.page) : ok(known)
    if (!read.ok) return read
    const page = known ?? (read.value.slice() as Page)
    applyChange(page, change)
    pages.set(change.page, page)
  }
  for (const [id, page] of pages) {
    sealPage(page)
    const sparse = files.find(({ description }) => description.file === fileOf(id))
    if (sparse === undefined || !putPage(sparse, numberOf(id), page))
      return refuseSql('CANNOT_CREATE_FILE', sparse?.path ?? '')
  }
  return ok(undefined)
}
