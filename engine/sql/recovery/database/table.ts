// Tables, and where their rows are. The key index is made from the pages when it is first needed;
// a crash and a restart begin without one.

import { present } from '../../../base/assert.js'
import { FORK, type Forkable } from '../../../base/fork.js'
import { type Outcome, ok } from '../../../base/outcome.js'
import {
  createHeap,
  freeHeap,
  type Heap,
  heapPages,
  inDurableTransaction,
  insertIntoChain,
  removeFromChain,
  rowsOfChain,
  type Storage,
} from '../../allocation/index.js'
import {
  type Column,
  decodeColumn,
  encodeRow,
  fileId,
  formatColumns,
  isGhost,
  type PageId,
  pageId,
  parseColumns,
  type RowFormat,
  refuseSql,
  rowAt,
  rowFormat,
  type SqlError,
  type SqlValue,
  slotCount,
  TABLES_PAGE,
} from '../../page/index.js'
import type { Online } from './database.js'

export interface RowPlace {
  readonly page: PageId
  readonly slot: number
}

export interface Table {
  readonly object: number
  readonly name: string
  readonly format: RowFormat
  /** Which column is the primary key. */
  readonly key: number
  readonly heap: Heap
  readonly index: KeyIndex
}

export interface TableDefinition {
  readonly name: string
  readonly columns: readonly Column[]
  /** The name of the column that is the primary key. */
  readonly key: string
  readonly filegroup?: number
}

interface Places {
  readonly byKey: Map<SqlValue, RowPlace>
  /** Rows that were deleted for good and still take up their bytes. */
  readonly ghosts: RowPlace[]
  last: PageId | undefined
}

/**
 * Where each key's row is; known only once it was asked for. A fork shares what is known, and each
 * side copies it when it first changes it.
 */
export class KeyIndex implements Forkable {
  #places: Places | undefined
  #owned = true

  /** For reading. The first time, all pages of the table are read. */
  places(storage: Storage, table: Table): Outcome<Readonly<Places>, SqlError> {
    if (this.#places !== undefined) return ok(this.#places)
    const read = readPlaces(storage, table)
    if (read.ok) this.#places = read.value
    return read
  }

  /** For changing. */
  edit(storage: Storage, table: Table): Outcome<Places, SqlError> {
    const known = this.places(storage, table)
    if (!known.ok || this.#owned) return known
    this.#owned = true
    const { byKey, ghosts, last } = known.value
    this.#places = { byKey: new Map(byKey), ghosts: [...ghosts], last }
    return ok(this.#places)
  }

  [FORK](_copy: unknown, register: (self: object) => void): KeyIndex {
    const result = new KeyIndex()
    register(result)
    result.#places = this.#places
    result.#owned = this.#places === undefined
    this.#owned = result.#owned
    return result
  }
}

/** Objects below are the system's own. */
const FIRST_USER_OBJECT = 100
const TABLES_OBJECT = 5
const CATALOGUE = pageId(fileId(1), TABLES_PAGE)

const CATALOGUE_FORMAT = rowFormat([
  { name: 'object_id', type: { kind: 'int' }, nullable: false },
  { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
  { name: 'columns', type: { kind: 'nvarchar', length: 3_000 }, nullable: false },
  { name: 'key_column', type: { kind: 'int' }, nullable: false },
  { name: 'first_iam', type: { kind: 'bigint' }, nullable: false },
  { name: 'filegroup', type: { kind: 'int' }, nullable: false },
])

export { TABLES_OBJECT }

export function findTable(online: Online, name: string): Outcome<Table, SqlError> {
  const table = online.tables.get(name.toLowerCase())
  return table === undefined ? refuseSql('NO_SUCH_OBJECT', name) : ok(table)
}

/** Makes a table; it is on disk when this returns. */
export function createTable(online: Online, definition: TableDefinition): Outcome<Table, SqlError> {
  const { name, columns, filegroup = 1 } = definition
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', online.boot.name)
  if (online.tables.has(name.toLowerCase())) return refuseSql('OBJECT_EXISTS', name)
  const key = columns.findIndex((column) => column.name === definition.key)
  if (key < 0) return refuseSql('NO_SUCH_OBJECT', definition.key)
  let object = FIRST_USER_OBJECT
  for (const table of online.tables.values()) object = Math.max(object, table.object + 1)
  const { storage } = online
  const made = inDurableTransaction(storage, (transaction) => {
    const heap = createHeap(storage, transaction, { object, filegroup, file: fileId(1) })
    if (!heap.ok) return heap
    const format = rowFormat(columns)
    const bytes = encodeDefinition({ object, name, format, key, heap: heap.value })
    if (!bytes.ok) return bytes
    const inserted = insertIntoChain(storage, transaction, CATALOGUE, bytes.value)
    return inserted.ok ? heap : inserted
  })
  if (!made.ok) return made
  const format = rowFormat(columns)
  const table: Table = { object, name, format, key, heap: made.value, index: new KeyIndex() }
  online.tables.set(name.toLowerCase(), table)
  return ok(table)
}

/** How a table lies in the catalogue. */
export function encodeDefinition(
  table: Pick<Table, 'object' | 'name' | 'format' | 'key' | 'heap'>,
): Outcome<Uint8Array, SqlError> {
  const { object, name, format, key, heap } = table
  const columns = formatColumns(format.columns)
  const row = [object, name, columns, key, BigInt(heap.firstIam), heap.filegroup]
  return encodeRow(CATALOGUE_FORMAT, row)
}

export function isDefinitionOf(row: Uint8Array, { object }: Pick<Table, 'object'>): boolean {
  return decodeColumn(CATALOGUE_FORMAT, row, 0) === object
}

/** Drops a table and gives back its pages. */
export function dropTable(online: Online, name: string): Outcome<undefined, SqlError> {
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', online.boot.name)
  const found = findTable(online, name)
  if (!found.ok) return found
  const { storage } = online
  const dropped = inDurableTransaction(storage, (transaction) => {
    const isIt = (row: Uint8Array) => isDefinitionOf(row, found.value)
    const removed = removeFromChain(storage, transaction, CATALOGUE, isIt)
    return removed.ok ? freeHeap(storage, transaction, found.value.heap) : removed
  })
  if (dropped.ok) online.tables.delete(name.toLowerCase())
  return dropped
}

/** Fills in what the database says of its tables. */
export function loadTables(online: Online): Outcome<undefined, SqlError> {
  const rows = rowsOfChain(online.storage, CATALOGUE)
  if (!rows.ok) return rows
  for (const { row } of rows.value) {
    const table = tableOf(row)
    online.tables.set(table.name.toLowerCase(), table)
  }
  return ok(undefined)
}

function tableOf(row: Uint8Array): Table {
  const column = (index: number) => present(decodeColumn(CATALOGUE_FORMAT, row, index), 'a column')
  const object = Number(column(0))
  const heap = { object, firstIam: Number(column(4)) as PageId, filegroup: Number(column(5)) }
  return {
    object,
    name: String(column(1)),
    format: rowFormat(parseColumns(String(column(2)))),
    key: Number(column(3)),
    heap,
    index: new KeyIndex(),
  }
}

function readPlaces(storage: Storage, table: Table): Outcome<Places, SqlError> {
  const pages = heapPages(storage, table.heap)
  if (!pages.ok) return pages
  const byKey = new Map<SqlValue, RowPlace>()
  const ghosts: RowPlace[] = []
  for (const page of pages.value) {
    const read = storage.pool.read(page)
    if (!read.ok) return read
    for (let slot = 0; slot < slotCount(read.value); slot++) {
      const row = rowAt(read.value, slot)
      if (row === undefined) continue
      // Nobody has changed the table yet, so whoever deleted the row has ended.
      if (isGhost(row)) ghosts.push({ page, slot })
      else byKey.set(decodeColumn(table.format, row, table.key), { page, slot })
    }
  }
  return ok({ byKey, ghosts, last: pages.value.at(-1) })
}
