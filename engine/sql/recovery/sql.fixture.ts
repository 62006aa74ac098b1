import type { Outcome } from '../../base/outcome.js'
import { MIB } from '../../base/units.js'
import { createSim, type Process, type RandomStream, type Sim } from '../../sim/index.js'
import { createVolume, type Volume } from '../../volume/index.js'
import type { Row, SqlError, SqlValue } from '../page/index.js'
import {
  begin,
  commit,
  crashDatabase,
  createFiles,
  createTable,
  type Database,
  type DatabaseOptions,
  findTable,
  insert,
  type Online,
  onlineWith,
  openDatabase,
  peekAll,
  remove,
  requireOnline,
  rollback,
  type TableDefinition,
  type UserTransaction,
  update,
} from './database/index.js'

export interface Fixture {
  readonly sim: Sim
  readonly volumes: Map<string, Volume>
  readonly database: Database
}

export const ACCOUNTS: TableDefinition = {
  name: 'Accounts',
  columns: [
    { name: 'id', type: { kind: 'int' }, nullable: false },
    { name: 'balance', type: { kind: 'bigint' }, nullable: false },
    { name: 'note', type: { kind: 'varchar', length: 4_000 }, nullable: true },
  ],
  key: 'id',
}

export const ORDERS: DatabaseOptions = {
  name: 'Orders',
  dataFiles: [
    {
      logicalName: 'Orders',
      volume: 'D:',
      path: '\\Orders.mdf',
      sizePages: 64,
      growth: { kind: 'pages', pages: 64 },
    },
  ],
  logFiles: [
    {
      logicalName: 'Orders_log',
      volume: 'E:',
      path: '\\Orders.ldf',
      sizePages: 64,
      growth: { kind: 'pages', pages: 64 },
    },
  ],
  recoveryModel: 'SIMPLE',
}

export function makeVolumes(sim: Sim, letters: readonly string[] = ['D:', 'E:', 'F:']) {
  const volumes = new Map<string, Volume>()
  for (const driveLetter of letters)
    volumes.set(driveLetter, createVolume(sim, { driveLetter, sizeBytes: 512 * MIB, log: [] }))
  return volumes
}

/** A database `Orders` that is online and empty. */
export function makeDatabase(options: Partial<DatabaseOptions> = {}): Fixture {
  const sim = createSim(1, { trace: false })
  const volumes = makeVolumes(sim)
  const all = { ...ORDERS, ...options }
  const { volume, path } = all.dataFiles[0]
  const opened = succeeded(createFiles(sim, volumes, all))
  const database: Database = {
    sim,
    name: all.name,
    volumes,
    primary: { volume, path },
    state: onlineWith(opened),
  }
  return { sim, volumes, database }
}

/** The same with the table `Accounts`. */
export function makeBank(options: Partial<DatabaseOptions> = {}): Fixture {
  const fixture = makeDatabase(options)
  succeeded(createTable(online(fixture), ACCOUNTS))
  return fixture
}

export function succeeded<T>(outcome: Outcome<T, SqlError>): T {
  if (outcome.ok) return outcome.value
  throw new Error(`refused: ${outcome.error.number} ${outcome.error.name} ${outcome.error.detail}`)
}

export function errorOf(outcome: Outcome<unknown, SqlError>): number {
  return outcome.ok ? 0 : outcome.error.number
}

export function run<T>(sim: Sim, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

export function online({ database }: Fixture): Online {
  return succeeded(requireOnline(database))
}

/** One statement of a transaction. */
export type Statement =
  | { readonly kind: 'insert' | 'update'; readonly row: Row }
  | { readonly kind: 'delete'; readonly key: SqlValue }

export function* execute(
  target: Online,
  transaction: UserTransaction,
  statement: Statement,
): Process<Outcome<unknown, SqlError>> {
  const table = findTable(target, 'Accounts')
  if (!table.ok) return table
  if (statement.kind === 'delete')
    return yield* remove(target, transaction, table.value, statement.key)
  const change = statement.kind === 'insert' ? insert : update
  return yield* change(target, transaction, table.value, statement.row)
}

/** All statements in one transaction; false when anything was refused. */
export function transact(fixture: Fixture, statements: readonly Statement[]): boolean {
  const target = online(fixture)
  const work = function* (): Process<boolean> {
    const transaction = begin(target)
    for (const statement of statements) {
      const done = yield* execute(target, transaction, statement)
      if (!done.ok) return false
    }
    return (yield* commit(target, transaction)).ok
  }
  return run(fixture.sim, work())
}

export function row(id: number, balance: number, noteLength = 0): Row {
  return [id, BigInt(balance), noteLength === 0 ? null : 'x'.repeat(noteLength)]
}

/** Balance and length of the note by key. */
export function contentOf(fixture: Fixture): Map<number, string> {
  const target = online(fixture)
  const table = succeeded(findTable(target, 'Accounts'))
  const content = new Map<number, string>()
  for (const each of succeeded(peekAll(target, table))) content.set(Number(each[0]), digest(each))
  return content
}

export function digest(each: Row): string {
  return `${String(each[1])}/${each[2] === null ? 0 : String(each[2]).length}`
}

/** What a test knows of a table: what was acknowledged, and nothing of the engine. */
export type Model = ReadonlyMap<number, string>

export function applied(model: Model, statements: readonly Statement[]): Model {
  const next = new Map(model)
  for (const statement of statements)
    if (statement.kind === 'delete') next.delete(Number(statement.key))
    else next.set(Number(statement.row[0]), digest(statement.row))
  return next
}

/** A transaction that fits what is in the table. */
export function randomStatements(random: RandomStream, model: Model): Statement[] {
  const keys = new Set(model.keys())
  const statements: Statement[] = []
  for (let count = 1 + random.below(4); count > 0; count--) {
    const known = [...keys][random.below(Math.max(1, keys.size))]
    const choice = random.below(10)
    if (known === undefined || choice < 6) {
      const id = random.below(1_000_000)
      if (keys.has(id)) continue
      keys.add(id)
      statements.push({ kind: 'insert', row: row(id, random.below(1_000), random.below(3_000)) })
    } else if (choice < 9) {
      const length = choice === 8 ? random.below(3_000) : 0
      statements.push({ kind: 'update', row: row(known, random.below(1_000), length) })
    } else {
      keys.delete(known)
      statements.push({ kind: 'delete', key: known })
    }
  }
  return statements
}

export const insertion = (id: number, balance = id): Statement => ({
  kind: 'insert',
  row: row(id, balance),
})
export const change = (id: number, balance: number, note = 0): Statement => ({
  kind: 'update',
  row: row(id, balance, note),
})

export function bankWith(...ids: number[]): Fixture {
  const bank = makeBank()
  transact(
    bank,
    ids.map((id) => insertion(id)),
  )
  return bank
}

export function reopened(bank: Fixture): Fixture {
  crashDatabase(bank.database)
  succeeded(openDatabase(bank.database))
  return bank
}

/** A transaction that does each statement and then waits for the answer of `then`. */
export function* session(
  bank: Fixture,
  statements: readonly Statement[],
  end: typeof commit = commit,
): Process<number> {
  const transaction = begin(online(bank))
  for (const statement of statements) {
    const done: Outcome<unknown, SqlError> = yield* execute(online(bank), transaction, statement)
    if (done.ok) continue
    yield* rollback(online(bank), transaction)
    return done.error.number
  }
  return errorOf(yield* end(online(bank), transaction))
}
