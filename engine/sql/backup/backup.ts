// BACKUP DATABASE: a checkpoint, the pages, and the log from that checkpoint to the end. The pages are
// copied while others write, each as it is when its turn comes; the log makes them consistent, so what
// the set restores to is what was committed when the copying ended.

import { type Outcome, ok } from '../../base/outcome.js'
import { milliseconds } from '../../base/units.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import type { Storage } from '../allocation/index.js'
import { flush, holdLog, layoutsOf, releaseLog } from '../log/index.js'
import {
  BOOT_PAGE,
  type DatabaseFile,
  type FileId,
  isUntouched,
  isZero,
  mapTypeAt,
  PAGE_BYTES,
  type Page,
  pageId,
  pageNumber,
  readBytesInto,
  refuseSql,
  type SqlError,
  sealPage,
  type UnverifiedPage,
  verifyPage,
} from '../page/index.js'
import {
  type Boot,
  catchUp,
  type Database,
  encodeBoot,
  isAlive,
  type Online,
  type Place,
  requireOnline,
  setOption,
  takeCheckpoint,
  whenWritable,
} from '../recovery/index.js'
import type { BackupSet, DifferentialBase } from './backup-set.js'
import { allocatedSpans, changedSpans, type PageSpan } from './contents.js'
import {
  commitBase,
  encodeBase,
  isMapUnusable,
  readBase,
  replaceMaps,
} from './differential-base.js'
import { fileBackupsSince, noteFileBackup } from './file-backups.js'
import { copyLog } from './log-contents.js'
import {
  abandonMedia,
  contentRoom,
  createMedia,
  finishMedia,
  type MediaOptions,
  type MediaWriter,
  writeRun,
} from './media.js'

/** What a backup is called by whoever makes it. */
export interface BackupLabel {
  readonly name?: string | undefined
  readonly description?: string | undefined
}

export interface BackupOptions extends MediaOptions, BackupLabel {
  readonly media: Place
  /** `files` are all data files but the primary one. */
  readonly type: 'full' | 'copy-only' | 'differential' | 'files'
}

/** A megabyte takes so long: 200 MB a second. */
export const CHUNK_TIME = milliseconds(5)

/** Backs up a database; a full backup that is not copy-only is the base of the differentials. */
export function* backupDatabase(
  database: Database,
  options: BackupOptions,
): Process<Outcome<BackupSet, SqlError>> {
  const ready = prepare(database, options)
  if (!ready.ok) return ready
  const online = ready.value
  const { storage } = online
  online.backup = { shrinkDisabled: true }
  const changed: NonNullable<Storage['changedSince']> = new Map()
  try {
    return yield* backUp(database, online, options, changed)
  } finally {
    online.backup = undefined
    if (database.replica !== undefined) catchUp(database.replica.link)
    if (storage.changedSince === changed) storage.changedSince = undefined
  }
}

/** The base that a full backup is from then on. */
export function baseOf(set: BackupSet): DifferentialBase {
  return { id: set.id, lsn: set.checkpointLsn }
}

/** With a full backup begins the chain of log backups, if there is none. */
export function beginLogChain(
  online: Online,
  from: BackupSet['firstLsn'],
): Outcome<undefined, SqlError> {
  const { recoveryModel, logBackedUpTo } = online.boot
  if (recoveryModel === 'SIMPLE' || logBackedUpTo !== undefined) return ok(undefined)
  return setOption(online, { logBackedUpTo: from, isNewChain: true })
}

/** What every backup asks first. */
export function requireBackable(database: Database): Outcome<Online, SqlError> {
  const { state, name } = database
  if (state.kind === 'emergency') return refuseSql('NO_BACKUP_IN_EMERGENCY', name)
  if (database.snapshotOf !== undefined) return refuseSql('NO_DB_SNAPSHOT_BACKUP', name)
  if (name.toLowerCase() === 'tempdb') return refuseSql('TEMPDB_BACKUP', name)
  // Whether that kind can be made of a secondary is for the caller to say.
  return state.kind === 'secondary' ? ok(state.readable) : requireOnline(database)
}

function prepare(database: Database, { type }: BackupOptions): Outcome<Online, SqlError> {
  const online = requireBackable(database)
  if (!online.ok) return online
  if (database.state.kind === 'secondary' && type !== 'copy-only')
    return refuseSql('SECONDARY_BACKUP', database.name)
  if (online.value.backup !== undefined) return refuseSql('BACKUP_SERIALISED', database.name)
  if (type === 'files' && online.value.boot.readOnly)
    return refuseSql('DB_READ_ONLY', database.name)
  if (type !== 'differential') return online
  if (database.name === 'master') return refuseSql('MASTER_FULL_ONLY', database.name)
  const base = readBase(online.value.storage)
  if (!base.ok) return base
  return base.value === undefined ? refuseSql('NO_BASE', database.name) : online
}

function* backUp(
  database: Database,
  online: Online,
  { media: place, type, name, description, ...medium }: BackupOptions,
  changed: NonNullable<Storage['changedSince']>,
): Process<Outcome<BackupSet, SqlError>> {
  const { storage } = online
  // A snapshot's freeze holds the backup's own writes as well.
  const writable = yield* whenWritable(online)
  const checked = writable.ok ? takeCheckpoint(online) : writable
  if (!checked.ok) return checked
  if (type === 'full' || type === 'files') storage.changedSince = changed
  const base = readBase(storage)
  if (!base.ok) return base
  const fileBackups = fileBackupsSince(online, base.value)
  if (!fileBackups.ok) return fileBackups
  const fileBases = fileBackups.value.map(({ id }) => id)
  const described = describeSet(database, online, { type, base: base.value, fileBases })
  const set = { ...described, ...labelOf({ name, description }) }
  const hold = holdLog(storage.log, set.firstLsn)
  const media = createMedia(database.volumes, place, medium)
  let written: Outcome<BackupSet, SqlError> = refuseSql('CONNECTION_BROKEN')
  try {
    written = media.ok ? yield* writeSet(online, set, media.value) : media
  } finally {
    releaseLog(storage.log, hold)
    if (media.ok && !written.ok) abandonMedia(media.value, isAlive(online))
  }
  if (written.ok && type === 'files') {
    const based = yield* commitFiles(online, base.value, set, changed)
    return based.ok ? written : based
  }
  if (!written.ok || type !== 'full') return written
  const ready = yield* whenWritable(online)
  if (!ready.ok) return ready
  const committed = commitBase(storage, baseOf(set), changed)
  const chained = committed.ok ? beginLogChain(online, set.firstLsn) : committed
  return chained.ok ? written : chained
}

/** Nothing for a backup that was given no name. */
export function labelOf({ name, description }: BackupLabel): BackupLabel {
  return { ...(name && { name }), ...(description && { description }) }
}

/** What is written into the boot page of the set, whatever the database does meanwhile. */
interface Draft extends BackupSet {
  readonly boot: Boot
}

function describeSet(
  { sim, name }: Database,
  { boot, storage }: Online,
  as: {
    readonly type: BackupOptions['type']
    readonly base: DifferentialBase | undefined
    readonly fileBases: BackupSet['fileBases']
  },
): Draft {
  const files = [...storage.files.values()].map(({ entry }) => entry)
  return {
    boot,
    id: sim.random('sql.backup').guid(),
    type: SET_TYPES[as.type],
    isCopyOnly: as.type === 'copy-only',
    isSnapshot: false,
    databaseName: name,
    databaseGuid: boot.guid,
    recoveryModel: boot.recoveryModel,
    fork: boot.fork,
    firstLsn: boot.minimum,
    lastLsn: storage.log.end,
    checkpointLsn: boot.checkpoint,
    databaseBackupLsn: as.base?.lsn ?? null,
    differentialBase: as.type === 'differential' ? (as.base ?? null) : null,
    fileBases: as.type === 'differential' ? as.fileBases : [],
    beginsLogChain: false,
    startedAt: sim.now,
    finishedAt: sim.now,
    files: files.sort((left, right) => left.id - right.id),
    logFiles: [],
  }
}

const SET_TYPES = { full: 'D', 'copy-only': 'D', differential: 'I', files: 'F' } as const

function secondaryFiles({ storage }: Online): FileId[] {
  const files = [...storage.files.values()].map(({ entry }) => entry)
  return files.filter(({ id, kind }) => kind === 'rows' && id !== 1).map(({ id }) => id)
}

/** The files rest on that backup from now on; what changed in them since it began stays marked. */
function* commitFiles(
  online: Online,
  base: DifferentialBase | undefined,
  set: BackupSet,
  changed: NonNullable<Storage['changedSince']>,
): Process<Outcome<undefined, SqlError>> {
  const ready = yield* whenWritable(online)
  if (!ready.ok) return ready
  const files = secondaryFiles(online)
  const noted = yield* noteFileBackup(online, base, { ...baseOf(set), files })
  return noted.ok ? replaceMaps(online.storage, changed, files) : noted
}

function* writeSet(
  online: Online,
  draft: Draft,
  media: MediaWriter,
): Process<Outcome<BackupSet, SqlError>> {
  const { storage } = online
  const { sim, log } = storage
  const unusable = isMapUnusable(storage)
  if (!unusable.ok) return unusable
  const isByMap = draft.type === 'I' && !unusable.value
  for (const file of storage.files.values()) {
    if (file.entry.kind === 'log' || (draft.type === 'F' && file.entry.id === 1)) continue
    const spans = isByMap ? changedSpans(storage, file) : allocatedSpans(storage, file)
    if (!spans.ok) return spans
    for (const span of spans.value) {
      const copied = copySpan(media, draft, file, span)
      if (!copied.ok) return copied
      yield* sleepUntil(later(sim.now, CHUNK_TIME))
      if (!isAlive(online)) return refuseSql('CONNECTION_BROKEN')
    }
  }
  const writable = yield* whenWritable(online)
  const flushed = writable.ok ? flush(log) : writable
  if (!flushed.ok) return flushed
  const { boot, ...described } = draft
  const files = [...storage.files.values()].map(({ entry }) => entry)
  const set: BackupSet = {
    ...described,
    files: files.sort((left, right) => left.id - right.id),
    lastLsn: log.flushed,
    finishedAt: sim.now,
    logFiles: layoutsOf(storage),
  }
  // From its start, since the first block of a virtual log file tells which one it is.
  const logged = copyLog(online, media, { from: set.firstLsn, to: set.lastLsn, whole: true })
  const finished = logged.ok ? finishMedia(media, set) : logged
  if (!finished.ok) return finished
  return isAlive(online) ? ok(set) : refuseSql('CONNECTION_BROKEN')
}

function copySpan(
  media: MediaWriter,
  draft: Draft,
  file: DatabaseFile,
  { from, to }: PageSpan,
): Outcome<undefined, SqlError> {
  const content = contentRoom(media, (to - from) * PAGE_BYTES)
  const read = readBytesInto(file, from * PAGE_BYTES, content)
  if (!read.ok) return read
  // The files of a restored full backup begin as zeros.
  if (draft.type === 'D' && isZero(content)) return ok(undefined)
  for (let page = from; page < to; page++) {
    const start = (page - from) * PAGE_BYTES
    const bytes = content.subarray(start, start + PAGE_BYTES) as UnverifiedPage
    const prepared = preparePage(draft, file, page, bytes)
    if (!prepared.ok) return prepared
  }
  return writeRun(media, { file: file.entry.id, firstPage: from, bytes: content.length })
}

/** Checks a page, and lets a restored base know that it is the base and that nothing changed since. */
function preparePage(
  draft: Draft,
  { entry }: DatabaseFile,
  page: number,
  bytes: UnverifiedPage,
): Outcome<undefined, SqlError> {
  if (isUntouched(bytes)) return ok(undefined)
  const verified = verifyPage(bytes, pageId(entry.id, page))
  if (!verified.ok) return refuseSql('BAD_PAGE', verified.error.detail)
  const isBase = draft.type !== 'I' && !draft.isCopyOnly
  if (isBase && mapTypeAt(pageNumber(page)) === 'dcm') bytes.fill(0)
  else if (entry.id === 1 && page === BOOT_PAGE) stampBootPage(verified.value, draft, isBase)
  return ok(undefined)
}

/** Recovery begins where the backup did, not where a checkpoint has got to since. */
function stampBootPage(page: Page, draft: Draft, isBase: boolean): void {
  encodeBoot(page, draft.boot)
  if (isBase) encodeBase(page, baseOf(draft))
  sealPage(page)
}
