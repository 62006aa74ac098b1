// BACKUP DATABASE: a checkpoint, the pages, and the log that makes them consistent. Nothing yields in
// between, so what the set restores to is what was committed when the backup ended.

import { type Outcome, ok } from '../../base/outcome.js'
import {
  BOOT_PAGE,
  type DatabaseFile,
  isUntouched,
  mapTypeAt,
  PAGE_BYTES,
  type Page,
  pageId,
  pageNumber,
  readBytes,
  refuseSql,
  type SqlError,
  sealPage,
  type UnverifiedPage,
  verifyPage,
} from '../page/index.js'
import {
  type Database,
  type Online,
  type Place,
  requireOnline,
  takeCheckpoint,
} from '../recovery/index.js'
import type { BackupSet, DifferentialBase } from './backup-set.js'
import { allocatedSpans, changedSpans, logSpans, type PageSpan } from './contents.js'
import { commitBase, encodeBase, readBase } from './differential-base.js'
import {
  abandonMedia,
  createMedia,
  finishMedia,
  type MediaWriter,
  writeDescription,
  writeRun,
} from './media.js'

export interface BackupOptions {
  readonly media: Place
  readonly type: 'full' | 'copy-only' | 'differential'
}

/** Backs up a database; a full backup that is not copy-only is the base of the differentials. */
export function backupDatabase(
  database: Database,
  { media: place, type }: BackupOptions,
): Outcome<BackupSet, SqlError> {
  const state = requireOnline(database)
  if (!state.ok) return state
  const online = state.value
  const base = readBase(online.storage)
  if (!base.ok) return base
  if (type === 'differential' && database.name === 'master')
    return refuseSql('MASTER_FULL_ONLY', database.name)
  if (type === 'differential' && base.value === undefined)
    return refuseSql('NO_BASE', database.name)
  const checked = takeCheckpoint(online)
  if (!checked.ok) return checked
  const set = describeSet(database, online, { type, base: base.value })
  const media = createMedia(database.volumes, place)
  if (!media.ok) return media
  const written = writeSet(online, set, media.value)
  if (!written.ok) {
    abandonMedia(media.value)
    return written
  }
  if (type !== 'full') return ok(set)
  const committed = commitBase(online.storage, baseOf(set))
  return committed.ok ? ok(set) : committed
}

/** The base that a full backup is from then on. */
export function baseOf(set: BackupSet): DifferentialBase {
  return { id: set.id, lsn: set.checkpointLsn }
}

function describeSet(
  { sim, name }: Database,
  { boot, storage }: Online,
  as: { readonly type: BackupOptions['type']; readonly base: DifferentialBase | undefined },
): BackupSet {
  const files = [...storage.files.values()].map(({ entry }) => entry)
  return {
    id: sim.random('sql.backup').guid(),
    type: as.type === 'differential' ? 'I' : 'D',
    isCopyOnly: as.type === 'copy-only',
    databaseName: name,
    databaseGuid: boot.guid,
    recoveryModel: boot.recoveryModel,
    firstLsn: boot.minimum,
    lastLsn: storage.log.end,
    checkpointLsn: boot.checkpoint,
    databaseBackupLsn: as.base?.lsn ?? null,
    differentialBase: as.type === 'differential' ? (as.base ?? null) : null,
    finishedAt: sim.now,
    files: files.sort((left, right) => left.id - right.id),
  }
}

function writeSet(
  { storage }: Online,
  set: BackupSet,
  media: MediaWriter,
): Outcome<undefined, SqlError> {
  const described = writeDescription(media, set)
  if (!described.ok) return described
  for (const file of storage.files.values()) {
    const spans = spansFor(file)
    if (!spans.ok) return spans
    for (const span of spans.value) {
      const copied = copySpan(media, set, file, span)
      if (!copied.ok) return copied
    }
  }
  return finishMedia(media)

  function spansFor(file: DatabaseFile): Outcome<PageSpan[], SqlError> {
    if (file.entry.kind === 'log') return ok(logSpans(storage, file, set.firstLsn))
    return set.type === 'I' ? changedSpans(storage, file) : allocatedSpans(storage, file)
  }
}

function copySpan(
  media: MediaWriter,
  set: BackupSet,
  file: DatabaseFile,
  { from, to }: PageSpan,
): Outcome<undefined, SqlError> {
  const read = readBytes(file, from * PAGE_BYTES, (to - from) * PAGE_BYTES)
  if (!read.ok) return read
  if (file.entry.kind === 'rows')
    for (let page = from; page < to; page++) {
      const start = (page - from) * PAGE_BYTES
      const bytes = read.value.subarray(start, start + PAGE_BYTES) as UnverifiedPage
      const prepared = preparePage(set, file, page, bytes)
      if (!prepared.ok) return prepared
    }
  return writeRun(media, { file: file.entry.id, firstPage: from, content: read.value })
}

/** Checks a page, and lets a restored base know that it is the base and that nothing changed since. */
function preparePage(
  set: BackupSet,
  { entry }: DatabaseFile,
  page: number,
  bytes: UnverifiedPage,
): Outcome<undefined, SqlError> {
  if (isUntouched(bytes)) return ok(undefined)
  const verified = verifyPage(bytes, pageId(entry.id, page))
  if (!verified.ok) return refuseSql('BAD_PAGE', verified.error.detail)
  if (set.type === 'I' || set.isCopyOnly) return ok(undefined)
  if (mapTypeAt(pageNumber(page)) === 'dcm') bytes.fill(0)
  else if (entry.id === 1 && page === BOOT_PAGE) markAsBase(verified.value, set)
  return ok(undefined)
}

function markAsBase(boot: Page, set: BackupSet): void {
  encodeBase(boot, baseOf(set))
  sealPage(boot)
}
