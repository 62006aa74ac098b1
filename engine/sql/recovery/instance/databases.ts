// The databases of an instance: made, dropped, attached, detached, taken offline, moved.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { deleteFile } from '../../../volume/index.js'
import { type FileEntry, refuseSql, type SqlError } from '../../page/index.js'
import {
  changeFile,
  closeDatabase,
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
import type { Place } from '../restart.js'
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

export function* createDatabase(
  instance: Instance,
  options: DatabaseOptions,
): Process<Outcome<Database, SqlError>> {
  const { name } = options
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const made = createFiles(instance.host.sim, instance.volumes, options)
  if (!made.ok) return made
  const { volume, path } = options.dataFiles[0]
  const primary = { volume, path }
  const registered = yield* register(instance, { name, primary, offline: false })
  if (!registered.ok) return registered
  return ok(addDatabase(instance, { name, primary, state: onlineWith(made.value) }))
}

/** Forgets a database and deletes its files. */
export function* dropDatabase(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const entries = entriesOf(instance, name)
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
  const { state } = found.value
  if (state.kind === 'online' && state.transactions.size > 0) return refuseSql('DB_IN_USE', name)
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
  const opened = open(instance, database)
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
  const found = findUserDatabase(instance, name)
  if (!found.ok) return found
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
  const state = instance.databases.get(name.toLowerCase())?.state
  if (state?.kind !== 'online') return []
  return [...state.storage.files.values()].map((file) => file.entry)
}
