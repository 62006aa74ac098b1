// Writing a media file, and reading one that is known to be whole.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  closeFile,
  deleteFile,
  type FileError,
  type FileHandle,
  openFile,
  readFile,
  statFile,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import { getUtf16, refuseSql, type SqlError, setUtf16 } from '../page/index.js'
import type { Place } from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import {
  decodeSection,
  encodeSection,
  SECTION_HEADER_BYTES,
  type Section,
  sectionLength,
} from './section.js'

export type Volumes = ReadonlyMap<string, Volume>

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
  offset: number
  sections: number
}

const SERVER = 'sqlservr.exe'

/** Begins a media file in the place of whatever was there. */
export function createMedia(
  volumes: Volumes,
  { volume: name, path }: Place,
): Outcome<MediaWriter, SqlError> {
  const volume = volumes.get(name)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_DEVICE', `there is no volume ${name}`)
  const options = { access: 'write', disposition: 'replace', holder: SERVER } as const
  const handle = openFile(volume, path, options)
  if (!handle.ok) return refuseSql('CANNOT_OPEN_DEVICE', describe(handle.error))
  return ok({ volume, handle: handle.value, path, offset: 0, sections: 0 })
}

export function writeDescription(media: MediaWriter, set: BackupSet): Outcome<undefined, SqlError> {
  const text = JSON.stringify(set)
  const content = new Uint8Array(2 * text.length)
  setUtf16(content, 0, text)
  return write(media, { kind: 'description', file: 0, firstPage: 0, content })
}

export function writeRun(media: MediaWriter, run: PageRun): Outcome<undefined, SqlError> {
  return write(media, { kind: 'pages', ...run })
}

/** Makes the file whole. */
export function finishMedia(media: MediaWriter): Outcome<undefined, SqlError> {
  const ended = write(media, { kind: 'end', file: 0, firstPage: 0, content: new Uint8Array(0) })
  if (ended.ok) closeFile(media.volume, media.handle)
  return ended
}

/** Leaves nothing of a backup that failed. */
export function abandonMedia(media: MediaWriter): void {
  closeFile(media.volume, media.handle)
  deleteFile(media.volume, media.path)
}

/** Reads the whole file once; the runs are given to `visit` as they come, the set before them. */
export function readMedia(
  volumes: Volumes,
  place: Place,
  visit: (run: PageRun) => Outcome<undefined, SqlError> = () => ok(undefined),
): Outcome<BackupSet, SqlError> {
  const volume = volumes.get(place.volume)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_DEVICE', `no volume ${place.volume}`)
  const size = statFile(volume, place.path)
  if (!size.ok) return refuseSql('CANNOT_OPEN_DEVICE', describe(size.error))
  let set: BackupSet | undefined
  for (let number = 0, offset = 0; ; number++) {
    const bytes = readSection(volume, place.path, offset, size.value.sizeBytes)
    if (!bytes.ok) return bytes
    const section = decodeSection(bytes.value, number)
    if (section === undefined || (section.kind === 'description') !== (number === 0))
      return refuseSql('MALFORMED', `section ${number} of ${place.path}`)
    offset += bytes.value.length
    if (section.kind === 'description') set = setOf(section)
    else if (section.kind === 'pages') {
      const visited = visit(section)
      if (!visited.ok) return visited
    } else if (set !== undefined && offset === size.value.sizeBytes) return ok(set)
    else return refuseSql('MALFORMED', `${place.path} goes on behind its end`)
  }
}

function setOf({ content }: Section): BackupSet {
  return JSON.parse(getUtf16(content, 0, content.length)) as BackupSet
}

function readSection(
  volume: Volume,
  path: string,
  offset: number,
  sizeBytes: number,
): Outcome<Uint8Array, SqlError> {
  if (offset + SECTION_HEADER_BYTES > sizeBytes)
    return refuseSql('MALFORMED', `${path} was cut short at ${sizeBytes} bytes`)
  const header = readFile(volume, path, { offset, length: SECTION_HEADER_BYTES })
  if (!header.ok) return refuseSql('READ_FAILED', describe(header.error))
  const length = sectionLength(header.value)
  if (offset + length > sizeBytes)
    return refuseSql('MALFORMED', `${path} was cut short at ${sizeBytes} bytes`)
  const bytes = readFile(volume, path, { offset, length })
  return bytes.ok ? bytes : refuseSql('READ_FAILED', describe(bytes.error))
}

function write(media: MediaWriter, section: Section): Outcome<undefined, SqlError> {
  const { volume, handle, offset } = media
  const bytes = encodeSection(section, media.sections)
  const written = writeFile(volume, handle, { bytes, offset })
  if (!written.ok) return refuseSql('WRITE_FAILED', describe(written.error))
  media.offset += bytes.length
  media.sections++
  return written
}

function describe(error: FileError): string {
  return `operating system error ${error.code} (${error.name}) at ${error.device}${error.path}`
}
