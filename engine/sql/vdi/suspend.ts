// The same snapshot backup in T-SQL (facts 9.1): SUSPEND_FOR_SNAPSHOT_BACKUP freezes, somebody copies
// the storage, and a metadata-only backup records that and lets the databases go on.

import type { Ticks } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import { putFile, readFile, statFile, type Volume } from '../../volume/index.js'
import { encodeBase, readBase, replaceMaps, setMapUnusable } from '../backup/differential-base.js'
import { beginLogChain } from '../backup/index.js'
import { flush } from '../log/index.js'
import { refuseSql, type SqlError } from '../page/index.js'
import {
  type Database,
  freeze,
  type Instance,
  type Online,
  type Place,
  requireOnline,
  type Suspension,
  takeCheckpoint,
  thaw,
} from '../recovery/index.js'
import { isSystemDatabase } from '../recovery/instance/instance.js'
import { writeBootPage } from './boot-page.js'
import { describeOnline } from './describe.js'
import { isTempdb } from './enumerate.js'
import { recordSnapshot } from './history.js'
import { report, reportFrozen, reportThawed, reportUnrecorded } from './messages.js'
import { decodeMetadata, encodeMetadata } from './metadata.js'
import { joinBlobs, splitBlobs } from './metadata-file.js'
import type { SnapshotSet } from './snapshot-set.js'

export interface SuspendRequest {
  /** A server suspends all its user databases; of `databases` nothing is read then. */
  readonly scope: Suspension['scope']
  readonly databases?: readonly string[]
  readonly copyOnly?: boolean
  readonly session?: number
}

/** More in one group are refused with 925. */
export const GROUP_MAX = 64

/** Freezes all the databases or none; they stay so until a metadata backup, a release or a restart. */
export function suspend(instance: Instance, request: SuspendRequest): Outcome<undefined, SqlError> {
  const chosen = choose(instance, request)
  if (!chosen.ok) return chosen
  const targets: Target[] = []
  for (const database of chosen.value) {
    const online = suitable(database)
    if (!online.ok) return online
    targets.push({ database, online: online.value })
  }
  const frozen: Target[] = []
  for (const target of targets) {
    const done = suspendOne(instance, target, request)
    if (done.ok) {
      frozen.push(target)
      continue
    }
    for (const other of frozen) release(instance, other)
    return done
  }
  return ok(undefined)
}

/** Lets databases go on without a backup. A base that the map was cleared for never comes. */
export function resume(instance: Instance, request: SuspendRequest): Outcome<undefined, SqlError> {
  const found = suspended(instance, request)
  if (!found.ok) return found
  for (const target of found.value) release(instance, target)
  return ok(undefined)
}

/** BACKUP … WITH METADATA_ONLY: the description of what was copied, and the end of the suspension. */
export function* backUpMetadata(
  instance: Instance,
  request: SuspendRequest,
  media: MetadataMedia,
): Process<Outcome<SnapshotSet[], SqlError>> {
  const found = suspended(instance, request)
  if (!found.ok) return found
  const sets: SnapshotSet[] = []
  for (const { database, online } of found.value) {
    const described = describe(instance, database, online)
    if (!described.ok) return described
    sets.push({ ...described.value, ...(media.name && { name: media.name }) })
  }
  const volume = instance.volumes.get(media.volume)
  if (volume === undefined) return refuseSql('CANNOT_OPEN_DEVICE', media.path)
  const before = media.append === true ? blobsIn(volume, media.path) : ok([])
  if (!before.ok) return before
  const blobs = [...before.value, ...sets.map(encodeMetadata)]
  const written = putFile(volume, media.path, joinBlobs(blobs))
  if (!written.ok) return refuseSql('WRITE_FAILED', `${media.path}: ${written.error.name}`)
  for (const [index, target] of found.value.entries()) {
    const committed = commit(instance, target, sets[index])
    if (!committed.ok) return committed
  }
  for (const set of sets) {
    const physicalName = `${media.volume}${media.path}`
    const recorded = yield* recordSnapshot(instance, set, { physicalName, deviceType: 2 })
    if (!recorded.ok) reportUnrecorded(instance, set.databaseName, recorded.error)
  }
  return ok(sets)
}

/** Where the metadata goes, and whether what is there stays before it. */
export interface MetadataMedia extends Place {
  /** WITH NAME. */
  readonly name?: string | undefined
  readonly append?: boolean
}

function blobsIn(volume: Volume, path: string): Outcome<Uint8Array[], SqlError> {
  if (!statFile(volume, path).ok) return ok([])
  const read = readFile(volume, path)
  return read.ok ? splitBlobs(read.value) : refuseSql('CANNOT_OPEN_DEVICE', path)
}

/** What a metadata-only backup holds; the media is checked as a whole. */
export function readMetadataBackup(
  { volumes }: Instance,
  { volume: name, path }: Place,
): Outcome<{ set: SnapshotSet; metadata: Uint8Array }[], SqlError> {
  const volume = volumes.get(name)
  const read = volume === undefined ? undefined : readFile(volume, path)
  if (read?.ok !== true) return refuseSql('CANNOT_OPEN_DEVICE', path)
  const blobs = splitBlobs(read.value)
  if (!blobs.ok) return blobs
  const sets: { set: SnapshotSet; metadata: Uint8Array }[] = []
  for (const metadata of blobs.value) {
    const set = decodeMetadata(metadata)
    if (!set.ok) return set
    sets.push({ set: set.value, metadata })
  }
  return ok(sets)
}

/** A row of sys.dm_server_suspend_status. */
export interface SuspendStatus {
  readonly db_name: string
  readonly suspend_session_id: number
  readonly suspend_time_ms: number
  readonly is_diff_map_cleared: boolean
  readonly is_write_io_frozen: boolean
}

export function suspendStatus(instance: Instance): SuspendStatus[] {
  const rows: SuspendStatus[] = []
  for (const { name, state } of instance.databases.values()) {
    if (state.kind !== 'online' || state.backup?.suspension === undefined) continue
    const { session, since, isMapCleared } = state.backup.suspension
    rows.push({
      db_name: name,
      suspend_session_id: session,
      suspend_time_ms: Math.floor((instance.host.sim.now - since) / 1_000),
      is_diff_map_cleared: isMapCleared,
      is_write_io_frozen: state.freeze.kind === 'frozen',
    })
  }
  return rows
}

interface Target {
  readonly database: Database
  readonly online: Online
}

function choose(instance: Instance, request: SuspendRequest): Outcome<Database[], SqlError> {
  if (request.scope === 'server') {
    const all = userDatabases(instance)
    return all.length === 0 ? refuseSql('NOBODY_TO_SUSPEND', instance.name) : ok(all)
  }
  const names = (request.databases ?? []).map((name) => name.toLowerCase())
  if (new Set(names).size < names.length) return refuseSql('GROUP_NAME_TWICE', names.join(', '))
  if (names.length > GROUP_MAX) return refuseSql('TOO_MANY_DATABASES', `${names.length}`)
  const chosen: Database[] = []
  for (const name of names) {
    const database = instance.databases.get(name)
    if (database === undefined) return refuseSql('NO_SUCH_DATABASE', name)
    chosen.push(database)
  }
  return ok(chosen)
}

function userDatabases({ databases }: Instance): Database[] {
  return [...databases.values()].filter(
    ({ name, state, snapshotOf }) =>
      !isSystemDatabase(name) &&
      !isTempdb(name) &&
      snapshotOf === undefined &&
      state.kind === 'online',
  )
}

function suitable(database: Database): Outcome<Online, SqlError> {
  const { name, snapshotOf } = database
  if (isSystemDatabase(name) || isTempdb(name) || snapshotOf !== undefined)
    return refuseSql('NOT_SUSPENDABLE', name)
  const online = requireOnline(database)
  if (!online.ok) return online
  const { backup } = online.value
  if (backup?.suspension !== undefined) return refuseSql('SUSPENDED_ALREADY', name)
  return backup === undefined ? online : refuseSql('SNAPSHOT_IN_PROGRESS', name)
}

/** The map is cleared before the freeze; until the backup comes it does not fit the old base. */
function suspendOne(
  instance: Instance,
  { database, online }: Target,
  { scope, copyOnly = false, session = 0 }: SuspendRequest,
): Outcome<undefined, SqlError> {
  const { name } = database
  const { storage } = online
  const checked = takeCheckpoint(online)
  if (!checked.ok) return checked
  if (!copyOnly) {
    const marked = writeBootPage(storage, setMapUnusable)
    const cleared = marked.ok ? replaceMaps(storage, new Map()) : marked
    if (!cleared.ok) return cleared
  }
  const flushed = flush(storage.log)
  if (!flushed.ok) return flushed
  const since: Ticks = instance.host.sim.now
  const suspension: Suspension = { scope, session, since, isMapCleared: !copyOnly }
  online.backup = { shrinkDisabled: false, suspension }
  report(instance, 3083, 'Information', name, `the locks to suspend ${name} were acquired`)
  freeze(online)
  reportFrozen(instance, name)
  report(instance, 3086, 'Information', name, `${name} is suspended for a snapshot backup`)
  return ok(undefined)
}

/** Those of the request, all of them suspended, and as many as then. */
function suspended(instance: Instance, request: SuspendRequest): Outcome<Target[], SqlError> {
  const chosen = choose(instance, request)
  if (!chosen.ok) return chosen
  const targets: Target[] = []
  for (const database of chosen.value) {
    const { state, name } = database
    const isSuspended = state.kind === 'online' && state.backup?.suspension !== undefined
    if (isSuspended) targets.push({ database, online: state })
    else if (request.scope !== 'server') return refuseSql('NOT_SUSPENDED', name)
  }
  if (targets.length === 0) return refuseSql('NOT_SUSPENDED', instance.name)
  return targets.length === chosen.value.length
    ? ok(targets)
    : refuseSql('GROUP_CHANGED', instance.name)
}

function describe(
  { host }: Instance,
  database: Database,
  online: Online,
): Outcome<SnapshotSet, SqlError> {
  const base = readBase(online.storage)
  if (!base.ok) return base
  const kind = online.backup?.suspension?.isMapCleared === true ? 'full' : 'copy-only'
  const id = host.sim.random('sql.snapshot').guid()
  return describeOnline({ id, kind, database, online, base: base.value })
}

function commit(
  instance: Instance,
  { database, online }: Target,
  set: SnapshotSet | undefined,
): Outcome<undefined, SqlError> {
  const { storage } = online
  release(instance, { database, online })
  report(instance, 3014, 'Information', database.name, 'processed 0 pages')
  if (set?.kind !== 'full') return ok(undefined)
  const based = writeBootPage(storage, (page) =>
    encodeBase(page, { id: set.id, lsn: set.checkpointLsn }),
  )
  return based.ok ? beginLogChain(online, set.firstLsn) : based
}

function release(instance: Instance, { database, online }: Target): void {
  online.backup = undefined
  thaw(online)
  reportThawed(instance, database.name)
  report(instance, 3084, 'Information', database.name, 'the locks of the suspension were released')
  report(instance, 3087, 'Information', database.name, `${database.name} was resumed`)
}
