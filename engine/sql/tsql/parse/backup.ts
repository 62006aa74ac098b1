import type { Cursor } from './cursor.js'
import {
  optionForms,
  readBackupOptions,
  readDevices,
  readNameOrVariable,
  readParts,
} from './device.js'
import { readPlacedName, readSeries } from './names.js'
import type { BackupStatement, Device } from './tree.js'

const OPTIONS = optionForms({
  flag: `COPY_ONLY DIFFERENTIAL COMPRESSION NO_COMPRESSION NOINIT INIT NOSKIP SKIP NOFORMAT FORMAT
    NO_CHECKSUM CHECKSUM STOP_ON_ERROR CONTINUE_AFTER_ERROR RESTART REWIND NOREWIND UNLOAD NOUNLOAD
    NORECOVERY NO_TRUNCATE TRUNCATE_ONLY NO_LOG METADATA_ONLY SNAPSHOT FILE_SNAPSHOT CREDENTIAL`,
  'optional-number': 'STATS',
  number: 'RETAINDAYS BLOCKSIZE BUFFERCOUNT MAXTRANSFERSIZE',
  value: 'NAME DESCRIPTION EXPIREDATE MEDIANAME MEDIADESCRIPTION PASSWORD MEDIAPASSWORD STANDBY',
  list: 'ENCRYPTION',
})

export function readBackup(c: Cursor): BackupStatement {
  const at = c.at(c.next())
  if (c.take('SERVER')) return { kind: 'backup-group', at, databases: undefined, ...readRest(c) }
  if (c.take('GROUP')) {
    const databases = readSeries(c, readPlacedName)
    return { kind: 'backup-group', at, databases, ...readRest(c) }
  }
  const what = c.take('DATABASE') ? 'database' : 'log'
  if (what === 'log' && !c.take('LOG') && !c.take('TRAN')) c.expect('TRANSACTION')
  const database = readNameOrVariable(c)
  const parts = readParts(c)
  c.expect('TO')
  const to = readDevices(c)
  const mirrors: Device[][] = []
  while (c.takeAll('MIRROR', 'TO')) mirrors.push(readDevices(c))
  const options = readBackupOptions(c, OPTIONS, 'BACKUP')
  return { kind: 'backup', at, what, database, parts, to, mirrors, options }
}

function readRest(
  c: Cursor,
): Pick<Extract<BackupStatement, { kind: 'backup-group' }>, 'to' | 'options'> {
  c.expect('TO')
  const to = readDevices(c)
  return { to, options: readBackupOptions(c, OPTIONS, 'BACKUP') }
}
