// Reading and changing rows. A row that is changed or deleted stays in its slot until its
// transaction has ended; only bytes of equal length are replaced in place.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { addHeapPage, perform } from '../../allocation/index.js'
import type { Change } from '../../log/index.js'
import {
  decodeRow,
  encodeRow,
  fits,
  nextSlot,
  type PageId,
  type Row,
  refuseSql,
  rowAt,
  type SqlError,
  type SqlValue,
} from '../../page/index.js'
import { isAlive, type Online } from './database.js'
import { isReadOnlyFilegroup } from './filegroups.js'
import { isHeld, whenWritable } from './freeze.js'
import { reclaimPage } from './ghosts.js'
import { foldKey, keyOf } from './key.js'
import { lockName, whenUnlocked } from './locks.js'
import { type RowPlace, setPlace, sortedKeys, type Table } from './table.js'
import { lockRowOf, lockTable, tryLockRowOf } from './table-locks.js'
import { takeBack, type UserTransaction } from './transaction.js'
import { checkUniques, noteUniques } from './uniques.js'

const NOTHING = new Uint8Array(0)

export function* insert(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  row: Row,
): Process<Outcome<undefined, SqlError>> {
  const encoded = encodeRow(table.format, row)
  if (!encoded.ok) return encoded
  const key = keyOf(table, row)
  const ready = yield* prepare(online, transaction, table, key)
  if (!ready.ok) return ready
  const at = placeOf(online, table, key)
  if (!at.ok) return at
  if (at.value !== undefined) return refuseSql('DUPLICATE_KEY', `${table.name}: ${String(key)}`)
  const unique = checkUniques(online, table, row, key)
  if (!unique.ok) return unique
  return place(online, transaction, table, { key, bytes: encoded.value })
}

/** Puts another row where the key's row is; false when there is none. The key stays. */
export function* update(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  row: Row,
): Process<Outcome<boolean, SqlError>> {
  const encoded = encodeRow(table.format, row)
  if (!encoded.ok) return encoded
  const key = keyOf(table, row)
  const ready = yield* prepare(online, transaction, table, key)
  if (!ready.ok) return ready
  const at = placeOf(online, table, key)
  if (!at.ok) return at
  if (at.value === undefined) return ok(false)
  const unique = checkUniques(online, table, row, key)
  if (!unique.ok) return unique
  const done = replace(online, transaction, table, { key, bytes: encoded.value, at: at.value })
  return done.ok ? ok(true) : done
}

/** False when there is no such row. */
export function* remove(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  asked: SqlValue,
): Process<Outcome<boolean, SqlError>> {
  const key = foldKey(asked)
  const ready = yield* prepare(online, transaction, table, key)
  if (!ready.ok) return ready
  const at = placeOf(online, table, key)
  if (!at.ok) return at
  if (at.value === undefined) return ok(false)
  const done = bury(online, transaction, table, { key, at: at.value })
  return done.ok ? ok(true) : done
}

/** The row of that key as it is committed, or as the asking transaction left it. */
export function* lookUp(
  online: Online,
  transaction: UserTransaction | undefined,
  table: Table,
  asked: SqlValue,
): Process<Outcome<Row | undefined, SqlError>> {
  const key = foldKey(asked)
  const free = yield* whenUnlocked(online, transaction, lockName(table, key))
  return free.ok ? peek(online, table, key) : free
}

/** All rows by key, each as it is committed when it is reached. */
export function* scanTable(
  online: Online,
  transaction: UserTransaction | undefined,
  table: Table,
): Process<Outcome<Row[], SqlError>> {
  const keys = sortedKeys(online, table)
  if (!keys.ok) return keys
  const rows: Row[] = []
  for (const key of keys.value.slice()) {
    const row = yield* lookUp(online, transaction, table, key)
    if (!row.ok) return row
    if (row.value !== undefined) rows.push(row.value)
  }
  return ok(rows)
}

/** All rows by key; until the transaction ends nobody else changes, adds or takes one. */
export function* scanSerializable(
  online: Online,
  transaction: UserTransaction,
  table: Table,
): Process<Outcome<Row[], SqlError>> {
  const locked = yield* lockTable(online, transaction, table)
  return locked.ok ? yield* scanTable(online, transaction, table) : locked
}

/** The row of that key as it stands, committed or not; never waits. */
export function peek(
  online: Online,
  table: Table,
  key: SqlValue,
): Outcome<Row | undefined, SqlError> {
  if (!isAlive(online)) return refuseSql('CONNECTION_BROKEN')
  const at = placeOf(online, table, foldKey(key))
  if (!at.ok || at.value === undefined) return at.ok ? ok(undefined) : at
  const bytes = bytesAt(online, at.value)
  return bytes.ok ? ok(decodeRow(table.format, bytes.value)) : bytes
}

/** Every row as it stands, committed or not, by key; never waits. */
export function peekAll(online: Online, table: Table): Outcome<Row[], SqlError> {
  const keys = sortedKeys(online, table)
  if (!keys.ok) return keys
  const rows: Row[] = []
  for (const key of keys.value.slice()) {
    const row = peek(online, table, key)
    if (!row.ok) return row
    if (row.value !== undefined) rows.push(row.value)
  }
  return ok(rows)
}

/** What every change waits for: a database that may be written, and the row's lock. */
function* prepare(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  key: SqlValue,
): Process<Outcome<undefined, SqlError>> {
  if (!isAlive(online)) return refuseSql('CONNECTION_BROKEN')
  if (!online.transactions.has(transaction)) return refuseSql('NO_TRANSACTION')
  if (online.boot.readOnly) return refuseSql('DB_READ_ONLY', online.boot.name)
  if (isReadOnlyFilegroup(online, table.heap.filegroup))
    return refuseSql('FILEGROUP_READ_ONLY', table.name)
  if (!tryLockRowOf(online, transaction, table, key)) {
    const locked = yield* lockRowOf(online, transaction, table, key)
    if (!locked.ok) return locked
  }
  if (isHeld(online)) {
    const writable = yield* whenWritable(online)
    if (!writable.ok) return writable
  }
  return online.storage.pool.trim(true)
}

function placeOf(
  online: Online,
  table: Table,
  key: SqlValue,
): Outcome<RowPlace | undefined, SqlError> {
  const places = table.index.places(online.storage, table)
  return places.ok ? ok(places.value.byKey.get(key)) : places
}

function bytesAt(online: Online, at: RowPlace): Outcome<Uint8Array, SqlError> {
  const page = online.storage.pool.read(at.page)
  if (!page.ok) return page
  return ok(rowAt(page.value, at.slot) ?? NOTHING)
}

/** Puts a row on the table's last page, or on a new one. */
function place(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  row: { readonly key: SqlValue; readonly bytes: Uint8Array },
): Outcome<undefined, SqlError> {
  const { storage } = online
  const target = pageFor(online, table, row.bytes.length)
  if (!target.ok) return target
  const page = storage.pool.read(target.value)
  if (!page.ok) return page
  const slot = nextSlot(page.value)
  noteUniques(online, table, row.key, { after: row.bytes })
  const done = perform(storage, transaction.log, {
    kind: 'insert',
    page: target.value,
    place: slot,
    before: NOTHING,
    after: row.bytes,
  })
  return done.ok ? move(online, transaction, table, row.key, { page: target.value, slot }) : done
}

function pageFor(online: Online, table: Table, length: number): Outcome<PageId, SqlError> {
  const { storage } = online
  const places = table.index.places(storage, table)
  if (!places.ok) return places
  const { last } = places.value
  if (last !== undefined) {
    const page = storage.pool.read(last)
    if (!page.ok) return page
    if (fits(page.value, length)) return ok(last)
  }
  const reclaimed = reclaimPage(online, table, length)
  if (!reclaimed.ok) return reclaimed
  if (reclaimed.value !== undefined) return ok(reclaimed.value)
  const added = addHeapPage(storage, table.heap, last)
  if (!added.ok) return added
  const edited = table.index.edit(storage, table)
  if (edited.ok) edited.value.last = added.value
  return added
}

function replace(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  row: { readonly key: SqlValue; readonly bytes: Uint8Array; readonly at: RowPlace },
): Outcome<undefined, SqlError> {
  const old = bytesAt(online, row.at)
  if (!old.ok) return old
  if (old.value.length === row.bytes.length) {
    const { page, slot } = row.at
    const before = old.value.slice()
    noteUniques(online, table, row.key, { before, after: row.bytes })
    const change: Change = { kind: 'overwrite', page, place: slot, before, after: row.bytes }
    return perform(online.storage, transaction.log, change)
  }
  const changes = transaction.log.undo.length
  const moves = transaction.moved.length
  const buried = bury(online, transaction, table, row)
  const done = buried.ok ? place(online, transaction, table, row) : buried
  if (done.ok) return done
  // Half an update is none.
  const undone = takeBack(online, transaction, { changes, moves })
  return undone.ok ? done : undone
}

/** Marks a row as deleted; it keeps its slot and its bytes. */
function bury(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  row: { readonly key: SqlValue; readonly at: RowPlace },
): Outcome<undefined, SqlError> {
  const { page, slot } = row.at
  const old = table.details.uniques === undefined ? undefined : bytesAt(online, row.at)
  if (old?.ok === true) noteUniques(online, table, row.key, { before: old.value })
  const change: Change = { kind: 'ghost', page, place: slot, before: NOTHING, after: NOTHING }
  const done = perform(online.storage, transaction.log, change)
  return done.ok ? move(online, transaction, table, row.key, undefined) : done
}

function move(
  online: Online,
  transaction: UserTransaction,
  table: Table,
  key: SqlValue,
  to: RowPlace | undefined,
): Outcome<undefined, SqlError> {
  const places = table.index.edit(online.storage, table)
  if (!places.ok) return places
  const { byKey } = places.value
  transaction.moved.push({ table, key, before: byKey.get(key) })
  if (to === undefined) byKey.delete(key)
  else setPlace(places.value, key, to)
  return ok(undefined)
}
