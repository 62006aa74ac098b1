// The file of a database snapshot that stands for one data file of its source: the pages that have
// been overwritten there since, as they were. Whatever it does not hold is still in the source.
//
//   offset  size  field
//   ------  ----  ----------------------------------------------------------
//        0  8192  description: length (4), checksum (4), then JSON in UTF-16
//     8192     …  pages, each behind 16 bytes: magic (4), page number (4), checksum of the page (4)
//
// A page goes in before its place in the source is overwritten, so one that was cut short is not
// needed. The last of several for one page counts.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  closeFile,
  type FileHandle,
  openFile,
  readFile,
  statFile,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import { getU32, getUtf16, setU32, setUtf16 } from './bytes.js'
import { checksum } from './checksum.js'
import type { DatabaseFile } from './database-file.js'
import { type FileId, PAGE_BYTES, type PageNumber, pageNumber, pageOffset } from './numbers.js'
import type { UnverifiedPage } from './page.js'
import { refuseSql, type SqlError } from './sql-error.js'

export interface SparseDescription {
  readonly snapshot: string
  readonly source: string
  readonly file: FileId
  readonly logicalName: string
  /** How long the source file was. */
  readonly sizePages: number
  readonly suspect: boolean
}

export interface SparseFile {
  readonly volume: Volume
  readonly path: string
  description: SparseDescription
  /** For writing, while the source is open. */
  handle: FileHandle | undefined
  source: DatabaseFile | undefined
  /** Where in the file a page is. */
  readonly places: Map<PageNumber, number>
  /** Where the next page goes. */
  end: number
}

const HOLDER = 'sqlservr.exe'
const MAGIC = 0x5350_4152
const LENGTH = 0
const CHECKSUM = LENGTH + 4
const TEXT = 16
const ENTRY_BYTES = 16
const RECORD_BYTES = ENTRY_BYTES + PAGE_BYTES

/** Makes the file and writes its description. */
export function createSparseFile(
  volume: Volume,
  path: string,
  description: SparseDescription,
): Outcome<SparseFile, SqlError> {
  const options = { access: 'write', disposition: 'create', holder: HOLDER, share: SHARE } as const
  const opened = openFile(volume, path, options)
  if (!opened.ok) return refuseSql('CANNOT_CREATE_FILE', `${path}: ${opened.error.name}`)
  const handle = opened.value
  const written = writeFile(volume, handle, { bytes: encode(description) })
  if (written.ok) {
    const places = new Map<PageNumber, number>()
    return ok({ volume, path, description, handle, source: undefined, places, end: PAGE_BYTES })
  }
  closeFile(volume, handle)
  return refuseSql('CANNOT_CREATE_FILE', `${path}: ${written.error.name}`)
}

/** What the file says it is; nothing of it is open afterwards. */
export function readSparseFile(volume: Volume, path: string): Outcome<SparseFile, SqlError> {
  const bytes = readFile(volume, path, { length: PAGE_BYTES, holder: HOLDER })
  const description = bytes.ok ? decode(bytes.value) : undefined
  if (description === undefined) return refuseSql('CANNOT_OPEN_FILE', path)
  const places = new Map<PageNumber, number>()
  const closed = { handle: undefined, source: undefined, places, end: PAGE_BYTES }
  return ok({ volume, path, description, ...closed })
}

/** From now on the source's pages go to the sparse file before they are overwritten. */
export function attachSparseFile(sparse: SparseFile, source: DatabaseFile): void {
  sparse.source = source
  source.copies = [...(source.copies ?? []), sparse]
  if (sparse.handle !== undefined) return
  const options = { access: 'write', holder: HOLDER, share: SHARE } as const
  const opened = openFile(sparse.volume, sparse.path, options)
  if (opened.ok) {
    sparse.handle = opened.value
    findPages(sparse)
  } else spoil(sparse)
}

/** Ends that; the source may be closed or the snapshot dropped. */
export function detachSparseFile(sparse: SparseFile): void {
  if (sparse.handle !== undefined) closeFile(sparse.volume, sparse.handle)
  sparse.handle = undefined
  const { source } = sparse
  if (source !== undefined) source.copies = source.copies?.filter((other) => other !== sparse) ?? []
  sparse.source = undefined
}

/** Takes in a page of the source as it is on disk, unless it is there already. */
export function keepPage(sparse: SparseFile, page: PageNumber): void {
  const { description, places, source } = sparse
  if (description.suspect || page >= description.sizePages || places.has(page)) return
  const bytes = source === undefined ? undefined : sourcePage(source, page)
  if (bytes?.ok !== true || !putPage(sparse, page, bytes.value)) spoil(sparse)
}

/** Adds a page; false when it cannot be written. */
export function putPage(sparse: SparseFile, page: PageNumber, bytes: Uint8Array): boolean {
  const { volume, handle, end } = sparse
  if (handle === undefined) return false
  const record = new Uint8Array(RECORD_BYTES)
  setU32(record, 0, MAGIC)
  setU32(record, 4, page)
  setU32(record, 8, checksum(bytes.slice()))
  record.set(bytes, ENTRY_BYTES)
  if (!writeFile(volume, handle, { bytes: record, offset: end }).ok) return false
  sparse.places.set(page, end + ENTRY_BYTES)
  sparse.end = end + RECORD_BYTES
  return true
}

/** A page as it was when the snapshot was made. */
export function readThrough(
  sparse: SparseFile,
  page: PageNumber,
): Outcome<UnverifiedPage, SqlError> {
  const { volume, path, description, places, source } = sparse
  if (description.suspect) return refuseSql('SNAPSHOT_SUSPECT', description.snapshot)
  const offset = places.get(page)
  if (offset !== undefined) {
    const read = readFile(volume, path, { offset, length: PAGE_BYTES, holder: HOLDER })
    return read.ok ? ok(read.value as UnverifiedPage) : refuseSql('OS_IO_ERROR', read.error.name)
  }
  if (source === undefined) return refuseSql('SNAPSHOT_SOURCE', description.source)
  return sourcePage(source, page)
}

/** What was cut off the source and not kept was empty. */
function sourcePage(
  { volume, handle }: DatabaseFile,
  page: PageNumber,
): Outcome<UnverifiedPage, SqlError> {
  const read = readFile(volume, handle, { offset: pageOffset(page), length: PAGE_BYTES })
  if (read.ok) return ok(read.value as UnverifiedPage)
  if (read.error.name === 'ERROR_HANDLE_EOF')
    return ok(new Uint8Array(PAGE_BYTES) as UnverifiedPage)
  return refuseSql('OS_IO_ERROR', read.error.name)
}

/** A snapshot that missed a page is of no use any more, and says so for good. */
function spoil(sparse: SparseFile): void {
  const { volume, handle } = sparse
  sparse.description = { ...sparse.description, suspect: true }
  if (handle !== undefined) writeFile(volume, handle, { bytes: encode(sparse.description) })
}

function findPages(sparse: SparseFile): void {
  const { volume, path, places } = sparse
  const size = statFile(volume, path)
  const sizeBytes = size.ok ? size.value.sizeBytes : 0
  places.clear()
  let at = PAGE_BYTES
  for (; at + RECORD_BYTES <= sizeBytes; at += RECORD_BYTES) {
    const read = readFile(volume, sparse.handle ?? path, { offset: at, length: RECORD_BYTES })
    if (!read.ok || getU32(read.value, 0) !== MAGIC) break
    if (checksum(read.value.slice(ENTRY_BYTES)) !== getU32(read.value, 8)) break
    places.set(pageNumber(getU32(read.value, 4)), at + ENTRY_BYTES)
  }
  sparse.end = at
}

function encode(description: SparseDescription): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES)
  const text = JSON.stringify(description)
  setU32(bytes, LENGTH, 2 * text.length)
  setUtf16(bytes, TEXT, text)
  setU32(bytes, CHECKSUM, checksum(bytes))
  return bytes
}

function decode(page: Uint8Array): SparseDescription | undefined {
  const bytes = page.slice()
  const expected = getU32(bytes, CHECKSUM)
  setU32(bytes, CHECKSUM, 0)
  if (checksum(bytes) !== expected) return undefined
  return JSON.parse(getUtf16(bytes, TEXT, getU32(bytes, LENGTH))) as SparseDescription
}

const SHARE = { read: true } as const
