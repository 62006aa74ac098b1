// A new database: the first pages of its files, an empty log, and the first checkpoint. Whatever the
// maps say of untouched extents is implied, so this costs a handful of page writes.

import { present } from '../../../base/assert.js'
import type { Guid } from '../../../base/brand.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import { MIB } from '../../../base/units.js'
import type { Sim } from '../../../sim/index.js'
import { deleteFile, type Volume } from '../../../volume/index.js'
import { createStorage, encodeEntry, FILES_OBJECT } from '../../allocation/index.js'
import { append, createLog, flush, type Log } from '../../log/index.js'
import {
  BOOT_PAGE,
  closeDatabaseFile,
  createDatabaseFile,
  type DatabaseFile,
  FILES_PAGE,
  type FileEntry,
  fileId,
  formatPage,
  type Growth,
  insertRow,
  type Lsn,
  nextSlot,
  PAGE_BYTES,
  type Page,
  type PageType,
  pageId,
  pageOffset,
  refuseSql,
  type SqlError,
  sealPage,
  setPageLsn,
  TABLES_PAGE,
  writeBytes,
} from '../../page/index.js'
import { type Boot, encodeBoot, type RecoveryModel } from '../boot.js'
import { writeHeader } from '../file-header.js'
import type { Opened } from '../restart.js'
import { TABLES_OBJECT } from './table.js'

export interface FileOptions {
  readonly logicalName: string
  readonly volume: string
  readonly path: string
  readonly sizePages?: number
  readonly growth?: Growth
  readonly maxPages?: number
  /** 1 is PRIMARY. */
  readonly filegroup?: number
}

export interface DatabaseOptions {
  readonly name: string
  /** The first is the primary file. */
  readonly dataFiles: readonly [FileOptions, ...FileOptions[]]
  readonly logFiles: readonly [FileOptions, ...FileOptions[]]
  readonly recoveryModel?: RecoveryModel
}

/** What model has had since 2016: 8 MB files that grow by 64 MB. */
const SIZE_PAGES = (8 * MIB) / PAGE_BYTES
const GROWTH: Growth = { kind: 'pages', pages: (64 * MIB) / PAGE_BYTES }
export const PRIMARY_FILEGROUP = 1
const FIRST_LOG_FILE = 2

export function createFiles(
  sim: Sim,
  volumes: ReadonlyMap<string, Volume>,
  options: DatabaseOptions,
): Outcome<Opened, SqlError> {
  const files: DatabaseFile[] = []
  const made = make(sim, volumes, options, files)
  if (!made.ok)
    for (const file of files) {
      closeDatabaseFile(file)
      deleteFile(file.volume, file.entry.path)
    }
  return made
}

/** The catalogue entry of a file that is about to be made. */
export function entryFor(id: number, kind: FileEntry['kind'], options: FileOptions): FileEntry {
  return {
    id: fileId(id),
    kind,
    logicalName: options.logicalName,
    volume: options.volume,
    path: options.path,
    filegroup: kind === 'log' ? 0 : (options.filegroup ?? PRIMARY_FILEGROUP),
    sizePages: options.sizePages ?? SIZE_PAGES,
    growth: options.growth ?? GROWTH,
    maxPages: options.maxPages,
  }
}

export function createOn(
  volumes: ReadonlyMap<string, Volume>,
  entry: FileEntry,
): Outcome<DatabaseFile, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined)
    return refuseSql('CANNOT_CREATE_FILE', `there is no volume ${entry.volume} for ${entry.path}`)
  return createDatabaseFile(volume, entry)
}

/** Data file 1, log file 2, then the others as they come. */
function entriesOf(options: DatabaseOptions): FileEntry[] {
  const [primary, ...secondary] = options.dataFiles
  const [log, ...logs] = options.logFiles
  let next = FIRST_LOG_FILE + 1
  return [
    entryFor(1, 'rows', primary),
    entryFor(FIRST_LOG_FILE, 'log', log),
    ...secondary.map((file) => entryFor(next++, 'rows', file)),
    ...logs.map((file) => entryFor(next++, 'log', file)),
  ]
}

function make(
  sim: Sim,
  volumes: ReadonlyMap<string, Volume>,
  options: DatabaseOptions,
  files: DatabaseFile[],
): Outcome<Opened, SqlError> {
  const entries = entriesOf(options)
  for (const entry of entries) {
    const file = createOn(volumes, entry)
    if (!file.ok) return file
    files.push(file.value)
  }
  const logFiles = files.filter((file) => file.entry.kind === 'log')
  const log = createLog(sim, logFiles)
  if (!log.ok) return log
  const begun = beginLog(log.value)
  if (!begun.ok) return begun
  const boot: Boot = {
    name: options.name,
    guid: guidOf(sim),
    recoveryModel: options.recoveryModel ?? 'FULL',
    readOnly: false,
    autoClose: false,
    userAccess: 'MULTI_USER',
    checkpoint: begun.value,
    minimum: begun.value,
    reached: log.value.flushed,
    logBackedUpTo: undefined,
    nextTransaction: 1,
    restore: { kind: 'none' },
    fork: { id: guidOf(sim), from: undefined, parent: undefined },
    isNewChain: false,
  }
  const written = writeFirstPages(files, boot, log.value)
  if (!written.ok) return written
  return ok({ storage: createStorage(sim, { files, log: log.value, nextTransaction: 1 }), boot })
}

/** The first checkpoint: there is nothing before it, and no page to write. */
function beginLog(log: Log): Outcome<Lsn, SqlError> {
  const begin = append(log, { kind: 'checkpoint-begin' })
  append(log, { kind: 'checkpoint-end', begin, active: [], dirty: [] })
  const flushed = flush(log)
  return flushed.ok ? ok(begin) : flushed
}

function writeFirstPages(
  files: readonly DatabaseFile[],
  boot: Boot,
  log: Log,
): Outcome<undefined, SqlError> {
  for (const file of files) {
    if (file.entry.kind === 'log') continue
    const header = writeHeader(file, boot.guid, log.end)
    if (!header.ok) return header
  }
  return writeSystemPages(files, boot, log)
}

/** The boot page and the two lists are neighbours and go to disk in one write. */
function writeSystemPages(
  files: readonly DatabaseFile[],
  boot: Boot,
  log: Log,
): Outcome<undefined, SqlError> {
  const primary = present(files[0], 'the primary file')
  // The page before them is free; with it the write is whole blocks of the device.
  const bytes = new Uint8Array(4 * PAGE_BYTES)
  const pageIn = (place: number, type: PageType, object: number): Page => {
    const page = bytes.subarray(place * PAGE_BYTES, (place + 1) * PAGE_BYTES) as Page
    formatPage(page, pageId(primary.entry.id, BOOT_PAGE - 1 + place), type, object)
    setPageLsn(page, log.end)
    return page
  }
  const bootPage = pageIn(1, 'boot', 0)
  encodeBoot(bootPage, boot)
  const list = pageIn(FILES_PAGE - BOOT_PAGE + 1, 'data', FILES_OBJECT)
  for (const { entry } of files) insertRow(list, nextSlot(list), encodeEntry(entry))
  const tables = pageIn(TABLES_PAGE - BOOT_PAGE + 1, 'data', TABLES_OBJECT)
  for (const page of [bootPage, list, tables]) sealPage(page)
  return writeBytes(primary, pageOffset(BOOT_PAGE) - PAGE_BYTES, bytes)
}

function guidOf(sim: Sim): Guid {
  return sim.random('sql.database').guid()
}
