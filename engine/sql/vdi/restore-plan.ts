// Where the files of a snapshot backup go, and all that is asked before a restore touches anything.

import { type Outcome, ok } from '../../base/outcome.js'
import { statFile } from '../../volume/index.js'
import type { DifferentialBase } from '../backup/backup-set.js'
import { checkRoom } from '../backup/restore-room.js'
import {
  closeDatabaseFile,
  type FileEntry,
  type FileId,
  openDatabaseFile,
  refuseSql,
  type SqlError,
} from '../page/index.js'
import type { Database, Instance, Place } from '../recovery/index.js'
import { requireOnline } from '../recovery/index.js'
import { isTempdb } from './enumerate.js'
import { isSamePlace } from './open-place.js'
import { type RestoringFiles, readRestoring } from './restoring-files.js'
import type { SnapshotFile, SnapshotSet } from './snapshot-set.js'

export interface Move {
  readonly from: Place
  readonly to: Place
}

export interface RestoreOptions {
  /** The name of the restored database; that of the backup unless said. */
  readonly newName?: string
  /** By the place that the metadata has. */
  readonly moves?: readonly Move[]
}

export interface PlannedFile extends SnapshotFile {
  readonly to: Place
  /** True for a file that is there and stays: it is only made as long as it has to be. */
  readonly stays: boolean
  /** Where a file lies that is renamed first. */
  readonly from?: Place
}

export interface Plan {
  readonly name: string
  readonly set: SnapshotSet
  readonly files: readonly PlannedFile[]
  /** Files of the database that are no part of the backup. */
  readonly surplus: readonly Place[]
}

export function planRestore(
  instance: Instance,
  set: SnapshotSet,
  options: RestoreOptions,
): Outcome<Plan, SqlError> {
  const name = options.newName ?? set.databaseName
  if (name.toLowerCase() === 'master') return refuseSql('MASTER_WITH_SNAPSHOT', name)
  if (isTempdb(name)) return refuseSql('TEMPDB_BACKUP', name)
  const existing = instance.databases.get(name.toLowerCase())
  const under = foundation(existing, set)
  if (!under.ok) return under
  const files = set.files.map((file) => placed(file, under.value, options.moves ?? []))
  const taken = checkPlaces(instance, files)
  if (!taken.ok) return taken
  const { own } = under.value
  const surplus = own.filter(
    (place) =>
      !files.some(({ to, from = to }) => isSamePlace(to, place) || isSamePlace(from, place)),
  )
  const free = checkFree(instance, files, own)
  if (!free.ok) return free
  const room = checkRoom(
    instance.volumes,
    files.map(({ entry, to }) => ({ sizePages: entry.sizePages, ...to })),
    own,
  )
  return room.ok ? ok({ name, set, files, surplus }) : room
}

/** The files that a restore finds; of a differential those of the base that it goes on. */
interface Foundation {
  readonly own: readonly Place[]
  readonly restoring: RestoringFiles | undefined
}

function foundation(
  existing: Database | undefined,
  set: SnapshotSet,
): Outcome<Foundation, SqlError> {
  const { base } = set
  if (base !== null) return differentialFoundation(existing, set, base)
  if (existing === undefined) return ok({ own: [], restoring: undefined })
  const online = requireOnline(existing)
  if (online.ok && online.value.transactions.size > 0)
    return refuseSql('DATABASE_IN_USE', existing.name)
  if (online.ok && online.value.backup !== undefined)
    return refuseSql('BACKUP_SERIALISED', existing.name)
  const restoring = readRestoring(existing)
  return ok({ own: restoring.ok ? restoring.value.places : [], restoring: undefined })
}

function differentialFoundation(
  existing: Database | undefined,
  set: SnapshotSet,
  base: DifferentialBase,
): Outcome<Foundation, SqlError> {
  if (existing?.state.kind !== 'restoring')
    return refuseSql('NOTHING_TO_ROLL_FORWARD', set.databaseName)
  const read = readRestoring(existing)
  if (!read.ok) return refuseSql('NOTHING_TO_ROLL_FORWARD', existing.name)
  const { boot, base: found, isFrom } = read.value
  if (boot.restore.kind !== 'rolling') return refuseSql('NOTHING_TO_ROLL_FORWARD', existing.name)
  const isNext = boot.guid === set.databaseGuid && found?.id === base.id && isFrom(base.id)
  if (!isNext || boot.restore.to > set.lastLsn) return refuseSql('WRONG_BASE', existing.name)
  return ok({ own: read.value.places, restoring: read.value })
}

function placed(
  file: SnapshotFile,
  { restoring }: Foundation,
  moves: readonly Move[],
): PlannedFile {
  const { entry, createdLsn } = file
  const move = moves.find(({ from }) => isSamePlace(from, entry))
  const { volume, path } = move?.to ?? entry
  const known = restoring?.files.get(entry.id)
  if (known === undefined || known.kind !== entry.kind)
    return { ...file, to: { volume, path }, stays: false }
  // What the base put somewhere stays there; a later file of that number is another one.
  const stays = entry.kind === 'rows' && known.createdLsn === createdLsn
  if (!stays) return { ...file, to: move?.to ?? known.place, stays }
  // One that was renamed since the base, which lies where it was, follows its new name.
  const to = known.isMoved || move !== undefined ? known.place : { volume, path }
  return { ...file, to, stays, ...(isSamePlace(to, known.place) ? {} : { from: known.place }) }
}

function checkPlaces(
  { volumes }: Instance,
  files: readonly PlannedFile[],
): Outcome<undefined, SqlError> {
  const seen = new Set<string>()
  for (const { to } of files) {
    const volume = volumes.get(to.volume)
    if (volume === undefined)
      return refuseSql('PATH_UNUSABLE', `${to.path}: no volume ${to.volume}`)
    const key = `${to.volume}${to.path}`.toLowerCase()
    if (seen.has(key)) return refuseSql('PATH_TAKEN_TWICE', to.path)
    seen.add(key)
    const folder = statFile(volume, to.path.slice(0, to.path.lastIndexOf('\\')) || '\\')
    if (!folder.ok || folder.value.kind !== 'folder') return refuseSql('PATH_UNUSABLE', to.path)
    if (volume.writeProtected) return refuseSql('PATH_UNUSABLE', `${to.volume} is read-only`)
  }
  return ok(undefined)
}

/** Refuses a place where somebody else has a file open. */
function checkFree(
  { volumes }: Instance,
  files: readonly PlannedFile[],
  own: readonly Place[],
): Outcome<undefined, SqlError> {
  for (const { entry, to } of files) {
    const volume = volumes.get(to.volume)
    if (volume === undefined || own.some((place) => isSamePlace(place, to))) continue
    if (!statFile(volume, to.path).ok) continue
    const opened = openDatabaseFile(volume, { ...entry, ...to })
    if (!opened.ok) return refuseSql('PATH_UNUSABLE', opened.error.detail)
    closeDatabaseFile(opened.value)
  }
  return ok(undefined)
}

export function placesOf(files: readonly PlannedFile[]): Map<FileId, Place> {
  return new Map(files.map(({ entry, to }): [FileEntry['id'], Place] => [entry.id, to]))
}
