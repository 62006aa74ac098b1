// The engine says what it refused and what about; this is how SQL Server says it. One sentence for
// each number, in which %1 stands for the subject.

import type { SqlError } from '../../page/index.js'

const SENTENCES: Readonly<Record<number, string>> = {
  208: "Invalid object name '%1'.",
  207: "Invalid column name '%1'.",
  511: 'Cannot create a row of size %1 which is greater than the allowable maximum row size of 8060.',
  823: 'The operating system returned an error to SQL Server during a read or write: %1. Additional messages in the SQL Server error log and operating system error log may provide more detail. This is a severe system-level error condition that threatens database integrity and must be corrected immediately.',
  824: 'SQL Server detected a logical consistency-based I/O error: %1. This is a severe error condition that threatens database integrity and must be corrected immediately. Complete a full database consistency check (DBCC CHECKDB).',
  911: "Database '%1' does not exist. Make sure that the name is entered correctly.",
  923: "Database '%1' is in restricted mode. Only the database owner and members of the dbcreator and sysadmin roles can access it.",
  924: "Database '%1' is already open and can only have one user at a time.",
  925: 'The number of databases used for this operation is too large: %1. The limit is 64.',
  926: "Database '%1' cannot be opened. It has been marked SUSPECT by recovery. See the SQL Server errorlog for more information.",
  927: "Database '%1' cannot be opened. It is in the middle of a restore.",
  942: "Database '%1' cannot be opened because it is offline.",
  945: "Database '%1' cannot be opened due to inaccessible files or insufficient memory or disk space. See the SQL Server errorlog for details.",
  976: "The target database, '%1', is participating in an availability group and is currently not accessible for queries.",
  1105: "Could not allocate space in database because the '%1' filegroup is full. Create disk space by deleting unneeded files, dropping objects in the filegroup, adding additional files to the filegroup, or setting autogrowth on for existing files in the filegroup.",
  1205: 'Transaction was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
  1801: "Database '%1' already exists. Choose a different database name.",
  1816: "Database snapshot on the system database '%1' is not allowed.",
  1821: "Cannot create a database snapshot on another database snapshot ('%1').",
  1822: "The database must be online to have a database snapshot ('%1').",
  1826: "User-defined filegroups are not allowed on '%1'.",
  1828: "The logical file name '%1' is already in use. Choose a different name.",
  2714: "There is already an object named '%1' in the database.",
  3002: "Cannot BACKUP or RESTORE a database snapshot ('%1').",
  3006: 'The differential backup is not allowed because it would be based on more than one base backup. (%1)',
  3023: 'Backup, file manipulation operations (such as ALTER DATABASE ADD FILE) and encryption changes on a database must be serialized. Reissue the statement after the current backup or file manipulation operation is completed.',
  3024: 'You can only perform a full backup of the master database. Use BACKUP DATABASE to back up the entire master database.',
  3033: "BACKUP DATABASE cannot be used on a database opened in emergency mode ('%1').",
  3035: 'Cannot perform a differential backup for database "%1", because a current database backup does not exist. Perform a full database backup by reissuing BACKUP DATABASE, omitting the WITH DIFFERENTIAL option.',
  3043: "BACKUP '%1' detected an error on a page.",
  3059: 'This BACKUP or RESTORE command is not supported on a database mirror or secondary replica (%1).',
  3081: "Database '%1' is already suspended for snapshot backup.",
  3082: "Database '%1' is not suspended for snapshot backup.",
  3085: "The locks to suspend database '%1' for snapshot backup could not be acquired.",
  3088: "Database '%1' could not be resumed.",
  3089: "Database '%1' is being resumed already.",
  3090: "A snapshot backup is already in progress for database '%1'.",
  3091: "Database '%1' may not be suspended for snapshot backup.",
  3092: "The list of databases to suspend for snapshot backup contains duplicates: '%1'.",
  3093: 'The number of databases that are suspended has changed since they were suspended (%1).',
  3094: "There is no user database to suspend for snapshot backup on server '%1'.",
  3101: 'Exclusive access could not be obtained because the database is in use.',
  3104: "RESTORE cannot operate on database '%1' because it is configured for database mirroring or has joined an availability group.",
  3108: 'To restore the master database, the server must be running in single-user mode. For information on starting in single-user mode, see "How to: Start an Instance of SQL Server (sqlservr.exe)" in Books Online.',
  3117: 'The log or differential backup cannot be restored because no files are ready to rollforward.',
  3118: 'The database "%1" does not exist. RESTORE can only create a database when restoring either a full backup or a file backup of the primary file.',
  3136: "This differential backup cannot be restored because the database has not been restored to the correct earlier state ('%1').",
  3140: "Could not adjust the space allocation for file '%1'.",
  3141: "The database to be restored was named '%1'. Reissue the statement using the WITH REPLACE option to overwrite the database.",
  3142: "File '%1' cannot be restored over the existing file. Reissue the RESTORE statement using WITH REPLACE to overwrite pre-existing files, or WITH MOVE to identify an alternate location.",
  3147: 'Backup and restore operations are not allowed on database tempdb.',
  3153: 'The database is already fully recovered.',
  3154: "The backup set holds a backup of a database other than the existing '%1' database.",
  3156: "File '%1' cannot be restored to its place. Use WITH MOVE to identify a valid location for the file.",
  3159: 'The tail of the log for the database "%1" has not been backed up. Use BACKUP LOG WITH NORECOVERY to backup the log if it contains work you do not want to lose. Use the WITH REPLACE or WITH STOPAT clause of the RESTORE statement to just overwrite the contents of the log.',
  3176: "File '%1' is claimed by more than one file of the backup. The WITH MOVE clause can be used to relocate one or more files.",
  3196: 'RESTORE master WITH SNAPSHOT is not supported. To restore master from a snapshot backup, stop the service and copy the data and log file.',
  3201: "Cannot open backup device '%1'.",
  3202: 'Write on the backup device failed: %1',
  3203: 'Read on the backup device failed: %1',
  3234: "Logical file '%1' is not part of database. Use RESTORE FILELISTONLY to list the logical file names.",
  3241: 'The media family on the backup device is incorrectly formed. SQL Server cannot process this media family. (%1)',
  3257: 'There is insufficient free space on disk volume to create the database: %1.',
  3431: "Could not recover database '%1' due to unresolved transaction outcomes.",
  3708: "Cannot drop the database '%1' because it is a system database.",
  3709: 'Cannot drop the database while the database snapshot "%1" refers to it. Drop that database first.',
  3752: "The database '%1' is currently joined to an availability group. Before you can drop the database, you need to remove it from the availability group.",
  3906: 'Failed to update database "%1" because the database is read-only.',
  3908: "Could not run BEGIN TRANSACTION in database '%1' because the database is in emergency mode or is damaged and must be restarted.",
  4208: 'The statement BACKUP LOG is not allowed while the recovery model is SIMPLE. Use BACKUP DATABASE or change the recovery model using ALTER DATABASE.',
  4212: 'Cannot back up the log of the master database. Use BACKUP DATABASE instead.',
  4214: 'BACKUP LOG cannot be performed because there is no current database backup.',
  4305: 'The log in this backup set begins too late to apply to the database. An earlier log backup can be restored.',
  4326: 'The log in this backup set terminates too early to apply to the database. A more recent log backup can be restored.',
  4330: 'This backup set cannot be applied because it is on a recovery path that is inconsistent with the database.',
  4335: 'The specified STOPAT time is too early. All or part of the database is already rolled forward beyond that point.',
  5009: "One or more files listed in the statement could not be found or could not be initialized: '%1'.",
  5013: "The master and model databases cannot have files added to them ('%1').",
  5016: "Cannot change the name of the system database '%1'.",
  5020: "The primary data or log file cannot be removed from a database ('%1').",
  5030: "The database '%1' could not be exclusively locked to perform the operation.",
  5039: "MODIFY FILE failed for '%1'. Specified size is less than or equal to current size.",
  5042: "The file '%1' cannot be removed because it is not empty.",
  5047: 'Cannot change the READONLY property of the PRIMARY filegroup.',
  5048: "Cannot add, remove, or modify file '%1'. The filegroup is read-only.",
  5052: "ALTER DATABASE is not permitted while a database is in the Restoring state ('%1').",
  5058: "Option cannot be set in database '%1'.",
  5070: "Database state cannot be changed while other users are using the database '%1'",
  5093: "The operation cannot be performed on a database snapshot ('%1').",
  5094: "The operation cannot be performed on a database with database snapshots or active DBCC replicas ('%1').",
  5120: 'Unable to open the physical file "%1".',
  5123: "CREATE FILE encountered an operating system error while attempting to open or create the physical file: '%1'.",
  5127: "All files must be specified for database snapshot creation. Missing the file '%1'.",
  5171: '%1 is not a primary database file.',
  5173: 'One or more files do not match the primary file of the database: %1.',
  9001: "The log for database '%1' is not available. Check the operating system error log for related error messages.",
  9002: 'The transaction log for the database is full: %1.',
  15025: "The server principal '%1' already exists.",
  15151: "Cannot find the login '%1', because it does not exist or you do not have permission.",
  18461:
    'Login failed. Reason: Server is in single user mode. Only one administrator can connect at this time.',
}

export function textOf({ number, meaning, detail }: SqlError): string {
  const system = systemError(detail)
  if (number === 5120 && system !== undefined)
    return `Unable to open the physical file "${system.path}". Operating system error ${system.code}: "${system.words}".`
  if (number === 5123 && system !== undefined)
    return `CREATE FILE encountered operating system error ${system.words} while attempting to open or create the physical file '${system.path}'.`
  const sentence = SENTENCES[number]
  if (sentence !== undefined) return sentence.replace('%1', () => detail)
  const plain = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}`
  return detail === '' ? `${plain}.` : `${plain}: ${detail}.`
}

/** What the operating system calls its errors. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  '2': 'The system cannot find the file specified.',
  '3': 'The system cannot find the path specified.',
  '5': 'Access is denied.',
  '19': 'The media is write protected.',
  '32': 'The process cannot access the file because it is being used by another process.',
  '112': 'There is not enough space on the disk.',
}

/** Of a detail like `operating system error 2 (ERROR_FILE_NOT_FOUND) at D:\\x`. */
export function systemError(
  detail: string,
): { readonly code: string; readonly words: string; readonly path: string } | undefined {
  const match = /operating system error (\d+) \((\w+)\)(?: at (.*))?$/.exec(detail)
  if (match === null) return undefined
  const [, code = '', name = '', path = ''] = match
  return { code, words: `${code}(${SYSTEM_ERRORS[code] ?? name})`, path }
}

/** The numbers that have a sentence, for sys.messages. */
export function sentences(): readonly (readonly [number, string])[] {
  return Object.entries(SENTENCES).map(([number, text]) => [Number(number), text] as const)
}
