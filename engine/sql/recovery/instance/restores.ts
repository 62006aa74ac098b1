// Databases of an instance that are being restored, or that can only be read. Master knows before
// their files are touched, so that a start of the instance finds them as they are.

import { type Outcome, ok } from '../../../base/outcome.js'
import { serviceIsRunning } from '../../../host/index.js'
import type { Process } from '../../../sim/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import { crashDatabase, type Database, insert, openEmergency, update } from '../database/index.js'
import { snapshotsOf } from '../db-snapshot/snapshots.js'
import type { Place } from '../restart.js'
import { beginRestoring, finishRestoring } from '../restoring/index.js'
import {
  addDatabase,
  findDatabase,
  type Instance,
  inMaster,
  isSystemDatabase,
  MASTER,
  type Registration,
  registrationRow,
} from './instance.js'

/** Puts the database of that name, or one that is new, into a restore; nothing else may use it. */
export function* beginRestore(
  instance: Instance,
  name: string,
  primary: Place,
): Process<Outcome<Database, SqlError>> {
  if (name.toLowerCase() === MASTER) return refuseSql('MASTER_SINGLE_USER', name)
  if (snapshotsOf(instance, name).length > 0) return refuseSql('HAS_SNAPSHOTS', name)
  const known = findDatabase(instance, name)
  if (known.ok && known.value.snapshotOf !== undefined)
    return refuseSql('NO_DB_SNAPSHOT_BACKUP', name)
  if (known.ok && known.value.replica !== undefined) return refuseSql('RESTORE_IN_GROUP', name)
  const noted = yield* note(instance, {
    name: known.ok ? known.value.name : name,
    primary,
    offline: false,
    held: 'restoring',
  })
  if (!noted.ok) return noted
  const database = known.ok
    ? known.value
    : addDatabase(instance, { name, primary, state: { kind: 'restoring', files: [] } })
  // The files that it has had so far are marked; those at the new place are the restore's own.
  const begun = beginRestoring(database)
  database.primary = primary
  return begun.ok ? ok(database) : begun
}

/** Notes that a database was put into a restore by the backup of the tail of its log. */
export function* holdInRestore(
  instance: Instance,
  { name, primary }: Database,
): Process<Outcome<undefined, SqlError>> {
  return yield* note(instance, { name, primary, offline: false, held: 'restoring' })
}

/** Ends a restore; the database is online when this returns. */
export function* endRestore(
  instance: Instance,
  database: Database,
): Process<Outcome<undefined, SqlError>> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  if (database.replica !== undefined) return refuseSql('RESTORE_IN_GROUP', database.name)
  const finished = finishRestoring(database)
  if (!finished.ok) return finished
  const { name, primary } = database
  return yield* note(instance, { name, primary, offline: false })
}

/** Lets a database that cannot be recovered be read as far as its pages go. */
export function* setEmergency(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  if (isSystemDatabase(name)) return refuseSql('SYSTEM_DATABASE', name)
  if (found.value.state.kind === 'restoring') return refuseSql('NOT_WHILE_RESTORING', name)
  if (found.value.replica !== undefined) return refuseSql('IN_GROUP', name)
  const { primary } = found.value
  const noted = yield* note(instance, { name, primary, offline: false, held: 'emergency' })
  if (!noted.ok) return noted
  crashDatabase(found.value)
  return openEmergency(found.value)
}

function* note(
  instance: Instance,
  registration: Registration,
): Process<Outcome<undefined, SqlError>> {
  return yield* inMaster(instance, function* (online, transaction, table) {
    const row = registrationRow(registration)
    const updated = yield* update(online, transaction, table, row)
    if (!updated.ok || updated.value) return updated
    return yield* insert(online, transaction, table, row)
  })
}
