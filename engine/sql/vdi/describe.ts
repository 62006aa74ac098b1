import { type Outcome, ok } from '../../base/outcome.js'
import {
  type DatabaseFile,
  FILE_HEADER_PAGE,
  type FileEntry,
  type Lsn,
  NO_LSN,
  pageId,
  pageLsn,
  type SqlError,
} from '../page/index.js'
import type { Online, Place } from '../recovery/index.js'
import { isSamePlace, openPlace } from './open-place.js'
import type { DatabaseSnapshot } from './snapshot-backup.js'
import type { SnapshotFile, SnapshotSet } from './snapshot-set.js'

/** What the files hold at this instant, for the metadata; the log must be on disk. */
export function describeOnline(
  snapshot: Pick<DatabaseSnapshot, 'id' | 'kind' | 'database' | 'online' | 'base'>,
): Outcome<SnapshotSet, SqlError> {
  const { id, kind, database, online, base } = snapshot
  const { boot, storage } = online
  const files: SnapshotFile[] = []
  for (const file of storage.files.values()) {
    const described = describeFile(online, file, database.volumes)
    if (!described.ok) return described
    files.push(described.value)
  }
  return ok({
    id,
    kind,
    databaseName: database.name,
    databaseGuid: boot.guid,
    fork: boot.fork,
    recoveryModel: boot.recoveryModel,
    firstLsn: boot.minimum,
    checkpointLsn: boot.checkpoint,
    lastLsn: storage.log.end,
    databaseBackupLsn: base?.lsn ?? null,
    base: kind === 'differential' ? (base ?? null) : null,
    frozenAt: storage.sim.now,
    files: files.sort((left, right) => left.entry.id - right.entry.id),
  })
}

/** The LSN under which the file's header page was written; nobody writes that page again. */
export function createdLsn(online: Online, { id, kind }: FileEntry): Outcome<Lsn, SqlError> {
  if (kind === 'log') return ok(NO_LSN)
  const header = online.storage.pool.read(pageId(id, FILE_HEADER_PAGE))
  return header.ok ? ok(pageLsn(header.value)) : header
}

function describeFile(
  online: Online,
  file: DatabaseFile,
  volumes: DatabaseSnapshot['database']['volumes'],
): Outcome<SnapshotFile, SqlError> {
  const { entry } = file
  const created = createdLsn(online, entry)
  if (!created.ok) return created
  const place: Place = openPlace(file, volumes)
  const pending = isSamePlace(place, entry) ? null : { volume: entry.volume, path: entry.path }
  return ok({ entry: { ...entry, ...place }, pending, createdLsn: created.value })
}
