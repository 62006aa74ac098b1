// The databases of the server and their files, as sys.databases and its relatives show them.

import { baseOfFile, fileBackupsSince, historyRows, readBase } from '../../backup/index.js'
import type { FileEntry } from '../../page/index.js'
import {
  type Boot,
  type Database,
  type DatabaseView,
  type Online,
  viewDatabase,
  viewFiles,
} from '../../recovery/index.js'
import { describeDatabase, suspendStatus } from '../../vdi/index.js'
import { showPlace } from '../admin/paths.js'
import type { WireValue } from '../port.js'
import { guidOf, guidValue, instantOf, lsnValue } from './instants.js'
import {
  BIGINT,
  BIT,
  binary,
  bit,
  type ComputedColumn,
  column,
  constant,
  DATETIME,
  DESCRIPTION,
  GUID,
  INT,
  LSN,
  NAME,
  PATH,
  TINYINT,
} from './shape.js'
import { COLLATION, COMPATIBILITY_LEVEL } from './version.js'
import { type CatalogContext, type SystemView, view } from './view.js'

interface DatabaseRow {
  readonly context: CatalogContext
  readonly database: Database
  readonly shown: DatabaseView
  readonly recovery: string | null
  readonly isAutoClose: boolean
}

export function databaseRows(context: CatalogContext): DatabaseRow[] {
  return [...context.host.instance.databases.values()].map((database) => {
    const shown = viewDatabase(database)
    // One that closed itself is not opened for that: its file says it.
    const facts = database.state.kind === 'closed' ? describeDatabase(database) : undefined
    const recovery = shown.recovery_model_desc ?? facts?.recoveryModel ?? null
    const isAutoClose = shown.is_auto_close_on ?? facts?.isAutoClose ?? false
    return { context, database, shown, recovery, isAutoClose }
  })
}

const MODELS: Readonly<Record<string, number>> = { FULL: 1, BULK_LOGGED: 2, SIMPLE: 3 }
const ACCESS: Readonly<Record<string, number>> = {
  MULTI_USER: 0,
  SINGLE_USER: 1,
  RESTRICTED_USER: 2,
}
const REUSE_WAITS: Readonly<Record<string, number>> = {
  NOTHING: 0,
  LOG_BACKUP: 2,
  ACTIVE_BACKUP_OR_RESTORE: 3,
  ACTIVE_TRANSACTION: 4,
  AVAILABILITY_REPLICA: 9,
}

function sourceId({ context, shown }: DatabaseRow): WireValue {
  const name = shown.source_database?.toLowerCase()
  return name === undefined ? null : (context.host.instance.databases.get(name)?.id ?? null)
}

const off = (name: string) => constant(name, BIT, 0)

const DATABASE_COLUMNS: readonly ComputedColumn<DatabaseRow>[] = [
  column('name', NAME, ({ shown }) => shown.name),
  column('database_id', INT, ({ database }) => database.id ?? null),
  column('source_database_id', INT, sourceId),
  constant('owner_sid', binary(85), new Uint8Array([1])),
  // tempdb is made anew at every start.
  column('create_date', DATETIME, ({ context: { host }, database }) =>
    instantOf(host, database.name === 'tempdb' ? host.instance.startedAt : 0),
  ),
  constant('compatibility_level', TINYINT, COMPATIBILITY_LEVEL),
  column('collation_name', NAME, ({ shown }) => (shown.state === 0 ? COLLATION : null)),
  column(
    'user_access',
    TINYINT,
    ({ shown }) => ACCESS[shown.user_access_desc ?? 'MULTI_USER'] ?? 0,
  ),
  column('user_access_desc', DESCRIPTION, ({ shown }) => shown.user_access_desc ?? 'MULTI_USER'),
  column('is_read_only', BIT, ({ shown }) => bit(shown.is_read_only ?? false)),
  column('is_auto_close_on', BIT, ({ isAutoClose }) => bit(isAutoClose)),
  off('is_auto_shrink_on'),
  column('state', TINYINT, ({ shown }) => shown.state),
  column('state_desc', DESCRIPTION, ({ shown }) => shown.state_desc),
  off('is_in_standby'),
  column('is_cleanly_shutdown', BIT, ({ database }) => bit(database.state.kind === 'closed')),
  off('is_supplemental_logging_enabled'),
  constant('snapshot_isolation_state', TINYINT, 0),
  constant('snapshot_isolation_state_desc', DESCRIPTION, 'OFF'),
  off('is_read_committed_snapshot_on'),
  column('recovery_model', TINYINT, ({ recovery }) => MODELS[recovery ?? ''] ?? null),
  column('recovery_model_desc', DESCRIPTION, ({ recovery }) => recovery),
  constant('page_verify_option', TINYINT, 2),
  constant('page_verify_option_desc', DESCRIPTION, 'CHECKSUM'),
  constant('is_auto_create_stats_on', BIT, 1),
  constant('is_auto_update_stats_on', BIT, 1),
  off('is_fulltext_enabled'),
  off('is_trustworthy_on'),
  off('is_db_chaining_on'),
  off('is_encrypted'),
  off('is_published'),
  off('is_subscribed'),
  off('is_distributor'),
  off('is_broker_enabled'),
  column(
    'log_reuse_wait',
    TINYINT,
    ({ shown }) => REUSE_WAITS[shown.log_reuse_wait_desc ?? ''] ?? 0,
  ),
  column('log_reuse_wait_desc', DESCRIPTION, ({ shown }) => shown.log_reuse_wait_desc ?? 'NOTHING'),
  off('is_cdc_enabled'),
  constant('default_language_lcid', INT, null),
  constant('default_language_name', NAME, null),
  constant('containment', TINYINT, 0),
  constant('containment_desc', DESCRIPTION, 'NONE'),
  constant('target_recovery_time_in_seconds', INT, 60),
  constant('delayed_durability', INT, 0),
  constant('delayed_durability_desc', DESCRIPTION, 'DISABLED'),
  constant('replica_id', GUID, null),
  constant('group_database_id', GUID, null),
  off('is_memory_optimized_elevate_to_snapshot_on'),
  off('is_ledger_on'),
]

export const SYS_DATABASES: SystemView = view(databaseRows)(DATABASE_COLUMNS)

interface FileRow {
  readonly context: CatalogContext
  readonly database: Database
  readonly file: Omit<FileEntry, 'growth' | 'maxPages' | 'filegroup'> &
    Partial<Pick<FileEntry, 'growth' | 'maxPages' | 'filegroup'>>
  readonly base: ReturnType<typeof baseOfFile>
}

/** Of one database; of one that is not open its primary file tells them. */
export function fileRows(context: CatalogContext, database: Database): FileRow[] {
  const { state } = database
  const open = viewFiles(database)
  const files = open.length > 0 ? open : describeDatabase(database).files
  const bases = state.kind === 'online' ? basesOf(state) : undefined
  return files.map((file) => ({
    context,
    database,
    file: file as FileRow['file'],
    base: file.kind === 'log' ? undefined : bases?.(file.id as FileEntry['id']),
  }))
}

function basesOf(online: Online): ((file: FileEntry['id']) => FileRow['base']) | undefined {
  const base = readBase(online.storage)
  const own = base.ok ? fileBackupsSince(online, base.value) : base
  if (!base.ok || !own.ok) return undefined
  const backups = own.value as Parameters<typeof baseOfFile>[1]
  return (file) => baseOfFile(base.value, backups, file)
}

function growthOf({ file }: FileRow): number {
  const { growth } = file
  if (growth === undefined || growth.kind === 'none') return 0
  return growth.kind === 'pages' ? growth.pages : growth.percent
}

/** What a log may grow to. */
const LOG_PAGES_MAX = 268_435_456

const FILE_COLUMNS: readonly ComputedColumn<FileRow>[] = [
  column('file_id', INT, ({ file }) => file.id),
  column('file_guid', GUID, ({ file, database }) => guidOf(`${database.name}.${file.id}`)),
  column('type', TINYINT, ({ file }) => (file.kind === 'log' ? 1 : 0)),
  column('type_desc', DESCRIPTION, ({ file }) => (file.kind === 'log' ? 'LOG' : 'ROWS')),
  column('data_space_id', INT, ({ file }) => (file.kind === 'log' ? 0 : (file.filegroup ?? 1))),
  column('name', NAME, ({ file }) => file.logicalName),
  column('physical_name', PATH, ({ file, context }) => showPlace(context.host, file)),
  column('state', TINYINT, ({ database }) => viewDatabase(database).state),
  column('state_desc', DESCRIPTION, ({ database }) => viewDatabase(database).state_desc),
  column('size', INT, ({ file }) => file.sizePages),
  column(
    'max_size',
    INT,
    ({ file }) => file.maxPages ?? (file.kind === 'log' ? LOG_PAGES_MAX : -1),
  ),
  column('growth', INT, growthOf),
  off('is_media_read_only'),
  column('is_read_only', BIT, ({ file }) => bit(file.readOnly === true)),
  off('is_sparse'),
  column('is_percent_growth', BIT, ({ file }) => bit(file.growth?.kind === 'percent')),
  off('is_name_reserved'),
  off('is_persistent_log_buffer'),
  constant('create_lsn', LSN, null),
  constant('drop_lsn', LSN, null),
  constant('read_only_lsn', LSN, null),
  constant('read_write_lsn', LSN, null),
  column('differential_base_lsn', LSN, ({ base }) => lsnValue(base?.lsn)),
  column('differential_base_guid', GUID, ({ base }) => guidValue(base?.id)),
  column('differential_base_time', DATETIME, ({ base, context }) => backupTime(context, base?.id)),
  constant('redo_start_lsn', LSN, null),
  constant('redo_start_fork_guid', GUID, null),
  constant('redo_target_lsn', LSN, null),
  constant('redo_target_fork_guid', GUID, null),
  constant('backup_lsn', LSN, null),
]

/** backup_start_date in the table of the sets. */
const START_DATE = 21

/** What msdb knows of when a backup was made. */
function backupTime({ host }: CatalogContext, id: string | undefined): WireValue {
  if (id === undefined) return null
  const sets = historyRows(host.instance, 'backupset')
  const row = sets.ok ? sets.value.find(([, , guid]) => guid === id) : undefined
  const at = row?.[START_DATE]
  return typeof at === 'bigint' ? instantOf(host, at) : null
}

export const MASTER_FILES: SystemView = view((context) =>
  [...context.host.instance.databases.values()].flatMap((each) => fileRows(context, each)),
)([column('database_id', INT, ({ database }: FileRow) => database.id ?? null), ...FILE_COLUMNS])

export function databaseFiles(name: string): SystemView {
  return view((context) => {
    const database = context.host.instance.databases.get(name.toLowerCase())
    return database === undefined ? [] : fileRows(context, database)
  })(FILE_COLUMNS)
}

interface RecoveryRow {
  readonly database: Database
  readonly boot: Boot | undefined
}

export const RECOVERY_STATUS: SystemView = view(({ host }) =>
  [...host.instance.databases.values()].map((database): RecoveryRow => {
    const { state } = database
    return { database, boot: state.kind === 'online' ? state.boot : undefined }
  }),
)([
  column('database_id', INT, ({ database }) => database.id ?? null),
  column('database_guid', GUID, ({ boot }) => guidValue(boot?.guid)),
  column('family_guid', GUID, ({ boot }) => guidValue(boot?.guid)),
  column('last_log_backup_lsn', LSN, ({ boot }) =>
    boot?.recoveryModel === 'SIMPLE' ? null : lsnValue(boot?.logBackedUpTo),
  ),
  column('recovery_fork_guid', GUID, ({ boot }) => guidValue(boot?.fork.id)),
  column('first_recovery_fork_guid', GUID, ({ boot }) =>
    guidValue(boot?.fork.parent ?? boot?.fork.id),
  ),
  column('fork_point_lsn', LSN, ({ boot }) => lsnValue(boot?.fork.from)),
])

export const SUSPEND_STATUS: SystemView = view(({ host }) =>
  suspendStatus(host.instance).map((row) => ({
    ...row,
    id: host.instance.databases.get(row.db_name.toLowerCase())?.id ?? 0,
  })),
)([
  column('db_id', INT, ({ id }) => id),
  column('db_name', NAME, ({ db_name }) => db_name),
  column('suspend_session_id', INT, ({ suspend_session_id }) => suspend_session_id),
  column('suspend_time_ms', BIGINT, ({ suspend_time_ms }) => BigInt(suspend_time_ms)),
  column('is_diff_map_cleared', BIT, (row) => bit(row.is_diff_map_cleared)),
  column('is_write_io_frozen', BIT, (row) => bit(row.is_write_io_frozen)),
])
