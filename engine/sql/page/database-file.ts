// A file of a database, open on its volume. It is closed when its database or its instance ends,
// and whoever still works for the dead instance finds that out here.

import { type Outcome, ok } from '../../base/outcome.js'
import { faultInForce, noteEffect, type PlacedFault } from '../../sim/index.js'
import {
  closeFile,
  type FileError,
  type FileHandle,
  openFile,
  readFile,
  readFileInto,
  setFileLength,
  statFile,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import { type FileId, PAGE_BYTES, type PageNumber, pageNumber, pageOffset } from './numbers.js'
import type { Page, UnverifiedPage } from './page.js'
import { detachSparseFile, keepPage, readThrough, type SparseFile } from './sparse-file.js'
import { refuseSql, type SqlError, type SqlErrorName } from './sql-error.js'

/** What the catalogue of a database says about one of its files. */
export interface FileEntry {
  readonly id: FileId
  readonly kind: 'rows' | 'log'
  /** What T-SQL calls it. */
  readonly logicalName: string
  readonly volume: string
  readonly path: string
  /** Zero for log files. */
  readonly filegroup: number
  readonly sizePages: number
  readonly growth: Growth
  /** Undefined when it may grow as far as the disk goes. */
  readonly maxPages: number | undefined
  /** Set by its filegroup; absent is no. */
  readonly readOnly?: boolean
}

export type Growth =
  | { readonly kind: 'none' }
  | { readonly kind: 'pages'; readonly pages: number }
  | { readonly kind: 'percent'; readonly percent: number }

export interface DatabaseFile {
  entry: FileEntry
  readonly volume: Volume
  readonly handle: FileHandle
  /** Of database snapshots: they get a page before it is overwritten here. */
  copies?: readonly SparseFile[]
  /** In a database snapshot: where its pages are, as far as they are not in its source. */
  readonly sparse?: SparseFile
}

const SERVER = 'sqlservr.exe'

export function openDatabaseFile(
  volume: Volume,
  entry: FileEntry,
): Outcome<DatabaseFile, SqlError> {
  const handle = openFile(volume, entry.path, { access: 'write', holder: SERVER })
  if (!handle.ok) return refuseSql('CANNOT_OPEN_FILE', describe(handle.error))
  return ok({ entry, volume, handle: handle.value })
}

/** Refuses a file that is shorter than its catalogue says. */
export function checkFileSize(file: DatabaseFile): Outcome<undefined, SqlError> {
  const { entry, volume } = file
  const expected = entry.sizePages * PAGE_BYTES
  const size = statFile(volume, entry.path)
  if (!size.ok) return refuseIo(size.error)
  if (size.value.sizeBytes >= expected) return ok(undefined)
  const detail = `${entry.path}: ${size.value.sizeBytes} bytes instead of ${expected}`
  return refuseSql('FILE_TRUNCATED', detail)
}

export function createDatabaseFile(
  volume: Volume,
  entry: FileEntry,
): Outcome<DatabaseFile, SqlError> {
  const options = { access: 'write', disposition: 'create', holder: SERVER } as const
  const handle = openFile(volume, entry.path, options)
  if (!handle.ok) return refuseSql('CANNOT_CREATE_FILE', describe(handle.error))
  const sized = setFileLength(volume, handle.value, entry.sizePages * PAGE_BYTES)
  if (sized.ok) return ok({ entry, volume, handle: handle.value })
  closeFile(volume, handle.value)
  return refuseSql('CANNOT_CREATE_FILE', describe(sized.error))
}

export function closeDatabaseFile(file: DatabaseFile): void {
  for (const sparse of file.copies ?? []) detachSparseFile(sparse)
  closeFile(file.volume, file.handle)
}

export function isOpen(file: DatabaseFile): boolean {
  return file.volume.handles.all.has(file.handle)
}

export function readPageBytes(
  file: DatabaseFile,
  page: PageNumber,
): Outcome<UnverifiedPage, SqlError> {
  if (file.sparse !== undefined) return readThrough(file.sparse, page)
  const bytes = readBytes(file, pageOffset(page), PAGE_BYTES)
  return bytes.ok ? ok(bytes.value as UnverifiedPage) : bytes
}

export function writePageBytes(
  file: DatabaseFile,
  page: PageNumber,
  bytes: Page,
): Outcome<undefined, SqlError> {
  return writeBytes(file, pageOffset(page), bytes)
}

export function readBytes(
  file: DatabaseFile,
  offset: number,
  length: number,
): Outcome<Uint8Array, SqlError> {
  const read = readFile(file.volume, file.handle, { offset, length })
  return read.ok ? read : refuseIo(read.error)
}

/** The same into bytes that are there already. */
export function readBytesInto(
  file: DatabaseFile,
  offset: number,
  into: Uint8Array,
): Outcome<undefined, SqlError> {
  const read = readFileInto(file.volume, file.handle, offset, into)
  return read.ok ? read : refuseIo(read.error)
}

export function writeBytes(
  file: DatabaseFile,
  offset: number,
  bytes: Uint8Array,
): Outcome<undefined, SqlError> {
  if (file.copies !== undefined)
    keepPages(file, { from: offset / PAGE_BYTES, to: (offset + bytes.length) / PAGE_BYTES })
  const torn = faultInForce(file.volume.sim.faults, TORN_WRITE, file.volume.name)
  if (torn !== undefined) return tearWrite(file, offset, bytes, torn)
  const written = writeFile(file.volume, file.handle, { offset, bytes })
  return written.ok ? written : refuseIo(written.error)
}

/**
 * Fault `torn-write`, where: the volume; sectors: how many of each write get there. Sectors are
 * whole or not at all, and those that get there are the first. The power is gone by then, so whoever
 * wrote learns nothing more; the harness ends the server.
 */
const TORN_WRITE = 'torn-write'
const SECTOR_BYTES = 512

function tearWrite(
  file: DatabaseFile,
  offset: number,
  bytes: Uint8Array,
  fault: PlacedFault,
): Outcome<undefined, SqlError> {
  const { sim, name } = file.volume
  const kept = Math.min(bytes.length, Number(fault.parameters['sectors'] ?? 0) * SECTOR_BYTES)
  if (kept > 0) writeFile(file.volume, file.handle, { offset, bytes: bytes.subarray(0, kept) })
  const evidence = `${kept} of ${bytes.length} bytes at ${offset} of ${name}${file.entry.path}`
  noteEffect(fault, sim.now, evidence)
  return refuseSql('CONNECTION_BROKEN', evidence)
}

/** Makes the file that long; what is new reads as zero. */
export function resizeFile(file: DatabaseFile, pages: number): Outcome<undefined, SqlError> {
  if (file.copies !== undefined) keepPages(file, { from: pages, to: pagesOnDisk(file) })
  const sized = setFileLength(file.volume, file.handle, pages * PAGE_BYTES)
  return sized.ok ? sized : refuseIo(sized.error)
}

function keepPages(
  file: DatabaseFile,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let page = Math.floor(from); page < to; page++)
    for (const sparse of file.copies ?? []) keepPage(sparse, pageNumber(page))
}

function pagesOnDisk({ volume, handle }: DatabaseFile): number {
  const size = statFile(volume, handle.names.join('\\'))
  return size.ok ? Math.floor(size.value.sizeBytes / PAGE_BYTES) : 0
}

function refuseIo(error: FileError): ReturnType<typeof refuseSql> {
  // The handle is gone when the server is: then nothing more is known of what was under way.
  const name: SqlErrorName =
    error.name === 'ERROR_INVALID_HANDLE' ? 'CONNECTION_BROKEN' : 'OS_IO_ERROR'
  return refuseSql(name, describe(error))
}

function describe(error: FileError): string {
  return `operating system error ${error.code} (${error.name}) at ${error.device}${error.path}`
}
