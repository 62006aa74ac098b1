// RESTORE DATABASE of a differential backup: it goes on exactly the full backup that it was taken on.

import { type Outcome, ok } from '../../base/outcome.js'
import { type FileEntry, refuseSql, type SqlError } from '../page/index.js'
import type { Place } from '../recovery/index.js'
import { baseOf } from './backup.js'
import type { BackupSet } from './backup-set.js'
import { readMedia } from './media.js'
import { movesOf, type RestoreOptions, type Restoring } from './restore.js'
import { checkPlace, placeFiles } from './restore-checks.js'
import { deleteFiles, layFiles } from './restore-files.js'

/** Restores a differential WITH NORECOVERY; a refusal leaves the restore where it was. */
export function restoreDifferential(
  restoring: Restoring,
  options: RestoreOptions,
): Outcome<undefined, SqlError> {
  const { database } = restoring
  const { volumes } = database
  const { media, move = {}, replace = false } = options
  if (!isRestoring(restoring)) return refuseSql('NOTHING_TO_ROLL_FORWARD', database.name)
  const read = readMedia(volumes, media)
  if (!read.ok) return read
  const set = read.value
  if (!isNext(restoring, set)) return refuseSql('WRONG_BASE', database.name)
  const known = new Map(restoring.entries.map((entry) => [entry.id, entry]))
  const moves = new Map(movesOf(move))
  // A file that is there already stays where it is, whatever it is called by now.
  for (const { id, logicalName } of set.files) {
    const place = known.get(id)
    if (place !== undefined) moves.set(logicalName.toLowerCase(), placeOf(place))
  }
  const entries = placeFiles(set, moves, volumes)
  if (!entries.ok) return entries
  for (const entry of entries.value) {
    const free = known.has(entry.id) ? ok(undefined) : checkPlace(volumes, entry, replace)
    if (!free.ok) return free
  }
  const kept = new Set(entries.value.map(({ id }) => id))
  deleteFiles(
    volumes,
    restoring.entries.filter(({ id }) => !kept.has(id)),
  )
  const keep = ({ id, kind }: FileEntry) => kind === 'rows' && known.get(id)?.kind === kind
  const laid = layFiles(volumes, media, { set, entries: entries.value, keep })
  if (!laid.ok) return laid
  restoring.last = set
  restoring.entries = entries.value
  return ok(undefined)
}

function isRestoring({ database: { state } }: Restoring): boolean {
  return state.kind === 'recovery-pending' && state.error.name === 'DB_RESTORING'
}

/** A differential of this very base, and not of a time before the last that was restored. */
function isNext({ full, last }: Restoring, set: BackupSet): boolean {
  return (
    set.type === 'I' &&
    set.differentialBase?.id === baseOf(full).id &&
    set.checkpointLsn >= last.checkpointLsn
  )
}

function placeOf({ volume, path }: Place): Place {
  return { volume, path }
}
