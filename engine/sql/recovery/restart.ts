// From files on disk to a database that can be used: analysis, redo, undo, and a checkpoint.
// Recovery can be cut short at any write and begun again.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import type { Volume } from '../../volume/index.js'
import {
  createStorage,
  logAbort,
  type PageReader,
  readFileTable,
  reserveFor,
  type Storage,
} from '../allocation/index.js'
import { openLog } from '../log/index.js'
import {
  checkFileSize,
  closeDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  fileId,
  numberOf,
  openDatabaseFile,
  type PageId,
  readPageBytes,
  refuseSql,
  resizeFile,
  type SqlError,
  verifyPage,
} from '../page/index.js'
import { analysing, type FileEvent, type Loser } from './analysis.js'
import { BOOT_ID, type Boot, decodeBoot } from './boot.js'
import { checkpoint, truncationPoint } from './checkpoint.js'
import { checkHeader } from './file-header.js'
import { redo } from './redo.js'

/** Where a database is: everything else stands in its primary file. */
export interface Place {
  readonly volume: string
  readonly path: string
}

export interface Opened {
  readonly storage: Storage
  readonly boot: Boot
}

/** A database whose pages show all that the log says, also of transactions that never ended. */
export interface RolledForward extends Opened {
  readonly losers: readonly Loser[]
}

export interface Whereabouts {
  readonly volumes: ReadonlyMap<string, Volume>
  readonly primary: Place
}

/**
 * Opens the files of a database and recovers it. The files go into `files` as they are opened, so
 * that who ends the server knows what to close; all are closed again when recovery fails.
 */
export function restart(
  sim: Sim,
  from: Whereabouts,
  files: DatabaseFile[],
): Outcome<Opened, SqlError> {
  const forward = rollForward(sim, from, files)
  if (!forward.ok) return forward
  const opened = finishRecovery(forward.value)
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
): Outcome<RolledForward, SqlError> {
  const forward = openAndRedo(sim, from.volumes, from.primary, files)
  if (!forward.ok) for (const file of files) closeDatabaseFile(file)
  return forward
}

/** Takes back what had not ended, and begins anew with a checkpoint. */
export function finishRecovery(forward: RolledForward): Outcome<Opened, SqlError> {
  const { storage, boot, losers } = forward
  const undone = undo(storage, losers)
  if (!undone.ok) return undone
  for (const file of storage.files.values()) {
    if (file.entry.kind !== 'rows') continue
    // What lies behind the end was cut or was never logged; its bytes must not come back by growth.
    const trimmed = resizeFile(file, file.entry.sizePages)
    if (!trimmed.ok) return trimmed
  }
  const checked = checkpoint(storage, boot)
  return checked.ok ? ok({ storage, boot: checked.value }) : checked
}

function openAndRedo(
  sim: Sim,
  volumes: ReadonlyMap<string, Volume>,
  place: Place,
  files: DatabaseFile[],
): Outcome<RolledForward, SqlError> {
  const primary = open(volumes, primaryEntry(place), files)
  if (!primary.ok) return primary
  const reader = readerOf(primary.value)
  const boot = readBoot(reader)
  if (!boot.ok) return boot
  const listed = readFileTable(reader)
  if (!listed.ok) return listed
  for (const entry of listed.value) {
    if (entry.kind !== 'log') continue
    const logFile = open(volumes, entry, files)
    if (!logFile.ok) return logFile
  }
  const { visit, conclude } = analysing(boot.value)
  const log = openLog(sim, files.slice(1), boot.value.minimum, visit)
  if (!log.ok) return log
  log.value.truncation = truncationPoint(boot.value)
  const analysis = conclude(log.value)
  if (!analysis.ok) return analysis
  const entries = entriesAfter(listed.value, analysis.value.files)
  const complete = openOthers(volumes, { entries, guid: boot.value.guid }, files)
  if (!complete.ok) return complete
  const { nextTransaction } = analysis.value
  const storage = createStorage(sim, { files, log: log.value, nextTransaction })
  const redone = redo(storage, analysis.value.redoFrom)
  if (!redone.ok) return redone
  return ok({ storage, boot: boot.value, losers: [...analysis.value.losers.values()] })
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

function primaryEntry({ volume, path }: Place): FileEntry {
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

/** The list of files on disk, brought up to what the log says of it. */
function entriesAfter(listed: readonly FileEntry[], events: readonly FileEvent[]): FileEntry[] {
  const entries = new Map(listed.map((entry) => [entry.id, entry]))
  for (const { before, after } of events) {
    if (after !== undefined) entries.set(after.id, after)
    else if (before !== undefined) entries.delete(before.id)
  }
  return [...entries.values()].sort((left, right) => left.id - right.id)
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
