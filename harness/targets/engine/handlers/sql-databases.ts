// Databases as their administrator sees them: made, looked at, checked, searched.

import {
  makeFoldersFor,
  type Process,
  sql,
  sqlAvailability,
  sqlBackup,
  sqlFullText,
  sqlVdi,
} from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import type { Json } from '../../../model/reply.js'
import { backupName, type Context, type Handlers } from './handler.js'
import { ROWS_TABLE, setRows } from './sql-rows.js'
import {
  type At,
  type InDatabase,
  inDatabase,
  instanceNamed,
  inTransaction,
  NOTHING,
  named,
  onInstance,
  pathOf,
  placeOf,
  replyOf,
  type SqlOutcome,
} from './sql-statement.js'

type Spec = FullParams<'sql.create'>['databases'][number]
type FileSpec = Spec['data'][number]

const PAGES_PER_MEGABYTE = 128

/** Of a file that is not told how long; less than SQL Server's 8, so that a suite reads less. */
const FILE_MEGABYTES = 2

export const databaseHandlers: Handlers<
  'sql.create' | 'sql.databases' | 'sql.replicate' | 'sql.files' | 'sql.check' | 'sql.search'
> = {
  *'sql.create'(context, { server, databases }) {
    for (const spec of databases) {
      const at = named(context, server, spec.database)
      if ('kind' in at) return at
      const made = yield* onInstance(at, (connected) => create(connected, at.name, spec))
      if (made.kind !== 'done') return made
    }
    return replyOf(NOTHING)
  },
  *'sql.databases'(context, { server, instance }) {
    return yield* onInstance(instanceNamed(context, server, instance), listDatabases)
  },
  *'sql.replicate'(context, { server, database, instance, folder }) {
    const at = named(context, server, database)
    const other = instanceNamed(context, server, instance)
    if ('kind' in at) return at
    if ('kind' in other) return other
    return yield* onInstance(at, function* (connected): Process<SqlOutcome<Json>> {
      const place = { on: other.instance, folder: placeOf(folder) }
      const added = yield* sqlAvailability.addSecondary(connected.instance, at.name, place)
      return added.ok ? NOTHING : added
    })
  },
  *'sql.files'(context, { server, database }) {
    return yield* inDatabase(named(context, server, database), (at) => listFiles(context, at))
  },
  *'sql.check'(context, { server, database }) {
    return yield* inDatabase(named(context, server, database), ({ online }) => ({
      ok: true,
      value: { errors: sql.checkDatabase(online) },
    }))
  },
  *'sql.search'(context, { server, database, word }) {
    return yield* inDatabase(named(context, server, database), (at) => {
      const keys = sqlFullText.keysContaining(at.database, ROWS_TABLE.name, word)
      if (!keys.ok) return keys
      const rows = keys.value.map(Number).sort((left, right) => left - right)
      return { ok: true, value: { rows } }
    })
  },
}

function* create(at: At, name: string, spec: Spec): Process<SqlOutcome<Json>> {
  const groups = ['PRIMARY']
  const files = (specs: readonly FileSpec[]) =>
    specs.map((file) => fileOptions(at, { megabytes: FILE_MEGABYTES, ...file }, groups)) as [
      sql.FileOptions,
      ...sql.FileOptions[],
    ]
  const made = yield* sql.createDatabase(at.instance, {
    name,
    dataFiles: files(spec.data),
    logFiles: files(spec.log),
    recoveryModel: spec.recovery,
  })
  if (!made.ok) return made
  const online = sql.requireOnline(made.value)
  const table = online.ok ? sql.createTable(online.value, ROWS_TABLE) : online
  if (!table.ok || !online.ok) return table.ok ? NOTHING : table
  for (const catalog of spec.catalogs) {
    const added = yield* addCatalog(at, made.value, catalog)
    if (!added.ok) return added
  }
  const { rows } = spec
  const set =
    rows === undefined
      ? NOTHING
      : yield* inTransaction(online.value, (transaction) =>
          setRows(online.value, transaction, rows),
        )
  if (!set.ok) return set
  return spec.autoClose ? closeByItself(made.value, online.value) : NOTHING
}

function closeByItself(database: sql.Database, online: sql.Online): SqlOutcome<Json> {
  const set = sql.setOption(online, { autoClose: true })
  if (!set.ok) return set
  const closed = sql.closeIfUnused(database)
  return closed.ok ? NOTHING : closed
}

/** Its folder is made; file groups get their numbers as they come. */
export function fileOptions(
  { server }: At,
  { name, path, megabytes, filegroup = 'PRIMARY' }: FileSpec,
  groups: string[],
): sql.FileOptions {
  const place = placeOf(path)
  const volume = server.volumes.get(place.volume)
  if (volume !== undefined) makeFoldersFor(volume, place.path.replace(/^\\/, ''))
  if (!groups.includes(filegroup)) groups.push(filegroup)
  return {
    logicalName: name,
    ...place,
    filegroup: groups.indexOf(filegroup) + 1,
    ...(megabytes === undefined ? {} : { sizePages: Math.ceil(megabytes * PAGES_PER_MEGABYTE) }),
  }
}

/** The first catalog of a database indexes the text of its rows. */
export function* addCatalog(
  { server }: At,
  database: sql.Database,
  { name, path }: { readonly name: string; readonly path: string },
): Process<SqlOutcome<undefined>> {
  const place = placeOf(path)
  const volume = server.volumes.get(place.volume)
  if (volume !== undefined) makeFoldersFor(volume, place.path.replace(/^\\/, ''))
  const online = sql.useDatabase(database)
  if (!online.ok) return online
  const made = yield* sqlFullText.createCatalog(database, { name, ...place })
  if (!made.ok) return made
  const indexes = sqlFullText.fullTextIndexesOf(online.value)
  if (!indexes.ok || indexes.value.length > 0) return indexes.ok ? made : indexes
  const index = { table: ROWS_TABLE.name, column: 'body', catalog: name }
  return yield* sqlFullText.createFullTextIndex(database, index)
}

function listDatabases({ instance }: At): SqlOutcome<Json> {
  const databases = [...instance.databases.values()].map((database) => {
    const { name, state_desc, is_read_only } = sql.viewDatabase(database)
    const facts = sqlVdi.describeDatabase(database)
    return {
      name,
      state: state_desc,
      recovery: facts.recoveryModel ?? '',
      autoClose: facts.isAutoClose,
      readOnly: is_read_only ?? false,
      snapshotOf: database.snapshotOf?.source ?? '',
      replica: database.replica?.role ?? 'none',
    }
  })
  return { ok: true, value: { databases } }
}

function listFiles(context: Context, { server, online }: InDatabase): SqlOutcome<Json> {
  const base = sqlBackup.readBase(online.storage)
  if (!base.ok) return base
  const own = sqlBackup.fileBackupsSince(online, base.value)
  if (!own.ok) return own
  const nameOf = (found: sqlBackup.DifferentialBase | undefined) =>
    found === undefined ? '' : backupName(context, server, found.id)
  const files = [...online.storage.files.values()]
    .sort((left, right) => left.entry.id - right.entry.id)
    .map(({ entry, volume, handle }) => ({
      name: entry.logicalName,
      kind: entry.kind === 'log' ? 'LOG' : 'ROWS',
      path: pathOf(entry),
      openPath: pathOf({ volume: volume.name, path: handle.names.join('\\') }),
      sizeBytes: entry.sizePages * 8_192,
      base:
        entry.kind === 'log' ? '' : nameOf(sqlBackup.baseOfFile(base.value, own.value, entry.id)),
    }))
  const catalogs = sqlFullText.catalogsOf(online)
  if (!catalogs.ok) return catalogs
  const folders = catalogs.value.map((catalog) => ({
    name: catalog.name,
    kind: 'FULLTEXT',
    path: pathOf(catalog),
    openPath: '',
    sizeBytes: 0,
    base: nameOf(sqlFullText.baseOfCatalog(base.value, own.value, catalog)),
  }))
  return { ok: true, value: { files: [...files, ...folders] } }
}
