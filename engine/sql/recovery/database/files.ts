// ALTER DATABASE … ADD, REMOVE and MODIFY FILE. Each is on disk when it is done;
// the file itself comes before the list of files says so, and goes after.

import type { Guid } from '../../../base/brand.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import { deleteFile } from '../../../volume/index.js'
import {
  changeFileEntry,
  filesOf,
  isFileEmpty,
  resizeDataFile,
  type Storage,
} from '../../allocation/index.js'
import {
  addLogFile,
  flush,
  formatLogFile,
  growLog,
  isLogFileFree,
  removeLogFile,
} from '../../log/index.js'
import {
  closeDatabaseFile,
  type DatabaseFile,
  type FileEntry,
  type Growth,
  refuseSql,
  type SqlError,
} from '../../page/index.js'
import { checkpoint } from '../checkpoint.js'
import { writeHeader } from '../file-header.js'
import { createOn, entryFor, type FileOptions, PRIMARY_FILEGROUP } from './create.js'
import type { Database, Online } from './database.js'

export function addFile(
  database: Database,
  online: Online,
  kind: FileEntry['kind'],
  options: FileOptions,
): Outcome<undefined, SqlError> {
  const { storage } = online
  const refusal = unalterable(online) ?? refuseMore(online, options.filegroup)
  if (refusal !== undefined) return refusal
  if (fileNamed(storage, options.logicalName) !== undefined)
    return refuseSql('FILE_NAME_TAKEN', options.logicalName)
  const id = Math.max(...storage.files.keys()) + 1
  const made = createOn(database.volumes, entryFor(id, kind, options))
  if (!made.ok) return made
  const file = made.value
  const added = list(storage, file, online.boot.guid)
  if (!added.ok) {
    storage.files.delete(file.entry.id)
    closeDatabaseFile(file)
    deleteFile(file.volume, file.entry.path)
    return added
  }
  const checked = check(online)
  // Only now does a crash find the log file in the list, so only now may records go there.
  if (checked.ok && kind === 'log') addLogFile(storage.log, file)
  return checked
}

/** Removes a file that holds nothing any more. */
export function removeFile(online: Online, logicalName: string): Outcome<undefined, SqlError> {
  const { storage } = online
  const file = fileNamed(storage, logicalName)
  if (file === undefined) return refuseSql('NO_SUCH_FILE', logicalName)
  const refusal = unalterable(online) ?? irremovable(storage, file)
  if (refusal !== undefined) return refusal
  if (file.entry.kind === 'log') removeLogFile(storage.log, file)
  const unlisted = changeFileEntry(storage, file.entry, undefined)
  if (!unlisted.ok) return unlisted
  const flushed = flush(storage.log)
  if (!flushed.ok) return flushed
  storage.pool.discard(file.entry.id)
  storage.files.delete(file.entry.id)
  const checked = check(online)
  if (!checked.ok) return checked
  // Where it is, which after a physical rename is not yet where the list says.
  const path = file.handle.names.join('\\')
  closeDatabaseFile(file)
  deleteFile(file.volume, path)
  return ok(undefined)
}

export function renameFileLogically(
  online: Online,
  from: string,
  to: string,
): Outcome<undefined, SqlError> {
  const { storage } = online
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', online.boot.name)
  if (fileNamed(storage, to) !== undefined) return refuseSql('FILE_NAME_TAKEN', to)
  return changeFile(storage, from, (entry) => ({ ...entry, logicalName: to }))
}

/** Makes a file larger at once. */
export function enlargeFile(
  online: Online,
  logicalName: string,
  sizePages: number,
): Outcome<undefined, SqlError> {
  const { storage } = online
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', online.boot.name)
  const file = fileNamed(storage, logicalName)
  if (file === undefined) return refuseSql('NO_SUCH_FILE', logicalName)
  const before = file.entry
  if (sizePages <= before.sizePages) return refuseSql('BAD_FILE_SIZE', logicalName)
  const grown = before.kind === 'rows' ? resizeDataFile(storage, file, sizePages) : enlargeLog()
  return grown.ok ? flush(storage.log) : grown

  function enlargeLog(): Outcome<undefined, SqlError> {
    const added = growLog(storage.log, file as DatabaseFile, sizePages - before.sizePages)
    return added.ok ? changeFileEntry(storage, before, (file as DatabaseFile).entry) : added
  }
}

export function setGrowth(
  online: Online,
  logicalName: string,
  growth: { readonly growth: Growth; readonly maxPages: number | undefined },
): Outcome<undefined, SqlError> {
  return changeFile(online.storage, logicalName, (entry) => ({ ...entry, ...growth }))
}

export function fileNamed(storage: Storage, logicalName: string): DatabaseFile | undefined {
  for (const file of storage.files.values())
    if (file.entry.logicalName.toLowerCase() === logicalName.toLowerCase()) return file
  return undefined
}

/** Changes what the list says of a file, for good. */
export function changeFile(
  storage: Storage,
  logicalName: string,
  change: (entry: FileEntry) => FileEntry,
): Outcome<undefined, SqlError> {
  const file = fileNamed(storage, logicalName)
  if (file === undefined) return refuseSql('NO_SUCH_FILE', logicalName)
  const after = change(file.entry)
  const changed = changeFileEntry(storage, file.entry, after)
  if (!changed.ok) return changed
  file.entry = after
  return flush(storage.log)
}

/** Writes the first page of a new file and enters it into the list. */
function list(storage: Storage, file: DatabaseFile, guid: Guid): Outcome<undefined, SqlError> {
  const formatted =
    file.entry.kind === 'log' ? formatLogFile(file) : writeHeader(file, guid, storage.log.end)
  if (!formatted.ok) return formatted
  storage.files.set(file.entry.id, file)
  const listed = changeFileEntry(storage, undefined, file.entry)
  return listed.ok ? flush(storage.log) : listed
}

function unalterable(online: Online): ReturnType<typeof refuseSql> | undefined {
  const { boot, backup } = online
  if (boot.readOnly) return refuseSql('DB_READ_ONLY', boot.name)
  return backup === undefined ? undefined : refuseSql('BACKUP_SERIALISED', boot.name)
}

/** master and model take no files, tempdb no filegroups. */
function refuseMore(
  online: Online,
  filegroup = PRIMARY_FILEGROUP,
): ReturnType<typeof refuseSql> | undefined {
  const name = online.boot.name.toLowerCase()
  if (name === 'master' || name === 'model') return refuseSql('MASTER_FILES', name)
  if (name === 'tempdb' && filegroup !== PRIMARY_FILEGROUP) return refuseSql('USER_FILEGROUP', name)
  const readOnly = filesOf(online.storage, filegroup).some(({ entry }) => entry.readOnly === true)
  return readOnly ? refuseSql('FILES_READ_ONLY', name) : undefined
}

function irremovable(
  storage: Storage,
  file: DatabaseFile,
): ReturnType<typeof refuseSql> | undefined {
  const { id, kind, logicalName, readOnly } = file.entry
  if (readOnly === true) return refuseSql('FILES_READ_ONLY', logicalName)
  if ((file.copies ?? []).length > 0) return refuseSql('WITH_SNAPSHOTS', logicalName)
  if (kind === 'log')
    return isLogFileFree(storage.log, file) ? undefined : refuseSql('FILE_NOT_EMPTY', logicalName)
  if (id === 1) return refuseSql('PRIMARY_FILE', logicalName)
  const empty = isFileEmpty(storage, file)
  if (!empty.ok) return empty
  return empty.value ? undefined : refuseSql('FILE_NOT_EMPTY', logicalName)
}

function check(online: Online): Outcome<undefined, SqlError> {
  const checked = checkpoint(online.storage, online.boot)
  if (!checked.ok) return checked
  online.boot = checked.value
  return ok(undefined)
}
