// Native backups: a file of its own for each, by the name of the backup.

import type { FullParams } from '../../../model/commands.js'
import type { Json } from '../../../model/reply.js'
import type { Row } from '../client.js'
import {
  type Context,
  type Handlers,
  makeRoomFor,
  nothing,
  run,
  runIn,
  text,
  value,
} from '../context.js'
import { quotedName, quotedText } from '../sql-text.js'

type Kind = FullParams<'sql.backup'>['kind']

type BackupCommand = 'sql.backup' | 'sql.restore' | 'sql.history' | 'sql.positions'

export const backupHandlers: Handlers<BackupCommand> = {
  async 'sql.backup'(context, { database, backup, kind }) {
    const media = mediaOf(context, backup)
    await makeRoomFor(context, media)
    const files = kind === 'secondary files' ? await secondaryFiles(context, database) : []
    await run(context, backingUp(context, { database, backup, kind, media, files }))
    return value({ bytes: await bytesOf(context, backup) })
  },
  async 'sql.restore'(context, params) {
    const media = quotedText(mediaOf(context, params.backup))
    const [head] = await run(context, `RESTORE HEADERONLY FROM DISK = ${media}`)
    const { folder, replace, recovery } = params
    const options = [
      ...(folder === undefined ? [] : await movesTo(context, media, folder)),
      ...(replace ? ['REPLACE'] : []),
      recovery ? 'RECOVERY' : 'NORECOVERY',
    ]
    const what = Number(head?.['BackupType']) === LOG ? 'LOG' : 'DATABASE'
    const name = quotedName(context.names.database(params.database))
    await run(context, `RESTORE ${what} ${name} FROM DISK = ${media} WITH ${options.join(', ')}`)
    return nothing()
  },
  async 'sql.history'(context, { database }) {
    const name = quotedText(context.names.database(database))
    const rows = await run(context, historyOf(name))
    const own = rows.filter((row) => context.names.isOwn(text(row, 'name')))
    return value({ backups: own.map((row) => setOf(context, row)) })
  },
  async 'sql.positions'(context, { database }) {
    const [found] = await runIn(context, database, POSITIONS)
    const positions = [
      { of: 'differential base', value: text(found, 'base') },
      { of: 'log backed up to', value: text(found, 'log_position') },
      { of: 'recovery fork', value: text(found, 'fork') },
    ]
    return value({ positions })
  },
}

/** What RESTORE HEADERONLY calls a log. */
const LOG = 2

export function mediaOf({ places }: Context, backup: string): string {
  return places.there(`X:\\backups\\${backup}.bak`)
}

interface Backup {
  readonly database: string
  readonly backup: string
  readonly kind: Kind
  readonly media: string
  readonly files: readonly string[]
}

function backingUp(context: Context, { database, backup, kind, media, files }: Backup): string {
  const name = quotedName(context.names.database(database))
  const what = isLogBackup(kind) ? 'LOG' : 'DATABASE'
  const parts = files.map((file) => `FILE = ${quotedText(file)}`).join(', ')
  const options = [
    'FORMAT',
    'INIT',
    `NAME = ${quotedText(context.names.backup(backup))}`,
    ...(kind === 'differential' ? ['DIFFERENTIAL'] : []),
    ...(kind.startsWith('copy-only') ? ['COPY_ONLY'] : []),
    ...(kind === 'tail-log' ? ['NORECOVERY'] : []),
  ]
  const on = parts === '' ? '' : ` ${parts}`
  return `BACKUP ${what} ${name}${on} TO DISK = ${quotedText(media)} WITH ${options.join(', ')}`
}

function isLogBackup(kind: Kind): boolean {
  return kind === 'log' || kind === 'copy-only log' || kind === 'tail-log'
}

async function secondaryFiles(context: Context, database: string): Promise<string[]> {
  const rows = await runIn(
    context,
    database,
    "SELECT name FROM sys.database_files WHERE type_desc = 'ROWS' AND file_id <> 1 ORDER BY file_id",
  )
  return rows.map((row) => text(row, 'name'))
}

async function bytesOf(context: Context, backup: string): Promise<number> {
  const [found] = await run(
    context,
    `SELECT TOP (1) CAST(backup_size AS bigint) AS bytes FROM msdb.dbo.backupset
WHERE name = ${quotedText(context.names.backup(backup))} ORDER BY backup_set_id DESC`,
  )
  return Number(found?.['bytes'] ?? 0)
}

/** Every file goes to the folder, which is made. */
async function movesTo(context: Context, media: string, folder: string): Promise<string[]> {
  const files = await run(context, `RESTORE FILELISTONLY FROM DISK = ${media}`)
  return movesOf(context, files, folder)
}

export async function movesOf(
  context: Context,
  files: readonly Row[],
  folder: string,
): Promise<string[]> {
  const moves: string[] = []
  for (const row of files) moves.push(await moveTo(context, row, folder))
  return moves
}

async function moveTo(context: Context, row: Row, folder: string): Promise<string> {
  const leaf = context.places.told(text(row, 'PhysicalName')).split(/[\\/]/).at(-1) ?? ''
  const there = context.places.there(`${folder}\\${leaf}`)
  await makeRoomFor(context, there)
  return `MOVE ${quotedText(text(row, 'LogicalName'))} TO ${quotedText(there)}`
}

function historyOf(name: string): string {
  return `SELECT b.name, b.type, b.is_copy_only, b.is_snapshot, CAST(b.backup_size AS bigint) AS bytes,
  (SELECT MAX(o.name) FROM msdb.dbo.backupset AS o
   WHERE o.backup_set_uuid = b.differential_base_guid) AS base
FROM msdb.dbo.backupset AS b WHERE b.database_name = ${name} ORDER BY b.backup_set_id`
}

function setOf({ names }: Context, row: Row): Json {
  return {
    name: names.told(text(row, 'name')),
    type: text(row, 'type').trim(),
    copyOnly: Boolean(row['is_copy_only']),
    snapshot: Boolean(row['is_snapshot']),
    base: names.told(text(row, 'base')),
    bytes: Number(row['bytes'] ?? 0),
  }
}

/** Positions are longer than a number of JavaScript holds, and travel as text. */
const POSITIONS = `SELECT
  (SELECT TOP (1) CONVERT(varchar(40), differential_base_guid) + ' ' +
     CONVERT(varchar(40), differential_base_lsn)
   FROM sys.database_files WHERE file_id = 1) AS base,
  (SELECT CONVERT(varchar(40), last_log_backup_lsn) FROM sys.database_recovery_status
   WHERE database_id = DB_ID()) AS log_position,
  (SELECT CONVERT(varchar(40), recovery_fork_guid) FROM sys.database_recovery_status
   WHERE database_id = DB_ID()) AS fork`
