// Native backups: files on volume X: by the name of the backup.

import {
  makeFoldersFor,
  type Process,
  type Server,
  sql,
  sqlBackup,
  statFile,
} from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import type { Json } from '../../../model/reply.js'
import { backupName, type Context, type Handlers } from './handler.js'
import {
  type At,
  type InDatabase,
  inDatabase,
  NOTHING,
  named,
  onInstance,
  placeOf,
  type SqlOutcome,
} from './sql-statement.js'

type Kind = FullParams<'sql.backup'>['kind']
type Restore = FullParams<'sql.restore'>

const FOLDER = 'backups'

export const backupHandlers: Handlers<
  'sql.backup' | 'sql.restore' | 'sql.history' | 'sql.positions'
> = {
  *'sql.backup'(context, { server, database, backup, kind }) {
    return yield* inDatabase(named(context, server, database), (at) =>
      backUp(context, at, { backup, kind }),
    )
  },
  *'sql.restore'(context, params) {
    const at = named(context, params.server, params.database)
    if ('kind' in at) return at
    return yield* onInstance(at, (connected) => restore(connected, at.name, params))
  },
  *'sql.history'(context, { server, database }) {
    const at = named(context, server, database)
    if ('kind' in at) return at
    return yield* onInstance(at, (connected) => history(context, connected, at.name))
  },
  *'sql.positions'(context, { server, database }) {
    return yield* inDatabase(named(context, server, database), positions)
  },
}

export function mediaOf(backup: string): sql.Place {
  return { volume: 'X:', path: `\\${FOLDER}\\${backup}.bak` }
}

function* backUp(
  context: Context,
  { server, instance, database }: InDatabase,
  { backup, kind }: { readonly backup: string; readonly kind: Kind },
): Process<SqlOutcome<Json>> {
  const media = mediaOf(backup)
  const volume = server.volumes.get(media.volume)
  if (volume !== undefined) makeFoldersFor(volume, media.path.slice(1))
  const taken = yield* sqlBackup.backUpOn(instance, database.name, optionsOf(media, kind))
  if (!taken.ok) return taken
  context.backupNames.set(taken.value.set.id, backup)
  if (taken.value.history !== undefined) return { ok: false, error: taken.value.history }
  const file = volume === undefined ? undefined : statFile(volume, media.path)
  return { ok: true, value: { bytes: file?.ok === true ? file.value.sizeBytes : 0 } }
}

function optionsOf(media: sql.Place, kind: Kind): sqlBackup.AnyBackup {
  switch (kind) {
    case 'full':
    case 'differential':
      return { media, type: kind }
    case 'copy-only full':
      return { media, type: 'copy-only' }
    case 'secondary files':
      return { media, type: 'files' }
    default:
      return {
        media,
        type: 'log',
        copyOnly: kind === 'copy-only log',
        norecovery: kind === 'tail-log',
      }
  }
}

function* restore(at: At, name: string, params: Restore): Process<SqlOutcome<Json>> {
  const { instance } = at
  const media = mediaOf(params.backup)
  const set = sqlBackup.readBackupSet(instance.volumes, media)
  if (!set.ok) return set
  const move = params.folder === undefined ? {} : movesTo(at, set.value, params.folder)
  const options = { media, move, replace: params.replace }
  const restored = yield* restoreKind(instance, name, set.value.type, options)
  if (!restored.ok || !params.recovery) return restored.ok ? NOTHING : restored
  const recovered = yield* sqlBackup.recoverOn(instance, name)
  return recovered.ok ? NOTHING : recovered
}

function restoreKind(
  instance: sql.Instance,
  name: string,
  type: sqlBackup.BackupSet['type'],
  options: sqlBackup.RestoreOptions,
): Process<SqlOutcome<unknown>> {
  switch (type) {
    case 'D':
    case 'F':
      return sqlBackup.restoreOn(instance, name, options)
    case 'I':
      return sqlBackup.restoreDifferentialOn(instance, name, options)
    case 'L':
      return sqlBackup.restoreLogOn(instance, name, options)
  }
}

/** Every file goes to the folder, which is made. */
function movesTo(
  { server }: At,
  { files }: sqlBackup.BackupSet,
  folder: string,
): Record<string, sql.Place> {
  const target = placeOf(folder)
  const volume = server.volumes.get(target.volume)
  if (volume !== undefined) makeFoldersFor(volume, `${target.path.slice(1)}\\file`)
  return Object.fromEntries(
    files.map(({ logicalName, path }) => [
      logicalName,
      { volume: target.volume, path: `${target.path}\\${path.split('\\').at(-1) ?? ''}` },
    ]),
  )
}

/** What a backup takes on its medium; a virtual device has none. */
function bytesOn({ volumes }: Server, device: string): number {
  const volume = volumes.get(device.slice(0, 2))
  const file = volume === undefined ? undefined : statFile(volume, device.slice(2))
  return file?.ok === true ? file.value.sizeBytes : 0
}

/** The rows of msdb that are about the database; their names are those of the backups. */
function history(context: Context, { server, instance }: At, database: string): SqlOutcome<Json> {
  const sets = sqlBackup.historyOf(instance)
  if (!sets.ok) return sets
  const nameOf = (id: string | null) => (id === null ? '' : backupName(context, server, id))
  const backups = sets.value
    .filter(({ databaseName }) => databaseName.toLowerCase() === database.toLowerCase())
    .map(({ id, type, isCopyOnly, isSnapshot, baseId, device }) => ({
      name: nameOf(id),
      type,
      copyOnly: isCopyOnly,
      snapshot: isSnapshot,
      base: nameOf(baseId),
      bytes: bytesOn(server, device),
    }))
  return { ok: true, value: { backups } }
}

function positions({ online }: InDatabase): SqlOutcome<Json> {
  const { boot, storage } = online
  const base = sqlBackup.readBase(storage)
  if (!base.ok) return base
  const lsn = (at: typeof boot.logBackedUpTo) => (at === undefined ? '' : sql.decimalLsn(at))
  const texts = {
    'differential base': base.value === undefined ? '' : `${base.value.id} ${lsn(base.value.lsn)}`,
    'log backed up to': lsn(boot.logBackedUpTo),
    'recovery fork': boot.fork.id,
  }
  const all = Object.entries(texts).map(([of, value]) => ({ of, value }))
  return { ok: true, value: { positions: all } }
}
