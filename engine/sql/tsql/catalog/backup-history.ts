// msdb's tables of the history. The rows are those of the tables; dates and GUIDs are kept there in
// the engine's own form.

import { historyRows } from '../../backup/index.js'
import type { SqlValue } from '../../recovery/index.js'
import { showPlace } from '../admin/paths.js'
import type { SqlHost } from '../host.js'
import type { WireType, WireValue } from '../port.js'
import { guidValue, instantOf } from './instants.js'
import {
  BIT,
  character,
  DATETIME,
  DESCRIPTION,
  GUID,
  INT,
  LSN,
  NAME,
  numeric,
  PATH,
  TINYINT,
} from './shape.js'
import type { CatalogContext, SystemView } from './view.js'

/** From the column of the table, or a value that is always the same. */
type Source = { readonly from: string } | { readonly always: WireValue }
type Row = readonly [string, WireType, Source]

const from = (name: string, type: WireType, source = name): Row => [name, type, { from: source }]
const always = (name: string, type: WireType, value: WireValue): Row => [
  name,
  type,
  { always: value },
]

/** The order of the columns in the tables (backup/history-tables). */
const STORED: Readonly<Record<string, readonly string[]>> = {
  backupset: `backup_set_id media_set_id backup_set_uuid user_name database_name type is_copy_only
    is_snapshot first_lsn last_lsn checkpoint_lsn database_backup_lsn differential_base_lsn
    differential_base_guid begins_log_chain recovery_model database_guid family_guid
    first_recovery_fork_guid last_recovery_fork_guid fork_point_lsn backup_start_date
    backup_finish_date name description backup_size`.split(/\s+/),
  backupmediafamily: 'media_set_id family_sequence_number physical_device_name device_type'.split(
    ' ',
  ),
  backupfile:
    'set_and_file backup_set_id file_number logical_name physical_name file_type size_pages'.split(
      ' ',
    ),
  restorehistory: `restore_history_id restore_date destination_database_name user_name
    backup_set_uuid restore_type replace recovery stop_at`.split(/\s+/),
}

const BACKUP_SET: readonly Row[] = [
  from('backup_set_id', INT),
  from('backup_set_uuid', GUID),
  from('media_set_id', INT),
  always('first_family_number', TINYINT, 1),
  always('last_family_number', TINYINT, 1),
  always('expiration_date', DATETIME, null),
  always('software_major_version', TINYINT, 16),
  from('name', NAME),
  from('description', { kind: 'nvarchar', length: 255 }),
  from('user_name', NAME),
  from('first_lsn', LSN),
  from('last_lsn', LSN),
  from('checkpoint_lsn', LSN),
  from('database_backup_lsn', LSN),
  from('backup_start_date', DATETIME),
  from('backup_finish_date', DATETIME),
  from('type', character(1)),
  always('compatibility_level', TINYINT, 160),
  from('backup_size', numeric(20)),
  from('database_name', NAME),
  always('is_password_protected', BIT, 0),
  from('recovery_model', DESCRIPTION),
  always('has_bulk_logged_data', BIT, 0),
  from('is_snapshot', BIT),
  always('is_readonly', BIT, 0),
  always('is_single_user', BIT, 0),
  always('has_backup_checksums', BIT, 1),
  always('is_damaged', BIT, 0),
  from('begins_log_chain', BIT),
  always('has_incomplete_metadata', BIT, 0),
  always('is_force_offline', BIT, 0),
  from('is_copy_only', BIT),
  from('first_recovery_fork_guid', GUID),
  from('last_recovery_fork_guid', GUID),
  from('fork_point_lsn', LSN),
  from('database_guid', GUID),
  from('family_guid', GUID),
  from('differential_base_lsn', LSN),
  from('differential_base_guid', GUID),
]

const MEDIA_FAMILY: readonly Row[] = [
  from('media_set_id', INT),
  from('family_sequence_number', TINYINT),
  always('media_family_id', GUID, null),
  always('media_count', INT, 1),
  always('logical_device_name', NAME, null),
  from('physical_device_name', PATH),
  from('device_type', TINYINT),
  always('physical_block_size', INT, 65_536),
  always('mirror', TINYINT, 0),
]

const MEDIA_SET: readonly Row[] = [
  from('media_set_id', INT),
  always('media_uuid', GUID, null),
  always('media_family_count', TINYINT, 1),
  always('name', NAME, null),
  always('software_name', NAME, 'Microsoft SQL Server'),
  always('is_compressed', BIT, 0),
]

const BACKUP_FILE: readonly Row[] = [
  from('backup_set_id', INT),
  from('file_number', { kind: 'numeric', precision: 10, scale: 0 }),
  from('file_type', character(1)),
  from('logical_name', NAME),
  from('physical_name', PATH),
  from('file_size', numeric(20), 'size_pages'),
  always('is_present', BIT, 1),
]

const RESTORE_HISTORY: readonly Row[] = [
  from('restore_history_id', INT),
  from('restore_date', DATETIME),
  from('destination_database_name', NAME),
  from('user_name', NAME),
  from('backup_set_id', INT, 'backup_set_uuid'),
  from('restore_type', character(1)),
  from('replace', BIT),
  from('recovery', BIT),
  always('restart', BIT, 0),
  from('stop_at', DATETIME),
  always('device_count', TINYINT, 1),
]

const VIEWS: ReadonlyMap<string, { readonly table: string; readonly rows: readonly Row[] }> =
  new Map([
    ['backupset', { table: 'backupset', rows: BACKUP_SET }],
    ['backupmediafamily', { table: 'backupmediafamily', rows: MEDIA_FAMILY }],
    ['backupmediaset', { table: 'backupmediafamily', rows: MEDIA_SET }],
    ['backupfile', { table: 'backupfile', rows: BACKUP_FILE }],
    ['restorehistory', { table: 'restorehistory', rows: RESTORE_HISTORY }],
  ])

export function historyView(name: string): SystemView | undefined {
  const found = VIEWS.get(name.toLowerCase())
  if (found === undefined) return undefined
  const { table, rows: columns } = found
  const places = columns.map(([, , source]) =>
    'from' in source ? (STORED[table]?.indexOf(source.from) ?? -1) : -1,
  )
  return {
    columns: columns.map(([name, type]) => ({ name, type, nullable: true })),
    rows: (context) => {
      const stored = historyRows(context.host.instance, table)
      if (!stored.ok) return []
      const sets = table === 'restorehistory' ? setNumbers(context) : undefined
      return stored.value.map((row) =>
        columns.map(([name, type, source], index) => {
          if ('always' in source) return source.always
          const value = row[places[index] ?? -1] ?? null
          if (sets !== undefined && name === 'backup_set_id') return sets.get(value) ?? null
          return asWire(context, value, type, name)
        }),
      )
    },
  }
}

/** The history of restores keeps the GUID of a set; clients join by its number. */
function setNumbers({ host }: CatalogContext): Map<SqlValue, number> {
  const sets = historyRows(host.instance, 'backupset')
  const rows = sets.ok ? sets.value : []
  return new Map(rows.map(([id, , guid]) => [guid ?? null, Number(id)]))
}

/** A file stands in the table as volume and path; a virtual device has a name of its own. */
function shownPath(host: SqlHost, stored: string): string {
  const place = /^([A-Z]:)(\\.*)$/.exec(stored)
  return place === null ? stored : showPlace(host, { volume: place[1] ?? '', path: place[2] ?? '' })
}

function asWire(
  { host }: CatalogContext,
  value: SqlValue,
  type: WireType,
  name: string,
): WireValue {
  if (value === null) return null
  if (type.kind === 'datetime') return instantOf(host, value as bigint)
  if (type.kind === 'uniqueidentifier') return guidValue(String(value))
  if (name.startsWith('physical_') && typeof value === 'string') return shownPath(host, value)
  if (name === 'file_size') return BigInt(value as number) * 8192n
  if (type.kind === 'numeric') return BigInt(value as bigint | number)
  return value
}
