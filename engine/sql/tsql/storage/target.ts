// Which table a name means, and in which database.

import {
  type Database,
  findDatabase,
  findTable,
  type Online,
  requireReadable,
  type Table,
  useDatabase,
} from '../../recovery/index.js'
import { type CatalogContext, type SystemView, systemView } from '../catalog/index.js'
import type { ObjectName } from '../parse/tree.js'
import { sessionFacts } from '../session/facts.js'
import type { SqlSession } from '../session/session.js'
import { demand, fail } from '../value/failure.js'

export interface TableTarget {
  readonly kind: 'table'
  readonly database: string
  readonly schema: string
  /** As it was named: a temporary table has another name in tempdb. */
  readonly name: string
  readonly online: Online
  readonly table: Table
}

export interface ViewTarget {
  readonly kind: 'system-view'
  readonly database: string
  readonly schema: string
  readonly name: string
  readonly view: SystemView
  readonly context: CatalogContext
}

export function spelled({
  database,
  schema,
  name,
}: Pick<ObjectName, 'database' | 'schema' | 'name'>): string {
  const parts = [database, database !== undefined && schema === undefined ? '' : schema, name]
  return parts.filter((part) => part !== undefined).join('.')
}

export function openDatabase(
  session: SqlSession,
  name: string,
): { database: Database; online: Online } {
  const database = demand(findDatabase(session.host.instance, name))
  const { state } = database
  if (state.kind === 'emergency' || state.kind === 'secondary')
    return { database, online: demand(requireReadable(database)) }
  return { database, online: demand(useDatabase(database)) }
}

/** Undefined when there is no such thing. */
export function findTarget(
  session: SqlSession,
  name: ObjectName,
): TableTarget | ViewTarget | undefined {
  if (name.name.startsWith('#')) return temporaryTarget(session, name.name)
  const databaseName =
    name.database === undefined || name.database === '' ? session.database : name.database
  const schema = (name.schema ?? '') === '' ? 'dbo' : (name.schema as string)
  const view = systemView(databaseName, schema, name.name)
  if (view !== undefined) {
    const context = {
      host: session.host,
      session: { ...sessionFacts(session), database: databaseName },
    }
    return { kind: 'system-view', database: databaseName, schema, name: name.name, view, context }
  }
  if (schema.toLowerCase() !== 'dbo') return undefined
  const { database, online } = openDatabase(session, databaseName)
  if (isHidden(database, name.name)) return undefined
  const table = findTable(online, name.name)
  if (!table.ok) return undefined
  return {
    kind: 'table',
    database: database.name,
    schema: 'dbo',
    name: table.value.name,
    online,
    table: table.value,
  }
}

/** The server's own tables: of master, and those whose names say so. */
function isHidden({ name }: Database, table: string): boolean {
  const start = table.toLowerCase()
  return start.startsWith('sys.') || (name === 'master' && start.startsWith('sys'))
}

function temporaryTarget(session: SqlSession, name: string): TableTarget | undefined {
  const stored = session.temporary.get(name.toLowerCase())
  if (stored === undefined) return undefined
  const { online } = openDatabase(session, 'tempdb')
  const table = findTable(online, stored)
  if (!table.ok) return undefined
  return { kind: 'table', database: 'tempdb', schema: 'dbo', name, online, table: table.value }
}

/** The table, or 208. */
export function requireTarget(session: SqlSession, name: ObjectName): TableTarget | ViewTarget {
  return findTarget(session, name) ?? fail(208, `Invalid object name '${spelled(name)}'.`)
}

export function requireTable(session: SqlSession, name: ObjectName): TableTarget {
  const target = requireTarget(session, name)
  if (target.kind === 'table') return target
  return fail(259, 'Ad hoc updates to system catalogs are not allowed.')
}
