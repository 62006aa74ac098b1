// Logins, sessions, locks, settings and messages of the server.

import { loginsOf, type Online } from '../../recovery/index.js'
import { suspendStatus } from '../../vdi/index.js'
import { FIXED_ROLES, principalsOf } from '../admin/principals.js'
import type { SessionFacts } from '../session/facts.js'
import { sentences } from './error-text.js'
import { guidOf, instantOf } from './instants.js'
import { openDatabaseNamed } from './objects.js'
import {
  BIT,
  binary,
  bit,
  character,
  column,
  constant,
  DATETIME,
  DESCRIPTION,
  INT,
  NAME,
  SMALLINT,
  TEXT,
  TINYINT,
} from './shape.js'
import { type CatalogContext, type SystemView, view } from './view.js'

/** sa is 1; others as they come. */
const LOGIN_IDS_FROM = 256

interface LoginRow {
  readonly context: CatalogContext
  readonly name: string
  readonly id: number
  readonly type: 'S' | 'U' | 'R'
  readonly sysadmin: boolean
}

export function loginRows(context: CatalogContext): LoginRow[] {
  const logins = loginsOf(context.host.instance)
  const rows: LoginRow[] = (logins.ok ? logins.value : []).map(({ name, sysadmin }, index) => ({
    context,
    name,
    id: name === 'sa' ? 1 : LOGIN_IDS_FROM + index,
    type: name.includes('\\') ? 'U' : 'S',
    sysadmin,
  }))
  return [
    ...rows,
    { context, name: 'public', id: 2, type: 'R', sysadmin: false },
    { context, name: 'sysadmin', id: 3, type: 'R', sysadmin: false },
  ]
}

const LOGIN_TYPES = { S: 'SQL_LOGIN', U: 'WINDOWS_LOGIN', R: 'SERVER_ROLE' }

const LOGIN_COLUMNS = [
  column('name', NAME, ({ name }: LoginRow) => name),
  column('principal_id', INT, ({ id }: LoginRow) => id),
  column('sid', binary(85), ({ name, id }: LoginRow) => sidOf(name, id)),
  column('type', character(1), ({ type }: LoginRow) => type),
  column('type_desc', DESCRIPTION, ({ type }: LoginRow) => LOGIN_TYPES[type]),
  constant('is_disabled', BIT, 0),
  column('create_date', DATETIME, ({ context }: LoginRow) => instantOf(context.host, 0)),
  column('modify_date', DATETIME, ({ context }: LoginRow) => instantOf(context.host, 0)),
  constant('default_database_name', NAME, 'master'),
  constant('default_language_name', NAME, 'us_english'),
  constant('credential_id', INT, null),
  constant('is_fixed_role', BIT, 0),
]

function sidOf(name: string, id: number): Uint8Array {
  if (id < LOGIN_IDS_FROM) return new Uint8Array([id])
  const digits = guidOf(`login ${name}`).replace(/-/g, '')
  const pairs = digits.match(/../g) ?? []
  return new Uint8Array(pairs.map((pair) => Number.parseInt(pair, 16)))
}

export const SERVER_PRINCIPALS: SystemView = view(loginRows)(LOGIN_COLUMNS)

export const SQL_LOGINS: SystemView = view((context) =>
  loginRows(context).filter(({ type }) => type === 'S'),
)(LOGIN_COLUMNS)

export const SERVER_ROLE_MEMBERS: SystemView = view((context) =>
  loginRows(context).filter(({ sysadmin }) => sysadmin),
)([constant('role_principal_id', INT, 3), column('member_principal_id', INT, ({ id }) => id)])

interface UserRow {
  readonly name: string
  readonly id: number
  readonly kind: 'S' | 'R'
  readonly roles: readonly string[]
}

export function userRows(context: CatalogContext, database: string): UserRow[] {
  const online: Online | undefined = openDatabaseNamed(context, database)
  const known = online === undefined ? undefined : principalsOf(online)
  const fixed: UserRow[] = [
    { name: 'dbo', id: 1, kind: 'S', roles: ['db_owner'] },
    { name: 'guest', id: 2, kind: 'S', roles: [] },
    ...FIXED_ROLES.map((name, index) => ({
      name,
      id: name === 'public' ? 0 : 16_383 + index,
      kind: 'R' as const,
      roles: [],
    })),
  ]
  const own = (known?.ok === true ? known.value : []).map(({ name, kind, roles }, index) => ({
    name,
    id: 5 + index,
    kind: kind === 'role' ? ('R' as const) : ('S' as const),
    roles,
  }))
  return [...fixed, ...own]
}

export function databasePrincipals(database: string): SystemView {
  return view((context) => userRows(context, database))([
    column('name', NAME, ({ name }) => name),
    column('principal_id', INT, ({ id }) => id),
    column('type', character(1), ({ kind }) => kind),
    column('type_desc', DESCRIPTION, ({ kind }) => (kind === 'R' ? 'DATABASE_ROLE' : 'SQL_USER')),
    column('default_schema_name', NAME, ({ kind }) => (kind === 'R' ? null : 'dbo')),
    constant('owning_principal_id', INT, null),
    column('is_fixed_role', BIT, ({ name, kind }) =>
      bit(kind === 'R' && FIXED_ROLES.includes(name)),
    ),
    constant('authentication_type', INT, 1),
  ])
}

export function databaseRoleMembers(database: string): SystemView {
  return view((context) => {
    const rows = userRows(context, database)
    return rows.flatMap((member) =>
      member.roles.flatMap((role) => {
        const found = rows.find(({ name }) => name.toLowerCase() === role.toLowerCase())
        return found === undefined ? [] : [{ role: found.id, member: member.id }]
      }),
    )
  })([
    column('role_principal_id', INT, ({ role }) => role),
    column('member_principal_id', INT, ({ member }) => member),
  ])
}

const ISOLATION: Readonly<Record<string, number>> = {
  'read uncommitted': 1,
  'read committed': 2,
  'repeatable read': 3,
  serializable: 4,
  snapshot: 5,
}

interface SessionRow {
  readonly facts: SessionFacts
  readonly context: CatalogContext
}

function sessionRows(context: CatalogContext): SessionRow[] {
  const all = context.peers?.() ?? [context.session]
  return all.map((facts) => ({ facts, context }))
}

function databaseIdOf({ facts, context }: SessionRow): number {
  return context.host.instance.databases.get(facts.database.toLowerCase())?.id ?? 0
}

export const SESSIONS: SystemView = view(sessionRows)([
  column('session_id', SMALLINT, ({ facts }) => facts.spid),
  column('login_time', DATETIME, ({ facts, context }) => instantOf(context.host, facts.since)),
  column('host_name', NAME, ({ facts }) => facts.hostName),
  column('program_name', NAME, ({ facts }) => facts.application),
  column('login_name', NAME, ({ facts }) => facts.login),
  column('original_login_name', NAME, ({ facts }) => facts.login),
  column('status', DESCRIPTION, ({ facts, context }) =>
    facts.spid === context.session.spid ? 'running' : 'sleeping',
  ),
  column('language', NAME, ({ facts }) => facts.language),
  column('transaction_isolation_level', SMALLINT, ({ facts }) => ISOLATION[facts.isolation] ?? 2),
  column('open_transaction_count', INT, ({ facts }) => facts.transactionCount),
  column('database_id', SMALLINT, databaseIdOf),
  constant('is_user_process', BIT, 1),
])

export const REQUESTS: SystemView = view((context) =>
  sessionRows(context).filter(({ facts }) => facts.spid === context.session.spid),
)([
  column('session_id', SMALLINT, ({ facts }) => facts.spid),
  constant('request_id', INT, 0),
  constant('status', DESCRIPTION, 'running'),
  constant('command', DESCRIPTION, 'SELECT'),
  column('database_id', SMALLINT, databaseIdOf),
  constant('blocking_session_id', SMALLINT, 0),
  constant('wait_type', DESCRIPTION, null),
  column('open_transaction_count', INT, ({ facts }) => facts.transactionCount),
  constant('percent_complete', { kind: 'real' }, 0),
])

interface LockRow {
  readonly type: 'DATABASE' | 'KEY'
  readonly database: number
  readonly description: string
  readonly mode: string
  readonly session: number | null
}

/** Locks of rows that were changed, and of the databases that are suspended. */
function lockRows({ host }: CatalogContext): LockRow[] {
  const rows: LockRow[] = []
  for (const { id = 0, state } of host.instance.databases.values()) {
    if (state.kind !== 'online') continue
    for (const { name } of state.locks.values())
      rows.push({ type: 'KEY', database: id, description: name, mode: 'X', session: null })
  }
  for (const { db_name: name, suspend_session_id: session } of suspendStatus(host.instance)) {
    const database = host.instance.databases.get(name.toLowerCase())?.id ?? 0
    rows.push({ type: 'DATABASE', database, description: 'BULKOP_BACKUP_DB', mode: 'X', session })
  }
  return rows
}

export const LOCKS: SystemView = view(lockRows)([
  column('resource_type', DESCRIPTION, ({ type }) => type),
  constant('resource_subtype', DESCRIPTION, ''),
  column('resource_database_id', INT, ({ database }) => database),
  column('resource_description', { kind: 'nvarchar', length: 256 }, (row) => row.description),
  column('request_mode', DESCRIPTION, ({ mode }) => mode),
  constant('request_type', DESCRIPTION, 'LOCK'),
  constant('request_status', DESCRIPTION, 'GRANT'),
  column('request_session_id', INT, ({ session }) => session),
])

export const CONFIGURATIONS: SystemView = view(({ host }) => [
  { id: 101, name: 'recovery interval (min)', value: 0 },
  { id: 103, name: 'user connections', value: 0 },
  { id: 518, name: 'show advanced options', value: 1 },
  { id: 1544, name: 'max server memory (MB)', value: 2_147_483_647 },
  { id: 1570, name: 'in-doubt xact resolution', value: host.instance.inDoubtResolution },
  { id: 1579, name: 'backup compression default', value: 0 },
  { id: 1584, name: 'backup checksum default', value: 1 },
])([
  column('configuration_id', INT, ({ id }) => id),
  column('name', { kind: 'nvarchar', length: 35 }, ({ name }) => name),
  column('value', { kind: 'sql_variant' }, ({ value }) => ({ type: INT, value })),
  column('value_in_use', { kind: 'sql_variant' }, ({ value }) => ({ type: INT, value })),
  column('description', { kind: 'nvarchar', length: 255 }, ({ name }) => name),
  constant('is_dynamic', BIT, 1),
  constant('is_advanced', BIT, 1),
])

export const MESSAGES: SystemView = view(() => sentences())([
  column('message_id', INT, ([number]) => number),
  constant('language_id', SMALLINT, 1033),
  constant('severity', TINYINT, 16),
  constant('is_event_logged', BIT, 0),
  column('text', TEXT, ([, text]) => text),
])
