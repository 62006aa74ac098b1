// Writing a media file, and reading one that is known to be whole.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  closeFile,
  deleteFile,
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
import type { LogPiece } from '../log/index.js'
import {
  fileId,
  getU32,
  getU64,
  getUtf16,
  PAGE_BYTES,
  refuseSql,
  type SqlError,
  setU32,
  setU64,
  setUtf16,
} from '../page/index.js'
import type { Place } from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { findSets } from './media-sets.js'
import {
  decodeSection,
  paddedLength,
  SECTION_HEADER_BYTES,
  type Section,
  type SectionHead,
  sealSection,
  sectionLength,
} from './section.js'

export type Volumes = ReadonlyMap<string, Volume>

/** A media file, and which of the sets in it is meant. */
export interface MediaPlace extends Place {
  /** From 1; left out for a file that holds one set and nothing else. */
  readonly position?: number
}

/** Pages that follow one another in a file of the database. */
export interface PageRun {
  readonly file: number
  readonly firstPage: number
  readonly content: Uint8Array
}

/** A media file that is being written. */
export interface MediaWriter {
  readonly volume: Volume
  readonly handle: FileHandle
  readonly path: string
  /** Where the set begins, behind those that were there. */
  readonly start: number
  offset: number
  sections: number
  /** How many pages of each file were written; log in pages, too. */
  readonly pages: Map<number, number>
  /** The section that is being made; one after the other in the same bytes. */
  buffer: Uint8Array
}

/** Who reads a media file: pages and log as they come. */
export interface MediaVisitor {
  readonly pages?: (run: PageRun) => Outcome<undefined, SqlError>
  readonly log?: (piece: LogPiece) => Outcome<undefined, SqlError>
}

/** The fault point before each write of a media file. */
export const MEDIA_WRITE_POINT = 'sql.media.write'

const SERVER = 'sqlservr.exe'
const LOG_HEADER_BYTES = 24

export interface MediaOptions {
  /** Behind the sets that the file holds, and not in their place. */
  readonly append?: boolean
  /** Filled with how many pages of each file are written. */
  readonly pages?: Map<number, number>
}

/** Begins a set, in the place of whatever was there or behind it. */
export function createMedia(
  volumes: Volumes,
  { volume: name, path }: Place,
  { append = false, pages = new Map() }: MediaOptions = {},
): Outcome<MediaWriter, SqlError> {
  const volume = volumes.get(name)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_DEVICE', `there is no volume ${name}`)
  if (!append || !statFile(volume, path).ok) return openMedia(volume, path, { start: 0, pages })
  const sets = findSets(volume, path)
  if (!sets.ok) return sets
  // Of one that was cut short by the death of the server nothing stays.
  const cut = setFileLength(volume, path, sets.value.end)
  if (!cut.ok) return refuseSql('CANNOT_OPEN_DEVICE', describe(cut.error))
  return openMedia(volume, path, { start: sets.value.end, pages })
}

function openMedia(
  volume: Volume,
  path: string,
  { start, pages }: Pick<MediaWriter, 'start' | 'pages'>,
): Outcome<MediaWriter, SqlError> {
  const disposition = start === 0 ? 'replace' : 'open'
  const handle = openFile(volume, path, { access: 'write', disposition, holder: SERVER })
  if (!handle.ok) return refuseSql('CANNOT_OPEN_DEVICE', describe(handle.error))
  const begun = { start, offset: start, sections: 0, pages, buffer: NO_BYTES }
  return ok({ volume, handle: handle.value, path, ...begun })
}

const NO_BYTES = new Uint8Array(0)

/** Room for the content of the next section, to be filled before that is written. */
export function contentRoom(media: MediaWriter, length: number): Uint8Array {
  const needed = paddedLength(length)
  if (media.buffer.length < needed) media.buffer = new Uint8Array(needed)
  return media.buffer.subarray(SECTION_HEADER_BYTES, SECTION_HEADER_BYTES + length)
}

function writeDescription(media: MediaWriter, set: BackupSet): Outcome<undefined, SqlError> {
  const text = JSON.stringify(set)
  setUtf16(contentRoom(media, 2 * text.length), 0, text)
  return write(media, { kind: 'description', file: 0, firstPage: 0 }, 2 * text.length)
}

export function writeLog(media: MediaWriter, piece: LogPiece): Outcome<undefined, SqlError> {
  const content = contentRoom(media, LOG_HEADER_BYTES + piece.bytes.length)
  content.fill(0, 0, LOG_HEADER_BYTES)
  setU32(content, 0, piece.sequence)
  setU32(content, 4, piece.sectors)
  setU64(content, 8, piece.offset)
  content.set(piece.bytes, LOG_HEADER_BYTES)
  const head = { kind: 'log', file: piece.file, firstPage: piece.sector } as const
  count(media, piece.file, piece.bytes.length)
  return write(media, head, content.length)
}

/** Writes the pages that stand in the room for the content. */
export function writeRun(
  media: MediaWriter,
  {
    file,
    firstPage,
    bytes,
  }: { readonly file: number; readonly firstPage: number; readonly bytes: number },
): Outcome<undefined, SqlError> {
  count(media, file, bytes)
  return write(media, { kind: 'pages', file, firstPage }, bytes)
}

function count({ pages }: MediaWriter, file: number, bytes: number): void {
  pages.set(file, (pages.get(file) ?? 0) + Math.ceil(bytes / PAGE_BYTES))
}

/** Makes the file whole: what it holds is said at its end. */
export function finishMedia(media: MediaWriter, set: BackupSet): Outcome<undefined, SqlError> {
  const described = writeDescription(media, set)
  if (!described.ok) return described
  const ended = write(media, { kind: 'end', file: 0, firstPage: 0 }, 0)
  if (ended.ok) closeFile(media.volume, media.handle)
  return ended
}

/** Leaves nothing of a backup that failed; a server that died leaves what it had written. */
export function abandonMedia(media: MediaWriter, isAlive: boolean): void {
  closeFile(media.volume, media.handle)
  if (!isAlive) return
  if (media.start === 0) deleteFile(media.volume, media.path)
  else setFileLength(media.volume, media.path, media.start)
}

/** Reads a whole set once; what is in it is given to the visitor as it comes. */
export function readMedia(
  volumes: Volumes,
  place: MediaPlace,
  visitor: MediaVisitor = {},
): Outcome<BackupSet, SqlError> {
  const volume = volumes.get(place.volume)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_DEVICE', `no volume ${place.volume}`)
  const size = statFile(volume, place.path)
  if (!size.ok) return refuseSql('CANNOT_OPEN_DEVICE', describe(size.error))
  const start = startOfSet(volume, place)
  if (!start.ok) return start
  let set: BackupSet | undefined
  // Every section is read into the same bytes; nobody keeps what is visited.
  let buffer = NO_BYTES
  for (let number = 0, offset = start.value; ; number++) {
    const length = lengthOfSection(volume, place.path, offset, size.value.sizeBytes)
    if (!length.ok) return length
    if (buffer.length < length.value) buffer = new Uint8Array(length.value)
    const bytes = buffer.subarray(0, length.value)
    const read = readFileInto(volume, place.path, offset, bytes)
    if (!read.ok) return refuseSql('READ_FAILED', describe(read.error))
    const section = decodeSection(bytes, number)
    if (section === undefined || (section.kind === 'end') !== (set !== undefined))
      return refuseSql('MALFORMED', `section ${number} of ${place.path}`)
    offset += bytes.length
    const visited = visitSection(section, visitor)
    if (!visited.ok) return visited
    if (section.kind === 'description') set = setOf(section)
    if (section.kind !== 'end' || set === undefined) continue
    if (place.position !== undefined || offset === size.value.sizeBytes) return ok(set)
    return refuseSql('MALFORMED', `${place.path} goes on behind its end`)
  }
}

function startOfSet(volume: Volume, place: MediaPlace): Outcome<number, SqlError> {
  if (place.position === undefined || place.position === 1) return ok(0)
  const sets = findSets(volume, place.path)
  if (!sets.ok) return sets
  const start = sets.value.starts[place.position - 1]
  return start === undefined
    ? refuseSql('NO_SUCH_SET', `file ${place.position} of ${place.path}`)
    : ok(start)
}

function visitSection(section: Section, visitor: MediaVisitor): Outcome<undefined, SqlError> {
  if (section.kind === 'pages') return visitor.pages?.(section) ?? ok(undefined)
  if (section.kind === 'log') return visitor.log?.(pieceOf(section)) ?? ok(undefined)
  return ok(undefined)
}

function pieceOf({ file, firstPage: sector, content }: Section): LogPiece {
  return {
    file: fileId(file),
    sequence: getU32(content, 0),
    sectors: getU32(content, 4),
    offset: getU64(content, 8),
    sector,
    bytes: content.subarray(LOG_HEADER_BYTES),
  }
}

function setOf({ content }: Section): BackupSet {
  return JSON.parse(getUtf16(content, 0, content.length)) as BackupSet
}

function lengthOfSection(
  volume: Volume,
  path: string,
  offset: number,
  sizeBytes: number,
): Outcome<number, SqlError> {
  if (offset + SECTION_HEADER_BYTES > sizeBytes)
    return refuseSql('MALFORMED', `${path} was cut short at ${sizeBytes} bytes`)
  const header = readFile(volume, path, { offset, length: SECTION_HEADER_BYTES })
  if (!header.ok) return refuseSql('READ_FAILED', describe(header.error))
  const length = sectionLength(header.value)
  if (offset + length > sizeBytes)
    return refuseSql('MALFORMED', `${path} was cut short at ${sizeBytes} bytes`)
  return ok(length)
}

function write(
  media: MediaWriter,
  head: SectionHead,
  length: number,
): Outcome<undefined, SqlError> {
  contentRoom(media, length)
  const { volume, handle, offset, buffer, sections } = media
  const bytes = buffer.subarray(0, paddedLength(length))
  sealSection(bytes, head, { length, number: sections })
  volume.sim.points.reach(MEDIA_WRITE_POINT)
  const written = writeFile(volume, handle, { bytes, offset })
  if (!written.ok) return refuseSql('WRITE_FAILED', describe(written.error))
  media.offset += bytes.length
  media.sections++
  return written
}

function describe(error: FileError): string {
  return `operating system error ${error.code} (${error.name}) at ${error.device}${error.path}`
}
