// ALTER DATABASE and its relatives, one change at a time.

import type { FullParams } from '../../../model/commands.js'
import {
  type Context,
  type Handlers,
  makeRoomFor,
  nothing,
  Refused,
  run,
  runIn,
  text,
} from '../context.js'
import { isSystem } from '../names.js'
import { fileText, quotedName, quotedText } from '../sql-text.js'
import { NO_FULL_TEXT, placed } from './databases.js'

type Change = FullParams<'sql.alter'>['changes'][number]

export const changeHandlers: Handlers<'sql.alter'> = {
  async 'sql.alter'(context, { database, changes }) {
    for (const change of changes) await alter(context, database, change)
    return nothing()
  },
}

async function alter(context: Context, database: string, change: Change): Promise<unknown> {
  const name = quotedName(context.names.database(database))
  const altering = (what: string) => run(context, `ALTER DATABASE ${name} ${what}`)
  switch (change.change) {
    case 'take offline':
      return altering('SET OFFLINE WITH ROLLBACK IMMEDIATE')
    case 'bring online':
      return altering('SET ONLINE')
    case 'recovery model':
      return setRecovery(context, database, change.to)
    case 'autoclose':
      return altering(`SET AUTO_CLOSE ${change.on ? 'ON' : 'OFF'}`)
    case 'detach':
      return run(
        context,
        `EXEC sys.sp_detach_db @dbname = ${quotedText(context.names.database(database))}`,
      )
    case 'drop':
      return run(context, `DROP DATABASE ${name}`)
    case 'checkpoint':
      return runIn(context, database, 'CHECKPOINT')
    case 'recover':
      return run(context, `RESTORE DATABASE ${name} WITH RECOVERY`)
    case 'close':
      // A database with AUTO_CLOSE closes itself once nobody is in it.
      return undefined
    case 'attach':
      return attach(context, name, change.primary)
    case 'snapshot':
      return takeSnapshot(context, database, change)
    case 'crawl':
    case 'add catalog':
      throw new Refused(NO_FULL_TEXT)
    default:
      return alterFile(context, database, change)
  }
}

type FileChange = Extract<
  Change,
  {
    change: 'add file' | 'drop file' | 'grow' | 'shrink' | 'rename logically' | 'rename physically'
  }
>

async function alterFile(context: Context, database: string, change: FileChange): Promise<unknown> {
  const name = quotedName(context.names.database(database))
  const modify = (what: string) => run(context, `ALTER DATABASE ${name} MODIFY FILE (${what})`)
  switch (change.change) {
    case 'add file': {
      const { file } = change
      const isLog = file.path.toLowerCase().endsWith('.ldf')
      const group =
        file.filegroup === undefined ? '' : ` TO FILEGROUP ${quotedName(file.filegroup)}`
      const what = fileText(await placed(context, file))
      return run(
        context,
        `ALTER DATABASE ${name} ADD ${isLog ? 'LOG FILE' : 'FILE'} ${what}${isLog ? '' : group}`,
      )
    }
    case 'drop file':
      return dropFile(context, database, change.name)
    case 'grow':
      return modify(`NAME = ${quotedText(change.name)}, SIZE = ${kilobytes(change.megabytes)}KB`)
    case 'shrink': {
      const size = Math.ceil(change.megabytes)
      const statement = `DBCC SHRINKFILE (${quotedText(change.name)}, ${size}) WITH NO_INFOMSGS`
      return runIn(context, database, statement)
    }
    case 'rename logically':
      return modify(`NAME = ${quotedText(change.name)}, NEWNAME = ${quotedText(change.to)}`)
    case 'rename physically': {
      const to = context.places.there(change.to)
      context.formerPaths.set(to, await pathOf(context, database, change.name))
      await makeRoomFor(context, to)
      return modify(`NAME = ${quotedText(change.name)}, FILENAME = ${quotedText(to)}`)
    }
  }
}

function kilobytes(megabytes: number): number {
  return Math.ceil(megabytes * 1024)
}

/** The recovery model of a system database is put back at the end. */
async function setRecovery(
  context: Context,
  database: string,
  to: 'SIMPLE' | 'FULL',
): Promise<unknown> {
  const name = context.names.database(database)
  const set = (model: string) => `ALTER DATABASE ${quotedName(name)} SET RECOVERY ${model}`
  if (isSystem(name)) {
    const named = `SELECT recovery_model_desc AS model FROM sys.databases WHERE name = ${quotedText(name)}`
    const before = text((await run(context, named))[0], 'model')
    context.undo.push(async () => void (await context.client.run(set(before))))
  }
  return run(context, set(to))
}

/** A data file must be empty before it can go. */
async function dropFile(context: Context, database: string, file: string): Promise<unknown> {
  const kind = `SELECT type_desc FROM sys.database_files WHERE name = ${quotedText(file)}`
  const [found] = await runIn(context, database, kind)
  if (text(found, 'type_desc') === 'ROWS')
    await runIn(
      context,
      database,
      `DBCC SHRINKFILE (${quotedText(file)}, EMPTYFILE) WITH NO_INFOMSGS`,
    )
  const name = quotedName(context.names.database(database))
  return run(context, `ALTER DATABASE ${name} REMOVE FILE ${quotedName(file)}`)
}

async function pathOf(context: Context, database: string, file: string): Promise<string> {
  const [found] = await runIn(
    context,
    database,
    `SELECT physical_name FROM sys.database_files WHERE name = ${quotedText(file)}`,
  )
  return text(found, 'physical_name')
}

function attach(context: Context, name: string, primary: string): Promise<unknown> {
  const file = `(FILENAME = ${quotedText(context.places.there(primary))})`
  return run(context, `CREATE DATABASE ${name} ON ${file} FOR ATTACH`)
}

async function takeSnapshot(
  context: Context,
  source: string,
  { as, data }: Extract<Change, { change: 'snapshot' }>,
): Promise<unknown> {
  const rows = await runIn(
    context,
    source,
    "SELECT name FROM sys.database_files WHERE type_desc = 'ROWS' ORDER BY file_id",
  )
  const files: string[] = []
  for (const [index, row] of rows.entries()) {
    const path = data[index]
    const name = text(row, 'name')
    if (path !== undefined) files.push(fileText(await placed(context, { name, path })))
  }
  const { names } = context
  return run(
    context,
    `CREATE DATABASE ${quotedName(names.database(as))} ON ${files.join(', ')} AS SNAPSHOT OF ${quotedName(names.database(source))}`,
  )
}
