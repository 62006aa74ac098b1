// BACKUP LOG: what was logged since the backup before. It lets the log be used again, unless it is
// copy-only; the last of a database, of its tail, puts it into a restore.

import { type Outcome, ok } from '../../base/outcome.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import { flush, holdLog, layoutsOf, releaseLog, truncate } from '../log/index.js'
import { type Lsn, refuseSql, type SqlError } from '../page/index.js'
import {
  type Database,
  enterRestoring,
  isAlive,
  isHeld,
  type Online,
  type Place,
  setOption,
  takeCheckpoint,
  truncationPoint,
  whenWritable,
} from '../recovery/index.js'
import { type BackupLabel, CHUNK_TIME, labelOf, requireBackable } from './backup.js'
import type { BackupSet } from './backup-set.js'
import { readBase } from './differential-base.js'
import { copyLog } from './log-contents.js'
import {
  abandonMedia,
  createMedia,
  finishMedia,
  type MediaOptions,
  type MediaWriter,
} from './media.js'

export interface LogBackupOptions extends MediaOptions, BackupLabel {
  readonly media: Place
  readonly copyOnly?: boolean
  /** Leaves the database in a restore, with everything it has ever logged backed up. */
  readonly norecovery?: boolean
}

export function* backupLog(
  database: Database,
  options: LogBackupOptions,
): Process<Outcome<BackupSet, SqlError>> {
  const ready = prepare(database, options)
  if (!ready.ok) return ready
  const { online, from } = ready.value
  const { log } = online.storage
  const hold = holdLog(log, from)
  try {
    const writable = yield* whenWritable(online)
    if (!writable.ok) return writable
    const set = describeSet(database, online, from, options)
    if (!set.ok) return set
    const written = yield* write(database, online, set.value, options)
    if (!written.ok) return written
    // A snapshot's freeze holds the backup's own writes as well.
    const ready = yield* whenWritable(online)
    if (!ready.ok) return ready
    const moved = options.copyOnly === true ? ok(undefined) : moveOn(online, set.value.lastLsn)
    if (!moved.ok) return moved
    const entered = options.norecovery === true ? enterRestoring(database) : moved
    return entered.ok ? written : entered
  } finally {
    releaseLog(log, hold)
    online.logBackup = false
    // What was held can be used again.
    if (isAlive(online)) truncate(log, truncationPoint(online.boot))
  }
}

function prepare(
  database: Database,
  { norecovery = false }: LogBackupOptions,
): Outcome<{ readonly online: Online; readonly from: Lsn }, SqlError> {
  const ready = requireBackable(database)
  if (!ready.ok) return ready
  if (database.state.kind === 'secondary') return refuseSql('SECONDARY_BACKUP', database.name)
  const online = ready.value
  const { recoveryModel, logBackedUpTo: from } = online.boot
  if (database.name.toLowerCase() === 'master')
    return refuseSql('NO_LOG_BACKUP_HERE', database.name)
  if (recoveryModel === 'SIMPLE') return refuseSql('LOG_BACKUP_IN_SIMPLE', database.name)
  if (from === undefined) return refuseSql('NO_CURRENT_BACKUP', database.name)
  if (online.logBackup) return refuseSql('BACKUP_SERIALISED', database.name)
  if (norecovery) {
    const { active } = online.storage
    const isBusy = online.backup !== undefined || isHeld(online)
    if (isBusy || online.transactions.size > 0 || active.size > 0)
      return refuseSql('DATABASE_IN_USE', database.name)
    const checked = takeCheckpoint(online)
    if (!checked.ok) return checked
  }
  online.logBackup = true
  return ok({ online, from })
}

function describeSet(
  { sim, name }: Database,
  { boot, storage }: Online,
  firstLsn: Lsn,
  { copyOnly = false, ...label }: LogBackupOptions,
): Outcome<BackupSet, SqlError> {
  const flushed = flush(storage.log)
  if (!flushed.ok) return flushed
  const base = readBase(storage)
  if (!base.ok) return base
  const files = [...storage.files.values()].map(({ entry }) => entry)
  return ok({
    id: sim.random('sql.backup').guid(),
    type: 'L',
    isCopyOnly: copyOnly,
    isSnapshot: false,
    databaseName: name,
    databaseGuid: boot.guid,
    recoveryModel: boot.recoveryModel,
    fork: boot.fork,
    firstLsn,
    lastLsn: storage.log.flushed,
    checkpointLsn: boot.checkpoint,
    databaseBackupLsn: base.value?.lsn ?? null,
    differentialBase: null,
    fileBases: [],
    ...labelOf(label),
    beginsLogChain: boot.isNewChain && !copyOnly,
    startedAt: sim.now,
    finishedAt: sim.now,
    files: files.sort((left, right) => left.id - right.id),
    logFiles: layoutsOf(storage),
  })
}

/** What is backed up stands fixed in the files, so others may go on; a tail leaves them no time. */
function* write(
  database: Database,
  online: Online,
  described: BackupSet,
  { media: place, norecovery = false, ...medium }: LogBackupOptions,
): Process<Outcome<BackupSet, SqlError>> {
  const { sim } = database
  const media = createMedia(database.volumes, place, medium)
  if (!media.ok) return media
  if (!norecovery) yield* sleepUntil(later(sim.now, CHUNK_TIME))
  const set = { ...described, finishedAt: sim.now }
  const written = isAlive(online) ? copy(online, set, media.value) : refuseSql('CONNECTION_BROKEN')
  if (!written.ok) abandonMedia(media.value, isAlive(online))
  return written.ok ? ok(set) : written
}

function copy(online: Online, set: BackupSet, media: MediaWriter): Outcome<undefined, SqlError> {
  const copied = copyLog(online, media, { from: set.firstLsn, to: set.lastLsn, whole: false })
  const finished = copied.ok ? finishMedia(media, set) : copied
  if (!finished.ok) return finished
  return isAlive(online) ? finished : refuseSql('CONNECTION_BROKEN')
}

/** The next log backup begins here, and what is before is needed no more. */
function moveOn(online: Online, to: Lsn): Outcome<undefined, SqlError> {
  return setOption(online, { logBackedUpTo: to, isNewChain: false })
}
