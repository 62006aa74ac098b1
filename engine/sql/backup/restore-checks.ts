// What is asked before a restore touches anything.

import { type Outcome, ok } from '../../base/outcome.js'
import { statFile } from '../../volume/index.js'
import {
  closeDatabaseFile,
  type FileEntry,
  openDatabaseFile,
  refuseSql,
  type SqlError,
} from '../page/index.js'
import {
  type Database,
  type Online,
  type Place,
  readRestoringBoot,
  requireOnline,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import type { Volumes } from './media.js'

/** New places by logical name in lower case; a file that is not named goes where it was. */
export type Moves = ReadonlyMap<string, Place>

/** The files of a set where they are to be restored. */
export function placeFiles(
  set: BackupSet,
  moves: Moves,
  volumes: Volumes,
): Outcome<FileEntry[], SqlError> {
  for (const name of moves.keys())
    if (!set.files.some(({ logicalName }) => logicalName.toLowerCase() === name))
      return refuseSql('NO_SUCH_LOGICAL_FILE', name)
  const entries = set.files.map((entry) => ({
    ...entry,
    ...moves.get(entry.logicalName.toLowerCase()),
  }))
  const taken = new Set<string>()
  for (const { volume, path } of entries) {
    if (!volumes.has(volume)) return refuseSql('PATH_UNUSABLE', `${path}: no volume ${volume}`)
    const place = `${volume}${path}`.toLowerCase()
    if (taken.has(place)) return refuseSql('PATH_TAKEN_TWICE', path)
    taken.add(place)
  }
  return ok(entries)
}

export function movesOf(move: Readonly<Record<string, Place>>): Moves {
  return new Map(Object.entries(move).map(([name, place]) => [name.toLowerCase(), place]))
}

/** Refuses to replace a database that is another one, in use, or has log nobody has backed up. */
export function checkReplaced(
  existing: Database,
  set: BackupSet,
  replace: boolean,
): Outcome<undefined, SqlError> {
  if (existing.replica !== undefined) return refuseSql('RESTORE_IN_GROUP', existing.name)
  const online = requireOnline(existing)
  if (online.ok && isInUse(online.value)) return refuseSql('DATABASE_IN_USE', existing.name)
  if (replace) return ok(undefined)
  // A restore that was cut short is begun again, whatever it has left.
  if (existing.state.kind === 'restoring') return checkFamily(existing, set)
  if (!online.ok) return online
  if (existing.name.toLowerCase() !== set.databaseName.toLowerCase())
    return refuseSql('OTHER_NAME', `${set.databaseName} over ${existing.name}`)
  const { guid, recoveryModel } = online.value.boot
  if (guid !== set.databaseGuid) return refuseSql('OTHER_DATABASE', existing.name)
  if (recoveryModel !== 'SIMPLE') return refuseSql('TAIL_NOT_BACKED_UP', existing.name)
  return ok(undefined)
}

function checkFamily(existing: Database, set: BackupSet): Outcome<undefined, SqlError> {
  const boot = readRestoringBoot(existing)
  const isOther = boot.ok && boot.value.name !== '' && boot.value.guid !== set.databaseGuid
  return isOther ? refuseSql('OTHER_DATABASE', existing.name) : ok(undefined)
}

function isInUse({ transactions, branches, backup, logBackup }: Online): boolean {
  return transactions.size > 0 || branches.size > 0 || backup !== undefined || logBackup
}

/** Refuses a place where there is a file that must stay, or one that somebody has open. */
export function checkPlace(
  volumes: Volumes,
  entry: FileEntry,
  replace: boolean,
): Outcome<undefined, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined || !statFile(volume, entry.path).ok) return ok(undefined)
  if (!replace) return refuseSql('FILE_EXISTS', `${entry.volume}${entry.path}`)
  const opened = openDatabaseFile(volume, entry)
  if (!opened.ok) return refuseSql('PATH_UNUSABLE', opened.error.detail)
  closeDatabaseFile(opened.value)
  return ok(undefined)
}
