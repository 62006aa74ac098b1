// From files on disk to a database that can be used: analysis, redo, undo, and a checkpoint.
// Recovery can be cut short at any write and begun again.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import type { Volume } from '../../volume/index.js'
import {
  changeFileEntry,
  createStorage,
  logAbort,
  type PageReader,
  readFileTable,
  reserveFor,
  type Storage,
} from '../allocation/index.js'
import { logFilePages, openLog } from '../log/index.js'
import {
  attachSparseFile,
  checkFileSize,
  closeDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  type FileId,
  fileId,
  numberOf,
  openDatabaseFile,
  type PageId,
  readPageBytes,
  refuseSql,
  resizeFile,
  type SparseFile,
  type SqlError,
  verifyPage,
} from '../page/index.js'
import { analysing, type Loser } from './analysis.js'
import { BOOT_ID, type Boot, decodeBoot, isMidRestore } from './boot.js'
import { checkpoint, truncationPoint } from './checkpoint.js'
import { checkHeader } from './file-header.js'
import { adopt, type InDoubtRule, judge, KEEP_IN_DOUBT, PRESUME_ABORT } from './in-doubt.js'
import { redo } from './redo.js'
import { type Bringing, bringFiles, isAt, letGo } from './restoring/bring-files.js'
import { cutsOf, entriesAfter, entriesBefore, eventsSince } from './restoring/file-history.js'
import { type Place, readPlaces } from './restoring/places.js'

export type { Place } from './restoring/places.js'

export interface Opened {
  readonly storage: Storage
  readonly boot: Boot
}

/** A database whose pages show all that the log says, also of transactions that never ended. */
export interface RolledForward extends Opened {
  readonly losers: readonly Loser[]
  /** Files that are no part of the database any more; they are still there. */
  readonly dropped: readonly FileEntry[]
}

export interface Whereabouts {
  readonly volumes: ReadonlyMap<string, Volume>
  readonly primary: Place
  /** Of its database snapshots: recovery overwrites pages, too. */
  readonly sparse?: readonly SparseFile[]
}

/** How a restore makes the files what the log says of them. */
export interface Restore {
  /** Where a file goes that is not to go where the database says. */
  readonly placeOf: (entry: FileEntry) => Place | undefined
}

/**
 * Opens the files of a database and recovers it. The files go into `files` as they are opened, so
 * that who ends the server knows what to close; all are closed again when recovery fails.
 */
export function restart(
  sim: Sim,
  from: Whereabouts,
  files: DatabaseFile[],
  inDoubt?: InDoubtRule,
): Outcome<Opened, SqlError> {
  const forward = rollForward(sim, from, files)
  if (!forward.ok) return forward
  // A restore that a crash cut short at its end asks no coordinator either.
  const { kind } = forward.value.boot.restore
  const usual = kind === 'ending' ? PRESUME_ABORT : KEEP_IN_DOUBT
  const opened = finishRecovery(forward.value, inDoubt ?? usual)
  if (!opened.ok) for (const file of files) closeDatabaseFile(file)
  return opened
}

/**
 * Analysis and redo without undo: where a restore stands that more will follow. Nothing of it is
 * lost by doing it again.
 */
export function rollForward(
  sim: Sim,
  from: Whereabouts,
  files: DatabaseFile[],
  restore?: Restore,
): Outcome<RolledForward, SqlError> {
  const forward = openAndRedo(sim, from, files, restore)
  if (!forward.ok) for (const file of files) closeDatabaseFile(file)
  return forward
}

/** Takes back what had not ended, and begins anew with a checkpoint. */
export function finishRecovery(
  forward: RolledForward,
  inDoubt: InDoubtRule = PRESUME_ABORT,
): Outcome<Opened, SqlError> {
  const { storage, boot, losers } = forward
  const judged = judge(losers, inDoubt)
  const undone = undo(storage, judged.undo)
  if (!undone.ok) return undone
  adopt(storage, judged)
  for (const file of storage.files.values()) {
    if (file.entry.kind !== 'rows') continue
    // What lies behind the end was cut or was never logged; its bytes must not come back by growth.
    const trimmed = resizeFile(file, file.entry.sizePages)
    if (!trimmed.ok) return trimmed
  }
  const folded = 'to' in boot.restore ? foldPlaces(storage) : undone
  if (!folded.ok) return folded
  const opened = { ...boot, restore: { kind: 'none' }, shutDown: undefined } as const
  const checked = checkpoint(storage, opened)
  return checked.ok ? ok({ storage, boot: checked.value }) : checked
}

/** Opens what there is of the data files, as it lies there. */
export function openUnrecovered(
  { volumes, primary: place }: Whereabouts,
  files: DatabaseFile[],
): Outcome<{ readonly boot: Boot } & Pick<Bringing, 'listed' | 'places'>, SqlError> {
  const primary = open(volumes, primaryEntry(place), files)
  if (!primary.ok) return primary
  const reader = readerOf(primary.value)
  const boot = readBoot(reader)
  if (!boot.ok) return boot
  const list = listFiles(reader, boot.value, undefined)
  if (!list.ok) return list
  for (const entry of list.value.listed) {
    if (entry.id === 1) primary.value.entry = entry
    else if (entry.kind === 'rows') open(volumes, entry, files)
  }
  const { listed, places } = list.value
  return ok({ boot: boot.value, listed, places })
}

/** Enters into the list of files where a restore has put them and how long it has made them. */
function foldPlaces(storage: Storage): Outcome<undefined, SqlError> {
  const listed = readFileTable(storage)
  if (!listed.ok) return listed
  for (const before of listed.value) {
    const after = storage.files.get(before.id)?.entry
    if (after === undefined || (isAt(before, after) && before.sizePages === after.sizePages))
      continue
    const changed = changeFileEntry(storage, before, after)
    if (!changed.ok) return changed
  }
  return ok(undefined)
}

function openAndRedo(
  sim: Sim,
  { volumes, primary: place, sparse = [] }: Whereabouts,
  files: DatabaseFile[],
  restore: Restore | undefined,
): Outcome<RolledForward, SqlError> {
  const primary = open(volumes, primaryEntry(place), files)
  if (!primary.ok) return primary
  const reader = readerOf(primary.value)
  const read = readBoot(reader)
  if (!read.ok) return read
  const boot = read.value
  if (restore === undefined && isMidRestore(boot)) return refuseSql('DB_RESTORING', boot.name)
  const list = listFiles(reader, boot, restore)
  if (!list.ok) return list
  for (const entry of list.value.listed) {
    if (entry.kind !== 'log') continue
    const logFile = open(volumes, entry, files)
    if (!logFile.ok) return logFile
  }
  const { visit, conclude } = analysing(boot)
  // Behind what a restore has taken in there may be the start of what it failed to take in.
  const until = boot.restore.kind === 'rolling' ? boot.reached : undefined
  const log = openLog(sim, files.slice(1), boot.minimum, visit, until)
  if (!log.ok) return log
  log.value.truncation = truncationPoint(boot)
  const analysis = conclude(log.value)
  if (!analysis.ok) return analysis
  const { nextTransaction, redoFrom, losers } = analysis.value
  const events = eventsSince(boot, analysis.value.files)
  const { raw, listed, places } = list.value
  const bringing: Bringing = {
    raw: entriesBefore(raw, losers.values(), places),
    listed: entriesBefore(listed, losers.values(), places),
    places,
    events,
    boot,
    log: log.value,
  }
  const brought =
    restore === undefined
      ? openListed(volumes, bringing, files)
      : bringFiles(volumes, bringing, files, restore.placeOf)
  if (!brought.ok) return brought
  for (const each of sparse) {
    const source = files.find(({ entry }) => entry.id === each.description.file)
    if (source !== undefined) attachSparseFile(each, source)
  }
  const storage = createStorage(sim, { files, log: log.value, nextTransaction })
  const redone = redo(storage, redoFrom, cutsOf(events))
  if (!redone.ok) return redone
  const dropped = bringing.listed.filter((entry) => !files.some((file) => isAt(entry, file.entry)))
  return ok({ storage, boot, losers: [...losers.values()], dropped })
}

function openListed(
  volumes: ReadonlyMap<string, Volume>,
  { listed, events, boot, log }: Bringing,
  files: DatabaseFile[],
): Outcome<undefined, SqlError> {
  const entries = entriesAfter(listed, events)
  letGo(log, files, entries)
  const opened = openOthers(volumes, { entries, guid: boot.guid }, files)
  if (!opened.ok) return opened
  // A log file can be longer than the list says: growth is in its geometry first.
  for (const file of files)
    if (file.entry.kind === 'log')
      file.entry = { ...file.entry, sizePages: logFilePages(log, file) }
  return opened
}

/** What the database says of its files, and where a restore has put them. */
function listFiles(
  reader: PageReader,
  boot: Boot,
  restore: Restore | undefined,
): Outcome<Pick<Bringing, 'raw' | 'listed' | 'places'>, SqlError> {
  const read = readFileTable(reader)
  if (!read.ok) return read
  const places = 'to' in boot.restore ? readPlaces(reader) : ok(new Map<FileId, Place>())
  if (!places.ok) return places
  // In a restore the list may show a file that was about to be added; such a file has no place.
  const isThere = ({ id }: FileEntry) => !('to' in boot.restore) || places.value.has(id)
  const raw = read.value.filter(isThere).sort((left, right) => left.id - right.id)
  const place = (entry: FileEntry) => places.value.get(entry.id) ?? restore?.placeOf(entry)
  const listed = raw.map((entry) => ({ ...entry, ...place(entry) }))
  return ok({ raw, listed, places: places.value })
}

/** The third phase: the latest is taken back first. */
function undo(storage: Storage, unordered: readonly Loser[]): Outcome<undefined, SqlError> {
  const losers = [...unordered].sort((left, right) => right.last - left.last)
  for (const loser of losers) {
    for (const { change } of loser.undo) storage.log.reserved += reserveFor(change)
    storage.active.set(loser.id, loser)
  }
  for (const loser of losers) {
    const undone = logAbort(storage, loser)
    if (!undone.ok) return undone
  }
  storage.log.reserved = 0
  return ok(undefined)
}

function openOthers(
  volumes: ReadonlyMap<string, Volume>,
  database: { readonly entries: readonly FileEntry[]; readonly guid: Guid },
  files: DatabaseFile[],
): Outcome<undefined, SqlError> {
  const { entries, guid } = database
  for (const entry of entries) {
    const known = files.find((file) => file.entry.id === entry.id)
    const file = known === undefined ? open(volumes, entry, files) : ok(known)
    if (!file.ok) return file
    file.value.entry = entry
    const sized = checkFileSize(file.value)
    if (!sized.ok) return sized
    const own = entry.kind === 'rows' ? checkHeader(file.value, guid) : sized
    if (!own.ok) return own
  }
  return ok(undefined)
}

function open(
  volumes: ReadonlyMap<string, Volume>,
  entry: FileEntry,
  files: DatabaseFile[],
): Outcome<DatabaseFile, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined)
    return refuseSql('CANNOT_OPEN_FILE', `there is no volume ${entry.volume} for ${entry.path}`)
  const file = openDatabaseFile(volume, entry)
  if (file.ok) files.push(file.value)
  return file
}

export function primaryEntry({ volume, path }: Place): FileEntry {
  return {
    id: fileId(1),
    kind: 'rows',
    logicalName: '',
    volume,
    path,
    filegroup: 1,
    sizePages: 0,
    growth: { kind: 'none' },
    maxPages: undefined,
  }
}

function readBoot(reader: PageReader): Outcome<Boot, SqlError> {
  const page = reader.pool.read(BOOT_ID)
  return page.ok ? decodeBoot(page.value) : page
}

function readerOf(file: DatabaseFile): PageReader {
  return {
    pool: {
      read(id: PageId) {
        const bytes = readPageBytes(file, numberOf(id))
        return bytes.ok ? verifyPage(bytes.value, id) : bytes
      },
    },
  }
}
