// RESTORE DATABASE of a differential backup: it goes on exactly the full backup that it was taken on.

import { type Outcome, ok } from '../../base/outcome.js'
import { type FileEntry, refuseSql, type SqlError } from '../page/index.js'
import {
  type Boot,
  type Database,
  filesOfRestoring,
  readRestoringBootPage,
  rollRestoring,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { decodeBase } from './differential-base.js'
import { readMedia } from './media.js'
import type { RestoreOptions } from './restore.js'
import { checkPlace, movesOf, placeFiles } from './restore-checks.js'
import { deleteFiles, layFiles } from './restore-files.js'
import { requireRolling } from './restore-log.js'
import { mayBeRestoredFrom } from './restored-from.js'

/** Restores a differential WITH NORECOVERY; a refusal leaves the restore where it was. */
export function restoreDifferential(
  database: Database,
  options: RestoreOptions,
): Outcome<BackupSet, SqlError> {
  const { volumes } = database
  const { media, move = {}, replace = false } = options
  const boot = requireRolling(database)
  if (!boot.ok) return boot
  const read = readMedia(volumes, media)
  if (!read.ok) return read
  const set = read.value
  const fits = checkBase(database, boot.value, set)
  if (!fits.ok) return fits
  const present = filesOfRestoring(database)
  const known = new Map(present.map((entry) => [entry.id, entry]))
  const moves = new Map(movesOf(move))
  // A file that is there already stays where it is, whatever it is called by now.
  for (const { id, logicalName, kind } of set.files) {
    const place = known.get(id)
    if (place?.kind === kind)
      moves.set(logicalName.toLowerCase(), { volume: place.volume, path: place.path })
  }
  const entries = placeFiles(set, moves, volumes)
  if (!entries.ok) return entries
  for (const entry of entries.value) {
    const isOwn = known.get(entry.id)?.kind === entry.kind
    const free = isOwn ? ok(undefined) : checkPlace(volumes, entry, replace)
    if (!free.ok) return free
  }
  const keep = ({ id, kind }: FileEntry) => kind === 'rows' && known.get(id)?.kind === kind
  const laid = layFiles(database, media, { set, entries: entries.value, keep })
  if (!laid.ok) return laid
  const kept = (file: FileEntry) =>
    entries.value.some(({ volume, path }) => volume === file.volume && path === file.path)
  deleteFiles(
    volumes,
    present.filter((file) => !kept(file)),
  )
  const rolled = rollRestoring(database, { placeOf: () => undefined })
  return rolled.ok ? ok(set) : rolled
}

/** A differential of this very base, and not of a time before what was restored last. */
function checkBase(database: Database, boot: Boot, set: BackupSet): Outcome<undefined, SqlError> {
  const page = readRestoringBootPage(database)
  if (!page.ok) return page
  const base = decodeBase(page.value)
  const isNext =
    set.type === 'I' &&
    set.databaseGuid === boot.guid &&
    base !== undefined &&
    set.differentialBase?.id === base.id &&
    mayBeRestoredFrom(page.value, base.id) &&
    // Its files would have to be those of several backups.
    set.fileBases.length === 0 &&
    set.lastLsn >= boot.reached
  return isNext ? ok(undefined) : refuseSql('WRONG_BASE', database.name)
}
