// READ ONLY filegroups: each of their files says so in the list of files.

import { type Outcome, ok } from '../../../base/outcome.js'
import { filesOf } from '../../allocation/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import { PRIMARY_FILEGROUP } from './create.js'
import type { Online } from './database.js'
import { changeFile } from './files.js'
import { takeCheckpoint } from './open.js'

/** MODIFY FILEGROUP … READ_ONLY or READ_WRITE; nobody may be changing anything meanwhile. */
export function setFilegroupReadOnly(
  online: Online,
  filegroup: number,
  readOnly: boolean,
): Outcome<undefined, SqlError> {
  const { storage, boot } = online
  if (boot.readOnly) return refuseSql('DB_READ_ONLY', boot.name)
  if (filegroup === PRIMARY_FILEGROUP) return refuseSql('PRIMARY_READ_ONLY', boot.name)
  const files = filesOf(storage, filegroup)
  if (files.length === 0) return refuseSql('NO_SUCH_FILE', `filegroup ${filegroup}`)
  if (storage.active.size > 0) return refuseSql('DB_HAS_USERS', boot.name)
  const checked = takeCheckpoint(online)
  if (!checked.ok) return checked
  for (const { entry } of files) {
    const changed = changeFile(storage, entry.logicalName, (before) => ({ ...before, readOnly }))
    if (!changed.ok) return changed
  }
  return ok(undefined)
}

export function isReadOnlyFilegroup({ storage }: Online, filegroup: number): boolean {
  if (filegroup === PRIMARY_FILEGROUP) return false
  return filesOf(storage, filegroup).some(({ entry }) => entry.readOnly === true)
}
