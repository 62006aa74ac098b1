// A secondary stands where a restore stands that more will follow: its log is redone and nothing is
// taken back. Its files are open, and nobody but a backup reads them.

import { type Outcome, ok } from '../../../base/outcome.js'
import { serviceIsRunning } from '../../../host/index.js'
import { blockRuns, blocksIn, layoutsOf, type PlacedBlock, readPiece } from '../../log/index.js'
import { type FileEntry, type Lsn, refuseSql, type SqlError } from '../../page/index.js'
import { type Database, isAlive, type Online, onlineWith } from '../database/database.js'
import { isHeld } from '../database/freeze.js'
import { closeFiles } from '../database/open.js'
import { openRolled, readRestoringBoot } from '../restoring/restoring.js'
import { takeLog } from '../restoring/take-log.js'
import type { Link } from './link.js'

/** Redoes what the log holds of a secondary whose files are closed, and keeps them open. */
export function openSecondary(database: Database, link: Link): Outcome<undefined, SqlError> {
  const opened = openRolled(database, { placeOf: (entry) => placeIn(link, entry) })
  if (!opened.ok) {
    database.state = { kind: 'restoring', files: [] }
    return opened
  }
  const readable = onlineWith(opened.value)
  if (!isAlive(readable)) return refuseSql('CONNECTION_BROKEN', database.name)
  database.state = { kind: 'secondary', readable }
  link.hardened = readable.storage.log.flushed
  return ok(undefined)
}

/**
 * Sends the secondary what it does not have of the log, and has it redone. One that is away, or that
 * is being backed up, stays behind until it is asked again; the primary never waits for it.
 */
export function catchUp(link: Link): void {
  const source = databaseOn(link, 'primary')
  const database = databaseOn(link, 'secondary')
  if (source?.state.kind !== 'online' || !isAlive(source.state)) return
  if (database === undefined || !isReady(database, link)) return
  const { log } = source.state.storage
  if (log.flushed <= link.hardened) return
  // What cannot be read or written now is tried again with the next commit.
  const blocks = readBlocks(source.state, link.hardened)
  if (blocks.ok) redoOn(database, link, source.state, blocks.value)
}

function databaseOn(link: Link, role: 'primary' | 'secondary'): Database | undefined {
  const { host, service, databases } = link[role]
  if (!serviceIsRunning(host, service)) return undefined
  return databases.get(link.database.toLowerCase())
}

/** True when its redo may go on. */
function isReady(database: Database, link: Link): boolean {
  if (database.state.kind === 'restoring') openSecondary(database, link)
  const { state } = database
  if (state.kind !== 'secondary' || !isAlive(state.readable)) return false
  return state.readable.backup === undefined && !isHeld(state.readable)
}

/** A megabyte at a time. */
const RUN_SECTORS_MAX = 2_048

function readBlocks({ storage }: Online, from: Lsn): Outcome<PlacedBlock[], SqlError> {
  const { log } = storage
  const runs = blockRuns(log, from, log.flushed, RUN_SECTORS_MAX)
  if (!runs.ok) return runs
  const blocks: PlacedBlock[] = []
  for (const run of runs.value) {
    const piece = readPiece(run)
    const found = piece.ok ? blocksIn(piece.value) : piece
    if (!found.ok) return found
    blocks.push(...found.value)
  }
  return ok(blocks)
}

function redoOn(
  database: Database,
  link: Link,
  { boot, storage }: Online,
  blocks: readonly PlacedBlock[],
): void {
  if (database.state.kind === 'secondary') closeFiles(database.state.readable)
  database.state = { kind: 'restoring', files: [] }
  const own = readRestoringBoot(database)
  if (!own.ok) return
  const what = { layouts: layoutsOf(storage), blocks, to: storage.log.flushed, fork: boot.fork }
  const taken = takeLog(database, own.value, what)
  database.state = { kind: 'restoring', files: [] }
  // The instance may have died on the way.
  const isThere = databaseOn(link, 'secondary') === database
  if (taken.ok && isThere) openSecondary(database, link)
}

function placeIn({ folder }: Link, { path }: FileEntry): { volume: string; path: string } {
  return { volume: folder.volume, path: `${folder.path}${path.slice(path.lastIndexOf('\\'))}` }
}
