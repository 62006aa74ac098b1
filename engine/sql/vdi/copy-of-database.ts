// A database on shadow copies: what is there, and how an instance takes it in. Where it lies it can
// only be read, so it must need no recovery; what SQL Server writes all the same, such as the
// checkpoint of a start, stays in memory and never reaches the copy.

import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import { copyFile, createFolder, createVolume, liveView, type Volume } from '../../volume/index.js'
import { openLog } from '../log/index.js'
import {
  closeDatabaseFile,
  type DatabaseFile,
  type FileId,
  openDatabaseFile,
  refuseSql,
  type SqlError,
} from '../page/index.js'
import {
  attachDatabase,
  closeDatabase,
  crashDatabase,
  type Database,
  findDatabase,
  finishRestoring,
  type Instance,
  openDatabase,
  type Place,
  requireOnline,
  rollCopied,
  setOption,
} from '../recovery/index.js'
import { addDatabase } from '../recovery/instance/instance.js'
import type { FileFacts } from './enumerate.js'
import { readCatalogue } from './file-catalogue.js'

export interface CopyOfDatabase {
  /** Shadow copies by the name of the volume that each is of. */
  readonly devices: ReadonlyMap<string, Volume>
  readonly primary: Place
}

/** The files of the database as its own catalogue in the copy has them. */
export function filesInCopy(
  devices: CopyOfDatabase['devices'],
  primary: Place,
): FileFacts[] | undefined {
  const read = readCatalogue(devices, primary)
  if (!read.ok) return undefined
  return read.value.entries.map(({ id, kind, logicalName, sizePages, volume, path }) => {
    return { id, kind, logicalName, sizePages, volume, path }
  })
}

/** True when nothing is left to recover: it was closed in order, and the log ends there. */
export function wasShutCleanly({ devices, primary }: CopyOfDatabase): boolean {
  const read = readCatalogue(devices, primary)
  if (!read.ok) return false
  const { boot, entries } = read.value
  const files: DatabaseFile[] = []
  try {
    for (const entry of entries) {
      const device = devices.get(entry.volume)
      if (entry.kind !== 'log' || device === undefined) continue
      const opened = openDatabaseFile(device, entry)
      if (!opened.ok) return false
      files.push(opened.value)
    }
    const first = [...devices.values()][0]
    if (first === undefined || files.length === 0) return false
    const log = openLog(first.sim, files, boot.minimum, () => undefined)
    return log.ok && boot.shutDown === true && log.value.end === boot.reached
  } finally {
    for (const file of files) closeDatabaseFile(file)
  }
}

/** Attaches the database where it lies, for reading. */
export function attachReadOnly(
  instance: Instance,
  name: string,
  { devices, primary }: CopyOfDatabase,
): Outcome<Database, SqlError> {
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const files = filesInCopy(devices, primary)
  if (files === undefined) return refuseSql('CANNOT_OPEN_FILE', primary.path)
  if (!wasShutCleanly({ devices, primary }))
    return refuseSql('CANNOT_OPEN_FILE', `${name} needs recovery, and its files are read-only`)
  const volumes = overlay(devices, files)
  if (!volumes.ok) return volumes
  const added = addDatabase(instance, { name, primary, state: { kind: 'closed' } })
  const database: Database = { ...added, volumes: volumes.value }
  instance.databases.set(name.toLowerCase(), database)
  const opened = openDatabase(database)
  const online = opened.ok ? requireOnline(database) : opened
  const marked = online.ok ? setOption(online.value, { readOnly: true }) : online
  if (marked.ok) return ok(database)
  instance.databases.delete(name.toLowerCase())
  return marked
}

/** Copies the files to a folder and attaches them there; recovery is part of that. */
export function* attachCopies(
  instance: Instance,
  name: string,
  { devices, primary, folder }: CopyOfDatabase & { readonly folder: Place },
): Process<Outcome<Database, SqlError>> {
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const files = filesInCopy(devices, primary)
  const target = instance.volumes.get(folder.volume)
  if (files === undefined || target === undefined)
    return refuseSql('CANNOT_OPEN_FILE', primary.path)
  const places = new Map<FileId, Place>()
  createFolder(target, folder.path)
  for (const { id, volume, path } of files) {
    const to = `${folder.path}\\${volume[0]} ${path.slice(path.lastIndexOf('\\') + 1)}`
    const device = devices.get(volume)
    const copied = device && copyFile(liveView(device), path, target, to)
    if (copied?.ok !== true) return refuseSql('CANNOT_OPEN_FILE', path)
    places.set(id as FileId, { volume: folder.volume, path: to })
  }
  return yield* attachMoved(instance, name, places)
}

/** Attaches files that were moved since they were written, each of them by its new place. */
export function* attachMoved(
  instance: Instance,
  name: string,
  places: ReadonlyMap<FileId, Place>,
): Process<Outcome<Database, SqlError>> {
  if (findDatabase(instance, name).ok) return refuseSql('DB_EXISTS', name)
  const primary = places.get(1 as FileId)
  if (primary === undefined) return refuseSql('NOT_A_PRIMARY_FILE', name)
  const settled = settleAt(instance, name, { primary, places })
  return settled.ok ? yield* attachDatabase(instance, name, primary) : settled
}

/** Makes the files themselves say where they are now. */
function settleAt(
  instance: Instance,
  name: string,
  { primary, places }: { readonly primary: Place; readonly places: ReadonlyMap<FileId, Place> },
): Outcome<undefined, SqlError> {
  const state = { kind: 'restoring', files: [] } as const
  const copy = addDatabase(instance, { name, primary, state: { ...state, files: [] } })
  const rolled = rollCopied(copy, places)
  const finished = rolled.ok ? finishRestoring(copy) : rolled
  const closed = finished.ok ? closeDatabase(copy, { kind: 'offline' }) : finished
  if (!closed.ok) crashDatabase(copy)
  instance.databases.delete(name.toLowerCase())
  return closed
}

/** Volumes that read like the copies and take writes that the copies do not. */
function overlay(
  devices: CopyOfDatabase['devices'],
  files: readonly FileFacts[],
): Outcome<ReadonlyMap<string, Volume>, SqlError> {
  const volumes = new Map<string, Volume>()
  for (const { volume: letter, path } of files) {
    const device = devices.get(letter)
    if (device === undefined) return refuseSql('CANNOT_OPEN_FILE', `${letter}${path}`)
    const volume = volumes.get(letter) ?? memoryLike(device)
    volumes.set(letter, volume)
    createFolder(volume, path.slice(0, path.lastIndexOf('\\')))
    const copied = copyFile(liveView(device), path, volume, path)
    if (!copied.ok) return refuseSql('CANNOT_OPEN_FILE', `${path}: ${copied.error.name}`)
  }
  return ok(volumes)
}

function memoryLike({ sim, name, sizeBytes, log, devices }: Volume): Volume {
  return createVolume(sim, { name: `${name} (read-only)`, sizeBytes, log, devices })
}
