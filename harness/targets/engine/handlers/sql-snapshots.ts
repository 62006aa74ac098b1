// Snapshot backups by T-SQL: writes stop, the storage takes the instant, the files of the instant are
// copied to volume X:, and a metadata-only backup says what they are.

import {
  copyFile,
  deleteShadow,
  liveView,
  makeFoldersFor,
  type Process,
  shadowView,
  sql,
  sqlVdi,
  takeShadow,
  type Volume,
} from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import { type Json, type Reply, refusal } from '../../../model/reply.js'
import type { Context, CopiedDatabase, CopiedFile, Handlers } from './handler.js'
import {
  type At,
  instanceNamed,
  NOTHING,
  named,
  onInstance,
  placeOf,
  type SqlOutcome,
  type Work,
} from './sql-statement.js'

type SnapshotCommand =
  | 'sql.suspend'
  | 'sql.resume'
  | 'sql.suspended'
  | 'sql.snapshot'
  | 'sql.snapshot-restore'

const FOLDER = 'snapshots'

export const snapshotHandlers: Handlers<SnapshotCommand> = {
  *'sql.suspend'(context, { server, databases, copyOnly }) {
    return yield* onGroup(context, server, databases, ({ instance }, request) => {
      const suspended = sqlVdi.suspend(instance, { ...request, copyOnly })
      return suspended.ok ? NOTHING : suspended
    })
  },
  *'sql.resume'(context, { server, databases }) {
    return yield* onGroup(context, server, databases, ({ instance }, request) => {
      const resumed = sqlVdi.resume(instance, request)
      return resumed.ok ? NOTHING : resumed
    })
  },
  *'sql.suspended'(context, { server, instance }) {
    return yield* onInstance(instanceNamed(context, server, instance), (at) => {
      const databases = sqlVdi.suspendStatus(at.instance).map((row) => ({
        name: row.db_name,
        frozen: row.is_write_io_frozen,
        mapCleared: row.is_diff_map_cleared,
      }))
      return { ok: true, value: { databases } }
    })
  },
  *'sql.snapshot'(context, params) {
    return yield* onGroup(context, params.server, params.databases, (at, request) =>
      snapshot(context, at, { ...params, request }),
    )
  },
  *'sql.snapshot-restore'(context, params) {
    const at = named(context, params.server, params.database)
    if ('kind' in at) return at
    const of = params.of.split('\\').at(-1) ?? ''
    const copied = context.fileCopies
      .get(params.backup)
      ?.databases.find(({ name }) => name.toLowerCase() === of.toLowerCase())
    if (copied === undefined) return refusal('no-such-backup', `${params.backup} has no ${of}`)
    return yield* onInstance(at, (connected) => restore(connected, at.name, copied, params))
  },
}

type Group = sqlVdi.SuspendRequest & { readonly databases: readonly string[] }

/** The databases of one statement are of one instance. */
function* onGroup(
  context: Context,
  server: string | undefined,
  databases: readonly string[],
  work: (at: At, request: Group) => Work,
): Process<Reply> {
  const all = databases.map((database) => named(context, server, database))
  const names: string[] = []
  for (const each of all) {
    if ('kind' in each) return each
    names.push(each.name)
  }
  const [first] = all
  if (first === undefined || 'kind' in first) return refusal('no-such-database', 'nothing is named')
  const scope = names.length === 1 ? 'database' : 'group'
  return yield* onInstance(first, (at) => work(at, { scope, databases: names }))
}

interface Snapshot extends Pick<FullParams<'sql.snapshot'>, 'backup' | 'copyOnly' | 'metadata'> {
  readonly request: Group
}

function* snapshot(
  context: Context,
  at: At,
  { backup, copyOnly, metadata, request }: Snapshot,
): Process<SqlOutcome<Json>> {
  const { instance } = at
  const suspended = sqlVdi.suspend(instance, { ...request, copyOnly })
  if (!suspended.ok) return suspended
  const copies = copyFiles(at, backup, request.databases)
  if (!copies.ok || !metadata) {
    const resumed = sqlVdi.resume(instance, request)
    if (!copies.ok) return copies
    context.fileCopies.set(backup, { databases: copies.value })
    return resumed.ok ? NOTHING : resumed
  }
  const backedUp = yield* sqlVdi.backUpMetadata(instance, request, metadataOf(backup))
  if (!backedUp.ok) return backedUp
  if (!copyOnly) for (const { id } of backedUp.value) context.backupNames.set(id, backup)
  context.fileCopies.set(backup, { databases: copies.value })
  return NOTHING
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

function metadataOf(backup: string): sql.Place {
  return { volume: 'X:', path: `\\${FOLDER}\\${backup}\\metadata.bkm` }
}

/** What a storage array does: the instant of every volume first, then the copies from there. */
function copyFiles(
  { server, instance }: At,
  backup: string,
  names: readonly string[],
): SqlOutcome<CopiedDatabase[]> {
  const target = server.volumes.get('X:')
  if (target === undefined) return sql.refuseSql('CANNOT_OPEN_DEVICE', 'X:')
  const setId = server.sim.random('sql.file-copy').guid()
  const shadows = new Map<string, { volume: Volume; id: typeof setId }>()
  const copied: CopiedDatabase[] = []
  const view = (name: string) => {
    const known = shadows.get(name)
    if (known !== undefined) return shadowView(known.volume, known.id)
    const volume = server.volumes.get(name)
    const taken = volume === undefined ? undefined : takeShadow(volume, { setId })
    if (volume === undefined || taken?.ok !== true) return undefined
    shadows.set(name, { volume, id: taken.value.id })
    return shadowView(volume, taken.value.id)
  }
  let failure: ReturnType<typeof sql.refuseSql> | undefined
  for (const name of names) {
    const database = sql.findDatabase(instance, name)
    if (!database.ok) return database
    const files = sql.viewFiles(database.value).map(({ id, volume, path }) => {
      const from = { volume, path }
      const leaf = path.split('\\').at(-1) ?? ''
      const copy = { volume: 'X:', path: `\\${FOLDER}\\${backup}\\${name}\\${id}-${leaf}` }
      makeFoldersFor(target, copy.path.slice(1))
      const source = view(volume)
      const done = source === undefined ? undefined : copyFile(source, path, target, copy.path)
      if (done?.ok !== true) failure ??= sql.refuseSql('CANNOT_OPEN_DEVICE', `${volume}${path}`)
      return { id, from, copy }
    })
    copied.push({ name, files })
  }
  for (const { volume, id } of shadows.values()) deleteShadow(volume, id)
  return failure ?? { ok: true, value: copied }
}

function* restore(
  at: At,
  name: string,
  copied: CopiedDatabase,
  { backup, recovery, attach, folder }: FullParams<'sql.snapshot-restore'>,
): Process<SqlOutcome<Json>> {
  const moves = copied.files.map(({ id, from }) => ({ id, from, to: movedTo(from, folder) }))
  if (attach) return yield* attachCopies(at, name, { copied, moves })
  const { instance } = at
  const described = sqlVdi.readMetadataBackup(instance, metadataOf(backup))
  if (!described.ok) return described
  const own = described.value.find(({ set }) => isSame(set.databaseName, copied.name))
  if (own === undefined) return sql.refuseSql('MALFORMED', `it says nothing of ${copied.name}`)
  const options = { newName: name, moves }
  for (const { to } of moves) makeFolder(at, to)
  const prepared = yield* sqlVdi.prepareRestore(instance, own.metadata, options)
  if (!prepared.ok) return prepared
  const put = putFiles(at, copied, moves)
  if (!put.ok) return put
  const finished = yield* sqlVdi.finishRestore(instance, prepared.value, {
    additionalRestores: !recovery,
  })
  return finished.ok ? NOTHING : finished
}

type Moves = readonly (Omit<CopiedFile, 'copy'> & { readonly to: sql.Place })[]

function* attachCopies(
  at: At,
  name: string,
  { copied, moves }: { readonly copied: CopiedDatabase; readonly moves: Moves },
): Process<SqlOutcome<Json>> {
  for (const { to } of moves) makeFolder(at, to)
  const put = putFiles(at, copied, moves)
  if (!put.ok) return put
  const places = new Map(moves.map(({ id, to }) => [id, to]))
  const attached = yield* sqlVdi.attachMoved(at.instance, name, places)
  return attached.ok ? NOTHING : attached
}

function movedTo(from: sql.Place, folder: string | undefined): sql.Place {
  if (folder === undefined) return from
  const target = placeOf(folder)
  return { volume: target.volume, path: `${target.path}\\${from.path.split('\\').at(-1) ?? ''}` }
}

function makeFolder({ server }: At, { volume, path }: sql.Place): void {
  const disk = server.volumes.get(volume)
  if (disk !== undefined) makeFoldersFor(disk, path.replace(/^\\/, ''))
}

function putFiles({ server }: At, { files }: CopiedDatabase, moves: Moves): SqlOutcome<undefined> {
  const source = server.volumes.get('X:')
  for (const [index, { copy }] of files.entries()) {
    const to = moves[index]?.to
    const target = to === undefined ? undefined : server.volumes.get(to.volume)
    if (source === undefined || to === undefined || target === undefined)
      return sql.refuseSql('CANNOT_OPEN_FILE', copy.path)
    const put = copyFile(liveView(source), copy.path, target, to.path)
    if (!put.ok) return sql.refuseSql('CANNOT_OPEN_FILE', `${to.path}: ${put.error.name}`)
  }
  return { ok: true, value: undefined }
}
