// The database snapshots of an instance. master knows them in a table of their own, since they must
// be in force before their source is recovered.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { readSparseFile, refuseSql, type SparseFile, type SqlError } from '../../page/index.js'
import {
  begin,
  closeDatabase,
  commit,
  createTable,
  type Database,
  findTable,
  insert,
  type Online,
  openDatabase,
  peekAll,
  remove,
  requireOnline,
  rollback,
  type Table,
  type TableDefinition,
  type UserTransaction,
  whenWritable,
} from '../database/index.js'
import { addDatabase, findDatabase, type Instance } from '../instance/instance.js'
import type { Place } from '../restart.js'
import { makeSparseFiles, removeSparseFiles, type SnapshotOptions } from './make-snapshot.js'

const SNAPSHOTS: TableDefinition = {
  name: 'sys.database_snapshots',
  columns: [
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'source', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'files', type: { kind: 'nvarchar', length: 3_000 }, nullable: false },
  ],
  key: 'name',
}

const WITHOUT_SNAPSHOTS: readonly string[] = ['master', 'model', 'tempdb']

export function* createSnapshot(
  instance: Instance,
  options: SnapshotOptions,
): Process<Outcome<Database, SqlError>> {
  const { name } = options
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const source = findDatabase(instance, options.source)
  if (!source.ok) return source
  if (WITHOUT_SNAPSHOTS.includes(options.source.toLowerCase()))
    return refuseSql('SYSTEM_SNAPSHOT', options.source)
  if (source.value.snapshotOf !== undefined) return refuseSql('SNAPSHOT_OF_SNAPSHOT', name)
  const online = requireOnline(source.value)
  if (!online.ok) return refuseSql('SNAPSHOT_SOURCE', options.source)
  const writable = yield* whenWritable(online.value)
  if (!writable.ok) return writable
  const made = makeSparseFiles(source.value, online.value, options)
  if (!made.ok) return made
  const places = made.value.map(({ volume, path }) => ({ volume: volume.name, path }))
  const row = [name, source.value.name, JSON.stringify(places)]
  const registered = yield* inSnapshots(instance, (master, transaction, table) =>
    insert(master, transaction, table, row),
  )
  if (registered.ok)
    return bringUp(instance, { name, source: source.value.name, sparse: made.value })
  removeSparseFiles(source.value, made.value)
  return registered
}

/** Forgets a snapshot and deletes its files; the source goes on as it is. */
export function* dropSnapshot(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const { snapshotOf, state } = found.value
  if (snapshotOf === undefined) return refuseSql('NO_SUCH_DATABASE', name)
  if (state.kind === 'online' && state.transactions.size > 0) return refuseSql('DB_IN_USE', name)
  const forgotten = yield* inSnapshots(instance, (master, transaction, table) =>
    remove(master, transaction, table, found.value.name),
  )
  if (!forgotten.ok) return forgotten
  const closed = closeDatabase(found.value, { kind: 'offline' })
  if (!closed.ok) return closed
  const source = instance.databases.get(snapshotOf.source.toLowerCase())
  removeSparseFiles(source, snapshotOf.sparse)
  instance.databases.delete(name.toLowerCase())
  return ok(undefined)
}

/** The snapshots of a database, by name. */
export function snapshotsOf(instance: Instance, source: string): string[] {
  const names: string[] = []
  for (const { name, snapshotOf } of instance.databases.values())
    if (snapshotOf?.source.toLowerCase() === source.toLowerCase()) names.push(name)
  return names.sort()
}

/** A snapshot as master knows it. */
export interface KnownSnapshot {
  readonly name: string
  readonly source: string
  readonly sparse: readonly SparseFile[]
}

/** All snapshots with what their files say; to be read before any source is opened. */
export function readSnapshots(instance: Instance, master: Online): KnownSnapshot[] {
  const table = findTable(master, SNAPSHOTS.name)
  const rows = table.ok ? peekAll(master, table.value) : table
  if (!rows.ok) return []
  return rows.value.map(([name, source, files]) => {
    const places = JSON.parse(String(files)) as readonly Place[]
    const sparse = places.flatMap(({ volume: at, path }) => {
      const volume = instance.volumes.get(at)
      const read = volume === undefined ? undefined : readSparseFile(volume, path)
      return read?.ok === true ? [read.value] : []
    })
    // A snapshot that misses a file is none; without files it cannot be opened.
    const isWhole = sparse.length === places.length
    return { name: String(name), source: String(source), sparse: isWhole ? sparse : [] }
  })
}

/** Puts a snapshot into the instance's memory and opens it, if it can be opened. */
export function bringUp(instance: Instance, known: KnownSnapshot): Outcome<Database, SqlError> {
  const { name, source, sparse } = known
  const primary = { volume: sparse[0]?.volume.name ?? '', path: sparse[0]?.path ?? '' }
  const database = addDatabase(instance, {
    name,
    primary,
    state: { kind: 'closed' },
    snapshotOf: { source, sparse },
  })
  const opened = openDatabase(database)
  return opened.ok ? ok(database) : opened
}

function* inSnapshots(
  instance: Instance,
  work: (
    online: Online,
    transaction: UserTransaction,
    table: Table,
  ) => Process<Outcome<unknown, SqlError>>,
): Process<Outcome<undefined, SqlError>> {
  const master = findDatabase(instance, 'master')
  const online = master.ok ? requireOnline(master.value) : master
  if (!online.ok) return online
  const known = findTable(online.value, SNAPSHOTS.name)
  const table = known.ok ? known : createTable(online.value, SNAPSHOTS)
  if (!table.ok) return table
  const transaction = begin(online.value)
  const done = yield* work(online.value, transaction, table.value)
  if (done.ok) return yield* commit(online.value, transaction)
  const undone = yield* rollback(online.value, transaction)
  return undone.ok ? done : undone
}
