// Full-text catalogs and the indexes in them, as the database itself knows them: rows of two tables
// of its own, so that they are recovered, backed up and restored with everything else in it.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import type { DifferentialBase, FileBackup } from '../backup/index.js'
import { type Lsn, type Row, refuseSql, type SqlError } from '../page/index.js'
import {
  begin,
  commit,
  createTable,
  type Database,
  findTable,
  insert,
  type Online,
  type Place,
  peekAll,
  remove,
  rollback,
  type Table,
  type TableDefinition,
  type UserTransaction,
  update,
  useDatabase,
  whenWritable,
} from '../recovery/index.js'
import { type Folder, makeFolder, removeTree } from './folder.js'

/** sys.database_files shows it with type 4. */
export interface Catalog extends Place {
  readonly name: string
}

/** One that is there, and when it came. */
export interface KnownCatalog extends Catalog {
  readonly createdLsn: Lsn
}

export interface FullTextIndex {
  /** Of the table, which has one such index at most. */
  readonly table: string
  readonly column: string
  readonly catalog: string
}

const CATALOGS: TableDefinition = {
  name: 'sys.fulltext_catalogs',
  columns: [
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'volume', type: { kind: 'nvarchar', length: 260 }, nullable: false },
    { name: 'path', type: { kind: 'nvarchar', length: 260 }, nullable: false },
    { name: 'created', type: { kind: 'bigint' }, nullable: false },
  ],
  key: 'name',
}

const INDEXES: TableDefinition = {
  name: 'sys.fulltext_indexes',
  columns: [
    { name: 'table', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'column', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'catalog', type: { kind: 'nvarchar', length: 128 }, nullable: false },
  ],
  key: 'table',
}

const WITHOUT_FULL_TEXT: readonly string[] = ['master', 'model', 'tempdb']

/** The catalogs of a database, by name. */
export function catalogsOf(online: Online): Outcome<KnownCatalog[], SqlError> {
  const rows = rowsOf(online, CATALOGS)
  if (!rows.ok) return rows
  return ok(
    rows.value.map(([name, volume, path, created]) => ({
      name: String(name),
      volume: String(volume),
      path: String(path),
      createdLsn: Number(created) as Lsn,
    })),
  )
}

/** What the next native differential of a catalog rests on: backups of files hold what is new. */
export function baseOfCatalog(
  base: DifferentialBase | undefined,
  backups: readonly FileBackup[],
  { createdLsn }: KnownCatalog,
): DifferentialBase | undefined {
  if (base !== undefined && createdLsn < base.lsn) return base
  return backups.findLast(({ lsn }) => createdLsn < lsn)
}

export function fullTextIndexesOf(online: Online): Outcome<FullTextIndex[], SqlError> {
  const rows = rowsOf(online, INDEXES)
  if (!rows.ok) return rows
  return ok(
    rows.value.map(([table, column, catalog]) => ({
      table: String(table),
      column: String(column),
      catalog: String(catalog),
    })),
  )
}

/** Makes the folder, then the catalog known. */
export function* createCatalog(
  database: Database,
  catalog: Catalog,
): Process<Outcome<undefined, SqlError>> {
  const ready = yield* readyToAlter(database)
  if (!ready.ok) return ready
  const known = catalogNamed(ready.value, catalog.name)
  if (known.ok) return refuseSql('CATALOG_EXISTS', catalog.name)
  const folder = folderOf(database, ready.value, catalog)
  if (!folder.ok) return folder
  const config = `database=${ready.value.boot.guid}\r\ncatalog=${catalog.name}\r\n`
  const made = makeFolder(folder.value, config)
  if (!made.ok) return made
  const created = BigInt(ready.value.storage.log.end)
  const row = [catalog.name, catalog.volume, catalog.path, created]
  return yield* inTable(ready.value, CATALOGS, (online, transaction, table) =>
    insert(online, transaction, table, row),
  )
}

/** Forgets a catalog without indexes and deletes its folder. */
export function* dropCatalog(
  database: Database,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const ready = yield* readyToAlter(database)
  if (!ready.ok) return ready
  const found = catalogNamed(ready.value, name)
  if (!found.ok) return found
  const indexes = fullTextIndexesOf(ready.value)
  if (!indexes.ok) return indexes
  if (indexes.value.some(({ catalog }) => catalog === found.value.name))
    return refuseSql('CATALOG_NOT_EMPTY', name)
  const forgotten = yield* inTable(ready.value, CATALOGS, (online, transaction, table) =>
    remove(online, transaction, table, found.value.name),
  )
  if (!forgotten.ok) return forgotten
  const folder = folderOf(database, ready.value, found.value)
  return folder.ok ? removeTree(folder.value) : folder
}

/** Says that the catalog is elsewhere now; whoever restored its files has put them there. */
export function* relocateCatalog(
  database: Database,
  name: string,
  to: Place,
): Process<Outcome<undefined, SqlError>> {
  const ready = yield* readyToAlter(database)
  if (!ready.ok) return ready
  const found = catalogNamed(ready.value, name)
  if (!found.ok) return found
  const row = [found.value.name, to.volume, to.path, BigInt(found.value.createdLsn)]
  return yield* inTable(ready.value, CATALOGS, (online, transaction, table) =>
    update(online, transaction, table, row),
  )
}

/** An index on a column of words; it is empty until it is crawled. */
export function* createFullTextIndex(
  database: Database,
  index: FullTextIndex,
): Process<Outcome<undefined, SqlError>> {
  const ready = yield* readyToAlter(database)
  if (!ready.ok) return ready
  const catalog = catalogNamed(ready.value, index.catalog)
  if (!catalog.ok) return catalog
  if (indexOn(ready.value, index.table).ok) return refuseSql('FULL_TEXT_EXISTS', index.table)
  const table = findTable(ready.value, index.table)
  if (!table.ok) return table
  const column = columnOf(table.value, index.column)
  if (!column.ok) return column
  const row = [table.value.name, index.column, catalog.value.name]
  return yield* inTable(ready.value, INDEXES, (online, transaction, indexes) =>
    insert(online, transaction, indexes, row),
  )
}

/** Forgets an index and deletes its fragments. */
export function* dropFullTextIndex(
  database: Database,
  table: string,
): Process<Outcome<undefined, SqlError>> {
  const ready = yield* readyToAlter(database)
  if (!ready.ok) return ready
  const found = openIndex(database, ready.value, table)
  if (!found.ok) return found
  const forgotten = yield* inTable(ready.value, INDEXES, (online, transaction, indexes) =>
    remove(online, transaction, indexes, found.value.table.name),
  )
  if (!forgotten.ok) return forgotten
  const { folder, table: owner } = found.value
  return removeTree(folder, `${folder.path}\\Indexes\\${owner.object}`)
}

/** An index with what a crawl or a query needs of it. */
export interface OpenIndex {
  readonly folder: Folder
  readonly table: Table
  /** Which column holds the text. */
  readonly column: number
}

export function openIndex(
  database: Database,
  online: Online,
  name: string,
): Outcome<OpenIndex, SqlError> {
  const table = findTable(online, name)
  if (!table.ok) return table
  const index = indexOn(online, name)
  if (!index.ok) return index
  const catalog = catalogNamed(online, index.value.catalog)
  if (!catalog.ok) return catalog
  const folder = folderOf(database, online, catalog.value)
  if (!folder.ok) return folder
  const column = columnOf(table.value, index.value.column)
  return column.ok ? ok({ folder: folder.value, table: table.value, column: column.value }) : column
}

function folderOf(
  database: Database,
  online: Online,
  { volume: name, path }: Place,
): Outcome<Folder, SqlError> {
  const volume = database.volumes.get(name)
  if (volume === undefined) return refuseSql('FULL_TEXT_UNAVAILABLE', `there is no volume ${name}`)
  return ok({ online, volume, path })
}

function catalogNamed(online: Online, name: string): Outcome<KnownCatalog, SqlError> {
  const all = catalogsOf(online)
  if (!all.ok) return all
  const found = all.value.find((catalog) => catalog.name.toLowerCase() === name.toLowerCase())
  return found === undefined ? refuseSql('NO_SUCH_CATALOG', name) : ok(found)
}

function indexOn(online: Online, table: string): Outcome<FullTextIndex, SqlError> {
  const all = fullTextIndexesOf(online)
  if (!all.ok) return all
  const found = all.value.find((index) => index.table.toLowerCase() === table.toLowerCase())
  return found === undefined ? refuseSql('NOT_FULL_TEXT_INDEXED', table) : ok(found)
}

function columnOf({ format }: Table, name: string): Outcome<number, SqlError> {
  const at = format.columns.findIndex((column) => column.name === name)
  const kind = format.columns[at]?.type.kind
  return kind === 'varchar' || kind === 'nvarchar' ? ok(at) : refuseSql('NO_SUCH_COLUMN', name)
}

function* readyToAlter(database: Database): Process<Outcome<Online, SqlError>> {
  if (WITHOUT_FULL_TEXT.includes(database.name.toLowerCase()))
    return refuseSql('NO_FULL_TEXT_HERE', database.name)
  const online = useDatabase(database)
  if (!online.ok) return online
  if (online.value.boot.readOnly) return refuseSql('DB_READ_ONLY', database.name)
  const writable = yield* whenWritable(online.value)
  return writable.ok ? online : writable
}

function rowsOf(online: Online, definition: TableDefinition): Outcome<Row[], SqlError> {
  const table = findTable(online, definition.name)
  return table.ok ? peekAll(online, table.value) : ok([])
}

function* inTable(
  online: Online,
  definition: TableDefinition,
  work: (
    online: Online,
    transaction: UserTransaction,
    table: Table,
  ) => Process<Outcome<unknown, SqlError>>,
): Process<Outcome<undefined, SqlError>> {
  const known = findTable(online, definition.name)
  const table = known.ok ? known : createTable(online, definition)
  if (!table.ok) return table
  const transaction = begin(online)
  const done = yield* work(online, transaction, table.value)
  if (done.ok) return yield* commit(online, transaction)
  const undone = yield* rollback(online, transaction)
  return undone.ok ? done : undone
}
