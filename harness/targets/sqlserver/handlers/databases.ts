// Databases as their administrator sees them: made, changed, looked at, checked.

import type { FullParams } from '../../../model/commands.js'
import type { Reply } from '../../../model/reply.js'
import type { Row } from '../client.js'
import {
  type Context,
  type Handlers,
  makeRoomFor,
  nothing,
  Refused,
  refusalOf,
  run,
  runIn,
  text,
  told,
  value,
} from '../context.js'
import { isSystem } from '../names.js'
import { type FileText, fileText, quotedName, quotedText } from '../sql-text.js'
import { ROWS_TABLE, settingRows } from './rows.js'

type Spec = FullParams<'sql.create'>['databases'][number]
type FileSpec = Spec['data'][number]

type DatabaseCommand = 'sql.create' | 'sql.databases' | 'sql.files' | 'sql.check'

export const databaseHandlers: Handlers<DatabaseCommand> = {
  async 'sql.create'(context, { databases }) {
    for (const spec of databases) await create(context, spec)
    return nothing()
  },
  async 'sql.databases'(context) {
    const rows = await run(context, DATABASES)
    const own = rows.filter((row) => isShown(context, text(row, 'name')))
    return value({ databases: own.map((row) => databaseOf(context, row)) })
  },
  async 'sql.files'(context, { database }) {
    const rows = await runIn(context, database, FILES)
    return value({ files: rows.map((row) => fileOf(context, row)) })
  },
  async 'sql.check'(context, { database }) {
    const real = quotedText(context.names.database(database))
    const answer = await context.client.run(
      `DBCC CHECKDB (${real}) WITH NO_INFOMSGS, ALL_ERRORMSGS`,
    )
    if (answer.ok) return value({ errors: [] })
    if (!answer.failure.numbers.some(isDamage))
      throw new Refused(refusalOf(context, answer.failure))
    context.faults.met(answer.failure)
    return value({ errors: [told(context, answer.failure.message)] })
  },
}

/** What DBCC finds is told under these numbers. */
function isDamage(number: number): boolean {
  return (number >= 2500 && number < 2600) || (number >= 8900 && number < 9000) || number === 824
}

async function create(context: Context, spec: Spec): Promise<void> {
  if (spec.catalogs.length > 0) throw new Refused(NO_FULL_TEXT)
  const name = context.names.database(spec.database)
  await run(context, await creating(context, name, spec))
  await run(context, `ALTER DATABASE ${quotedName(name)} SET RECOVERY ${spec.recovery}`)
  await runIn(context, spec.database, ROWS_TABLE)
  if (spec.rows !== undefined) await runIn(context, spec.database, settingRows(spec.rows))
  if (spec.autoClose) await run(context, `ALTER DATABASE ${quotedName(name)} SET AUTO_CLOSE ON`)
}

export const NO_FULL_TEXT: Reply = {
  kind: 'not-supported',
  reason: 'full-text catalogs are no part of SQL Server in a container',
}

async function creating(context: Context, name: string, spec: Spec): Promise<string> {
  const groups = new Map<string, FileSpec[]>([['PRIMARY', []]])
  for (const file of spec.data) {
    const group = file.filegroup ?? 'PRIMARY'
    groups.set(group, [...(groups.get(group) ?? []), file])
  }
  const files = async (specs: readonly FileSpec[]) => {
    const texts: string[] = []
    for (const file of specs) texts.push(fileText(await placed(context, file)))
    return texts.join(', ')
  }
  const data: string[] = []
  for (const [group, specs] of groups) {
    const which = group === 'PRIMARY' ? 'PRIMARY' : `FILEGROUP ${quotedName(group)}`
    if (specs.length > 0) data.push(`${which} ${await files(specs)}`)
  }
  return `CREATE DATABASE ${quotedName(name)} ON ${data.join(', ')} LOG ON ${await files(spec.log)}`
}

/** A file where the server will make it; its folder is made before. */
export async function placed(
  context: Context,
  { name, path, megabytes }: FileSpec,
): Promise<FileText> {
  const there = context.places.there(path)
  await makeRoomFor(context, there)
  return { name, path: there, megabytes }
}

function isShown({ names }: Context, name: string): boolean {
  return isSystem(name) || names.isOwn(name)
}

const DATABASES = `SELECT d.name, d.state_desc, d.recovery_model_desc, d.is_auto_close_on, d.is_read_only,
  s.name AS source
FROM sys.databases AS d LEFT JOIN sys.databases AS s ON s.database_id = d.source_database_id
ORDER BY d.database_id`

function databaseOf({ names }: Context, row: Row) {
  return {
    name: names.told(text(row, 'name')),
    state: text(row, 'state_desc'),
    recovery: text(row, 'recovery_model_desc'),
    autoClose: Boolean(row['is_auto_close_on']),
    readOnly: Boolean(row['is_read_only']),
    snapshotOf: names.told(text(row, 'source')),
    replica: 'none',
  }
}

/** The catalogue of master says where a file belongs, that of the database where it came from. */
const FILES = `SELECT f.name, f.type_desc, m.physical_name AS path, f.physical_name AS own_path,
  CAST(f.size AS bigint) * 8192 AS bytes,
  (SELECT MAX(b.name) FROM msdb.dbo.backupset AS b
   WHERE b.backup_set_uuid = f.differential_base_guid) AS base
FROM sys.database_files AS f
JOIN sys.master_files AS m ON m.database_id = DB_ID() AND m.file_id = f.file_id
ORDER BY f.file_id`

function fileOf(context: Context, row: Row) {
  const path = text(row, 'path')
  return {
    name: text(row, 'name'),
    kind: text(row, 'type_desc') === 'LOG' ? 'LOG' : 'ROWS',
    path: context.places.told(path),
    openPath: openPathOf(context, [path, text(row, 'own_path')]),
    sizeBytes: Number(row['bytes']),
    base: context.names.told(text(row, 'base')),
  }
}

/** The file that is really there: one whose path was changed in the catalogue alone is not. */
function openPathOf({ server, places, formerPaths }: Context, paths: readonly string[]): string {
  const [first = ''] = paths
  const candidates = [...paths, formerPaths.get(first) ?? first]
  const found = candidates.find((there) => server.files?.exists(there) === true)
  return found === undefined ? '' : places.told(found)
}
