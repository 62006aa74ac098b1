// RESTORE DATABASE. Everything is checked before anything is touched, the media as a whole included;
// from then on the database is in the middle of a restore until `recoverDatabase` ends it.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import { type FileEntry, refuseSql, type SqlError } from '../page/index.js'
import {
  beginRestoring,
  type Database,
  filesLeftBehind,
  finishRestoring,
  type Place,
  rollRestoring,
  viewFiles,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { type MediaPlace, readMedia, type Volumes } from './media.js'
import { checkPlace, checkReplaced, movesOf, placeFiles } from './restore-checks.js'
import { deleteFiles, layFiles } from './restore-files.js'
import { checkRoom } from './restore-room.js'

export interface RestoreTarget {
  readonly sim: Sim
  readonly volumes: Volumes
  readonly name: string
  /** The database of that name, if there is one. */
  readonly existing: Database | undefined
}

export interface RestoreOptions {
  readonly media: MediaPlace
  /** By logical name. */
  readonly move?: Readonly<Record<string, Place>>
  readonly replace?: boolean
}

/** A restore that has been found to do no harm. */
export interface RestorePlan {
  readonly set: BackupSet
  readonly media: MediaPlace
  /** The files of the set where they go. */
  readonly entries: readonly FileEntry[]
  /** The files that the database of that name has now. */
  readonly replaced: readonly Place[]
  readonly primary: Place
}

/** What RESTORE HEADERONLY and FILELISTONLY show; the media is checked as a whole. */
export function readBackupSet(volumes: Volumes, media: MediaPlace): Outcome<BackupSet, SqlError> {
  return readMedia(volumes, media)
}

/** Everything that is asked before a full backup is restored. */
export function planRestore(
  { existing, volumes, name }: RestoreTarget,
  { media, move = {}, replace = false }: RestoreOptions,
): Outcome<RestorePlan, SqlError> {
  const read = readMedia(volumes, media)
  if (!read.ok) return read
  const set = read.value
  if (set.type !== 'D') return refuseSql('NOTHING_TO_ROLL_FORWARD', name)
  const entries = placeFiles(set, movesOf(move), volumes)
  if (!entries.ok) return entries
  const allowed = existing === undefined ? ok(undefined) : checkReplaced(existing, set, replace)
  if (!allowed.ok) return allowed
  const replaced = existing === undefined ? [] : filesOf(existing)
  for (const entry of entries.value) {
    if (replaced.some((file) => isSamePlace(file, entry))) continue
    const free = checkPlace(volumes, entry, replace)
    if (!free.ok) return free
  }
  const room = checkRoom(volumes, entries.value, replaced)
  if (!room.ok) return room
  const { volume = '', path = '' } = entries.value.find(({ id }) => id === 1) ?? {}
  return ok({ set, media, entries: entries.value, replaced, primary: { volume, path } })
}

/** Does what was planned, over a database that is being restored by now. */
export function layRestore(
  database: Database,
  { set, media, entries, replaced, primary }: RestorePlan,
): Outcome<BackupSet, SqlError> {
  database.primary = primary
  deleteFiles(
    database.volumes,
    replaced.filter((file) => !entries.some((entry) => isSamePlace(file, entry))),
  )
  const laid = layFiles(database, media, { set, entries, keep: () => false })
  if (!laid.ok) return laid
  const rolled = rollRestoring(database, { placeOf: () => undefined })
  return rolled.ok ? ok(set) : rolled
}

/** Restores a full backup WITH NORECOVERY. */
export function restoreDatabase(
  target: RestoreTarget,
  options: RestoreOptions,
): Outcome<Database, SqlError> {
  const plan = planRestore(target, options)
  if (!plan.ok) return plan
  const { sim, volumes, name } = target
  const { primary } = plan.value
  const state = { kind: 'restoring' as const, files: [] }
  const database: Database = target.existing ?? { sim, name, volumes, primary, state }
  const begun = beginRestoring(database)
  const laid = begun.ok ? layRestore(database, plan.value) : begun
  return laid.ok ? ok(database) : laid
}

/** Recovers a restored database: what had not been committed is taken back, and it can be used. */
export function recoverDatabase(database: Database): Outcome<Database, SqlError> {
  if (database.state.kind === 'online') return refuseSql('ALREADY_RECOVERED', database.name)
  const finished = finishRestoring(database)
  return finished.ok ? ok(database) : finished
}

function filesOf(database: Database): readonly Place[] {
  return database.state.kind === 'restoring' ? filesLeftBehind(database) : viewFiles(database)
}

function isSamePlace(left: Place, right: Place): boolean {
  return left.volume === right.volume && left.path.toLowerCase() === right.path.toLowerCase()
}
