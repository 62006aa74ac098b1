// BACKUP and RESTORE as an instance does them: the history is written, and master knows of a database
// that is being restored before its files are touched.

import { type Outcome, ok } from '../../base/outcome.js'
import { serviceIsRunning } from '../../host/index.js'
import type { Process } from '../../sim/index.js'
import { PAGE_BYTES, refuseSql, type SqlError } from '../page/index.js'
import {
  beginRestore,
  type Database,
  endRestore,
  findDatabase,
  holdInRestore,
  type Instance,
} from '../recovery/index.js'
import { type BackupOptions, backupDatabase } from './backup.js'
import { backupLog, type LogBackupOptions } from './backup-log.js'
import type { BackupSet } from './backup-set.js'
import { recordBackup, recordRestore } from './history.js'
import { layRestore, planRestore, type RestoreOptions } from './restore.js'
import { restoreDifferential } from './restore-differential.js'
import { type RestoredLog, type RestoreLogOptions, restoreLog } from './restore-log.js'

export type AnyBackup = BackupOptions | (LogBackupOptions & { readonly type: 'log' })

export interface Completed {
  readonly set: BackupSet
  /** 3009 when msdb knows nothing of it. */
  readonly history: SqlError | undefined
}

const USER = 'sa'

export function* backUpOn(
  instance: Instance,
  name: string,
  options: AnyBackup,
  userName = USER,
): Process<Outcome<Completed, SqlError>> {
  const found = findUsable(instance, name)
  if (!found.ok) return found
  const database = found.value
  const pages = options.pages ?? new Map<number, number>()
  const made =
    options.type === 'log'
      ? yield* backupLog(database, { ...options, pages })
      : yield* backupDatabase(database, { ...options, pages })
  if (!made.ok) return made
  if (database.state.kind === 'restoring') {
    const held = yield* holdInRestore(instance, database)
    if (!held.ok) return held
  }
  const { volume, path } = options.media
  const media = { physicalName: `${volume}${path}`, deviceType: 2 } as const
  let sizeBytes = 0
  for (const count of pages.values()) sizeBytes += count * PAGE_BYTES
  const about = { media, userName, sizeBytes }
  const noted = yield* recordBackup(instance, made.value, about)
  return ok({ set: made.value, history: noted.ok ? undefined : noted.error })
}

/** Restores a full backup WITH NORECOVERY over the database of that name, or as a new one. */
export function* restoreOn(
  instance: Instance,
  name: string,
  options: RestoreOptions,
  userName = USER,
): Process<Outcome<Database, SqlError>> {
  const { sim } = instance.host
  const found = findDatabase(instance, name)
  const existing = found.ok ? found.value : undefined
  const plan = planRestore({ sim, volumes: instance.volumes, name, existing }, options)
  if (!plan.ok) return plan
  const begun = yield* beginRestore(instance, name, plan.value.primary)
  if (!begun.ok) return begun
  const laid = layRestore(begun.value, plan.value)
  if (!laid.ok) return laid
  yield* note(instance, name, { set: laid.value, userName, replace: options.replace ?? false })
  return begun
}

export function* restoreDifferentialOn(
  instance: Instance,
  name: string,
  options: RestoreOptions,
  userName = USER,
): Process<Outcome<BackupSet, SqlError>> {
  const found = findToGoOn(instance, name)
  if (!found.ok) return found
  const restored = restoreDifferential(found.value, options)
  if (restored.ok) yield* note(instance, name, { set: restored.value, userName, replace: false })
  return restored
}

export function* restoreLogOn(
  instance: Instance,
  name: string,
  options: RestoreLogOptions,
  userName = USER,
): Process<Outcome<RestoredLog, SqlError>> {
  const found = findToGoOn(instance, name)
  if (!found.ok) return found
  const restored = restoreLog(found.value, options)
  if (!restored.ok) return restored
  const { set } = restored.value
  const stopAt = options.stopAt?.kind === 'time' ? options.stopAt.at : null
  yield* note(instance, name, { set, userName, replace: false, stopAt })
  return restored
}

/** RESTORE DATABASE … WITH RECOVERY. */
export function* recoverOn(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  const found = findUsable(instance, name)
  if (!found.ok) return found
  if (found.value.state.kind === 'online') return refuseSql('ALREADY_RECOVERED', name)
  return yield* endRestore(instance, found.value)
}

function* note(
  instance: Instance,
  database: string,
  what: {
    readonly set: BackupSet
    readonly userName: string
    readonly replace: boolean
    readonly stopAt?: number | null
  },
): Process<Outcome<undefined, SqlError>> {
  return yield* recordRestore(instance, { database, recovery: false, stopAt: null, ...what })
}

/** Only a full backup makes a database that is not there. */
function findToGoOn(instance: Instance, name: string): Outcome<Database, SqlError> {
  const found = findUsable(instance, name)
  const isMissing = !found.ok && found.error.name === 'NO_SUCH_DATABASE'
  return isMissing ? refuseSql('NOT_MADE_BY_THIS', name) : found
}

function findUsable(instance: Instance, name: string): Outcome<Database, SqlError> {
  if (!serviceIsRunning(instance.host, instance.service))
    return refuseSql('NO_CONNECTION', instance.name)
  return findDatabase(instance, name)
}
