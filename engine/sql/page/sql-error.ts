// SQL Server's refusals, as far as the engine gives them. One list; numbers as in sys.messages
// (facts 9.2 where a number is listed there).

import { refused } from '../../base/outcome.js'

interface SqlErrorSpec {
  readonly number: number
  readonly severity: number
  readonly meaning: string
}

export const SQL_ERRORS = {
  DB_SUSPECT: { number: 926, severity: 14, meaning: 'the database was marked SUSPECT by recovery' },
  DB_OFFLINE: { number: 942, severity: 14, meaning: 'the database is offline' },
  EMERGENCY_MODE: {
    number: 3908,
    severity: 16,
    meaning: 'the database is in emergency mode; it can only be read',
  },
  NOT_WHILE_RESTORING: {
    number: 5052,
    severity: 16,
    meaning: 'a database in the middle of a restore cannot be altered',
  },
  ATTACH_RESTORING: {
    number: 1824,
    severity: 16,
    meaning: 'a database that was being restored cannot be attached',
  },
  DB_IS_SHUTDOWN: {
    number: 945,
    severity: 14,
    meaning: 'the database cannot be opened: files, memory or disk space are missing',
  },
  NO_SUCH_DATABASE: { number: 911, severity: 16, meaning: 'the database does not exist' },
  DB_RESTORING: {
    number: 927,
    severity: 14,
    meaning: 'the database is in the middle of a restore',
  },
  DB_EXISTS: { number: 1801, severity: 16, meaning: 'the database already exists' },
  DB_IN_USE: {
    number: 5030,
    severity: 16,
    meaning: 'the database could not be locked exclusively',
  },
  DB_READ_ONLY: { number: 3906, severity: 16, meaning: 'the database is read-only' },
  SYSTEM_DATABASE: { number: 3708, severity: 16, meaning: 'this is a system database' },
  NO_SUCH_OBJECT: { number: 208, severity: 16, meaning: 'invalid object name' },
  OBJECT_EXISTS: { number: 2714, severity: 16, meaning: 'there is already an object of that name' },
  DUPLICATE_KEY: { number: 2627, severity: 14, meaning: 'the key is in the table already' },
  ROW_TOO_LONG: { number: 511, severity: 16, meaning: 'the row is longer than 8060 bytes' },
  TRUNCATED: { number: 8152, severity: 16, meaning: 'the value does not fit its column' },
  NULL_REFUSED: { number: 515, severity: 16, meaning: 'the column does not allow nulls' },
  NO_TRANSACTION: { number: 3903, severity: 16, meaning: 'there is no such transaction' },
  NO_COORDINATOR: {
    number: 8501,
    severity: 16,
    meaning: 'the transaction coordinator is not available, or does not know the transaction',
  },
  COORDINATOR_ABORTED: { number: 1206, severity: 18, meaning: 'the coordinator has aborted it' },
  REMOTE_COMMIT: {
    number: 8519,
    severity: 16,
    meaning: 'the coordinator commits a distributed transaction, not one of its branches',
  },
  UNRESOLVED_OUTCOMES: {
    number: 3431,
    severity: 21,
    meaning: 'the database is not recovered: the outcome of prepared transactions is unknown',
  },
  NO_SAVEPOINT: { number: 6401, severity: 16, meaning: 'no savepoint of that name was found' },
  DEADLOCK_VICTIM: { number: 1205, severity: 13, meaning: 'chosen as the deadlock victim' },
  CONNECTION_BROKEN: {
    number: 10054,
    severity: 20,
    meaning: 'the connection was closed by the server; what was under way may have happened',
  },
  NO_CONNECTION: { number: 17142, severity: 14, meaning: 'the server accepts no connections' },
  SINGLE_USER: { number: 18461, severity: 14, meaning: 'only one administrator can connect now' },
  FILEGROUP_FULL: { number: 1105, severity: 17, meaning: 'the filegroup is full' },
  LOG_FULL: { number: 9002, severity: 17, meaning: 'the transaction log is full' },
  LOG_UNAVAILABLE: { number: 9001, severity: 21, meaning: 'the log is not available' },
  LOG_DAMAGED: { number: 9004, severity: 21, meaning: 'the log could not be processed' },
  OS_IO_ERROR: { number: 823, severity: 24, meaning: 'the operating system returned an I/O error' },
  LOGICAL_IO_ERROR: {
    number: 824,
    severity: 24,
    meaning: 'a logical consistency-based I/O error was detected',
  },
  CHECKPOINT_FAILED: { number: 5901, severity: 16, meaning: 'checkpoint records were not written' },
  RECOVERY_GAVE_UP: {
    number: 3414,
    severity: 21,
    meaning: 'an error during recovery prevents the database from restarting',
  },
  CANNOT_OPEN_FILE: { number: 5120, severity: 16, meaning: 'the physical file cannot be opened' },
  CANNOT_CREATE_FILE: {
    number: 5123,
    severity: 16,
    meaning: 'the physical file cannot be created',
  },
  FILE_TRUNCATED: { number: 5125, severity: 24, meaning: 'the file is shorter than expected' },
  NOT_A_PRIMARY_FILE: { number: 5171, severity: 16, meaning: 'the file is not a primary file' },
  FILE_MISMATCH: { number: 5173, severity: 16, meaning: 'the files belong to different databases' },
  NO_SUCH_FILE: { number: 5009, severity: 16, meaning: 'a file of that name was not found' },
  FILE_NAME_TAKEN: { number: 1828, severity: 16, meaning: 'the logical file name is in use' },
  FILE_NOT_EMPTY: { number: 5042, severity: 16, meaning: 'the file is not empty' },
  PRIMARY_FILE: { number: 5020, severity: 16, meaning: 'the primary file cannot be removed' },
  BAD_FILE_SIZE: { number: 5039, severity: 16, meaning: 'the new size is not larger' },
  // BACKUP and RESTORE (facts 9.2).
  CANNOT_ADJUST_SIZE: { number: 3140, severity: 16, meaning: 'the file could not be made as long' },
  SECONDARY_REPLICA: {
    number: 976,
    severity: 14,
    meaning: 'the database is a secondary replica that is not open to connections',
  },
  IN_GROUP: {
    number: 1468,
    severity: 16,
    meaning: 'the database is in an availability group, which does not allow that',
  },
  NOT_FULL_FOR_GROUP: {
    number: 1465,
    severity: 16,
    meaning: 'an availability group takes databases in the full recovery model only',
  },
  DROP_IN_GROUP: {
    number: 3752,
    severity: 16,
    meaning: 'the database is joined to an availability group and cannot be dropped',
  },
  RESTORE_IN_GROUP: {
    number: 3104,
    severity: 16,
    meaning: 'RESTORE cannot be done on a database of an availability group',
  },
  SECONDARY_BACKUP: {
    number: 3059,
    severity: 16,
    meaning: 'that backup is not supported on a secondary replica',
  },
  NO_DB_SNAPSHOT_BACKUP: {
    number: 3002,
    severity: 16,
    meaning: 'a database snapshot is neither backed up nor restored',
  },
  SEVERAL_BASES: {
    number: 3006,
    severity: 16,
    meaning: 'the differential would need several bases',
  },
  RANGES_TOO_LARGE: {
    number: 3012,
    severity: 17,
    meaning: 'the differential information is too large; take a full backup instead',
  },
  BACKUP_SERIALISED: {
    number: 3023,
    severity: 16,
    meaning: 'backups and changes of files must be serialised',
  },
  SUSPENDED_ALREADY: { number: 3081, severity: 16, meaning: 'the database is suspended already' },
  NOT_SUSPENDED: { number: 3082, severity: 16, meaning: 'the database is not suspended' },
  SUSPEND_LOCKS_REFUSED: {
    number: 3085,
    severity: 16,
    meaning: 'the locks for the suspension could not be acquired',
  },
  RESUME_FAILED: { number: 3088, severity: 16, meaning: 'the database could not be resumed' },
  RESUME_RUNNING: { number: 3089, severity: 16, meaning: 'the database is being resumed already' },
  SNAPSHOT_IN_PROGRESS: {
    number: 3090,
    severity: 16,
    meaning: 'a snapshot backup of the database is in progress',
  },
  NOT_SUSPENDABLE: { number: 3091, severity: 16, meaning: 'the database may not be suspended' },
  GROUP_NAME_TWICE: { number: 3092, severity: 16, meaning: 'the group names a database twice' },
  GROUP_CHANGED: {
    number: 3093,
    severity: 16,
    meaning: 'the number of databases changed meanwhile',
  },
  NOBODY_TO_SUSPEND: {
    number: 3094,
    severity: 16,
    meaning: 'there is no user database to suspend',
  },
  TOO_MANY_DATABASES: { number: 925, severity: 19, meaning: 'too many databases in one group' },
  TEMPDB_BACKUP: {
    number: 3147,
    severity: 16,
    meaning: 'tempdb is neither backed up nor restored',
  },
  MASTER_WITH_SNAPSHOT: {
    number: 3196,
    severity: 16,
    meaning: 'master cannot be restored so; stop the service and copy the files',
  },
  WORKERS_SHORT: { number: 3224, severity: 16, meaning: 'no worker thread could be created' },
  MASTER_FULL_ONLY: { number: 3024, severity: 16, meaning: 'of master only full backups are made' },
  NO_BASE: { number: 3035, severity: 16, meaning: 'there is no full backup to build on' },
  BAD_PAGE: { number: 3043, severity: 16, meaning: 'a damaged page was found' },
  MASTER_SINGLE_USER: {
    number: 3108,
    severity: 16,
    meaning: 'master is restored in single-user mode only',
  },
  DATABASE_IN_USE: { number: 3101, severity: 16, meaning: 'the database is in use' },
  NOTHING_TO_ROLL_FORWARD: { number: 3117, severity: 16, meaning: 'no restore has begun' },
  NOT_MADE_BY_THIS: {
    number: 3118,
    severity: 16,
    meaning: 'the database does not exist; only a full backup makes one',
  },
  WRONG_BASE: {
    number: 3136,
    severity: 16,
    meaning: 'the database is not in the state to build on',
  },
  FILE_EXISTS: { number: 3142, severity: 16, meaning: 'the file exists; REPLACE or MOVE' },
  OTHER_DATABASE: { number: 3154, severity: 16, meaning: 'the backup is of another database' },
  PATH_UNUSABLE: { number: 3156, severity: 16, meaning: 'the file cannot be put there; MOVE' },
  TAIL_NOT_BACKED_UP: {
    number: 3159,
    severity: 16,
    meaning: 'the end of the log is not backed up',
  },
  PATH_TAKEN_TWICE: { number: 3176, severity: 16, meaning: 'two files claim one place' },
  LOG_BACKUP_IN_SIMPLE: {
    number: 4208,
    severity: 16,
    meaning: 'in the SIMPLE recovery model the log is not backed up',
  },
  NO_LOG_BACKUP_HERE: {
    number: 4212,
    severity: 16,
    meaning: 'the log of this database is not backed up; use BACKUP DATABASE',
  },
  NO_CURRENT_BACKUP: {
    number: 4214,
    severity: 16,
    meaning: 'there is no current database backup; the log cannot be backed up',
  },
  LOG_TOO_RECENT: {
    number: 4305,
    severity: 16,
    meaning: 'the log begins too late; an earlier log backup must be restored first',
  },
  LOG_TOO_EARLY: {
    number: 4326,
    severity: 16,
    meaning: 'the log ends too early; it is in the database already',
  },
  WRONG_RECOVERY_PATH: {
    number: 4330,
    severity: 16,
    meaning: 'the backup is on another recovery path than the database',
  },
  STOP_TOO_EARLY: {
    number: 4335,
    severity: 16,
    meaning: 'the database is rolled forward beyond that point already',
  },
  ALREADY_RECOVERED: {
    number: 3153,
    severity: 16,
    meaning: 'the database is fully recovered already',
  },
  OTHER_NAME: {
    number: 3141,
    severity: 16,
    meaning: 'the set holds a database of another name; REPLACE',
  },
  NO_BACKUP_IN_EMERGENCY: {
    number: 3033,
    severity: 16,
    meaning: 'a database in emergency mode cannot be backed up',
  },
  HISTORY_NOT_WRITTEN: {
    number: 3009,
    severity: 16,
    meaning: 'the history in msdb was not written; the backup is good',
  },
  CANNOT_OPEN_DEVICE: { number: 3201, severity: 16, meaning: 'the backup device cannot be opened' },
  WRITE_FAILED: { number: 3202, severity: 16, meaning: 'writing the backup failed' },
  READ_FAILED: { number: 3203, severity: 16, meaning: 'reading the backup failed' },
  NO_DISK_SPACE: { number: 3257, severity: 16, meaning: 'there is not enough free disk space' },
  NO_SUCH_LOGICAL_FILE: { number: 3234, severity: 16, meaning: 'no such file is in the database' },
  NO_SUCH_SET: { number: 4038, severity: 16, meaning: 'there is no such set on the device' },
  MALFORMED: { number: 3241, severity: 16, meaning: 'the media family is incorrectly formed' },
  LOGIN_EXISTS: { number: 15025, severity: 16, meaning: 'there is a login of that name' },
  NO_SUCH_LOGIN: { number: 15151, severity: 16, meaning: 'there is no such login' },
  // System databases, access, what is read-only.
  MASTER_FILES: { number: 5013, severity: 16, meaning: 'master and model take no more files' },
  USER_FILEGROUP: { number: 1826, severity: 16, meaning: 'the database takes no filegroups' },
  SYSTEM_NAME: { number: 5016, severity: 16, meaning: 'a system database keeps its name' },
  OPTION_REFUSED: { number: 5058, severity: 16, meaning: 'the database does not take that option' },
  SINGLE_USER_DATABASE: { number: 924, severity: 14, meaning: 'the database takes one user only' },
  RESTRICTED_DATABASE: {
    number: 923,
    severity: 14,
    meaning: 'only owners and administrators may use the database',
  },
  DB_HAS_USERS: { number: 5070, severity: 16, meaning: 'others are using the database' },
  FILEGROUP_READ_ONLY: { number: 652, severity: 16, meaning: 'the filegroup is read-only' },
  PRIMARY_READ_ONLY: {
    number: 5047,
    severity: 16,
    meaning: 'the primary filegroup cannot be read-only',
  },
  FILES_READ_ONLY: {
    number: 5048,
    severity: 16,
    meaning: 'files of a read-only filegroup cannot be changed',
  },
  // Database snapshots.
  WITH_SNAPSHOTS: {
    number: 5094,
    severity: 16,
    meaning: 'the operation cannot be performed on a database with database snapshots',
  },
  SYSTEM_SNAPSHOT: {
    number: 1816,
    severity: 16,
    meaning: 'a system database has no database snapshots',
  },
  SNAPSHOT_OF_SNAPSHOT: {
    number: 1821,
    severity: 16,
    meaning: 'a database snapshot has no database snapshots',
  },
  SNAPSHOT_SOURCE: { number: 1822, severity: 16, meaning: 'the source database must be online' },
  SNAPSHOT_FILE_MISSING: {
    number: 5127,
    severity: 16,
    meaning: 'each data file of the source needs a sparse file',
  },
  SNAPSHOT_SUSPECT: {
    number: 3420,
    severity: 21,
    meaning: 'the database snapshot failed an I/O operation; it must be dropped',
  },
  NOT_ON_SNAPSHOT: {
    number: 5093,
    severity: 16,
    meaning: 'the operation cannot be performed on a database snapshot',
  },
  HAS_SNAPSHOTS: {
    number: 3709,
    severity: 16,
    meaning: 'a database snapshot refers to the database',
  },
  // Full-text search.
  NO_SUCH_COLUMN: { number: 207, severity: 16, meaning: 'invalid column name' },
  NOT_FULL_TEXT_INDEXED: {
    number: 7601,
    severity: 16,
    meaning: 'the table has no full-text index',
  },
  FULL_TEXT_UNAVAILABLE: { number: 7609, severity: 17, meaning: 'full-text search is not there' },
  FULL_TEXT_DISK_FULL: {
    number: 7622,
    severity: 17,
    meaning: 'there is no room for the full-text catalog',
  },
  NO_SUCH_CATALOG: { number: 7641, severity: 16, meaning: 'the full-text catalog does not exist' },
  CATALOG_EXISTS: { number: 7642, severity: 16, meaning: 'the full-text catalog exists already' },
  FULL_TEXT_EXISTS: {
    number: 7652,
    severity: 16,
    meaning: 'the table has a full-text index already',
  },
  CATALOG_NOT_EMPTY: { number: 7668, severity: 16, meaning: 'the full-text catalog has an index' },
  NO_FULL_TEXT_HERE: {
    number: 9966,
    severity: 16,
    meaning: 'master, model and tempdb have no full-text search',
  },
  FULL_TEXT_DAMAGED: { number: 30045, severity: 17, meaning: 'the full-text index is damaged' },
} as const satisfies Record<string, SqlErrorSpec>

export type SqlErrorName = keyof typeof SQL_ERRORS

export interface SqlError {
  readonly name: SqlErrorName
  readonly number: number
  readonly severity: number
  readonly meaning: string
  /** What it was about: the database, the file, the page, the system's own error. */
  readonly detail: string
}

export function refuseSql(
  name: SqlErrorName,
  detail = '',
): { readonly ok: false; readonly error: SqlError } {
  return refused({ name, ...SQL_ERRORS[name], detail })
}
