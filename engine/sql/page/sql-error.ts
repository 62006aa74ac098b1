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
  MASTER_FULL_ONLY: { number: 3024, severity: 16, meaning: 'of master only full backups are made' },
  NO_BASE: { number: 3035, severity: 16, meaning: 'there is no full backup to build on' },
  BAD_PAGE: { number: 3043, severity: 16, meaning: 'a damaged page was found' },
  DATABASE_IN_USE: { number: 3101, severity: 16, meaning: 'the database is in use' },
  NOTHING_TO_ROLL_FORWARD: { number: 3117, severity: 16, meaning: 'no restore has begun' },
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
  CANNOT_OPEN_DEVICE: { number: 3201, severity: 16, meaning: 'the backup device cannot be opened' },
  WRITE_FAILED: { number: 3202, severity: 16, meaning: 'writing the backup failed' },
  READ_FAILED: { number: 3203, severity: 16, meaning: 'reading the backup failed' },
  NO_SUCH_LOGICAL_FILE: { number: 3234, severity: 16, meaning: 'no such file is in the database' },
  MALFORMED: { number: 3241, severity: 16, meaning: 'the media family is incorrectly formed' },
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
