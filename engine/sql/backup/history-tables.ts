// The tables of the history in msdb, as far as their columns mean anything here (facts 9.3). Dates are
// in ticks; GUIDs are text.

import type { Column, SqlType, TableDefinition } from '../recovery/index.js'

const INT: SqlType = { kind: 'int' }
const INSTANT: SqlType = { kind: 'bigint' }
const LSN: SqlType = { kind: 'decimal', precision: 25, scale: 0 }
const NAME: SqlType = { kind: 'nvarchar', length: 128 }
const PATH: SqlType = { kind: 'nvarchar', length: 260 }
const GUID: SqlType = { kind: 'varchar', length: 36 }
const WORD: SqlType = { kind: 'varchar', length: 60 }

export const BACKUP_SET: TableDefinition = {
  name: 'backupset',
  key: 'backup_set_id',
  columns: columns(
    ['backup_set_id', INT],
    ['media_set_id', INT],
    ['backup_set_uuid', GUID],
    ['user_name', NAME],
    ['database_name', NAME],
    ['type', WORD],
    ['is_copy_only', INT],
    ['is_snapshot', INT],
    ['first_lsn', LSN],
    ['last_lsn', LSN],
    ['checkpoint_lsn', LSN],
    ['database_backup_lsn', LSN],
    ['differential_base_lsn', LSN],
    ['differential_base_guid', GUID],
    ['begins_log_chain', INT],
    ['recovery_model', WORD],
    ['database_guid', GUID],
    ['family_guid', GUID],
    ['first_recovery_fork_guid', GUID],
    ['last_recovery_fork_guid', GUID],
    ['fork_point_lsn', LSN],
    ['backup_start_date', INSTANT],
    ['backup_finish_date', INSTANT],
    ['name', NAME],
    ['description', NAME],
    ['backup_size', INSTANT],
  ),
}

export const MEDIA_FAMILY: TableDefinition = {
  name: 'backupmediafamily',
  key: 'media_set_id',
  columns: columns(
    ['media_set_id', INT],
    ['family_sequence_number', INT],
    ['physical_device_name', PATH],
    ['device_type', INT],
  ),
}

export const BACKUP_FILE: TableDefinition = {
  name: 'backupfile',
  // Ours: set and file in one, since a key is one column.
  key: 'set_and_file',
  columns: columns(
    ['set_and_file', WORD],
    ['backup_set_id', INT],
    ['file_number', INT],
    ['logical_name', NAME],
    ['physical_name', PATH],
    ['file_type', WORD],
    ['size_pages', INT],
  ),
}

export const RESTORE_HISTORY: TableDefinition = {
  name: 'restorehistory',
  key: 'restore_history_id',
  columns: columns(
    ['restore_history_id', INT],
    ['restore_date', INSTANT],
    ['destination_database_name', NAME],
    ['user_name', NAME],
    ['backup_set_uuid', GUID],
    ['restore_type', WORD],
    ['replace', INT],
    ['recovery', INT],
    ['stop_at', INSTANT],
  ),
}

/** The first is the key and the only one that must have a value. */
function columns(...definitions: readonly (readonly [string, SqlType])[]): Column[] {
  return definitions.map(([name, type], index) => ({ name, type, nullable: index > 0 }))
}
