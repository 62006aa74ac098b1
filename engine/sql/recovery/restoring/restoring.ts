// A database in the middle of a restore. Its files are closed between the steps; its boot page says
// how far the restore has come, so each step can be cut short and taken again.

import { assert } from '../../../base/assert.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import { deleteFile, statFile } from '../../../volume/index.js'
import { markChanged } from '../../allocation/index.js'
import { cutBehind } from '../../log/index.js'
import {
  BOOT_PAGE,
  closeDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  type FileId,
  type Lsn,
  openDatabaseFile,
  type Page,
  readPageBytes,
  refuseSql,
  type SqlError,
  sealPage,
  verifyPage,
  writePageBytes,
} from '../../page/index.js'
import { BOOT_ID, type Boot, decodeBoot, encodeBoot, writeBoot } from '../boot.js'
import { type Database, onlineWith, requireOnline } from '../database/database.js'
import { closeFiles } from '../database/open.js'
import { loadTables } from '../database/table.js'
import { type InDoubtRule, PRESUME_ABORT } from '../in-doubt.js'
import {
  finishRecovery,
  openUnrecovered,
  primaryEntry,
  type Restore,
  type RolledForward,
  restart,
  rollForward,
} from '../restart.js'
import { type Place, RESTORE_WRITE_POINT, writePlaces } from './places.js'

/**
 * Begins a restore over a database, or in the place of none: whatever it was, it is closed, and only
 * the end of a restore brings it online again. Its files stay.
 */
export function beginRestoring(database: Database): Outcome<undefined, SqlError> {
  const { state } = database
  if (state.kind === 'online') closeFiles(state)
  else if (state.kind === 'emergency') closeFiles(state.readable)
  else if ('files' in state) for (const file of state.files) closeDatabaseFile(file)
  database.state = { kind: 'restoring', files: [] }
  const volume = database.volumes.get(database.primary.volume)
  if (volume === undefined || !statFile(volume, database.primary.path).ok) return ok(undefined)
  const marked = changeBoot(database, (boot) => ({ ...boot, restore: { kind: 'laying' } }))
  // Files that are no database, or a damaged one, come online by no other way either.
  return marked.ok || marked.error.name !== 'CONNECTION_BROKEN' ? ok(undefined) : marked
}

/**
 * Puts a database that was online into a restore, with all it holds, as a backup of the tail of its log
 * does. Nobody may be in it.
 */
export function enterRestoring(database: Database): Outcome<Lsn, SqlError> {
  const online = requireOnline(database)
  if (!online.ok) return online
  const { storage } = online.value
  const to = storage.log.end
  assert(storage.active.size === 0 && to === storage.log.flushed, 'the database is in use')
  closeFiles(online.value)
  database.state = { kind: 'restoring', files: [] }
  const entries = [...storage.files.values()].map(({ entry }) => entry)
  const noted = withPrimary(database, (primary) => writePlaces(primary, entries))
  if (!noted.ok) return noted
  const mark = { restore: { kind: 'rolling', to }, minimum: to, reached: to } as const
  const marked = changeBoot(database, (boot) => ({ ...boot, ...mark, logBackedUpTo: to }))
  return marked.ok ? ok(to) : marked
}

/** The files that a restore has left so far, as far as they can be told. */
export function filesOfRestoring(database: Database): FileEntry[] {
  const files: DatabaseFile[] = []
  const opened = openUnrecovered(database, files)
  for (const file of files) closeDatabaseFile(file)
  return opened.ok ? [...opened.value.listed] : [primaryEntry(database.primary)]
}

/** The same, and the places where the restore has begun to put more. */
export function filesLeftBehind(database: Database): Place[] {
  const files: DatabaseFile[] = []
  const opened = openUnrecovered(database, files)
  for (const file of files) closeDatabaseFile(file)
  if (!opened.ok) return [database.primary]
  return [...opened.value.listed, ...opened.value.places.values()]
}

/** The boot page of a database whose files are closed. */
export function readRestoringBoot(database: Database): Outcome<Boot, SqlError> {
  const page = readRestoringBootPage(database)
  return page.ok ? decodeBoot(page.value) : page
}

export function readRestoringBootPage(database: Database): Outcome<Page, SqlError> {
  return withPrimary(database, bootPageOf)
}

/** Rewrites the boot page of a database whose files are closed; it is on disk when this returns. */
export function changeBoot(
  database: Database,
  change: (boot: Boot) => Boot,
): Outcome<undefined, SqlError> {
  return withPrimary(database, (file) => stampBoot(file, change))
}

export function stampBoot(
  file: DatabaseFile,
  change: (boot: Boot) => Boot,
  also: (page: Page) => void = () => undefined,
): Outcome<undefined, SqlError> {
  const page = bootPageOf(file)
  if (!page.ok) return page
  const boot = decodeBoot(page.value)
  if (!boot.ok) return boot
  encodeBoot(page.value, change(boot.value))
  also(page.value)
  sealPage(page.value)
  file.volume.sim.points.reach(RESTORE_WRITE_POINT)
  return writePageBytes(file, BOOT_PAGE, page.value)
}

/**
 * Goes on with files that were copied as they were at one instant: redo without undo. More may
 * follow. Gives the LSN that the database stands at.
 */
export function rollCopied(
  database: Database,
  places: ReadonlyMap<FileId, Place> = new Map(),
): Outcome<Lsn, SqlError> {
  return rollRestoring(database, { placeOf: ({ id }) => places.get(id) })
}

/** Redoes what the log of a restoring database holds; when this returns it is in the files. */
export function rollRestoring(database: Database, restore: Restore): Outcome<Lsn, SqlError> {
  const rolled = openRolled(database, restore)
  if (!rolled.ok) return rolled
  for (const file of rolled.value.storage.files.values()) closeDatabaseFile(file)
  return ok(rolled.value.storage.log.end)
}

/**
 * Ends a restore: what had not been committed is taken back, a recovery fork begins, and the database
 * is online.
 */
export function finishRestoring(
  database: Database,
  inDoubt: InDoubtRule = PRESUME_ABORT,
): Outcome<undefined, SqlError> {
  if (database.state.kind !== 'restoring')
    return refuseSql('NOTHING_TO_ROLL_FORWARD', database.name)
  const read = readRestoringBoot(database)
  if (!read.ok) return read
  // A restore that did not get its files into place has nothing to recover.
  if (read.value.restore.kind === 'laying') return refuseSql('DB_RESTORING', database.name)
  // It had begun to recover when it was cut short, or was never rolled forward step by step.
  const isStepwise = read.value.restore.kind === 'rolling'
  const recovered = isStepwise ? recover(database, inDoubt) : restartRestored(database, inDoubt)
  if (!recovered.ok) {
    crash(database)
    return recovered
  }
  const online = onlineWith(recovered.value)
  const loaded = loadTables(online)
  if (!loaded.ok) {
    crash(database)
    return loaded
  }
  database.state = online
  return ok(undefined)
}

function recover(database: Database, inDoubt: InDoubtRule): ReturnType<typeof finishRecovery> {
  const rolled = openRolled(database, STAY)
  if (!rolled.ok) return rolled
  const { storage } = rolled.value
  // The log goes on here, so nothing may be left of what was not restored.
  const cut = cutBehind(storage.log)
  if (!cut.ok) return cut
  const to = storage.log.end
  const id = database.sim.random('sql.database').guid()
  const boot: Boot = {
    ...rolled.value.boot,
    restore: { kind: 'ending', to },
    fork: { id, from: to, parent: rolled.value.boot.fork.id },
    isNewChain: false,
    logBackedUpTo: rolled.value.boot.recoveryModel === 'SIMPLE' ? undefined : to,
  }
  const marked = writeBoot(storage, boot)
  return marked.ok ? finishRecovery({ ...rolled.value, boot }, inDoubt) : marked
}

function restartRestored(
  database: Database,
  inDoubt: InDoubtRule,
): ReturnType<typeof finishRecovery> {
  const files: DatabaseFile[] = []
  database.state = { kind: 'restoring', files }
  return restart(database.sim, database, files, inDoubt)
}

const STAY: Restore = { placeOf: () => undefined }

/** The same; the files stay open when this succeeds. */
export function openRolled(database: Database, restore: Restore): Outcome<RolledForward, SqlError> {
  const files: DatabaseFile[] = []
  database.state = { kind: 'restoring', files }
  const rolled = rollForward(database.sim, database, files, restore)
  if (!rolled.ok) return rolled
  const kept = keep(database.volumes, rolled.value)
  if (!kept.ok) {
    for (const file of files) closeDatabaseFile(file)
    return kept
  }
  return ok({ ...rolled.value, boot: kept.value })
}

/** Puts what was redone on disk, the boot page last; from then on it need not be redone. */
function keep(
  volumes: Database['volumes'],
  { storage, boot, losers, dropped }: RolledForward,
): Outcome<Boot, SqlError> {
  const { log, pool } = storage
  const marked = markChanged(storage, BOOT_ID, log.end)
  if (!marked.ok) return marked
  const written = pool.writeDirty()
  if (!written.ok) return written
  let minimum = log.end
  for (const { begin } of losers) minimum = Math.min(minimum, begin) as Lsn
  const kept: Boot = {
    ...boot,
    checkpoint: log.end,
    minimum,
    reached: log.flushed,
    nextTransaction: storage.nextTransaction,
    restore: { kind: 'rolling', to: log.end },
  }
  const booted = writeBoot(storage, kept)
  if (!booted.ok) return booted
  for (const { volume, path } of dropped) {
    const disk = volumes.get(volume)
    if (disk !== undefined) deleteFile(disk, path)
  }
  return ok(kept)
}

function withPrimary<T>(
  { volumes, primary }: Database,
  work: (file: DatabaseFile) => Outcome<T, SqlError>,
): Outcome<T, SqlError> {
  const volume = volumes.get(primary.volume)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_FILE', primary.path)
  const file = openDatabaseFile(volume, primaryEntry(primary))
  if (!file.ok) return file
  const done = work(file.value)
  closeDatabaseFile(file.value)
  return done
}

function bootPageOf(file: DatabaseFile): Outcome<Page, SqlError> {
  const bytes = readPageBytes(file, BOOT_PAGE)
  return bytes.ok ? verifyPage(bytes.value, BOOT_ID) : bytes
}

/** Closes what a step that failed has left open. */
function crash(database: Database): void {
  const { state } = database
  if ('files' in state) for (const file of state.files) closeDatabaseFile(file)
  database.state = { kind: 'restoring', files: [] }
}
