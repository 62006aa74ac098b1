// Reading a table as a statement may: what others have changed and not committed is waited for, or
// locked, or looked at all the same, by the isolation level and the hints.

import type { Outcome } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { SqlError } from '../../page/index.js'
import {
  foldKey,
  joinKey,
  lockName,
  lockRowOf,
  lockTable,
  peek,
  type SqlValue,
  sortedKeys,
  type Table,
  tryLockRowOf,
  type UserTransaction,
  whenUnlocked,
} from '../../recovery/index.js'
import type { WireValue } from '../port.js'
import type { TableAccess } from '../query/leaf.js'
import { Pause, type PlanColumn, type Step, type Work } from '../query/plan.js'
import { type Patience, patiently } from '../run/patience.js'
import { demand } from '../value/failure.js'
import {
  changedColumns,
  tableInfo,
  toStored,
  toWire,
  visibleColumns,
  wireTypeOfColumn,
} from './table-info.js'
import type { TableTarget } from './target.js'

/** How much of others a reader sees. */
export type ReadMode = 'dirty' | 'committed' | 'skip-locked' | 'locked' | 'serializable'

export interface Reading {
  readonly mode: ReadMode
  readonly patience: Patience
  readonly work: Work
  /** The own transaction in the database; locks are taken for it. */
  transaction(): UserTransaction | undefined
  /** The same, begun when there is none. */
  begin(): UserTransaction
}

export function columnsOf(table: Table): PlanColumn[] {
  const { identity, declared } = tableInfo(table)
  return visibleColumns(table).map(({ name, type, nullable }, index) => {
    const column = { name, type: wireTypeOfColumn(type, declared?.[index]), nullable }
    return identity?.column === index ? { ...column, identity: true } : column
  })
}

export function tableAccess(target: TableTarget, reading: Reading): TableAccess {
  const { table } = target
  return {
    name: target.name,
    schema: target.schema,
    database: target.database,
    columns: columnsOf(table),
    key: table.details.hiddenKey === true ? [] : table.keys,
    scan: () => scan(target, reading),
    lookUp: (key) => lookUp(target, reading, key),
  }
}

function* scan(target: TableTarget, reading: Reading): Generator<Step> {
  for (const step of scanKeyed(target, reading)) {
    if (step instanceof Pause) yield step
    else yield step.row
  }
}

export interface KeyedRow {
  readonly key: SqlValue
  readonly row: readonly WireValue[]
}

/** Rows with their keys, in the order of the keys. */
export function* scanKeyed(target: TableTarget, reading: Reading): Generator<KeyedRow | Pause> {
  const { online, table } = target
  const { mode, work } = reading
  if (mode === 'serializable') yield new Pause(() => lockWhole(target, reading))
  const keys = demand(sortedKeys(online, table))
  const count = keys.length
  const gone = mode === 'committed' || mode === 'locked' ? goneKeys(target, reading) : []
  for (const key of gone) yield* oneRow(target, reading, key)
  const changed = changedColumns(table)
  const isHidden = table.details.hiddenKey === true
  for (let at = 0; at < count; at++) {
    const key = keys[at] as SqlValue
    if (mode === 'locked') yield* lockOne(target, reading, key)
    else if (mode !== 'dirty' && online.locks.size > 0 && isOthers(target, reading, key)) {
      if (mode === 'skip-locked') continue
      yield new Pause(() => waitFor(target, reading, key))
    }
    const row = demand(peek(online, table, key))
    if (row === undefined) continue
    const wire = toWire(row as SqlValue[], changed, table)
    yield { key, row: isHidden ? wire.slice(0, -1) : wire }
    if (work.tick()) yield work.slice
  }
}

/** Rows that others have deleted and not committed: they may come back. */
function goneKeys({ online, table }: TableTarget, reading: Reading): SqlValue[] {
  const own = reading.transaction()
  const keys: SqlValue[] = []
  const others = [
    ...online.transactions,
    ...[...online.branches.values()].map(({ transaction }) => transaction),
  ]
  const places = table.index.places(online.storage, table)
  for (const other of others) {
    if (other === own) continue
    for (const { table: moved, key, before } of other.moved)
      if (
        moved.object === table.object &&
        before !== undefined &&
        places.ok &&
        !places.value.byKey.has(key)
      )
        keys.push(key)
  }
  return [...new Set(keys)]
}

function* lookUp(
  target: TableTarget,
  reading: Reading,
  values: readonly WireValue[],
): Generator<Step> {
  for (const step of lookUpKeyed(target, reading, values)) {
    if (step instanceof Pause) yield step
    else yield step.row
  }
}

export function* lookUpKeyed(
  target: TableTarget,
  reading: Reading,
  values: readonly WireValue[],
): Generator<KeyedRow | Pause> {
  const { table } = target
  const stored = values.map((value, index) => {
    const column = table.format.columns[table.keys[index] ?? 0]
    return column === undefined ? null : padded(toStored(value, column.type), column.type)
  })
  yield* oneRow(target, reading, stored.length === 1 ? foldKey(stored[0] ?? null) : joinKey(stored))
}

/** Binary values of a fixed length lie in the row with zeros behind them. */
function padded(
  value: SqlValue,
  type: { readonly kind: string; readonly length?: number },
): SqlValue {
  if (
    type.kind !== 'binary' ||
    !(value instanceof Uint8Array) ||
    value.length >= (type.length ?? 0)
  )
    return value
  const bytes = new Uint8Array(type.length ?? 0)
  bytes.set(value)
  return bytes
}

function* oneRow(
  target: TableTarget,
  reading: Reading,
  key: SqlValue,
): Generator<KeyedRow | Pause> {
  const { online, table } = target
  const { mode } = reading
  if (mode === 'locked' || mode === 'serializable') yield* lockOne(target, reading, key)
  else if (mode !== 'dirty' && online.locks.size > 0 && isOthers(target, reading, key)) {
    if (mode === 'skip-locked') return
    yield new Pause(() => waitFor(target, reading, key))
  }
  const row = demand(peek(online, table, key))
  if (row === undefined) return
  const wire = toWire(row as SqlValue[], changedColumns(table), table)
  yield { key, row: table.details.hiddenKey === true ? wire.slice(0, -1) : wire }
}

function isOthers({ online, table }: TableTarget, reading: Reading, key: SqlValue): boolean {
  const lock = online.locks.get(lockName(table, key))
  return lock !== undefined && lock.owner !== reading.transaction()
}

function* waitFor({ online, table }: TableTarget, reading: Reading, key: SqlValue): Process {
  const own = reading.transaction()
  yield* waiting(own, reading.patience, whenUnlocked(online, own, lockName(table, key)))
}

function* lockOne(
  { online, table }: TableTarget,
  reading: Reading,
  key: SqlValue,
): Generator<Pause> {
  const own = reading.begin()
  if (!tryLockRowOf(online, own, table, key))
    yield new Pause(() => waiting(own, reading.patience, lockRowOf(online, own, table, key)))
}

function* lockWhole({ online, table }: TableTarget, reading: Reading): Process {
  const own = reading.begin()
  yield* waiting(own, reading.patience, lockTable(online, own, table))
}

/** Waits as long as the session has patience, and refuses as the engine does. */
export function* waiting(
  transaction: UserTransaction | undefined,
  patience: Patience,
  process: Process<Outcome<undefined, SqlError>>,
): Process {
  try {
    demand(yield* patiently(patience, process))
  } finally {
    if (transaction !== undefined) transaction.waitsFor = undefined
  }
}
