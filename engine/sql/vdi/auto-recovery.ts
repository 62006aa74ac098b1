// Auto-recovery of an app-rollback snapshot: the database on the shadow copies is attached to its
// instance under a name of its own, recovered, its log shrunk, and detached again. What was in doubt
// is taken back, unless somebody knows how it ended.

import type { Guid, Ticks } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { ADMINISTRATORS, serviceIsRunning } from '../../host/index.js'
import { EVERYONE, setRight, type Volume } from '../../volume/index.js'
import { type FileId, refuseSql, type SqlError } from '../page/index.js'
import {
  closeDatabase,
  crashDatabase,
  type Database,
  finishRestoring,
  type GlobalOutcome,
  type Instance,
  openDatabase,
  type Place,
  requireOnline,
  rollCopied,
  shrinkFile,
  takeCheckpoint,
} from '../recovery/index.js'
import { addDatabase } from '../recovery/instance/instance.js'
import { report } from './messages.js'
import type { SnapshotSet } from './snapshot-set.js'

/** The fault points of the steps. */
export const ATTACH_POINT = 'sql.auto-recovery.attach'
export const SHRINK_POINT = 'sql.auto-recovery.shrink'
export const DETACH_POINT = 'sql.auto-recovery.detach'

export interface AutoRecoveryOptions {
  /** The shadow copies, writable now, by the name of the volume that each is of. */
  readonly volumes: ReadonlyMap<string, Volume>
  /** DisableLogShrink leaves the log as long as it was. */
  readonly shrinkLog?: boolean
  /** How distributed transactions ended, as far as that was kept with the snapshot. */
  readonly outcomes?: ReadonlyMap<Guid, GlobalOutcome>
  /** Each step is noted here when it is done. */
  readonly journal?: RecoveryStep[]
}

export interface RecoveryStep {
  readonly at: Ticks
  /** The instance. */
  readonly who: string
  /** attached, recovered, log shrunk, detached */
  readonly what: string
  /** The database that the copy is of. */
  readonly of: string
}

/** Recovers the copy of a database that is on the shadow copies; it is detached when this returns. */
export function autoRecover(
  instance: Instance,
  set: SnapshotSet,
  options: AutoRecoveryOptions,
): Outcome<undefined, SqlError> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  const primary = set.files.find(({ entry }) => entry.id === 1)?.entry
  if (primary === undefined) return refuseSql('MALFORMED', 'no primary file')
  const { sim } = instance.host
  const { volumes, shrinkLog = true } = options
  const copy: Database = {
    ...addDatabase(instance, {
      name: internalName(set),
      primary: { volume: primary.volume, path: primary.path },
      state: { kind: 'closed' },
    }),
    volumes,
  }
  instance.databases.set(copy.name.toLowerCase(), copy)
  sim.points.reach(ATTACH_POINT)
  const recovered = recover(copy, set, options)
  // Attaching is recovering; it is not there before it is whole.
  if (recovered.ok) noteSteps(options, instance, set, ['attached', 'recovered'])
  const shrunk = recovered.ok && shrinkLog ? shrinkLogs(copy) : recovered
  if (shrunk.ok && shrinkLog) noteSteps(options, instance, set, ['log shrunk'])
  sim.points.reach(DETACH_POINT)
  const detached = shrunk.ok ? closeDatabase(copy, { kind: 'offline' }) : shrunk
  if (detached.ok) noteSteps(options, instance, set, ['detached'])
  // Whatever happened, nothing of it stays with the instance.
  crashDatabase(copy)
  instance.databases.delete(copy.name.toLowerCase())
  if (!detached.ok) return detached
  report(instance, 18267, 'Information', set.databaseName, `${copy.name} was recovered`)
  return protect(instance, set, volumes)
}

function noteSteps(
  { journal }: AutoRecoveryOptions,
  { host: { sim }, name }: Instance,
  { databaseName }: SnapshotSet,
  steps: readonly string[],
): void {
  for (const what of steps) journal?.push({ at: sim.now, who: name, what, of: databaseName })
}

/** No name that anybody would give a database. */
function internalName({ databaseName, id }: SnapshotSet): string {
  return `${databaseName}_{${id}}`
}

function recover(
  copy: Database,
  set: SnapshotSet,
  { outcomes }: AutoRecoveryOptions,
): Outcome<undefined, SqlError> {
  const inDoubt = { others: 'abort', ...(outcomes && { outcomes }) } as const
  if (set.files.every(({ pending }) => pending === null)) return openDatabase(copy, inDoubt)
  // The catalogue names places that count from the next start on; the files are where they were.
  const places = new Map<FileId, Place>(
    set.files.map(({ entry: { id, volume, path } }) => [id, { volume, path }]),
  )
  copy.state = { kind: 'restoring', files: [] }
  const rolled = rollCopied(copy, places)
  return rolled.ok ? finishRestoring(copy, inDoubt) : rolled
}

function shrinkLogs(copy: Database): Outcome<undefined, SqlError> {
  const online = requireOnline(copy)
  if (!online.ok) return online
  copy.sim.points.reach(SHRINK_POINT)
  const checked = takeCheckpoint(online.value)
  if (!checked.ok) return checked
  for (const { entry } of [...online.value.storage.files.values()]) {
    if (entry.kind !== 'log') continue
    const shrunk = shrinkFile(online.value, entry.logicalName)
    if (!shrunk.ok) return shrunk
  }
  return ok(undefined)
}

/** Only the server and the administrators may read the files of a recovered copy. */
function protect(
  { host, service }: Instance,
  { files }: SnapshotSet,
  volumes: ReadonlyMap<string, Volume>,
): Outcome<undefined, SqlError> {
  const server = host.services.get(service)?.account ?? service
  for (const { entry } of files) {
    const volume = volumes.get(entry.volume)
    if (volume === undefined) continue
    for (const account of [server, ADMINISTRATORS, EVERYONE]) {
      const right = account === EVERYONE ? 'none' : 'full-control'
      const set = setRight(volume, entry.path, { account, right })
      if (!set.ok) return refuseSql('OS_IO_ERROR', `${entry.path}: ${set.error.name}`)
    }
  }
  return ok(undefined)
}
