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
import { compareKeys, keyOfBytes } from './key.js'

export interface RowPlace {
  readonly page: PageId
  readonly slot: number
}

export interface Table {
  readonly object: number
  readonly name: string
  readonly format: RowFormat
  /** The first column of the key. */
  readonly key: number
  readonly keys: readonly number[]
  readonly details: TableDetails
  readonly heap: Heap
  readonly index: KeyIndex
  /** What was given out last; unknown until it is first needed. */
  readonly counters: {
    row: bigint | undefined
    identity: bigint | undefined
    /** What `details.properties` says, as somebody read it. */
    read?: { readonly text: string; readonly value: unknown }
  }
}

/** What the catalogue keeps of a table beside its columns. */
export interface TableDetails {
  /** The last column is none of the user's: it numbers the rows of a table without a key. */
  readonly hiddenKey?: boolean
  /** Columns that together are different in every row. */
  readonly uniques?: readonly (readonly number[])[]
  /** What the layers above know of the table: defaults, names of constraints and the like. */
  readonly properties?: string
}

export interface TableDefinition {
  readonly name: string
  readonly columns: readonly Column[]
  /** The columns that are the primary key. */
  readonly key: string | readonly string[]
  readonly details?: TableDetails
  readonly filegroup?: number
}

export interface Places {
  readonly byKey: Map<SqlValue, RowPlace>
  /** Every key in order, and some that are gone. Made when it is asked for; only ever appended to. */
  sorted: SqlValue[] | undefined
  /** Per rule of `details.uniques`: whose row has these values. Made when it is asked for. */
  uniques: Map<SqlValue, SqlValue>[] | undefined
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
    this.#places = {
      byKey: new Map(byKey),
      sorted: undefined,
      uniques: undefined,
      ghosts: [...ghosts],
      last,
    }
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
  { name: 'details', type: { kind: 'nvarchar', length: 3_000 }, nullable: true },
])

export { TABLES_OBJECT }

/** Notes where the row of a key is. */
export function setPlace(places: Places, key: SqlValue, place: RowPlace): void {
  places.byKey.set(key, place)
  const { sorted } = places
  if (sorted === undefined) return
  const last = sorted.at(-1)
  if (last === undefined || compareKeys(last, key) < 0) sorted.push(key)
  else if (sorted[firstAtLeast(sorted, key)] !== key) places.sorted = undefined
}

/** Every key in order, and some that are gone; who goes through it stops at the length it had. */
export function sortedKeys(online: Online, table: Table): Outcome<readonly SqlValue[], SqlError> {
  const places = table.index.places(online.storage, table)
  if (!places.ok) return places
  if (places.value.sorted !== undefined) return ok(places.value.sorted)
  const edited = table.index.edit(online.storage, table)
  if (!edited.ok) return edited
  edited.value.sorted = [...edited.value.byKey.keys()].sort(compareKeys)
  return ok(edited.value.sorted)
}

/** Where in the order the key is, or would be. */
export function firstAtLeast(sorted: readonly SqlValue[], key: SqlValue): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareKeys(sorted[middle] ?? null, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

export function findTable(online: Online, name: string): Outcome<Table, SqlError> {
  const table = online.tables.get(name.toLowerCase())
  return table === undefined ? refuseSql('NO_SUCH_OBJECT', name) : ok(table)
}

/** Makes a table; it is on disk when this returns. */
export function createTable(online: Online, definition: TableDefinition): Outcome<Table, SqlError> {
  const { name, columns, filegroup = 1 } = definition
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', online.boot.name)
  if (online.tables.has(name.toLowerCase())) return refuseSql('OBJECT_EXISTS', name)
  const keys = keysOf(definition)
  if (!keys.ok) return keys
  let object = FIRST_USER_OBJECT
  for (const table of online.tables.values()) object = Math.max(object, table.object + 1)
  const { storage } = online
  const made = inDurableTransaction(storage, (transaction) => {
    const heap = createHeap(storage, transaction, { object, filegroup, file: fileId(1) })
    if (!heap.ok) return heap
    const format = rowFormat(columns)
    const keyed = { keys: keys.value, details: definition.details ?? {} }
    const bytes = encodeDefinition({ object, name, format, ...keyed, heap: heap.value })
    if (!bytes.ok) return bytes
    const inserted = insertIntoChain(storage, transaction, CATALOGUE, bytes.value)
    return inserted.ok ? heap : inserted
  })
  if (!made.ok) return made
  const format = rowFormat(columns)
  const table: Table = {
    object,
    name,
    format,
    key: keys.value[0] as number,
    keys: keys.value,
    details: definition.details ?? {},
    heap: made.value,
    index: new KeyIndex(),
    counters: { row: undefined, identity: undefined },
  }
  online.tables.set(name.toLowerCase(), table)
  return ok(table)
}

function keysOf({ columns, key }: TableDefinition): Outcome<number[], SqlError> {
  const keys: number[] = []
  for (const name of typeof key === 'string' ? [key] : key) {
    const index = columns.findIndex((column) => column.name === name)
    if (index < 0) return refuseSql('NO_SUCH_OBJECT', name)
    keys.push(index)
  }
  return keys.length === 0 ? refuseSql('NO_SUCH_OBJECT', 'a key') : ok(keys)
}

/** Changes what the catalogue says of a table beside its columns; it is on disk when this returns. */
export function describeTable(
  online: Online,
  table: Table,
  details: TableDetails,
): Outcome<Table, SqlError> {
  const described: Table = { ...table, details }
  const bytes = encodeDefinition(described)
  if (!bytes.ok) return bytes
  const done = inDurableTransaction(online.storage, (transaction) => {
    const isIt = (row: Uint8Array) => isDefinitionOf(row, table)
    const removed = removeFromChain(online.storage, transaction, CATALOGUE, isIt)
    if (!removed.ok) return removed
    return insertIntoChain(online.storage, transaction, CATALOGUE, bytes.value)
  })
  if (!done.ok) return done
  const places = table.index.edit(online.storage, table)
  if (places.ok) places.value.uniques = undefined
  online.tables.set(table.name.toLowerCase(), described)
  return ok(described)
}

/** How a table lies in the catalogue. */
export function encodeDefinition(
  table: Pick<Table, 'object' | 'name' | 'format' | 'keys' | 'details' | 'heap'>,
): Outcome<Uint8Array, SqlError> {
  const { object, name, format, keys, details, heap } = table
  const columns = formatColumns(format.columns)
  const all = keys.length > 1 ? { ...details, keys } : details
  const kept = Object.keys(all).length === 0 ? null : JSON.stringify(all)
  const [key = 0] = keys
  const row = [object, name, columns, key, BigInt(heap.firstIam), heap.filegroup, kept]
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
  const key = Number(column(3))
  const kept = decodeColumn(CATALOGUE_FORMAT, row, 6) ?? '{}'
  const { keys = [key], ...details } = JSON.parse(String(kept)) as TableDetails & {
    keys?: readonly number[]
  }
  return {
    object,
    name: String(column(1)),
    format: rowFormat(parseColumns(String(column(2)))),
    key,
    keys,
    details,
    heap,
    index: new KeyIndex(),
    counters: { row: undefined, identity: undefined },
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
      else byKey.set(keyOfBytes(table, row), { page, slot })
    }
  }
  const last = pages.value.at(-1)
  return ok({ byKey, sorted: undefined, uniques: undefined, ghosts, last })
}
