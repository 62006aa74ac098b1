// What BACKUP and RESTORE refuse, beside what the storage below them refuses (facts 9.2).

import { type Outcome, refused } from '../../base/outcome.js'
import type { SqlError } from '../page/index.js'

export const BACKUP_ERRORS = {
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
} as const

export type BackupErrorName = keyof typeof BACKUP_ERRORS

export interface BackupError {
  readonly name: BackupErrorName
  readonly number: number
  readonly severity: number
  readonly meaning: string
  readonly detail: string
}

export type BackupOutcome<T> = Outcome<T, SqlError | BackupError>

export function refuseBackup(
  name: BackupErrorName,
  detail = '',
): { readonly ok: false; readonly error: BackupError } {
  return refused({ name, ...BACKUP_ERRORS[name], detail })
}
