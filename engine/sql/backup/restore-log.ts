// RESTORE LOG: the blocks of a log backup are put behind what the database holds, and redone.

import type { Ticks } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { blocksIn, type PlacedBlock, visitBlock } from '../log/index.js'
import { type Lsn, refuseSql, type SqlError } from '../page/index.js'
import {
  type Boot,
  type Database,
  type Place,
  readRestoringBoot,
  rollRestoring,
  takeLog,
} from '../recovery/index.js'
import type { BackupSet } from './backup-set.js'
import { type MediaPlace, readMedia } from './media.js'
import { movesOf } from './restore-checks.js'

/** The last instant, or the last record, that is to be in the database. */
export type StopAt =
  | { readonly kind: 'time'; readonly at: Ticks }
  | { readonly kind: 'lsn'; readonly lsn: Lsn }

export interface RestoreLogOptions {
  readonly media: MediaPlace
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
  const { logFiles: layouts, fork } = set
  const placed = takeLog(database, boot.value, { layouts, blocks, to, fork })
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
