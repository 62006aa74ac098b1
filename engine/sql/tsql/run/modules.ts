// Procedures and views that users define: their texts lie in a table of the database, so that they go
// with its backups.

import type { Process } from '../../../sim/index.js'
import {
  begin,
  commit,
  createTable,
  findTable,
  insert,
  isHeld,
  type Online,
  peek,
  peekAll,
  type Row,
  remove,
  rollback,
  type Table,
  whenWritable,
} from '../../recovery/index.js'
import { parseBatch } from '../parse/parse-batch.js'
import type { ModuleDefinition, ObjectName, Parameter, Query, Statement } from '../parse/tree.js'
import type { SqlSession } from '../session/session.js'
import { openDatabase, spelled } from '../storage/target.js'
import { demand, fail, SqlFailure } from '../value/failure.js'
import type { Batch } from './batch.js'
import { patiently } from './patience.js'

/** A text is kept in pieces, since a row has its limit. */
const PIECE = 3_500

const MODULES = {
  name: 'sys.modules',
  columns: [
    { name: 'place', type: { kind: 'nvarchar', length: 200 }, nullable: false },
    { name: 'kind', type: { kind: 'nvarchar', length: 20 }, nullable: false },
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'body', type: { kind: 'nvarchar', length: PIECE }, nullable: false },
  ],
  key: 'place',
} as const

export interface Module {
  readonly kind: 'procedure' | 'view'
  readonly name: string
  readonly text: string
}

export interface StoredProcedure {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
}

/** All modules of a database. */
export function modulesOf(online: Online): Module[] {
  const table = findTable(online, MODULES.name)
  if (!table.ok) return []
  const found = new Map<string, Module>()
  for (const row of demand(peekAll(online, table.value))) {
    const [, kind, name, body] = row
    const key = String(name).toLowerCase()
    const known = found.get(key)
    const text = (known?.text ?? '') + String(body)
    found.set(key, { kind: kind as Module['kind'], name: String(name), text })
  }
  return [...found.values()]
}

function placeOf(name: string, piece: number): string {
  return `${name.toLowerCase()} ${String(piece).padStart(6, '0')}`
}

function find(session: SqlSession, { database, schema, name }: ObjectName): Module | undefined {
  if (name.startsWith('#')) return undefined
  if (schema !== undefined && schema !== '' && schema.toLowerCase() !== 'dbo') return undefined
  const { online } = openDatabase(session, database ?? session.database)
  const table = findTable(online, MODULES.name)
  if (!table.ok || demand(peek(online, table.value, placeOf(name, 0))) === undefined)
    return undefined
  let text = ''
  let first: Row | undefined
  for (let piece = 0; ; piece++) {
    const row = demand(peek(online, table.value, placeOf(name, piece)))
    if (row === undefined) break
    first ??= row
    text += String(row[3])
  }
  return { kind: first?.[1] as Module['kind'], name: String(first?.[2]), text }
}

export function storedProcedure(
  session: SqlSession,
  name: ObjectName,
): StoredProcedure | undefined {
  const found = find(session, name)
  if (found?.kind !== 'procedure') return undefined
  const definition = parsed(found)
  return definition.kind === 'define-procedure' ? { ...definition, name: found.name } : undefined
}

export function storedView(
  { session }: Batch,
  name: ObjectName,
): { query: Query; columns: readonly string[] } | undefined {
  const found = find(session, name)
  if (found?.kind !== 'view') return undefined
  const definition = parsed(found)
  return definition.kind === 'define-view' ? definition : undefined
}

function parsed({ text, name }: Module): ModuleDefinition {
  const statements = parseBatch(text)
  if (!statements.ok) throw new SqlFailure(statements.error)
  const [definition] = statements.value
  if (definition?.kind === 'define-procedure' || definition?.kind === 'define-view')
    return definition
  return fail(208, `Invalid object name '${name}'.`)
}

export function* defineModule(batch: Batch, definition: ModuleDefinition): Process {
  const { session } = batch
  const { name, mode, text } = definition
  const kind = definition.kind === 'define-procedure' ? 'procedure' : 'view'
  const { online } = openDatabase(session, name.database ?? session.database)
  const known = find(session, name)
  if (mode === 'create' && (known !== undefined || online.tables.has(name.name.toLowerCase())))
    fail(2714, `There is already an object named '${name.name}' in the database.`, { state: 3 })
  if (mode === 'alter' && known === undefined) fail(208, `Invalid object name '${spelled(name)}'.`)
  yield* change(batch, online, function* (transaction, table) {
    yield* forget(online, transaction, table, name.name)
    for (let piece = 0; piece * PIECE < text.length; piece++) {
      const body = text.slice(piece * PIECE, (piece + 1) * PIECE)
      demand(
        yield* insert(online, transaction, table, [
          placeOf(name.name, piece),
          kind,
          name.name,
          body,
        ]),
      )
    }
  })
}

/** False when there is none of that name and kind. */
export function* dropModule(
  batch: Batch,
  name: ObjectName,
  kind: Module['kind'],
): Process<boolean> {
  const { session } = batch
  if (find(session, name)?.kind !== kind) return false
  const { online } = openDatabase(session, name.database ?? session.database)
  yield* change(batch, online, (transaction, table) =>
    forget(online, transaction, table, name.name),
  )
  return true
}

type Work = (transaction: ReturnType<typeof begin>, table: Table) => Process

function* change(batch: Batch, online: Online, work: Work): Process {
  if (isHeld(online))
    demand(yield* patiently({ ...batch.patience, timeoutMs: -1 }, whenWritable(online)))
  const table = findTable(online, MODULES.name)
  const modules = table.ok ? table.value : demand(createTable(online, MODULES))
  const transaction = begin(online)
  try {
    yield* work(transaction, modules)
  } catch (error) {
    yield* rollback(online, transaction)
    throw error
  }
  demand(yield* commit(online, transaction))
}

function* forget(
  online: Online,
  transaction: ReturnType<typeof begin>,
  table: Table,
  name: string,
): Process {
  for (let piece = 0; ; piece++) {
    const gone = yield* remove(online, transaction, table, placeOf(name, piece))
    if (!demand(gone)) return
  }
}
