// Putting the files of a backup in place: sizes first, then the runs of the media, then the list.

import { type Outcome, ok } from '../../base/outcome.js'
import { deleteFile, statFile } from '../../volume/index.js'
import {
  closeDatabaseFile,
  createDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  openDatabaseFile,
  PAGE_BYTES,
  refuseSql,
  resizeFile,
  type SqlError,
  writeBytes,
} from '../page/index.js'
import type { Place } from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { type PageRun, readMedia, type Volumes } from './media.js'
import { rewriteFileList } from './moved-files.js'
import { isMoved } from './restore-checks.js'

/** Writes the content of a set over its files; `keep` says which go on with what they hold. */
export function layFiles(
  volumes: Volumes,
  media: Place,
  what: {
    readonly set: BackupSet
    readonly entries: readonly FileEntry[]
    readonly keep: (entry: FileEntry) => boolean
  },
): Outcome<undefined, SqlError> {
  const files = new Map<number, DatabaseFile>()
  const laid = lay()
  for (const file of files.values()) closeDatabaseFile(file)
  return laid

  function lay(): Outcome<undefined, SqlError> {
    for (const entry of what.entries) {
      const file = prepareFile(volumes, entry, what.keep(entry))
      if (!file.ok) return file
      files.set(entry.id, file.value)
    }
    const read = readMedia(volumes, media, (run) => writePages(files, run))
    if (!read.ok) return read
    const primary = files.get(1)
    if (primary === undefined || !isMoved(what.set, what.entries)) return ok(undefined)
    return rewriteFileList(primary, what.entries)
  }
}

/** Deletes files that are not part of the database any more. */
export function deleteFiles(volumes: Volumes, entries: readonly FileEntry[]): void {
  for (const { volume: name, path } of entries) {
    const volume = volumes.get(name)
    if (volume !== undefined) deleteFile(volume, path)
  }
}

function prepareFile(
  volumes: Volumes,
  entry: FileEntry,
  keep: boolean,
): Outcome<DatabaseFile, SqlError> {
  const volume = volumes.get(entry.volume)
  if (volume === undefined) return refuseSql('PATH_UNUSABLE', entry.path)
  if (keep && statFile(volume, entry.path).ok) {
    const opened = openDatabaseFile(volume, entry)
    if (!opened.ok) return opened
    const sized = resizeFile(opened.value, entry.sizePages)
    if (sized.ok) return opened
    closeDatabaseFile(opened.value)
    return sized
  }
  deleteFile(volume, entry.path)
  return createDatabaseFile(volume, entry)
}

function writePages(
  files: ReadonlyMap<number, DatabaseFile>,
  { file: id, firstPage, content }: PageRun,
): ReturnType<typeof refuseSql> | { readonly ok: true; readonly value: undefined } {
  const file = files.get(id)
  if (file === undefined) return refuseSql('MALFORMED', `no file ${id} in the set`)
  const written = writeBytes(file, firstPage * PAGE_BYTES, content)
  return written.ok ? written : refuseSql('WRITE_FAILED', written.error.detail)
}
