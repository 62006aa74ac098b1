import type { Cursor } from './cursor.js'
import {
  optionForms,
  readBackupOptions,
  readDevices,
  readNameOrVariable,
  readParts,
  readText,
} from './device.js'
import type { BackupStatement, Device, TextOrVariable } from './tree.js'

const OPTIONS = optionForms({
  flag: `RECOVERY NORECOVERY REPLACE RESTART RESTRICTED_USER PARTIAL KEEP_REPLICATION KEEP_CDC
    CHECKSUM NO_CHECKSUM STOP_ON_ERROR CONTINUE_AFTER_ERROR REWIND NOREWIND UNLOAD NOUNLOAD
    METADATA_ONLY SNAPSHOT ENABLE_BROKER ERROR_BROKER_CONVERSATIONS NEW_BROKER LOADHISTORY CREDENTIAL`,
  'optional-number': 'STATS',
  number: 'FILE BLOCKSIZE BUFFERCOUNT MAXTRANSFERSIZE',
  value: 'STANDBY STOPAT MEDIANAME MEDIAPASSWORD PASSWORD DBNAME',
  mark: 'STOPATMARK STOPBEFOREMARK',
  move: 'MOVE',
  list: 'FILESTREAM',
})

type Information = Extract<BackupStatement, { kind: 'restore-information' }>['what']

const INFORMATION: ReadonlyMap<string, Information> = new Map([
  ['HEADERONLY', 'headeronly'],
  ['FILELISTONLY', 'filelistonly'],
  ['LABELONLY', 'labelonly'],
  ['VERIFYONLY', 'verifyonly'],
  ['BACKUPSETONLY', 'backupsetonly'],
  ['REWINDONLY', 'rewindonly'],
])

export function readRestore(c: Cursor): BackupStatement {
  const at = c.at(c.next())
  const information = INFORMATION.get(c.token.word)
  if (information !== undefined) {
    c.next()
    c.expect('FROM')
    const from = readDevices(c)
    const options = readBackupOptions(c, OPTIONS, 'RESTORE')
    return { kind: 'restore-information', at, what: information, from, options }
  }
  const what = c.take('DATABASE') ? 'database' : 'log'
  if (what === 'log' && !c.take('LOG') && !c.take('TRAN')) c.expect('TRANSACTION')
  const database = readNameOrVariable(c)
  const parts = readParts(c)
  const { from, fromSnapshot } = readSource(c)
  const options = readBackupOptions(c, OPTIONS, 'RESTORE')
  return { kind: 'restore', at, what, database, parts, from, fromSnapshot, options }
}

/** None at all for RESTORE DATABASE d WITH RECOVERY. */
function readSource(c: Cursor): { from: Device[]; fromSnapshot: TextOrVariable | undefined } {
  if (!c.take('FROM')) return { from: [], fromSnapshot: undefined }
  if (!c.takeAll('DATABASE_SNAPSHOT', '=')) return { from: readDevices(c), fromSnapshot: undefined }
  return { from: [], fromSnapshot: readText(c) }
}
