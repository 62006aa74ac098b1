// Snapshot backups by T-SQL: writes stop, the files are copied, and a metadata-only backup says what the
// copies are and lets the writes go on.

import type { FullParams } from '../../../model/commands.js'
import { refusal } from '../../../model/reply.js'
import {
  type Context,
  type CopiedDatabase,
  type CopiedFile,
  filesOf,
  type Handlers,
  makeRoomFor,
  nothing,
  refuse,
  run,
  text,
  value,
} from '../context.js'
import { quotedName, quotedText } from '../sql-text.js'
import { movesOf } from './backups.js'
import { serverHasOpen } from './open-files.js'

type SnapshotCommand =
  | 'sql.suspend'
  | 'sql.resume'
  | 'sql.suspended'
  | 'sql.snapshot'
  | 'sql.snapshot-restore'

export const snapshotHandlers: Handlers<SnapshotCommand> = {
  async 'sql.suspend'(context, { databases, copyOnly }) {
    await run(context, suspending(context, { databases, copyOnly, on: true }))
    return nothing()
  },
  async 'sql.resume'(context, { databases }) {
    await run(context, suspending(context, { databases, on: false }))
    return nothing()
  },
  async 'sql.suspended'(context) {
    const rows = await run(context, SUSPENDED)
    const own = rows.filter((row) => context.names.isOwn(text(row, 'db_name')))
    const databases = own.map((row) => ({
      name: context.names.told(text(row, 'db_name')),
      frozen: Boolean(row['is_write_io_frozen']),
      mapCleared: Boolean(row['is_diff_map_cleared']),
    }))
    return value({ databases })
  },
  async 'sql.snapshot'(context, params) {
    await snapshot(context, params)
    return nothing()
  },
  async 'sql.snapshot-restore'(context, params) {
    const of = params.of.split('\\').at(-1) ?? ''
    const copied = context.copies
      .get(params.backup)
      ?.find(({ name }) => name.toLowerCase() === of.toLowerCase())
    if (copied === undefined) return refusal('no-such-backup', `${params.backup} has no ${of}`)
    if (params.attach) await attachCopies(context, copied, params)
    else await restoreCopies(context, copied, params)
    return nothing()
  },
}

export const SUSPENDED =
  'SELECT db_name, is_write_io_frozen, is_diff_map_cleared FROM sys.dm_server_suspend_status'

interface Suspension {
  readonly databases: readonly string[]
  readonly copyOnly?: boolean
  readonly on: boolean
}

function suspending({ names }: Context, { databases, copyOnly, on }: Suspension): string {
  const real = databases.map((database) => quotedName(names.database(database)))
  const setting = `SET SUSPEND_FOR_SNAPSHOT_BACKUP = ${on ? 'ON' : 'OFF'}`
  const mode = copyOnly === true ? ['MODE = COPY_ONLY'] : []
  if (real.length === 1) {
    const options = mode.length === 0 ? '' : ` (${mode.join()})`
    return `ALTER DATABASE ${real.join()} ${setting}${options}`
  }
  const group = [`GROUP = (${real.join(', ')})`, ...mode]
  return `ALTER SERVER CONFIGURATION ${setting} (${group.join(', ')})`
}

type Snapshot = FullParams<'sql.snapshot'>

async function snapshot(context: Context, params: Snapshot): Promise<void> {
  const { databases, backup, copyOnly, metadata } = params
  await run(context, suspending(context, { databases, copyOnly, on: true }))
  await context.reach('snapshot.suspended')
  const release = () => run(context, suspending(context, { databases, on: false }))
  try {
    const copied: CopiedDatabase[] = []
    for (const database of databases) copied.push(await copyFiles(context, backup, database))
    await context.reach('snapshot.copied')
    if (metadata) await run(context, await recording(context, params))
    else await release()
    context.copies.set(backup, copied)
  } catch (thrown) {
    // Whoever suspended it lets go of it again, whatever came in between.
    await release().catch(() => undefined)
    throw thrown
  }
  await context.reach('snapshot.resumed')
}

async function recording(context: Context, { databases, backup }: Snapshot): Promise<string> {
  const real = databases.map((database) => quotedName(context.names.database(database)))
  const media = metadataOf(context, backup)
  await makeRoomFor(context, media)
  const what = real.length === 1 ? 'DATABASE' : 'GROUP'
  const name = quotedText(context.names.backup(backup))
  return `BACKUP ${what} ${real.join(', ')} TO DISK = ${quotedText(media)} WITH METADATA_ONLY, FORMAT, NAME = ${name}`
}

function metadataOf({ places }: Context, backup: string): string {
  return places.there(`X:\\snapshots\\${backup}\\metadata.bkm`)
}

/** Nothing is written meanwhile, so one copy after the other is one instant. */
async function copyFiles(
  context: Context,
  backup: string,
  database: string,
): Promise<CopiedDatabase> {
  const own = database.split('\\').at(-1) ?? ''
  const rows = await run(
    context,
    `SELECT f.file_id, f.name, f.type_desc, f.physical_name FROM sys.master_files AS f
WHERE f.database_id = DB_ID(${quotedText(context.names.database(database))}) ORDER BY f.file_id`,
  )
  const files: CopiedFile[] = []
  for (const row of rows) {
    const from = text(row, 'physical_name')
    const leaf = from.split(/[\\/]/).at(-1) ?? ''
    const folder = `X:\\snapshots\\${backup}\\${own}`
    const copy = context.places.there(`${folder}\\${text(row, 'file_id')}-${leaf}`)
    await filesOf(context).copy(from, copy)
    const isLog = text(row, 'type_desc') === 'LOG'
    files.push({ logicalName: text(row, 'name'), isLog, from, copy })
  }
  return { name: own, files }
}

type Restore = FullParams<'sql.snapshot-restore'>

function targetOf({ places }: Context, { from }: CopiedFile, folder: string | undefined): string {
  if (folder === undefined) return from
  return places.there(`${folder}\\${from.split(/[\\/]/).at(-1) ?? ''}`)
}

/** The files first, which must be nobody's, then the database. */
async function attachCopies(
  context: Context,
  copied: CopiedDatabase,
  { database, folder }: Restore,
): Promise<void> {
  await putFiles(context, copied, folder)
  const files = copied.files.map(
    (file) => `(FILENAME = ${quotedText(targetOf(context, file, folder))})`,
  )
  const name = quotedName(context.names.database(database))
  await run(context, `CREATE DATABASE ${name} ON ${files.join(', ')} FOR ATTACH`)
}

async function restoreCopies(
  context: Context,
  copied: CopiedDatabase,
  { backup, database, recovery, folder }: Restore,
): Promise<void> {
  const media = quotedText(metadataOf(context, backup))
  const of = `DBNAME = ${quotedText(context.names.database(copied.name))}`
  const listed = `RESTORE FILELISTONLY FROM DISK = ${media} WITH METADATA_ONLY, ${of}`
  // Nothing is touched before it is known that the metadata are there.
  const files = await run(context, listed)
  const name = context.names.database(database)
  await makeWay(context, name)
  await putFiles(context, copied, folder)
  const moves = folder === undefined ? [] : await movesOf(context, files, folder)
  const options = ['METADATA_ONLY', of, ...moves, 'REPLACE', recovery ? 'RECOVERY' : 'NORECOVERY']
  await run(
    context,
    `RESTORE DATABASE ${quotedName(name)} FROM DISK = ${media} WITH ${options.join(', ')}`,
  )
}

/** The server lets go of the files of a database that is to be replaced. */
async function makeWay(context: Context, name: string): Promise<void> {
  const [found] = await run(
    context,
    `SELECT state_desc FROM sys.databases WHERE name = ${quotedText(name)}`,
  )
  const state = text(found, 'state_desc')
  if (state === 'RESTORING') await run(context, `DROP DATABASE ${quotedName(name)}`)
  else if (state === 'ONLINE')
    await run(context, `ALTER DATABASE ${quotedName(name)} SET OFFLINE WITH ROLLBACK IMMEDIATE`)
}

const IN_USE = '5120'

async function putFiles(
  context: Context,
  { files }: CopiedDatabase,
  folder: string | undefined,
): Promise<void> {
  const access = filesOf(context)
  const targets = files.map((file) => ({ ...file, to: targetOf(context, file, folder) }))
  const open = await serverHasOpen(
    context,
    targets.map(({ to }) => to),
  )
  const [taken] = open
  if (taken !== undefined)
    refuse(IN_USE, `cannot open ${context.places.told(taken)}: it is open in SQL Server`)
  for (const { copy, to } of targets) await access.copy(copy, to)
}
