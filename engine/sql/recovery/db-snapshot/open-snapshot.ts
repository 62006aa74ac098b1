// A database snapshot as a database: its files read through to the source, nothing is ever logged or
// recovered, since what was uncommitted was taken back when it was made.

import { type Outcome, ok } from '../../../base/outcome.js'
import { openFile } from '../../../volume/index.js'
import { createStorage } from '../../allocation/index.js'
import { logAt } from '../../log/index.js'
import {
  closeDatabaseFile,
  type DatabaseFile,
  NO_LSN,
  refuseSql,
  type SparseFile,
  type SqlError,
} from '../../page/index.js'
import { BOOT_ID, decodeBoot } from '../boot.js'
import { type Database, type DatabaseState, onlineWith } from '../database/database.js'
import { loadTables } from '../database/table.js'

/** Brings a snapshot online, or says why it is not. */
export function openSnapshot(database: Database): Outcome<undefined, SqlError> {
  const files: DatabaseFile[] = []
  const opened = open(database, files)
  if (opened.ok) {
    database.state = opened.value
    return ok(undefined)
  }
  for (const file of files) closeDatabaseFile(file)
  const kind = opened.error.name === 'SNAPSHOT_SUSPECT' ? 'suspect' : 'recovery-pending'
  database.state = { kind, error: opened.error }
  return opened
}

function open(database: Database, files: DatabaseFile[]): Outcome<DatabaseState, SqlError> {
  const { sim, name, snapshotOf } = database
  for (const sparse of snapshotOf?.sparse ?? []) {
    const file = openSparse(sparse)
    if (!file.ok) return file
    files.push(file.value)
  }
  const primary = files[0]
  if (primary === undefined) return refuseSql('CANNOT_OPEN_FILE', name)
  // There is nowhere to log to: a record would find no room.
  const current = { file: primary, offset: 0, sectors: 0, sequence: 1 }
  const log = logAt(sim, { virtualLogs: [], current, sector: 0, lastBlock: NO_LSN })
  const storage = createStorage(sim, { files, log, nextTransaction: 1 })
  const page = storage.pool.read(BOOT_ID)
  const boot = page.ok ? decodeBoot(page.value) : page
  if (!boot.ok) return boot
  const online = onlineWith({ storage, boot: { ...boot.value, name, readOnly: true } })
  const loaded = loadTables(online)
  return loaded.ok ? ok(online) : loaded
}

/** A handle of the snapshot's own; pages come by way of the sparse file's description. */
function openSparse(sparse: SparseFile): Outcome<DatabaseFile, SqlError> {
  const { volume, path, description, source } = sparse
  if (description.suspect) return refuseSql('SNAPSHOT_SUSPECT', description.snapshot)
  if (source === undefined) return refuseSql('SNAPSHOT_SOURCE', description.source)
  const share = { read: true, write: true }
  const handle = openFile(volume, path, { access: 'read', holder: 'sqlservr.exe', share })
  if (!handle.ok) return refuseSql('CANNOT_OPEN_FILE', `${path}: ${handle.error.name}`)
  const { file: id, logicalName, sizePages } = description
  const filegroup = source.entry.filegroup
  const entry = {
    id,
    kind: 'rows',
    logicalName,
    volume: volume.name,
    path,
    filegroup,
    sizePages,
    growth: { kind: 'none' },
    maxPages: undefined,
  } as const
  return ok({ entry, volume, handle: handle.value, sparse })
}
