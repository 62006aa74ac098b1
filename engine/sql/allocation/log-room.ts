import { type Outcome, ok } from '../../base/outcome.js'
import { growLog, hasRoom } from '../log/index.js'
import { refuseSql, type SqlError } from '../page/index.js'
import { changeFileEntry } from './file-table.js'
import { nextSize } from './growth.js'
import type { Storage } from './storage.js'

/** Sees to it that so many bytes can be logged, with growth if it must; 9002 when there is no way. */
export function makeLogRoom(storage: Storage, bytes: number): Outcome<undefined, SqlError> {
  while (!hasRoom(storage.log, bytes)) {
    const grown = growAnyLogFile(storage)
    if (!grown.ok) return grown
  }
  return ok(undefined)
}

function growAnyLogFile(storage: Storage): Outcome<undefined, SqlError> {
  for (const file of storage.files.values()) {
    if (file.entry.kind !== 'log') continue
    const before = file.entry
    const size = nextSize(before)
    if (size === undefined) continue
    const grown = growLog(storage.log, file, size - before.sizePages)
    if (grown.ok) return changeFileEntry(storage, before, file.entry)
    if (grown.error.name === 'CONNECTION_BROKEN') return grown
  }
  return refuseSql('LOG_FULL', 'no log file can grow')
}
