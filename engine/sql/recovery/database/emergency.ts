// Emergency: the pages of a database as they lie on disk, without log and without recovery. What is
// read may be half of a transaction; nothing is written.

import { type Outcome, ok } from '../../../base/outcome.js'
import { createStorage } from '../../allocation/index.js'
import { emptyLog } from '../../log/index.js'
import { closeDatabaseFile, type DatabaseFile, refuseSql, type SqlError } from '../../page/index.js'
import { openUnrecovered } from '../restart.js'
import { type Database, type Online, onlineWith } from './database.js'
import { loadTables } from './table.js'

export function openEmergency(database: Database): Outcome<undefined, SqlError> {
  const files: DatabaseFile[] = []
  const opened = read(database, files)
  if (opened.ok) {
    database.state = { kind: 'emergency', readable: opened.value }
    return ok(undefined)
  }
  for (const file of files) closeDatabaseFile(file)
  database.state = { kind: 'suspect', error: opened.error }
  return opened
}

/** What can be read of a database: all of it online, its bare pages in emergency. */
export function requireReadable(database: Database): Outcome<Online, SqlError> {
  const { state } = database
  if (state.kind === 'emergency') return ok(state.readable)
  if (state.kind === 'secondary') return refuseSql('SECONDARY_REPLICA', database.name)
  return state.kind === 'online' ? ok(state) : refuseSql('DB_OFFLINE', database.name)
}

function read(database: Database, files: DatabaseFile[]): Outcome<Online, SqlError> {
  const opened = openUnrecovered(database, files)
  const primary = files[0]
  if (!opened.ok || primary === undefined) return opened.ok ? refuseSql('DB_OFFLINE') : opened
  const { sim } = database
  const { boot } = opened.value
  const log = emptyLog(sim, primary)
  const storage = createStorage(sim, { files, log, nextTransaction: boot.nextTransaction })
  const readable = onlineWith({ storage, boot: { ...boot, readOnly: true } })
  const loaded = loadTables(readable)
  return loaded.ok ? ok(readable) : loaded
}
