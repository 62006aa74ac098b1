// System views by name.

import { historyView } from './backup-history.js'
import {
  databaseFiles,
  MASTER_FILES,
  RECOVERY_STATUS,
  SUSPEND_STATUS,
  SYS_DATABASES,
} from './databases.js'
import { informationSchema } from './information-schema.js'
import {
  sysColumns,
  sysFilegroups,
  sysIndexColumns,
  sysIndexes,
  sysObjects,
  sysPartitions,
  sysTables,
} from './objects.js'
import {
  CONFIGURATIONS,
  databasePrincipals,
  databaseRoleMembers,
  LOCKS,
  MESSAGES,
  REQUESTS,
  SERVER_PRINCIPALS,
  SERVER_ROLE_MEMBERS,
  SESSIONS,
  SQL_LOGINS,
} from './server-views.js'
import { type ComputedColumn, column, constant, INT, NAME, TEXT } from './shape.js'
import { SYS_TYPES } from './types.js'
import { type SystemView, view } from './view.js'

const OF_SERVER: Readonly<Record<string, SystemView>> = {
  databases: SYS_DATABASES,
  master_files: MASTER_FILES,
  database_recovery_status: RECOVERY_STATUS,
  dm_server_suspend_status: SUSPEND_STATUS,
  server_principals: SERVER_PRINCIPALS,
  sql_logins: SQL_LOGINS,
  server_role_members: SERVER_ROLE_MEMBERS,
  dm_exec_sessions: SESSIONS,
  dm_exec_connections: SESSIONS,
  dm_exec_requests: REQUESTS,
  dm_tran_locks: LOCKS,
  configurations: CONFIGURATIONS,
  messages: MESSAGES,
  types: SYS_TYPES,
}

const OF_DATABASE: Readonly<Record<string, (database: string) => SystemView>> = {
  database_files: databaseFiles,
  filegroups: sysFilegroups,
  data_spaces: sysFilegroups,
  objects: sysObjects,
  all_objects: sysObjects,
  sysobjects: sysObjects,
  tables: sysTables,
  columns: sysColumns,
  all_columns: sysColumns,
  indexes: sysIndexes,
  index_columns: sysIndexColumns,
  partitions: sysPartitions,
  database_principals: databasePrincipals,
  database_role_members: databaseRoleMembers,
  schemas: () => SCHEMAS,
}

/** dbo's number is the one that objects have. */
const SCHEMAS: SystemView = view(() => [
  { name: 'dbo', id: 1, owner: 1 },
  { name: 'guest', id: 2, owner: 2 },
  { name: 'INFORMATION_SCHEMA', id: 3, owner: 3 },
  { name: 'sys', id: 4, owner: 4 },
])([
  column('name', NAME, ({ name }) => name),
  column('schema_id', INT, ({ id }) => id),
  column('principal_id', INT, ({ owner }) => owner),
])

/** Views that clients look into, and of which there is nothing here. */
const EMPTY: ReadonlySet<string> = new Set([
  'foreign_keys',
  'foreign_key_columns',
  'check_constraints',
  'default_constraints',
  'key_constraints',
  'extended_properties',
  'triggers',
  'synonyms',
  'sequences',
  'assemblies',
  'computed_columns',
  'availability_groups',
  'availability_replicas',
  'linked_logins',
  'servers',
  'external_tables',
])

const EMPTY_COLUMNS: readonly ComputedColumn<never>[] = [
  constant('name', NAME, null),
  constant('object_id', INT, null),
  constant('parent_object_id', INT, null),
  constant('schema_id', INT, null),
  constant('definition', TEXT, null),
  constant('parent_column_id', INT, null),
  constant('class', INT, null),
  constant('major_id', INT, null),
  constant('minor_id', INT, null),
  constant('value', TEXT, null),
]

export function systemView(database: string, schema: string, name: string): SystemView | undefined {
  const view = name.toLowerCase()
  switch (schema.toLowerCase()) {
    case 'sys':
      return sysView(database, view)
    case 'information_schema':
      return informationSchema(database, view)
    case 'dbo':
    case '':
      return database.toLowerCase() === 'msdb' ? historyView(view) : undefined
    default:
      return undefined
  }
}

function sysView(database: string, name: string): SystemView | undefined {
  if (Object.hasOwn(OF_SERVER, name)) return OF_SERVER[name]
  if (Object.hasOwn(OF_DATABASE, name)) return OF_DATABASE[name]?.(database)
  return EMPTY.has(name) ? NOTHING : undefined
}

const NOTHING: SystemView = view((): never[] => [])(EMPTY_COLUMNS)
