// RESTORE DATABASE. Everything is checked before anything is touched, the media as a whole included;
// from then on the database is in the middle of a restore until `recoverDatabase` ends it.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Sim } from '../../sim/index.js'
import { type FileEntry, refuseSql, type SqlError } from '../page/index.js'
import {
  crashDatabase,
  type Database,
  openDatabase,
  type Place,
  viewFiles,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { readMedia, type Volumes } from './media.js'
import { checkPlace, checkReplaced, type Moves, placeFiles } from './restore-checks.js'
import { deleteFiles, layFiles } from './restore-files.js'

export interface RestoreTarget {
  readonly sim: Sim
  readonly volumes: Volumes
  readonly name: string
  /** The database of that name, if there is one. */
  readonly existing: Database | undefined
}

export interface RestoreOptions {
  readonly media: Place
  /** By logical name. */
  readonly move?: Readonly<Record<string, Place>>
  readonly replace?: boolean
}

/** A database in the middle of a restore: WITH NORECOVERY leaves it so. */
export interface Restoring {
  readonly database: Database
  /** The full backup that the restore began with. */
  readonly full: BackupSet
  /** The last set that was restored. */
  last: BackupSet
  entries: readonly FileEntry[]
}

/** What RESTORE HEADERONLY and FILELISTONLY show; the media is checked as a whole. */
export function readBackupSet(volumes: Volumes, media: Place): Outcome<BackupSet, SqlError> {
  return readMedia(volumes, media)
}

export function movesOf(move: Readonly<Record<string, Place>>): Moves {
  return new Map(Object.entries(move).map(([name, place]) => [name.toLowerCase(), place]))
}

/** Restores a full backup WITH NORECOVERY. */
export function restoreDatabase(
  target: RestoreTarget,
  options: RestoreOptions,
): Outcome<Restoring, SqlError> {
  const { existing, volumes } = target
  const { media, move = {}, replace = false } = options
  const read = readMedia(volumes, media)
  if (!read.ok) return read
  const set = read.value
  if (set.type !== 'D') return refuseSql('NOTHING_TO_ROLL_FORWARD', target.name)
  const moves = movesOf(move)
  const entries = placeFiles(set, moves, volumes)
  if (!entries.ok) return entries
  const replaced = existing === undefined ? ok(undefined) : checkReplaced(existing, set, replace)
  if (!replaced.ok) return replaced
  const own = existing === undefined ? [] : viewFiles(existing)
  for (const entry of entries.value) {
    if (own.some((file) => isSamePlace(file, entry))) continue
    const free = checkPlace(volumes, entry, replace)
    if (!free.ok) return free
  }
  if (existing !== undefined) crashDatabase(existing)
  deleteFiles(volumes, own)
  const database = restoringDatabase(target, entries.value)
  const laid = layFiles(volumes, media, { set, entries: entries.value, keep: () => false })
  if (!laid.ok) return laid
  return ok({ database, full: set, last: set, entries: entries.value })
}

/** Recovers a restored database: what had not been committed is taken back, and it can be used. */
export function recoverDatabase({ database }: Restoring): Outcome<Database, SqlError> {
  const opened = openDatabase(database)
  return opened.ok ? ok(database) : opened
}

function restoringDatabase(target: RestoreTarget, entries: readonly FileEntry[]): Database {
  const { existing, sim, volumes, name } = target
  const { error } = refuseSql('DB_RESTORING', name)
  const state = { kind: 'recovery-pending', error } as const
  const { volume = '', path = '' } = entries.find(({ id }) => id === 1) ?? {}
  const primary = { volume, path }
  if (existing === undefined) return { sim, name, volumes, primary, state }
  existing.state = state
  existing.primary = primary
  return existing
}

function isSamePlace(left: Place, right: Place): boolean {
  return left.volume === right.volume && left.path.toLowerCase() === right.path.toLowerCase()
}
