// FILE and FILEGROUP of BACKUP. All data files but the primary one are backed up together; no other
// choice of files is.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Online } from '../../recovery/index.js'
import type { BackupPart } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import type { AdminContext } from './context.js'
import { filegroupNamed } from './filegroups.js'
import { textOfValue } from './values.js'

/** Whether it is the database or its secondary files that are meant. */
export function wantsFiles(
  context: AdminContext,
  online: Online,
  parts: readonly BackupPart[],
): Outcome<boolean, Failure> {
  if (parts.length === 0) return ok(false)
  const chosen = new Set<number>()
  const data = [...online.storage.files.values()]
    .map(({ entry }) => entry)
    .filter(({ kind }) => kind === 'rows')
  for (const part of parts) {
    if (part.kind === 'read-write-filegroups' || part.kind === 'page') return refused(OTHER_PARTS)
    const name = textOfValue(context, part.name)
    if (!name.ok) return name
    const group = part.kind === 'filegroup' ? filegroupNamed(online, name.value) : undefined
    const number = group?.ok === true ? group.value?.number : undefined
    const found = data.filter((entry) =>
      part.kind === 'filegroup'
        ? entry.filegroup === number
        : entry.logicalName.toLowerCase() === name.value.toLowerCase(),
    )
    if (found.length === 0) return refused(missing(part.kind, name.value, online.boot.name))
    for (const { id } of found) chosen.add(id)
  }
  const isSecondary = !chosen.has(1) && chosen.size === data.length - 1
  return isSecondary ? ok(true) : refused(OTHER_PARTS)
}

const OTHER_PARTS: Failure = {
  number: 3032,
  severity: 16,
  state: 2,
  text: 'One or more of the options (a choice of files other than all secondary ones) are not supported for this statement. Review the documentation for supported options.',
}

function missing(kind: 'file' | 'filegroup', name: string, database: string): Failure {
  return {
    number: 3005,
    severity: 16,
    state: 1,
    text: `The ${kind} '${name}' is not part of database '${database}'.`,
  }
}
