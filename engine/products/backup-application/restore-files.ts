// The copy from the medium: whole files, parts of files at their offsets, and the files of full-text
// catalogs, which the application creates, lengthens, cuts and deletes itself.

import type { Span } from '../../base/brand.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import {
  type CopyProgress,
  closeFile,
  copyingFile,
  deleteFile,
  listFolder,
  liveView,
  openFile,
  putFile,
  readFile,
  setFileLength,
  statFile,
  type Volume,
  writeFile,
} from '../../volume/index.js'
import { callerOf } from './application.js'
import { claim, does, find, type Job, moment, type Stop, stopFor } from './job.js'
import {
  type Contents,
  type MediumEntry,
  makeFolders,
  mediumFolder,
  mediumVolume,
} from './medium.js'
import { type Target, targetPath } from './restore-plan.js'
import { volumeNamed } from './source.js'

export interface Placed {
  readonly entry: MediumEntry
  /** `G:\new\sales.mdf` */
  readonly to: string
}

export function placed(job: Job, entry: MediumEntry, targets: readonly Target[]): Placed {
  const to = does(job, 'copy to the new target') ? targetPath(entry.path, targets) : entry.path
  return { entry, to }
}

/** Nothing is overwritten when anything is in use. */
export function checkClosed(job: Job, files: readonly Placed[]): Stop | undefined {
  for (const { to } of files) {
    const volume = volumeNamed(job.application, to.slice(0, 2).toUpperCase())
    if (volume === undefined || !statFile(volume, to.slice(2)).ok) continue
    const opened = openFile(volume, to.slice(2), { ...callerOf(job.application), access: 'write' })
    if (!opened.ok) return stopFor(opened.error)
    closeFile(volume, opened.value)
  }
  return undefined
}

export function* restoreFiles(job: Job, files: readonly Placed[]): Process<Stop | undefined> {
  for (const [index, file] of files.entries()) {
    if (index === Math.min(1, files.length - 1)) yield* moment(job, 'while-restoring')
    const stop = yield* restoreOne(job, file)
    if (stop === undefined) continue
    if (file.entry.part !== 'ranges') find(job, file.to, `not restored: ${stop.code}`)
    return stop
  }
  return undefined
}

function* restoreOne(job: Job, { entry, to }: Placed): Process<Stop | undefined> {
  const volume = volumeNamed(job.application, to.slice(0, 2).toUpperCase())
  const medium = mediumVolume(job.application)
  if (volume === undefined || medium === undefined)
    return { code: 'ERROR_NO_SUCH_DEVICE', message: `${to}: there is no such volume` }
  const path = to.slice(2)
  if (entry.part === 'deleted') return undefined
  if (entry.inTree === undefined) claim(job, 'write', to)
  if (entry.part === 'ranges') return yield* writeRanges(job, entry, { medium, volume, path })
  if (entry.inTree !== undefined) return writeTreeFile(job, entry, { medium, volume, path })
  return yield* writeWhole(job, entry, { medium, volume, path })
}

interface Places {
  readonly medium: Volume
  readonly volume: Volume
  readonly path: string
}

function fromOf({ backup }: Job, { at }: MediumEntry): string {
  return `${mediumFolder(backup)}\\${at}`
}

function* writeWhole(
  job: Job,
  entry: MediumEntry,
  { medium, volume, path }: Places,
): Process<Stop | undefined> {
  makeFolders(volume, path)
  const progress: CopyProgress = { copiedBytes: 0, totalBytes: 0 }
  const options = { ...callerOf(job.application), progress }
  const copied = yield* copyingFile(liveView(medium), fromOf(job, entry), volume, path, options)
  job.copiedBytes += progress.copiedBytes
  return copied.ok ? undefined : stopFor(copied.error)
}

function* writeRanges(
  job: Job,
  entry: MediumEntry,
  { medium, volume, path }: Places,
): Process<Stop | undefined> {
  const { sim } = job.application
  const read = readFile(medium, fromOf(job, entry))
  if (!read.ok) return stopFor(read.error)
  yield* sleepUntil(
    later(sim.now, Math.ceil((read.value.length / volume.bytesPerSecond) * 1_000_000) as Span),
  )
  let at = 0
  for (const { offset, length } of entry.ranges ?? []) {
    const bytes = read.value.subarray(at, at + length)
    const to = does(job, 'write at the stored offsets') ? offset : at
    const written = writeFile(volume, path, { bytes, offset: to, ...callerOf(job.application) })
    at += length
    if (!written.ok) {
      find(job, entry.path, `range ${offset}:${length} not restored: ${written.error.name}`)
      return stopFor(written.error)
    }
    job.copiedBytes += length
  }
  return undefined
}

/** Room is made before the first byte is touched. */
function writeTreeFile(
  job: Job,
  entry: MediumEntry,
  { medium, volume, path }: Places,
): Stop | undefined {
  const to = `${volume.name}${path}`
  const read = readFile(medium, fromOf(job, entry))
  if (!read.ok) return stopFor(read.error)
  const bytes = read.value
  const caller = callerOf(job.application)
  const there = statFile(volume, path)
  if (!there.ok) {
    if (!does(job, 'create missing catalog files')) return undefined
    claim(job, 'create', to)
    claim(job, 'write', to)
    return createTreeFile(job, volume, path, bytes)
  }
  const { sizeBytes } = there.value
  if (sizeBytes < bytes.length) {
    claim(job, 'extend', to)
    const extended = setFileLength(volume, path, bytes.length, caller)
    if (!extended.ok) return stopFor(extended.error)
  }
  claim(job, 'write', to)
  claim(job, 'write', to)
  const written = writeFile(volume, path, { bytes, ...caller })
  if (!written.ok) return stopFor(written.error)
  job.copiedBytes += bytes.length
  if (sizeBytes <= bytes.length || !does(job, 'cut longer catalog files')) return undefined
  claim(job, 'truncate', to)
  const cut = setFileLength(volume, path, bytes.length, caller)
  return cut.ok ? undefined : stopFor(cut.error)
}

function createTreeFile(
  job: Job,
  volume: Volume,
  path: string,
  bytes: Uint8Array,
): Stop | undefined {
  makeFolders(volume, path)
  const made = putFile(volume, path, bytes, callerOf(job.application))
  if (!made.ok) return stopFor(made.error)
  job.copiedBytes += bytes.length
  return undefined
}

/** Deletes what is in the folders of a component and was not there at the backup. */
export function deleteSurplus(
  job: Job,
  { trees }: Contents,
  component: string,
  targets: readonly Target[],
): Stop | undefined {
  if (!does(job, 'delete surplus catalog files')) return undefined
  for (const tree of trees) {
    if (tree.component !== component) continue
    const known = new Set(tree.files.map((path) => targetPath(path, targets).toLowerCase()))
    const folder = targetPath(`${tree.folder}\\x`, targets).slice(0, -2)
    const volume = volumeNamed(job.application, folder.slice(0, 2).toUpperCase())
    if (volume === undefined) continue
    for (const path of filesBelow(volume, folder.slice(2))) {
      const full = `${volume.name}${path}`
      if (known.has(full.toLowerCase())) continue
      claim(job, 'delete', full)
      const deleted = deleteFile(volume, path, callerOf(job.application))
      if (!deleted.ok) return stopFor(deleted.error)
    }
  }
  return undefined
}

function filesBelow(volume: Volume, folder: string): string[] {
  const listed = listFolder(volume, folder)
  if (!listed.ok) return []
  return listed.value.flatMap(({ name, kind }) => {
    const path = `${folder}\\${name}`
    return kind === 'file' ? [path] : filesBelow(volume, path)
  })
}
