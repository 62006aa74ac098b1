// The copy to the medium: whole files, or the parts that the documents name, one after the other.

import type { Span } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import { type CopyProgress, copyingFile, copyParts, type FileError } from '../../volume/index.js'
import type { CopyItem, FileList, Sources } from './file-list.js'
import { claim, find, type Job, moment, type Stop, stopFor } from './job.js'
import {
  type MediumEntry,
  makeFolders,
  mediumFolder,
  mediumVolume,
  noMedium,
  writeToMedium,
} from './medium.js'
import { volumeOf } from './selection.js'
import type { FileSource } from './source.js'

export interface Copied {
  readonly entries: readonly MediumEntry[]
  /** The components of which a file could not be copied. */
  readonly failed: ReadonlySet<string | null>
  readonly stop: Stop | undefined
}

/** Copies everything that can be copied; one file that cannot fails its component. */
export function* copyAll(job: Job, lists: readonly FileList[], sources: Sources): Process<Copied> {
  const items = lists.flatMap((list) => list.items)
  const entries: MediumEntry[] = []
  const failed = new Set<string | null>()
  let first: Stop | undefined
  for (const [index, item] of items.entries()) {
    // In the middle of the copy, or before it where there is no middle.
    if (index === Math.min(1, items.length - 1)) yield* moment(job, 'while-copying')
    const stop = yield* copyOne(job, item, sources(volumeOf(item.path)))
    if (stop === undefined) entries.push(entryOf(item))
    else {
      find(job, item.path, `not copied: ${stop.code}`)
      failed.add(item.component)
      first ??= stop
    }
  }
  return { entries, failed, stop: first }
}

function entryOf({ path, at, component, ranges, inTree }: CopyItem): MediumEntry {
  return {
    path,
    at,
    component,
    part: ranges === undefined ? 'whole' : 'ranges',
    ...(ranges === undefined ? {} : { ranges }),
    ...(inTree === undefined ? {} : { inTree }),
  }
}

function* copyOne(
  job: Job,
  item: CopyItem,
  source: FileSource | undefined,
): Process<Stop | undefined> {
  if (source === undefined)
    return { code: 'ERROR_FILE_NOT_FOUND', message: `${item.path}: no copy` }
  claim(job, 'read', source.title)
  if (item.ranges !== undefined) return yield* copyRanges(job, item, source)
  return source.canShare ? yield* copyWhole(job, item, source) : copyBytes(job, item, source)
}

function* copyWhole(job: Job, item: CopyItem, { view }: FileSource): Process<Stop | undefined> {
  const { application, backup } = job
  const to = mediumVolume(application)
  if (to === undefined) return { code: 'ERROR_NO_SUCH_DEVICE', message: 'there is no medium' }
  const toPath = `${mediumFolder(backup)}\\${item.at}`
  makeFolders(to, toPath)
  const progress: CopyProgress = { copiedBytes: 0, totalBytes: 0 }
  const copied = yield* copyingFile(view, item.path.slice(2), to, toPath, { progress })
  job.copiedBytes += progress.copiedBytes
  return copied.ok ? undefined : stopFor(copied.error)
}

function copyBytes(job: Job, item: CopyItem, source: FileSource): Stop | undefined {
  const read = source.read(item.path.slice(2))
  if (!read.ok) return stopFor(read.error)
  const written = writeToMedium(job.application, job.backup, item.at, read.value)
  if (!written.ok) return stopFor(written.error)
  job.copiedBytes += read.value.length
  return undefined
}

function* copyRanges(job: Job, item: CopyItem, source: FileSource): Process<Stop | undefined> {
  const { sim } = job.application
  const ranges = item.ranges ?? []
  const total = ranges.reduce((sum, { length }) => sum + length, 0)
  const span = Math.ceil((total / source.view.bytesPerSecond) * 1_000_000) as Span
  const taken = source.canShare ? undefined : readRanges(item, source, total)
  if (taken !== undefined && !taken.ok) return stopFor(taken.error)
  yield* sleepUntil(later(sim.now, span))
  const written =
    taken === undefined
      ? shareRanges(job, item, source)
      : writeToMedium(job.application, job.backup, item.at, taken.value)
  if (!written.ok) return stopFor(written.error)
  job.copiedBytes += total
  return undefined
}

function readRanges(
  item: CopyItem,
  source: FileSource,
  total: number,
): Outcome<Uint8Array, FileError> {
  const bytes = new Uint8Array(total)
  let at = 0
  for (const range of item.ranges ?? []) {
    const read = source.read(item.path.slice(2), range)
    if (!read.ok) return read
    bytes.set(read.value, at)
    at += range.length
  }
  return ok(bytes)
}

function shareRanges(
  { application, backup }: Job,
  item: CopyItem,
  { view }: FileSource,
): Outcome<undefined, FileError> {
  const to = mediumVolume(application)
  if (to === undefined) return noMedium()
  const toPath = `${mediumFolder(backup)}\\${item.at}`
  makeFolders(to, toPath)
  return copyParts(view, item.path.slice(2), to, toPath, item.ranges ?? [])
}
