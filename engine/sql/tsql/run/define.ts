// Tables and indexes: made, dropped, emptied. Definitions are on disk at once and are not taken back
// with a transaction.

import type { Process } from '../../../sim/index.js'
import type { SqlValue } from '../../page/index.js'
import {
  begin,
  createTable,
  describeTable,
  dropTable,
  findTable,
  isHeld,
  lockTable,
  type Online,
  rollback,
  type Table,
  type TableDetails,
  whenWritable,
} from '../../recovery/index.js'
import { clockOf, simOf } from '../host.js'
import type { DefinitionStatement, ObjectName, TableShape } from '../parse/tree.js'
import { Pause } from '../query/plan.js'
import { dropTemporaryTable } from '../session/session.js'
import { hasTouched } from '../session/transaction.js'
import { makeTable } from '../storage/create.js'
import { columnsOf, scanKeyed, waiting } from '../storage/read.js'
import { type TableInfo, tableInfo } from '../storage/table-info.js'
import {
  findTarget,
  openDatabase,
  requireTable,
  spelled,
  type TableTarget,
} from '../storage/target.js'
import { removeRow } from '../storage/write.js'
import { hashRow } from '../value/compare.js'
import { demand, fail } from '../value/failure.js'
import { alterTable } from './alter-table.js'
import type { Batch } from './batch.js'
import { filegroupNumber } from './filegroup-number.js'
import { defineModule, dropModule } from './modules.js'
import { patiently } from './patience.js'

export function* runDefinition(batch: Batch, statement: DefinitionStatement): Process {
  switch (statement.kind) {
    case 'create-table': {
      const place = yield* newTablePlace(batch, statement.name)
      const filegroup =
        statement.filegroup === undefined
          ? undefined
          : filegroupNumber(place.online, statement.filegroup)
      makeTable(place.online, {
        ...place,
        shape: statement.shape,
        nullsByDefault: batch.session.options.on.has('ansi_null_dflt_on'),
        ...(filegroup === undefined ? {} : { filegroup }),
      })
      return
    }
    case 'drop-objects':
      for (const name of statement.names)
        yield* dropObject(batch, statement.what, name, statement.ifExists)
      return
    case 'truncate-table':
      yield* truncate(batch, requireTable(batch.session, statement.name))
      return
    case 'create-index':
      yield* createIndex(batch, requireTable(batch.session, statement.table), statement.index)
      return
    case 'drop-index':
      for (const { name, table } of statement.indexes)
        yield* dropIndex(batch, requireTable(batch.session, table), name, statement.ifExists)
      return
    case 'alter-index':
      requireTable(batch.session, statement.table)
      return
    case 'alter-table':
      yield* alterTable(batch, requireTable(batch.session, statement.name), statement.change)
      return
    case 'define-procedure':
    case 'define-view':
      yield* defineModule(batch, statement)
      return
    default:
      fail(
        40_515,
        `The statement ${statement.kind.replaceAll('-', ' ').toUpperCase()} is not supported by this server.`,
      )
  }
}

export interface TablePlace {
  readonly online: Online
  /** As the storage calls it. */
  readonly name: string
  readonly shown: string
  suffix(): string
  readonly createdAt: string
}

/** Where a table of that name is to be made; a name that begins with `#` is the session's own. */
export function* newTablePlace(batch: Batch, name: ObjectName): Process<TablePlace> {
  const { session } = batch
  const isTemporary = name.name.startsWith('#')
  const { online } = openDatabase(
    session,
    isTemporary
      ? 'tempdb'
      : name.database === undefined || name.database === ''
        ? session.database
        : name.database,
  )
  const schema = name.schema ?? ''
  if (schema !== '' && schema.toLowerCase() !== 'dbo')
    fail(
      2760,
      `The specified schema name "${schema}" either does not exist or you do not have permission to use it.`,
    )
  if (findTarget(session, name) !== undefined)
    fail(2714, `There is already an object named '${name.name}' in the database.`, { state: 6 })
  if (isHeld(online))
    demand(yield* patiently({ ...batch.patience, timeoutMs: -1 }, whenWritable(online)))
  const random = simOf(session.host).random('sql names of constraints')
  const suffix = () => random.guid().replaceAll('-', '').slice(0, 16).toUpperCase()
  const createdAt = String(clockOf(session.host))
  if (!isTemporary) return { online, name: name.name, shown: name.name, suffix, createdAt }
  const stored = `${name.name.slice(0, 100)}_${String(session.spid).padStart(4, '0')}_${session.nextTemporary++}`
  session.temporary.set(name.name.toLowerCase(), stored)
  return { online, name: stored, shown: name.name, suffix, createdAt }
}

/** Makes the table of a table variable. */
export function* declareTable(batch: Batch, name: string, shape: TableShape): Process {
  const at = { line: 1, offset: 0 }
  const temporary = `#${name.replace('@', '')}_${batch.session.nextTemporary}_variable`
  const place = yield* newTablePlace(batch, {
    at,
    server: undefined,
    database: undefined,
    schema: undefined,
    name: temporary,
  })
  makeTable(place.online, { ...place, shown: name, shape, nullsByDefault: true })
  batch.tableVariables.set(name.toLowerCase(), temporary)
}

function* dropObject(batch: Batch, what: string, name: ObjectName, ifExists: boolean): Process {
  if (what === 'procedure' || what === 'view') {
    const dropped = yield* dropModule(batch, name, what)
    if (!dropped && !ifExists) refuseDrop(what, name)
    return
  }
  if (what !== 'table') {
    if (!ifExists) refuseDrop(what, name)
    return
  }
  const target = findTarget(batch.session, name)
  if (target === undefined || target.kind !== 'table') {
    if (!ifExists) refuseDrop(what, name)
    return
  }
  if (name.name.startsWith('#')) {
    dropTemporaryTable(batch.session, name.name.toLowerCase())
    return
  }
  refuseReferenced(target)
  yield* alone(batch, target)
  demand(dropTable(target.online, target.table.name))
}

function refuseDrop(what: string, name: ObjectName): never {
  return fail(
    3701,
    `Cannot drop the ${what} '${spelled(name)}', because it does not exist or you do not have permission.`,
    { severity: 11, state: 5 },
  )
}

function refuseReferenced({ online, table, name }: TableTarget): void {
  for (const other of online.tables.values()) {
    if (other.object === table.object) continue
    if (
      (tableInfo(other).foreignKeys ?? []).some(
        (key) => key.table.toLowerCase() === table.name.toLowerCase(),
      )
    )
      fail(
        3726,
        `Could not drop object '${name}' because it is referenced by a FOREIGN KEY constraint.`,
      )
  }
}

/** Waits until nobody else has changed the table, and until the database may be written. */
export function* alone(batch: Batch, target: TableTarget): Process {
  const { online, table, database, name } = target
  if (hasTouched(batch.session.transaction, online, table))
    fail(
      40_515,
      `The definition of table '${name}' cannot be changed in a transaction that has changed its rows.`,
    )
  const own = batch.known(database, online)
  const transaction = own ?? begin(online)
  try {
    yield* waiting(transaction, batch.patience, lockTable(online, transaction, table))
    if (isHeld(online))
      demand(yield* patiently({ ...batch.patience, timeoutMs: -1 }, whenWritable(online)))
  } finally {
    if (own === undefined) yield* rollback(online, transaction)
  }
}

/** Another table of the same make takes the place. */
function* truncate(batch: Batch, target: TableTarget): Process {
  refuseReferenced(target)
  if (batch.session.transaction !== undefined) {
    yield* deleteAll(batch, target)
    return
  }
  yield* alone(batch, target)
  const { online, table } = target
  replaceTable(online, table, table.format.columns, table.details)
}

/** In a transaction the rows go one by one, so that they can come back. */
function* deleteAll(batch: Batch, target: TableTarget): Process {
  const { online, database } = target
  const transaction = yield* batch.part(database, online)
  const keys: SqlValue[] = []
  for (const step of scanKeyed(target, batch.reading(database, online, 'committed'))) {
    if (step instanceof Pause) yield* step.wait()
    else keys.push(step.key)
  }
  for (const key of keys) yield* removeRow({ target, transaction, patience: batch.patience }, key)
}

/** Drops the table and makes one of that name with these columns. */
export function replaceTable(
  online: Online,
  table: Table,
  columns: Table['format']['columns'],
  details: TableDetails,
): Table {
  demand(dropTable(online, table.name))
  const key = table.keys.map((index) => columns[index]?.name ?? '')
  const hidden = details.hiddenKey === true ? [columns.at(-1)?.name ?? ''] : key
  return demand(
    createTable(online, {
      name: table.name,
      columns,
      key: hidden,
      details,
      filegroup: table.heap.filegroup,
    }),
  )
}

type IndexStatement = Extract<DefinitionStatement, { kind: 'create-index' }>['index']

function* createIndex(batch: Batch, target: TableTarget, index: IndexStatement): Process {
  const { table, online, name } = target
  const info = tableInfo(table)
  const names = [...(info.indexes ?? []), ...(info.uniques ?? [])].map((each) =>
    each.name.toLowerCase(),
  )
  if (names.includes(index.name.toLowerCase()))
    fail(
      1913,
      `The operation failed because an index or statistics with name '${index.name}' already exists on table '${target.schema}.${name}'.`,
    )
  const all = columnsOf(table)
  const columns = index.columns.map((each) => {
    const at = all.findIndex((column) => column.name.toLowerCase() === each.name.toLowerCase())
    return at >= 0
      ? at
      : fail(1911, `Column name '${each.name}' does not exist in the target table or view.`)
  })
  yield* alone(batch, target)
  if (!index.unique) {
    const more = { name: index.name, columns, clustered: index.clustered }
    describeInfo(online, table, { ...info, indexes: [...(info.indexes ?? []), more] })
    return
  }
  yield* addUnique(batch, target, { name: index.name, columns, isIndex: true })
}

/** A rule that the rows break already is refused. */
export function* addUnique(
  batch: Batch,
  target: TableTarget,
  unique: { name: string; columns: readonly number[]; isIndex?: boolean },
): Process {
  const info = tableInfo(target.table)
  const seen = new Set<string>()
  for (const step of scanKeyed(
    target,
    batch.reading(target.database, target.online, 'committed'),
  )) {
    if (step instanceof Pause) {
      yield* step.wait()
      continue
    }
    const key = hashRow(unique.columns.map((index) => step.row[index] ?? null))
    if (seen.has(key))
      fail(
        1505,
        `The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name '${target.schema}.${target.name}' and the index name '${unique.name}'.`,
      )
    seen.add(key)
  }
  describeInfo(target.online, target.table, { ...info, uniques: [...(info.uniques ?? []), unique] })
}

export function describeInfo(online: Online, table: Table, info: TableInfo): Table {
  const rules = info.uniques?.map(({ columns }) => columns) ?? []
  const { uniques: _old, ...rest } = table.details
  const details: TableDetails = {
    ...rest,
    ...(rules.length === 0 ? {} : { uniques: rules }),
    properties: JSON.stringify(info),
  }
  return demand(describeTable(online, table, details))
}

function* dropIndex(batch: Batch, target: TableTarget, name: string, ifExists: boolean): Process {
  const info = tableInfo(target.table)
  const isIt = (each: { readonly name: string }) => each.name.toLowerCase() === name.toLowerCase()
  const found =
    info.indexes?.some(isIt) === true ||
    info.uniques?.some((each) => each.isIndex === true && isIt(each)) === true
  if (!found) {
    if (!ifExists)
      fail(
        3701,
        `Cannot drop the index '${target.name}.${name}', because it does not exist or you do not have permission.`,
        { severity: 11, state: 7 },
      )
    return
  }
  yield* alone(batch, target)
  const table = demand(findTable(target.online, target.table.name))
  describeInfo(target.online, table, {
    ...info,
    indexes: (info.indexes ?? []).filter((each) => !isIt(each)),
    uniques: (info.uniques ?? []).filter((each) => !isIt(each)),
  })
}
