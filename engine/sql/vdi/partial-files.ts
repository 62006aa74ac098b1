// The partial file information of a differential (facts 7.1, 8.4): collected after the thaw, when
// files cannot be cut any more, and never beyond what the files were when the snapshot was taken.

import { type Outcome, ok } from '../../base/outcome.js'
import { isMapUnusable } from '../backup/differential-base.js'
import { refuseSql, type SqlError } from '../page/index.js'
import { type ByteRange, changedRanges, type Included, printRanges } from './changed-ranges.js'
import { reportFailure } from './messages.js'
import {
  type DatabaseSnapshot,
  endSnapshot,
  isSameRun,
  type SnapshotBackup,
  snapshotOf,
} from './snapshot-backup.js'
import type { SnapshotFile } from './snapshot-set.js'

export interface PartialFile {
  readonly volume: string
  /** The whole path inside the volume. */
  readonly path: string
  readonly ranges: readonly ByteRange[]
  /** The same as text. */
  readonly text: string
}

/** The clause's reading: the text of all files of a database, with exactly 64 KB still allowed. */
export const RANGE_TEXT_BYTES_MAX = 65_536

/** The fault points when shrinking was disabled, and when a file's changes are looked up. */
export const SHRINK_DISABLED_POINT = 'sql.snapshot.shrink-disabled'
export const COLLECT_POINT = 'sql.snapshot.collect'

/** Which parts of the data files belong to the differential; a refusal ends its backup. */
export function collectPartialFiles(
  backup: SnapshotBackup,
  name: string,
  textBytesMax = RANGE_TEXT_BYTES_MAX,
): Outcome<PartialFile[], SqlError> {
  const found = snapshotOf(backup, name)
  if (!found.ok) return found
  const collected = collect(found.value, textBytesMax)
  if (collected.ok) return collected
  endSnapshot(found.value, 'failed')
  reportFailure(backup.instance, name, collected.error)
  return collected
}

function collect(
  snapshot: DatabaseSnapshot,
  textBytesMax: number,
): Outcome<PartialFile[], SqlError> {
  const { online, set, database, phase } = snapshot
  if (set === undefined || set.base === null || phase !== 'thawed')
    return refuseSql('CONNECTION_BROKEN', `no differential of ${database.name} is under way`)
  if (!isSameRun(snapshot)) return refuseSql('CONNECTION_BROKEN', `${database.name} was closed`)
  if (online.backup !== undefined) online.backup.shrinkDisabled = true
  database.sim.points.reach(SHRINK_DISABLED_POINT)
  const unusable = isMapUnusable(online.storage)
  if (!unusable.ok) return unusable
  const files: PartialFile[] = []
  let textBytes = 0
  for (const file of set.files) {
    if (file.entry.kind !== 'rows') continue
    database.sim.points.reach(COLLECT_POINT)
    const isNew = file.createdLsn > set.base.lsn
    const include = unusable.value ? 'everything' : isNew ? 'changed-and-allocated' : 'changed'
    const partial = partialFile(snapshot, file, include)
    if (!partial.ok) return partial
    textBytes += partial.value.text.length
    if (textBytes > textBytesMax)
      return refuseSql('RANGES_TOO_LARGE', `${database.name} has changed in too many places`)
    files.push(partial.value)
  }
  return ok(files)
}

function partialFile(
  { online }: DatabaseSnapshot,
  { entry }: SnapshotFile,
  include: Included,
): Outcome<PartialFile, SqlError> {
  const ranges = changedRanges(online.storage, entry, include)
  if (!ranges.ok) return ranges
  const { volume, path } = entry
  return ok({ volume, path, ranges: ranges.value, text: printRanges(ranges.value) })
}
