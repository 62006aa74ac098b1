// Crawling: what differs between a table and its index goes into new fragments, a batch of rows at a
// time. Between batches the crawl waits for whoever holds the database or the volume still, so in a
// snapshot every fragment is whole.

import { type Outcome, ok } from '../../base/outcome.js'
import { milliseconds } from '../../base/units.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import { whenReleased } from '../../volume/index.js'
import type { SqlError } from '../page/index.js'
import { type Database, isAlive, lookUp, useDatabase, whenWritable } from '../recovery/index.js'
import { fullTextIndexesOf, type OpenIndex, openIndex } from './catalog.js'
import { removeFragment, writeFragment, writeStatus } from './folder.js'
import { fragmentOf } from './fragment.js'
import { keyOfText, keyText, readState, readWholeState } from './index-state.js'
import { wordsOf } from './words.js'

export interface Crawled {
  readonly indexed: number
  readonly deleted: number
  readonly fragments: number
}

/** Rows of one fragment, and what a batch of them takes. */
const BATCH_ROWS = 64
const BATCH_TIME = milliseconds(100)

/** Brings the index of a table up to what is committed in it. */
export function* crawl(database: Database, table: string): Process<Outcome<Crawled, SqlError>> {
  const online = useDatabase(database)
  if (!online.ok) return online
  const index = openIndex(database, online.value, table)
  if (!index.ok) return index
  const places = index.value.table.index.places(online.value.storage, index.value.table)
  if (!places.ok) return places
  const before = readState(index.value)
  if (!before.ok) return before
  const unseen = new Set(before.value.rows.keys())
  const batch: Batch = { rows: new Map(), deleted: [] }
  const crawled = { indexed: 0, deleted: 0, fragments: 0 }
  // A row that is being deleted has left the table's places and may come back, so it is asked for too.
  const keys = new Set([...places.value.byKey.keys(), ...[...unseen].map(keyOfText)])
  for (const key of keys) {
    const row = yield* lookUp(online.value, undefined, index.value.table, key)
    if (!row.ok) return row
    const name = keyText(key)
    if (row.value === undefined) {
      if (unseen.has(name)) batch.deleted.push(name)
    } else {
      const words = wordsOf(String(row.value[index.value.column] ?? ''))
      if (!isSame(before.value.rows.get(name), words)) batch.rows.set(name, words)
    }
    if (batch.rows.size + batch.deleted.length < BATCH_ROWS) continue
    const written = yield* writeBatch(index.value, batch, crawled)
    if (!written.ok) return written
    yield* sleepUntil(later(database.sim.now, BATCH_TIME))
  }
  const written = yield* writeBatch(index.value, batch, crawled)
  if (!written.ok) return written
  const noted = yield* noteStatus(index.value, crawled)
  return noted.ok ? ok(crawled) : noted
}

/** MASTER MERGE: one new fragment with everything, and then the others go. */
export function* mergeFragments(
  database: Database,
  table: string,
): Process<Outcome<undefined, SqlError>> {
  const index = yield* quietIndex(database, table)
  if (!index.ok) return index
  const state = readWholeState(index.value)
  if (!state.ok) return state
  const { rows, nextNumber, fragments } = state.value
  if (fragments.length < 2) return ok(undefined)
  const replaces = fragments.flatMap(({ fragment }) => fragment?.number ?? [])
  const merged = fragmentOf(nextNumber, rows, { replaces })
  const { folder, table: owner } = index.value
  const written = writeFragment(folder, owner.object, merged)
  if (!written.ok) return written
  return removeReplaced(index.value)
}

/**
 * What a crash calls for: files that are not whole go, a merge that was cut short is ended, and the
 * index catches up with its table.
 */
export function* recoverIndex(
  database: Database,
  table: string,
): Process<Outcome<Crawled, SqlError>> {
  const index = yield* quietIndex(database, table)
  if (!index.ok) return index
  const state = readState(index.value)
  if (!state.ok) return state
  for (const file of state.value.damaged) {
    const removed = removeFragment(index.value.folder, file)
    if (!removed.ok) return removed
  }
  const ended = removeReplaced(index.value)
  return ended.ok ? yield* crawl(database, table) : ended
}

/** Recovers every index of a database, for whoever starts the server. */
export function* recoverIndexes(database: Database): Process<Outcome<undefined, SqlError>> {
  const online = useDatabase(database)
  if (!online.ok) return online
  const indexes = fullTextIndexesOf(online.value)
  if (!indexes.ok) return indexes
  for (const { table } of indexes.value) {
    const recovered = yield* recoverIndex(database, table)
    if (!recovered.ok) return recovered
  }
  return ok(undefined)
}

function removeReplaced(index: OpenIndex): Outcome<undefined, SqlError> {
  const state = readState(index)
  if (!state.ok) return state
  const replaced = new Set<number>()
  for (const { fragment } of state.value.fragments)
    for (const number of fragment?.replaces ?? []) replaced.add(number)
  for (const { file, fragment } of state.value.fragments) {
    if (fragment === undefined || !replaced.has(fragment.number)) continue
    const removed = removeFragment(index.folder, file)
    if (!removed.ok) return removed
  }
  return ok(undefined)
}

interface Batch {
  readonly rows: Map<string, string[]>
  readonly deleted: string[]
}

/** Writes what was gathered into a fragment and begins to gather anew. */
function* writeBatch(
  index: OpenIndex,
  batch: Batch,
  crawled: { indexed: number; deleted: number; fragments: number },
): Process<Outcome<undefined, SqlError>> {
  const { rows, deleted } = batch
  if (rows.size + deleted.length === 0) return ok(undefined)
  const ready = yield* whenQuiet(index)
  if (!ready.ok) return ready
  // Another crawl may have written while this one waited.
  const state = readState(index)
  if (!state.ok) return state
  const fragment = fragmentOf(state.value.nextNumber, rows, { deleted: [...deleted] })
  const written = writeFragment(index.folder, index.table.object, fragment)
  if (!written.ok) return written
  crawled.indexed += rows.size
  crawled.deleted += deleted.length
  crawled.fragments++
  rows.clear()
  deleted.length = 0
  return written
}

function* noteStatus(index: OpenIndex, crawled: Crawled): Process<Outcome<undefined, SqlError>> {
  const ready = yield* whenQuiet(index)
  if (!ready.ok) return ready
  const { indexed, deleted, fragments } = crawled
  if (fragments === 0) return ok(undefined)
  const { sim } = index.folder.volume
  const status = `at=${sim.now}\r\nindexed=${indexed}\r\ndeleted=${deleted}\r\n`
  return writeStatus(index.folder, status)
}

/** Waits while the database is frozen, or the volume of the catalog holds writes. */
/** The index, once nobody holds its database or its volume still. */
function* quietIndex(database: Database, table: string): Process<Outcome<OpenIndex, SqlError>> {
  const online = useDatabase(database)
  if (!online.ok) return online
  const index = openIndex(database, online.value, table)
  if (!index.ok) return index
  const ready = yield* whenQuiet(index.value)
  return ready.ok ? index : ready
}

function* whenQuiet({ folder }: OpenIndex): Process<Outcome<undefined, SqlError>> {
  const { online, volume } = folder
  for (;;) {
    const writable = yield* whenWritable(online)
    if (!writable.ok || !isAlive(online)) return writable
    if (volume.hold.kind !== 'held') return ok(undefined)
    yield* whenReleased(volume)
  }
}

function isSame(left: readonly string[] | undefined, right: readonly string[]): boolean {
  return left?.length === right.length && right.every((word, place) => left[place] === word)
}
