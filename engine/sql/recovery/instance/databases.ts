// The databases of an instance: made, dropped, attached, detached, taken offline, moved.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { deleteFile } from '../../../volume/index.js'
import { type FileEntry, refuseSql, type SqlError } from '../../page/index.js'
import {
  changeFile,
  closeDatabase,
  crashDatabase,
  createFiles,
  type Database,
  type DatabaseOptions,
  fileNamed,
  type Online,
  onlineWith,
  remove,
  requireOnline,
  update,
} from '../database/index.js'
import { dropSnapshot, snapshotsOf } from '../db-snapshot/snapshots.js'
import type { Place } from '../restart.js'
import { filesOfRestoring } from '../restoring/index.js'
import {
  addDatabase,
  findDatabase,
  type Instance,
  inMaster,
  isSystemDatabase,
  register,
  registrationRow,
} from './instance.js'
import { open } from './lifecycle.js'
import { completed, furnish, templateOf } from './template.js'

export function* createDatabase(
  instance: Instance,
  options: DatabaseOptions,
): Process<Outcome<Database, SqlError>> {
  const { name } = options
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const template = templateOf(instance)
  if (!template.ok) return template
  const all = completed(options, template.value)
  const made = createFiles(instance.host.sim, instance.volumes, all)
  if (!made.ok) return made
  const online = onlineWith(made.value)
  const furnished = furnish(online, template.value)
  if (!furnished.ok) return furnished
  const { volume, path } = options.dataFiles[0]
  const primary = { volume, path }
  const registered = yield* register(instance, { name, primary, offline: false })
  if (!registered.ok) return registered
  return ok(addDatabase(instance, { name, primary, state: online }))
}

/** Forgets a database and deletes its files. */
export function* dropDatabase(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const entries = entriesOf(instance, name)
  const database = instance.databases.get(name.toLowerCase())
  if (database?.snapshotOf !== undefined) return yield* dropSnapshot(instance, name)
  if (database?.replica !== undefined) return refuseSql('DROP_IN_GROUP', name)
  // What a restore has left is dropped like any other.
  if (database?.state.kind === 'restoring') database.state = { kind: 'offline' }
  const detached = yield* detachDatabase(instance, name)
  if (!detached.ok) return detached
  for (const { volume, path } of entries) {
    const disk = instance.volumes.get(volume)
    if (disk !== undefined) deleteFile(disk, path)
  }
  return ok(undefined)
}

/** Closes a database and forgets it; its files stay. */
export function* detachDatabase(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const found = findUserDatabase(instance, name)
  if (!found.ok) return found
  const { state, snapshotOf } = found.value
  if (snapshotOf !== undefined) return refuseSql('NOT_ON_SNAPSHOT', name)
  if (found.value.replica !== undefined) return refuseSql('IN_GROUP', name)
  if (snapshotsOf(instance, name).length > 0) return refuseSql('HAS_SNAPSHOTS', name)
  if (state.kind === 'restoring') return refuseSql('DB_RESTORING', name)
  if (state.kind === 'online' && state.transactions.size + state.branches.size > 0)
    return refuseSql('DB_IN_USE', name)
  const closed = closeDatabase(found.value, { kind: 'offline' })
  if (!closed.ok) return closed
  const forgotten = yield* inMaster(instance, (online, transaction, table) =>
    remove(online, transaction, table, found.value.name),
  )
  if (forgotten.ok) instance.databases.delete(name.toLowerCase())
  return forgotten
}

/** Takes in a database by its primary file, under a name of the caller's. */
export function* attachDatabase(
  instance: Instance,
  name: string,
  primary: Place,
): Process<Outcome<Database, SqlError>> {
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const database = addDatabase(instance, { name, primary, state: { kind: 'closed' } })
  const tried = open(instance, database)
  const isRestoring = !tried.ok && tried.error.name === 'DB_RESTORING'
  const opened = isRestoring ? refuseSql('ATTACH_RESTORING', name) : tried
  const registered = opened.ok
    ? yield* register(instance, { name, primary, offline: false })
    : opened
  if (registered.ok) return ok(database)
  instance.databases.delete(name.toLowerCase())
  return registered
}

export function* setOffline(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  if (isSystemDatabase(name)) return refuseSql('OPTION_REFUSED', name)
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  if (found.value.snapshotOf !== undefined) return refuseSql('NOT_ON_SNAPSHOT', name)
  if (found.value.replica !== undefined) return refuseSql('IN_GROUP', name)
  if (found.value.state.kind === 'restoring') return refuseSql('NOT_WHILE_RESTORING', name)
  const closed = closeDatabase(found.value, { kind: 'offline' })
  return closed.ok ? yield* note(instance, found.value, true) : closed
}

/** Brings a database online again, from whatever state it was in. */
export function* setOnline(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  if (found.value.state.kind === 'online') return ok(undefined)
  if (found.value.replica?.role === 'secondary') return refuseSql('IN_GROUP', name)
  if (found.value.state.kind === 'restoring') return refuseSql('NOT_WHILE_RESTORING', name)
  crashDatabase(found.value)
  const opened = open(instance, found.value)
  return opened.ok ? yield* note(instance, found.value, false) : opened
}

/** MODIFY FILE (FILENAME): the new path counts from the next start of the database on. */
export function* moveFile(
  instance: Instance,
  name: string,
  file: { readonly logicalName: string; readonly to: Place },
): Process<Outcome<undefined, SqlError>> {
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const online = requireOnline(found.value)
  if (!online.ok) return online
  const { logicalName, to } = file
  const isPrimary = fileNamed(online.value.storage, logicalName)?.entry.id === 1
  const changed = changeFile(online.value.storage, logicalName, (entry) => ({ ...entry, ...to }))
  if (!changed.ok || !isPrimary) return changed
  found.value.primary = to
  return yield* inMaster(instance, (master, transaction, table) =>
    update(
      master,
      transaction,
      table,
      registrationRow({ name: found.value.name, primary: to, offline: false }),
    ),
  )
}

/** AUTO_CLOSE: whoever left last closes the database. */
export function closeIfUnused(database: Database): Outcome<undefined, SqlError> {
  const { state } = database
  if (state.kind !== 'online' || !state.boot.autoClose || state.transactions.size > 0)
    return ok(undefined)
  if (state.backup !== undefined || state.branches.size > 0) return ok(undefined)
  // It may still become a differential base, and only while it is open is it known what changed.
  if (state.storage.changedSince !== undefined) return ok(undefined)
  // Its database snapshots read what they do not hold from it.
  if ((database.sparse ?? []).length > 0) return ok(undefined)
  return closeDatabase(database, { kind: 'closed' })
}

function findUserDatabase(instance: Instance, name: string): Outcome<Database, SqlError> {
  return isSystemDatabase(name) ? refuseSql('SYSTEM_DATABASE', name) : findDatabase(instance, name)
}

function* note(
  instance: Instance,
  database: Database,
  offline: boolean,
): Process<Outcome<undefined, SqlError>> {
  const { name, primary } = database
  return yield* inMaster(instance, (online: Online, transaction, table) =>
    update(online, transaction, table, registrationRow({ name, primary, offline })),
  )
}

function entriesOf(instance: Instance, name: string): FileEntry[] {
  const database = instance.databases.get(name.toLowerCase())
  const state = database?.state
  if (database !== undefined && state?.kind === 'restoring') return filesOfRestoring(database)
  if (state?.kind !== 'online') return []
  return [...state.storage.files.values()].map((file) => file.entry)
}
