// Functions about the server, its databases and what is in them, by name in lower case.

import { isSysadmin } from '../../recovery/index.js'
import { filegroupsOf } from '../admin/filegroups.js'
import type { WireType, WireValue } from '../port.js'
import { visibleColumns } from '../storage/table-info.js'
import { fail } from '../value/failure.js'
import { columnRows, maxLength, objectId, openDatabaseNamed, userTables } from './objects.js'
import { databaseProperty, serverProperty } from './properties.js'
import { loginRows, userRows } from './server-views.js'
import { INT, NAME, SMALLINT } from './shape.js'
import { typeNamed, typeNumbered } from './types.js'
import type { CatalogContext, CatalogFunction } from './view.js'

const VARIANT: WireType = { kind: 'sql_variant' }
const SID: WireType = { kind: 'varbinary', length: 85 }

type Work = (context: CatalogContext, args: readonly WireValue[]) => WireValue

function about(type: WireType, minimum: number, maximum: number, call: Work): CatalogFunction {
  return { type, minimum, maximum, call }
}

/** NULL for an argument that is one. */
function strict(type: WireType, count: number, call: Work): CatalogFunction {
  return about(type, count, count, (context, args) =>
    args.includes(null) ? null : call(context, args),
  )
}

function text(value: WireValue | undefined): string {
  return String(value ?? '')
}

function same(left: string, right: WireValue | undefined): boolean {
  return left.toLowerCase() === text(right).toLowerCase()
}

function databaseNamed({ host }: CatalogContext, name: WireValue | undefined) {
  return host.instance.databases.get(text(name).toLowerCase())
}

function filesOf(context: CatalogContext) {
  const online = openDatabaseNamed(context, context.session.database)
  return online === undefined ? [] : [...online.storage.files.values()].map(({ entry }) => entry)
}

function groupsOf(context: CatalogContext) {
  const online = openDatabaseNamed(context, context.session.database)
  const groups = online === undefined ? undefined : filegroupsOf(online)
  return groups?.ok === true ? groups.value : []
}

/** `table`, `dbo.table`, `database..table`, with or without brackets. */
function tableNamed(context: CatalogContext, written: WireValue | undefined) {
  const parts = text(written)
    .replace(/[[\]"]/g, '')
    .split('.')
  const name = parts.at(-1) ?? ''
  const schema = parts.at(-2) ?? ''
  if (schema !== '' && schema.toLowerCase() !== 'dbo') return undefined
  const database = parts.at(-3) ?? context.session.database
  return userTables(context, database).find((table) => same(table.name, name))
}

function tableNumbered(context: CatalogContext, id: WireValue | undefined) {
  const { database } = context.session
  return userTables(context, database).find((table) => objectId(table) === Number(id))
}

const DATABASE_FUNCTIONS: Readonly<Record<string, CatalogFunction>> = {
  db_name: about(NAME, 0, 1, (context, [id]) => {
    if (id === undefined) return context.session.database
    const all = [...context.host.instance.databases.values()]
    return all.find((database) => database.id === Number(id))?.name ?? null
  }),
  db_id: about(SMALLINT, 0, 1, (context, [name]) => {
    const wanted = name === undefined ? context.session.database : name
    return databaseNamed(context, wanted)?.id ?? null
  }),
  file_name: strict(NAME, 1, (context, [id]) => {
    return filesOf(context).find((entry) => entry.id === Number(id))?.logicalName ?? null
  }),
  file_id: strict(SMALLINT, 1, (context, [name]) => {
    return filesOf(context).find((entry) => same(entry.logicalName, name))?.id ?? null
  }),
  file_idex: strict(INT, 1, (context, [name]) => {
    return filesOf(context).find((entry) => same(entry.logicalName, name))?.id ?? null
  }),
  filegroup_name: strict(NAME, 1, (context, [id]) => {
    return groupsOf(context).find(({ number }) => number === Number(id))?.name ?? null
  }),
  filegroup_id: strict(INT, 1, (context, [name]) => {
    return groupsOf(context).find((group) => same(group.name, name))?.number ?? null
  }),
  databasepropertyex: strict(VARIANT, 2, (context, [name, property]) => {
    const database = databaseNamed(context, name)
    return database === undefined ? null : databaseProperty(context, database, text(property))
  }),
  has_dbaccess: strict(INT, 1, (context, [name]) => {
    const database = databaseNamed(context, name)
    if (database === undefined) return null
    return database.state.kind === 'online' || database.state.kind === 'closed' ? 1 : 0
  }),
}

const OBJECT_FUNCTIONS: Readonly<Record<string, CatalogFunction>> = {
  object_id: about(INT, 1, 2, (context, [name, type]) => {
    const isTable = type === undefined || type === null || same('U', text(type).trim())
    const found = isTable ? tableNamed(context, name) : undefined
    return found === undefined ? (context.objectId?.(text(name), type) ?? null) : objectId(found)
  }),
  object_name: about(NAME, 1, 2, (context, [id]) => tableNumbered(context, id)?.name ?? null),
  object_schema_name: about(NAME, 1, 2, (context, [id]) =>
    tableNumbered(context, id) === undefined ? null : 'dbo',
  ),
  schema_name: about(NAME, 0, 1, (_context, [id]) =>
    id === undefined
      ? 'dbo'
      : (['', 'dbo', 'guest', 'INFORMATION_SCHEMA', 'sys'][Number(id)] ?? null),
  ),
  schema_id: about(INT, 0, 1, (_context, [name]) => {
    if (name === undefined) return 1
    const number = ['dbo', 'guest', 'information_schema', 'sys'].indexOf(text(name).toLowerCase())
    return number < 0 ? null : number + 1
  }),
  type_name: strict(NAME, 1, (_context, [id]) => typeNumbered(Number(id))?.name ?? null),
  type_id: strict(INT, 1, (_context, [name]) => {
    const { id } = typeNamed(text(name))
    return id === 0 ? null : id
  }),
  col_name: strict(NAME, 2, (context, [id, number]) => {
    const table = tableNumbered(context, id)
    return table === undefined ? null : (visibleColumns(table)[Number(number) - 1]?.name ?? null)
  }),
  col_length: strict(SMALLINT, 2, (context, [name, column]) => {
    const table = tableNamed(context, name)
    const rows = columnRows(context, context.session.database)
    const found = rows.find((row) => row.table === table && same(row.name, column))
    return found === undefined ? null : maxLength(found.type)
  }),
  columnproperty: about(INT, 3, 3, (context, [id, column, property]) => {
    const table = tableNumbered(context, id)
    const rows = columnRows(context, context.session.database)
    const found = rows.find((row) => row.table === table && same(row.name, column))
    if (found === undefined) return null
    switch (text(property).toLowerCase()) {
      case 'allowsnull':
        return found.nullable ? 1 : 0
      case 'isidentity':
        return found.isIdentity ? 1 : 0
      case 'columnid':
      case 'ordinal':
        return found.number
      case 'iscomputed':
        return 0
      default:
        return null
    }
  }),
  objectproperty: strict(INT, 2, tableProperty),
  objectpropertyex: strict(VARIANT, 2, (context, args) => {
    const value = tableProperty(context, args)
    return value === null ? null : { type: INT, value }
  }),
}

function tableProperty(
  context: CatalogContext,
  [id, property]: readonly WireValue[],
): number | null {
  const table = tableNumbered(context, id)
  if (table === undefined) return null
  switch (text(property).toLowerCase()) {
    case 'istable':
    case 'isusertable':
      return 1
    case 'tablehasprimarykey':
    case 'tablehasclustindex':
      return table.details.hiddenKey === true ? 0 : 1
    case 'isview':
    case 'isprocedure':
    case 'ismsshipped':
    case 'isconstraint':
      return 0
    default:
      return null
  }
}

const login: Work = ({ session }) => session.login
const dbo: Work = () => 'dbo'

function isInServerRole({ host }: CatalogContext, role: string, name: string): WireValue {
  if (role.toLowerCase() === 'public') return 1
  const isKnown =
    /^(sysadmin|serveradmin|securityadmin|processadmin|setupadmin|bulkadmin|diskadmin|dbcreator)$/i
  if (!isKnown.test(role)) return null
  return isSysadmin(host.instance, name) ? 1 : 0
}

const SECURITY_FUNCTIONS: Readonly<Record<string, CatalogFunction>> = {
  suser_name: about(NAME, 0, 1, (context, [id]) => {
    if (id === undefined) return context.session.login
    return loginRows(context).find((row) => row.id === Number(id))?.name ?? null
  }),
  suser_sname: about(NAME, 0, 1, (context, [sid]) =>
    sid instanceof Uint8Array && sid.length === 1 && sid[0] === 1 ? 'sa' : context.session.login,
  ),
  suser_id: about(INT, 0, 1, (context, [name]) => {
    const wanted = name ?? context.session.login
    return loginRows(context).find((row) => same(row.name, wanted))?.id ?? null
  }),
  suser_sid: about(SID, 0, 1, () => new Uint8Array([1])),
  original_login: about(NAME, 0, 0, login),
  system_user: about(NAME, 0, 0, login),
  user: about(NAME, 0, 0, dbo),
  current_user: about(NAME, 0, 0, dbo),
  session_user: about(NAME, 0, 0, dbo),
  user_name: about(NAME, 0, 1, (context, [id]) => {
    if (id === undefined) return 'dbo'
    const { database } = context.session
    return userRows(context, database).find((row) => row.id === Number(id))?.name ?? null
  }),
  user_id: about(INT, 0, 1, (context, [name]) => {
    if (name === undefined) return 1
    const { database } = context.session
    return userRows(context, database).find((row) => same(row.name, name))?.id ?? null
  }),
  database_principal_id: about(INT, 0, 1, (context, [name]) => {
    if (name === undefined) return 1
    const { database } = context.session
    return userRows(context, database).find((row) => same(row.name, name))?.id ?? null
  }),
  is_srvrolemember: about(INT, 1, 2, (context, [role, name]) =>
    isInServerRole(context, text(role), text(name ?? context.session.login)),
  ),
  is_member: about(INT, 1, 1, (context, [role]) =>
    same('db_owner', role) && isSysadmin(context.host.instance, context.session.login) ? 1 : 0,
  ),
  is_rolemember: about(INT, 1, 2, (context, [role]) =>
    same('db_owner', role) && isSysadmin(context.host.instance, context.session.login) ? 1 : 0,
  ),
  has_perms_by_name: about(INT, 3, 5, () => 1),
  host_name: about(NAME, 0, 0, ({ session }) => session.hostName),
  host_id: about({ kind: 'char', length: 10 }, 0, 0, ({ session }) => String(session.spid)),
  app_name: about(NAME, 0, 0, ({ session }) => session.application),
}

const CONNECTION: Readonly<Record<string, string>> = {
  net_transport: 'TCP',
  protocol_type: 'TSQL',
  auth_scheme: 'SQL',
  physical_net_transport: 'TCP',
}

const SERVER_FUNCTIONS: Readonly<Record<string, CatalogFunction>> = {
  serverproperty: strict(VARIANT, 1, (context, [name]) => serverProperty(context, text(name))),
  connectionproperty: strict(VARIANT, 1, (_context, [name]) => {
    const value = CONNECTION[text(name).toLowerCase()]
    return value === undefined ? null : { type: NAME, value }
  }),
}

const FUNCTIONS: Readonly<Record<string, CatalogFunction>> = {
  ...DATABASE_FUNCTIONS,
  ...OBJECT_FUNCTIONS,
  ...SECURITY_FUNCTIONS,
  ...SERVER_FUNCTIONS,
}

/** Undefined for what is no such function; refuses a number of arguments that it does not take. */
export function catalogFunction(name: string, count?: number): CatalogFunction | undefined {
  const key = name.toLowerCase()
  const found = Object.hasOwn(FUNCTIONS, key) ? FUNCTIONS[key] : undefined
  if (found === undefined || count === undefined) return found
  const { minimum, maximum } = found
  if (count >= minimum && count <= maximum) return found
  return minimum === maximum
    ? fail(174, `The ${key} function requires ${minimum} argument(s).`, { severity: 15 })
    : fail(189, `The ${key} function requires ${minimum} to ${maximum} arguments.`, {
        severity: 15,
      })
}
