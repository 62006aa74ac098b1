// RESTORE LOG: the blocks of a log backup are put behind what the database holds, and redone. The
// boot page says how far the log reaches; until it does, what was put there counts for nothing.

import type { Ticks } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import {
  adoptGeometry,
  blocksIn,
  type PlacedBlock,
  placeBlock,
  readVirtualLogs,
  visitBlock,
} from '../log/index.js'
import {
  closeDatabaseFile,
  type DatabaseFile,
  type Lsn,
  lsnParts,
  openDatabaseFile,
  refuseSql,
  type SqlError,
} from '../page/index.js'
import {
  type Boot,
  changeBoot,
  type Database,
  filesOfRestoring,
  type Place,
  RESTORE_WRITE_POINT,
  readRestoringBoot,
  rollRestoring,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { readMedia } from './media.js'
import { movesOf } from './restore-checks.js'

/** The last instant, or the last record, that is to be in the database. */
export type StopAt =
  | { readonly kind: 'time'; readonly at: Ticks }
  | { readonly kind: 'lsn'; readonly lsn: Lsn }

export interface RestoreLogOptions {
  readonly media: Place
  /** Where files go that the log adds, by logical name. */
  readonly move?: Readonly<Record<string, Place>>
  readonly stopAt?: StopAt
}

export interface RestoredLog {
  readonly set: BackupSet
  /** The last record that is in the database now. */
  readonly to: Lsn
  /** False when the place to stop at is not in this backup; the next one may hold it. */
  readonly stopped: boolean
}

/** Restores a log backup WITH NORECOVERY; a refusal leaves the restore where it was. */
export function restoreLog(
  database: Database,
  { media, move = {}, stopAt }: RestoreLogOptions,
): Outcome<RestoredLog, SqlError> {
  const boot = requireRolling(database)
  if (!boot.ok) return boot
  const end: End = { at: undefined, stopped: false }
  const blocks: PlacedBlock[] = []
  const read = readMedia(database.volumes, media, {
    log: (piece) => {
      const found = blocksIn({ ...piece, bytes: piece.bytes.slice() })
      if (!found.ok) return found
      for (const block of found.value) {
        lookForStop(end, block, stopAt)
        blocks.push(block)
      }
      return ok(undefined)
    },
  })
  if (!read.ok) return read
  const set = read.value
  const fits = checkNext(boot.value, set)
  if (!fits.ok) return fits
  const to = end.stopped ? (end.at ?? set.firstLsn) : set.lastLsn
  if (end.stopped && to < boot.value.reached) return refuseSql('STOP_TOO_EARLY', database.name)
  const placed = place(database, boot.value, { set, blocks, to })
  if (!placed.ok) return placed
  const moves = movesOf(move)
  const rolled = rollRestoring(database, {
    placeOf: ({ logicalName }) => moves.get(logicalName.toLowerCase()),
  })
  return rolled.ok ? ok({ set, to: rolled.value, stopped: end.stopped }) : rolled
}

/** What a restore stands on that more can follow. */
export function requireRolling(database: Database): Outcome<Boot, SqlError> {
  if (database.state.kind !== 'restoring')
    return refuseSql('NOTHING_TO_ROLL_FORWARD', database.name)
  const boot = readRestoringBoot(database)
  if (!boot.ok) return boot.error.name === 'CANNOT_OPEN_FILE' ? nothingToRoll(database) : boot
  switch (boot.value.restore.kind) {
    case 'rolling':
      return boot
    case 'laying':
      return nothingToRoll(database)
    default:
      return refuseSql('ALREADY_RECOVERED', database.name)
  }
}

function nothingToRoll({ name }: Database): ReturnType<typeof refuseSql> {
  return refuseSql('NOTHING_TO_ROLL_FORWARD', name)
}

function checkNext(boot: Boot, set: BackupSet): Outcome<undefined, SqlError> {
  const { databaseGuid, databaseName: name, fork, firstLsn, lastLsn } = set
  if (set.type !== 'L') return refuseSql('NOTHING_TO_ROLL_FORWARD', name)
  if (databaseGuid !== boot.guid) return refuseSql('OTHER_DATABASE', name)
  if (firstLsn > boot.reached) return refuseSql('LOG_TOO_RECENT', name)
  const leavesHere = fork.parent === boot.fork.id && fork.from === boot.reached
  if (fork.id !== boot.fork.id && !leavesHere) return refuseSql('WRONG_RECOVERY_PATH', name)
  return lastLsn < boot.reached ? refuseSql('LOG_TOO_EARLY', name) : ok(undefined)
}

interface End {
  /** The last record before the place to stop at. */
  at: Lsn | undefined
  stopped: boolean
}

function lookForStop(end: End, block: PlacedBlock, stopAt: StopAt | undefined): void {
  if (stopAt === undefined) return
  visitBlock(block, (record, at) => {
    if (end.stopped) return
    const isBehind =
      stopAt.kind === 'lsn' ? at > stopAt.lsn : record.kind === 'commit' && record.at > stopAt.at
    if (isBehind) end.stopped = true
    else end.at = at
  })
}

function place(
  database: Database,
  boot: Boot,
  what: { readonly set: BackupSet; readonly blocks: readonly PlacedBlock[]; readonly to: Lsn },
): Outcome<undefined, SqlError> {
  const files: DatabaseFile[] = []
  database.state = { kind: 'restoring', files }
  const written = write(database, boot, what, files)
  for (const file of files) closeDatabaseFile(file)
  if (!written.ok) return written
  // From here on the log is part of the database.
  const { fork } = what.set
  return changeBoot(database, (known) => ({ ...known, reached: what.to, fork }))
}

function write(
  database: Database,
  boot: Boot,
  { set, blocks, to }: Parameters<typeof place>[2],
  files: DatabaseFile[],
): Outcome<undefined, SqlError> {
  for (const entry of filesOfRestoring(database)) {
    const volume = database.volumes.get(entry.volume)
    if (entry.kind !== 'log' || volume === undefined) continue
    const file = openDatabaseFile(volume, entry)
    if (!file.ok) return file
    files.push(file.value)
  }
  const read = readVirtualLogs(files)
  if (!read.ok) return read
  const virtualLogs = read.value
  for (const { file: id, sectors } of set.logFiles) {
    const file = files.find(({ entry }) => entry.id === id)
    const adopted = file === undefined ? ok(undefined) : adoptGeometry(virtualLogs, file, sectors)
    if (!adopted.ok) return adopted
  }
  const limits = { needed: lsnParts(boot.minimum).sequence, until: to }
  for (const block of blocks) {
    const { sequence, sector } = lsnParts(to)
    const isBehind =
      block.block.sequence > sequence ||
      (block.block.sequence === sequence && block.block.sector > sector)
    if (isBehind || block.last <= boot.reached) continue
    database.sim.points.reach(RESTORE_WRITE_POINT)
    const placed = placeBlock(virtualLogs, block, limits)
    if (!placed.ok) return placed
  }
  return ok(undefined)
}
