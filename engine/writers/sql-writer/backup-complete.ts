// The end of a backup. Only BackupComplete, and only for a component of which the requestor says that
// it succeeded, makes a full backup the base of differentials (facts 8.4).

import type { HResult } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import { completeSnapshot, forgetSnapshot } from '../../sql/vdi/index.js'
import { findComponent, S_OK, type Writer, type WriterSession } from '../../vss/index.js'
import { REFUSED, setIdOf } from './prepare-backup.js'
import { abort } from './snapshot.js'
import { backupOf, claimOf, logSqlError, ownOf, type Work, workOf } from './state.js'

export function* backupComplete(
  writer: Writer,
  _host: Host,
  session: WriterSession,
): Process<HResult> {
  const own = ownOf(writer)
  const work = workOf(own, session)
  let result = S_OK
  for (const chosen of work?.chosen ?? []) {
    const { key, instance, database } = chosen
    const component = key === undefined ? undefined : findComponent(session.conversation, key)
    const backup = work === undefined ? undefined : backupOf(work, chosen)
    if (backup === undefined) continue
    const completed = yield* completeSnapshot(backup, database, component?.backupSucceeded === true)
    if (!completed.ok) {
      logSqlError(own, chosen, completed.error)
      result = REFUSED
    } else if (completed.value?.isBase === true) {
      claimOf(own, instance, 'base committed', database)
    }
  }
  own.works.delete(setIdOf(session))
  return result
}

/** The set was given up: what is frozen goes on. */
export function abortAll(writer: Writer): void {
  const own = ownOf(writer)
  for (const work of own.works.values()) abort(own, work, 'the snapshot set was given up')
}

/** The requestor went away; of what it did not complete nothing is a base. */
export function shutDown(writer: Writer, _host: Host, session: WriterSession): HResult {
  const own = ownOf(writer)
  const work = workOf(own, session)
  if (work === undefined) return S_OK
  forget(work)
  own.works.delete(setIdOf(session))
  return S_OK
}

/** The service died: its virtual devices are closed, and SQL Server gives up what it had begun. */
export function lose(writer: Writer): void {
  const own = ownOf(writer)
  abortAll(writer)
  for (const work of own.works.values()) forget(work)
  own.works.clear()
}

function forget(work: Work): void {
  for (const backup of work.backups) forgetSnapshot(backup)
}
