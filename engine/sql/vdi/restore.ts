// RESTORE … WITH SNAPSHOT. First everything is made ready for the requestor, who then copies bytes
// behind SQL Server's back; then the log that came with the files is redone. Only the end of the
// restore brings the database online.

import { type Outcome, ok } from '../../base/outcome.js'
import { serviceIsRunning } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import { copyFile, deleteFile, liveView, renameFile, statFile } from '../../volume/index.js'
import { setRestoredFrom } from '../backup/restored-from.js'
import {
  closeDatabaseFile,
  createDatabaseFile,
  openDatabaseFile,
  refuseSql,
  resizeFile,
  type SqlError,
} from '../page/index.js'
import {
  beginRestore,
  changeBoot,
  type Database,
  endRestore,
  type Instance,
  moveFile,
  type Place,
  RESTORE_WRITE_POINT,
  requireOnline,
  rollCopied,
} from '../recovery/index.js'
import { writeBootPage } from './boot-page.js'
import { recordSnapshotRestore } from './history.js'
import { reportRestored } from './messages.js'
import { decodeMetadata } from './metadata.js'
import { type PlannedFile, placesOf, planRestore, type RestoreOptions } from './restore-plan.js'
import type { SnapshotSet } from './snapshot-set.js'
import { checkCopied, stampCopied } from './stamp-copied.js'

/** A restore that waits for the requestor to copy the files. */
export interface SnapshotRestore {
  readonly database: Database
  readonly set: SnapshotSet
  /** Where each file of the backup is to be copied. */
  readonly files: readonly PlannedFile[]
}

/** Makes the files ready to be copied over; a refusal has changed nothing. */
export function* prepareRestore(
  instance: Instance,
  metadata: Uint8Array,
  options: RestoreOptions = {},
): Process<Outcome<SnapshotRestore, SqlError>> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  const set = decodeMetadata(metadata)
  if (!set.ok) return set
  const plan = planRestore(instance, set.value, options)
  if (!plan.ok) return plan
  const { name, files, surplus } = plan.value
  const primary = files.find(({ entry }) => entry.id === 1)?.to
  if (primary === undefined) return refuseSql('MALFORMED', 'no primary file')
  const begun = yield* beginRestore(instance, name, primary)
  if (!begun.ok) return begun
  const deleted = deleteAll(instance, surplus)
  if (!deleted.ok) return deleted
  for (const file of files) {
    const ready = makeReady(instance, file)
    if (!ready.ok) return ready
  }
  return ok({ database: begun.value, set: set.value, files })
}

export interface FinishOptions {
  /** More will be restored on top: nothing is taken back and the database stays RESTORING. */
  readonly additionalRestores?: boolean
}

/** After the files were copied: redo, and unless more follows undo and online. It may be repeated. */
export function* finishRestore(
  instance: Instance,
  restore: SnapshotRestore,
  { additionalRestores = false }: FinishOptions = {},
): Process<Outcome<Database, SqlError>> {
  const { set, files } = restore
  const { name } = restore.database
  const database = instance.databases.get(name.toLowerCase())
  if (database?.state.kind !== 'restoring') return refuseSql('NOTHING_TO_ROLL_FORWARD', name)
  const copied = checkCopied(instance.volumes, restore)
  if (!copied.ok) return copied
  const stamped = stampCopied(instance.volumes, restore)
  if (!stamped.ok) return stamped
  const rolled = rollCopied(database, placesOf(files))
  if (!rolled.ok) return rolled
  if (additionalRestores) {
    yield* recordSnapshotRestore(instance, set, { database: name, recovery: false })
    return ok(database)
  }
  const ended = yield* endRestore(instance, database)
  if (!ended.ok) return ended
  const cleared = clearMark(database)
  if (!cleared.ok) return cleared
  for (const file of files) {
    const moved = yield* moveAgain(instance, database, set, file)
    if (!moved.ok) return moved
  }
  reportRestored(instance, name)
  // msdb may be what was restored; its history is then that of the backup.
  yield* recordSnapshotRestore(instance, set, { database: name, recovery: true })
  return ok(database)
}

/**
 * RESTORE … WITH METADATA_ONLY: the files were put back before, so nothing is made ready for them. A
 * refusal of what they hold comes before anything is touched.
 */
export function* restoreInPlace(
  instance: Instance,
  metadata: Uint8Array,
  options: RestoreOptions & FinishOptions = {},
): Process<Outcome<Database, SqlError>> {
  const set = decodeMetadata(metadata)
  if (!set.ok) return set
  const plan = planRestore(instance, set.value, options)
  if (!plan.ok) return plan
  const { name, files, surplus } = plan.value
  const copied = checkCopied(instance.volumes, { database: { name }, set: set.value, files })
  if (!copied.ok) return copied
  const first = files.find((file) => file.entry.id === 1)
  if (first === undefined) return refuseSql('MALFORMED', 'no primary file')
  const begun = yield* beginRestore(instance, name, first.to)
  if (!begun.ok) return begun
  const deleted = deleteAll(instance, surplus)
  if (!deleted.ok) return deleted
  // A database that lay in the same place has marked the copy as one whose files are yet to come.
  const unmarked = changeBoot(begun.value, (boot) =>
    boot.restore.kind === 'laying' ? { ...boot, restore: { kind: 'none' } } : boot,
  )
  if (!unmarked.ok) return unmarked
  const restore = { database: begun.value, set: set.value, files }
  return yield* finishRestore(instance, restore, options)
}

/** The files that the database should no longer have. */
function deleteAll(instance: Instance, surplus: readonly Place[]): Outcome<undefined, SqlError> {
  for (const place of surplus) {
    const deleted = deleteSurplus(instance, place)
    if (!deleted.ok) return deleted
  }
  return ok(undefined)
}

function deleteSurplus({ volumes }: Instance, place: Place): Outcome<undefined, SqlError> {
  const volume = volumes.get(place.volume)
  if (volume === undefined || !statFile(volume, place.path).ok) return ok(undefined)
  volume.sim.points.reach(RESTORE_WRITE_POINT)
  const deleted = deleteFile(volume, place.path)
  return deleted.ok ? deleted : refuseSql('PATH_UNUSABLE', `${place.path}: ${deleted.error.name}`)
}

/** Exists, as long as it has to be, and zero where nothing stays. */
function makeReady({ volumes }: Instance, file: PlannedFile): Outcome<undefined, SqlError> {
  const { to, stays } = file
  const entry = { ...file.entry, ...to }
  const volume = volumes.get(to.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', to.path)
  volume.sim.points.reach(RESTORE_WRITE_POINT)
  const followed = follow(volumes, file)
  if (!followed.ok) return followed
  const isThere = statFile(volume, to.path).ok
  const opened = isThere ? openDatabaseFile(volume, entry) : createDatabaseFile(volume, entry)
  if (!opened.ok) return opened
  const emptied = isThere && !stays ? resizeFile(opened.value, 0) : ok(undefined)
  const sized = emptied.ok ? resizeFile(opened.value, entry.sizePages) : emptied
  closeDatabaseFile(opened.value)
  return sized
}

/** Takes a file that was renamed since the base to its new name, which may be on another volume. */
function follow(
  volumes: Instance['volumes'],
  { from, to }: PlannedFile,
): Outcome<undefined, SqlError> {
  const [source, target] = [volumes.get(from?.volume ?? ''), volumes.get(to.volume)]
  if (from === undefined || source === undefined || target === undefined) return ok(undefined)
  const moved =
    source === target
      ? renameFile(target, from.path, to.path)
      : copyFile(liveView(source), from.path, target, to.path)
  if (!moved.ok) return refuseSql('PATH_UNUSABLE', `${to.path}: ${moved.error.name}`)
  if (source !== target) deleteFile(source, from.path)
  return ok(undefined)
}

function clearMark(database: Database): Outcome<undefined, SqlError> {
  const online = requireOnline(database)
  if (!online.ok) return online
  return writeBootPage(online.value.storage, (page) => setRestoredFrom(page, undefined))
}

/** A physical rename that had not come into force at the backup still lies ahead. */
function* moveAgain(
  instance: Instance,
  { name }: Database,
  set: SnapshotSet,
  { entry, pending, to }: PlannedFile,
): Process<Outcome<undefined, SqlError>> {
  const isWhereItWas = entry.volume === to.volume && entry.path === to.path
  if (pending === null || !isWhereItWas || name !== set.databaseName) return ok(undefined)
  return yield* moveFile(instance, name, { logicalName: entry.logicalName, to: pending })
}
