// Before a restore redoes the log: the files are made what the log will say of them. Files that came
// are created, those that were cut are cut, those that grew are grown. It may be done again.

import { type Outcome, ok } from '../../../base/outcome.js'
import { statFile, type Volume } from '../../../volume/index.js'
import {
  addLogFile,
  formatLogFile,
  growLog,
  type Log,
  logFilePages,
  removeLogFile,
} from '../../log/index.js'
import {
  closeDatabaseFile,
  createDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  type FileId,
  isOpen,
  openDatabaseFile,
  PAGE_BYTES,
  refuseSql,
  resizeFile,
  type SqlError,
} from '../../page/index.js'
import type { FileEvent } from '../analysis.js'
import type { Boot } from '../boot.js'
import { checkHeader, writeHeader } from '../file-header.js'
import { entriesAfter } from './file-history.js'
import { type Place, RESTORE_WRITE_POINT, writePlaces } from './places.js'

/** What is known of a database's files when its log has been read. */
export interface Bringing {
  readonly boot: Boot
  readonly log: Log
  /** What its own list says. */
  readonly raw: readonly FileEntry[]
  /** The same where a restore has put the files. */
  readonly listed: readonly FileEntry[]
  /** Files of which a restore had decided the place before. */
  readonly places: ReadonlyMap<FileId, Place>
  readonly events: readonly FileEvent[]
}

type Volumes = ReadonlyMap<string, Volume>

export function bringFiles(
  volumes: Volumes,
  what: Bringing,
  files: DatabaseFile[],
  placeOf: (entry: FileEntry) => Place | undefined,
): Outcome<undefined, SqlError> {
  const { raw, listed, events, places } = what
  const entries = entriesAfter(listed, events, (entry, before) => {
    const { volume, path } = before ?? placeOf(entry) ?? places.get(entry.id) ?? entry
    return { ...entry, volume, path }
  })
  const isNew = ({ id }: FileEntry) => isCreated(events, id) || !raw.some((each) => each.id === id)
  const primary = files[0]
  if (primary === undefined) return refuseSql('CONNECTION_BROKEN')
  for (const entry of entries) {
    const free = isNew(entry) ? checkFree(volumes, what, entry) : ok(undefined)
    if (!free.ok) return free
  }
  const noted = writePlaces(primary, entries)
  if (!noted.ok) return noted
  letGo(
    what.log,
    files,
    entries.filter((entry) => !isCreated(events, entry.id)),
  )
  for (const entry of entries) {
    primary.volume.sim.points.reach(RESTORE_WRITE_POINT)
    if (!isOpen(primary)) return refuseSql('CONNECTION_BROKEN')
    const brought = isNew(entry)
      ? bringNew(volumes, what, files, entry)
      : bringKnown(volumes, what, files, entry)
    if (!brought.ok) return brought
  }
  return ok(undefined)
}

/** Closes log files that were dropped on the way; they are deleted when the list says so too. */
export function letGo(log: Log, files: DatabaseFile[], entries: readonly FileEntry[]): void {
  for (const file of [...files]) {
    const { id, kind } = file.entry
    if (id === 1 || entries.some((entry) => entry.id === id && entry.kind === kind)) continue
    removeLogFile(log, file)
    closeDatabaseFile(file)
    files.splice(files.indexOf(file), 1)
  }
}

function isCreated(events: readonly FileEvent[], id: FileId): boolean {
  return events.some(({ before, after }) => before === undefined && after?.id === id)
}

/** A file that an earlier attempt made is made anew; any other is left alone. */
function checkFree(
  volumes: Volumes,
  { places, listed }: Bringing,
  entry: FileEntry,
): Outcome<undefined, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', `no volume for ${entry.path}`)
  const isOwn = isAt(entry, places.get(entry.id)) || listed.some((dropped) => isAt(entry, dropped))
  const isFree = isOwn || !statFile(volume, entry.path).ok
  return isFree ? ok(undefined) : refuseSql('FILE_EXISTS', `${entry.volume}${entry.path}`)
}

function bringNew(
  volumes: Volumes,
  { boot, log, events }: Bringing,
  files: DatabaseFile[],
  entry: FileEntry,
): Outcome<undefined, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', `no volume for ${entry.path}`)
  const exists = statFile(volume, entry.path).ok
  const made = exists ? openEmptied(volume, entry) : createDatabaseFile(volume, entry)
  if (!made.ok) return made
  files.push(made.value)
  if (entry.kind === 'log') {
    const formatted = formatLogFile(made.value)
    if (formatted.ok) addLogFile(log, made.value)
    return formatted
  }
  const at = events.find(({ before, after }) => before === undefined && after?.id === entry.id)?.at
  return writeHeader(made.value, boot.guid, at ?? boot.minimum)
}

export function isAt(entry: FileEntry, place: Place | undefined): boolean {
  return place?.volume === entry.volume && place.path.toLowerCase() === entry.path.toLowerCase()
}

function openEmptied(volume: Volume, entry: FileEntry): Outcome<DatabaseFile, SqlError> {
  const file = openDatabaseFile(volume, entry)
  if (!file.ok) return file
  const emptied = resizeFile(file.value, 0)
  const sized = emptied.ok ? resizeFile(file.value, entry.sizePages) : emptied
  if (sized.ok) return file
  closeDatabaseFile(file.value)
  return refuseSql('CANNOT_ADJUST_SIZE', entry.path)
}

function bringKnown(
  volumes: Volumes,
  { boot, log, events }: Bringing,
  files: DatabaseFile[],
  entry: FileEntry,
): Outcome<undefined, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', `no volume for ${entry.path}`)
  const known = files.find((file) => file.entry.id === entry.id)
  const file = known === undefined ? openDatabaseFile(volume, entry) : ok(known)
  if (!file.ok) return file
  if (known === undefined) files.push(file.value)
  if (entry.kind === 'log') return bringLog(log, file.value, entry)
  file.value.entry = entry
  const own = checkHeader(file.value, boot.guid)
  if (!own.ok) return own
  let least = entry.sizePages
  for (const { before, after } of events)
    if (before?.id === entry.id && after !== undefined) least = Math.min(least, after.sizePages)
  const sized = adjust(file.value, least)
  return sized.ok ? adjust(file.value, entry.sizePages, least) : sized
}

/** Cuts a file that is longer; grows one that is shorter when `from` says what it was cut to. */
function adjust(file: DatabaseFile, pages: number, from?: number): Outcome<undefined, SqlError> {
  const { volume, entry } = file
  const size = statFile(volume, entry.path)
  const now = size.ok ? size.value.sizeBytes / PAGE_BYTES : 0
  if (from === undefined ? now <= pages : now >= pages) return ok(undefined)
  const sized = resizeFile(file, pages)
  return sized.ok || sized.error.name === 'CONNECTION_BROKEN'
    ? sized
    : refuseSql('CANNOT_ADJUST_SIZE', `${entry.path}: ${sized.error.detail}`)
}

/** A log file that is longer than the database says stays so: its end may hold what was restored. */
function bringLog(log: Log, file: DatabaseFile, entry: FileEntry): Outcome<undefined, SqlError> {
  const pages = logFilePages(log, file)
  file.entry = { ...entry, sizePages: pages }
  return entry.sizePages > pages ? growLog(log, file, entry.sizePages - pages) : ok(undefined)
}
