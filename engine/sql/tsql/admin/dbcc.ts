import { refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import {
  checkDatabase,
  type Database,
  emptyFile,
  fileNamed,
  findDatabase,
  type Online,
  requireReadable,
  shrinkDatabase,
  shrinkFile,
  useDatabase,
} from '../../recovery/index.js'
import {
  type ComputedColumn,
  column,
  INT,
  resultColumns,
  SMALLINT,
  valuesOf,
} from '../catalog/shape.js'
import type { AdminStatement, DbccArgument } from '../parse/tree.js'
import { type AdminContext, type AdminProcess, done, inform, whenFree } from './context.js'
import { failureFrom, type Refusal, refuse, refuseError } from './refusal.js'

type Dbcc = Extract<AdminStatement, { kind: 'dbcc' }>

const PAGES_PER_MEGABYTE = 128

export function* runDbcc(context: AdminContext, statement: Dbcc): AdminProcess {
  const quiet = statement.options.includes('no_infomsgs')
  const ran = yield* run(context, statement, quiet)
  if (ran.ok && !quiet)
    inform(
      context,
      statement.at,
      2528,
      'DBCC execution completed. If DBCC printed error messages, contact your system administrator.',
    )
  return ran
}

function* run(context: AdminContext, statement: Dbcc, quiet: boolean): AdminProcess {
  switch (statement.command) {
    case 'checkdb':
      return check(context, statement, quiet)
    case 'shrinkfile':
      return yield* shrinkOne(context, statement)
    case 'shrinkdatabase':
      return yield* shrinkAll(context, statement)
    case 'traceon':
    case 'traceoff':
    case 'freeproccache':
    case 'dropcleanbuffers':
      return done()
    default:
      return refuse(
        2526,
        'Incorrect DBCC statement. Check the documentation for the correct DBCC syntax and options.',
      )
  }
}

function argumentValue(
  context: AdminContext,
  argument: DbccArgument | undefined,
): string | undefined {
  if (argument === undefined) return undefined
  if (argument.kind !== 'variable') return String(argument.value)
  const held = context.valueOf(argument.value)
  return held === null ? undefined : String(held)
}

/** By name, by number, or with 0 or nothing the one that the session is in. */
function databaseOf(context: AdminContext, argument: DbccArgument | undefined): Database | Refusal {
  const { instance } = context.host
  const said = argumentValue(context, argument)
  const own = said === undefined || said === '0'
  const byNumber = [...instance.databases.values()].find(({ id }) => id === Number(said))
  const isNumber = argument?.kind === 'number' && !own
  const name = own ? (context.session.database ?? 'master') : isNumber ? byNumber?.name : said
  const found = findDatabase(instance, name ?? '')
  if (found.ok) return found.value
  return refuse(
    2520,
    `Could not find database '${said ?? ''}'. The database either does not exist, or was dropped before a statement tried to use it. Verify if the database exists by querying the sys.databases catalog view.`,
  )
}

/** Every damage is an error of its own; the last line sums up. */
function check(
  context: AdminContext,
  { arguments: list, at, options }: Dbcc,
  quiet: boolean,
): ReturnType<typeof done> | Refusal {
  const database = databaseOf(context, list[0])
  if ('ok' in database) return database
  if (options.includes('estimateonly')) return done()
  const online = openFor(database)
  if (!online.ok) return refuseError(online.error)
  const errors = checkDatabase(online.value)
  const sum = `CHECKDB found 0 allocation errors and ${errors.length} consistency errors in database '${database.name}'.`
  if (errors.length === 0) {
    if (!quiet) inform(context, at, 8989, sum)
    return done()
  }
  const found = errors.map((text) => ({ number: 8928, severity: 16, state: 1, text }))
  return refused([...found, { number: 8989, severity: 16, state: 1, text: sum }])
}

/** In emergency a database can be checked, too. */
function openFor(database: Database) {
  if (database.state.kind === 'emergency') return requireReadable(database)
  return useDatabase(database)
}

interface Shrunk {
  readonly database: number
  readonly file: number
  readonly before: number
  readonly after: number
}

const COLUMNS: readonly ComputedColumn<Shrunk>[] = [
  column('DbId', SMALLINT, ({ database }) => database),
  column('FileId', INT, ({ file }) => file),
  column('CurrentSize', INT, ({ after }) => after),
  column('MinimumSize', INT, ({ after }) => Math.min(after, 1024)),
  column('UsedPages', INT, ({ after }) => after),
  column('EstimatedPages', INT, ({ after }) => after),
]

function give({ sink }: AdminContext, rows: readonly Shrunk[]) {
  sink.columns(resultColumns(COLUMNS))
  for (const row of rows) sink.row(valuesOf(COLUMNS, row))
  return { ok: true, value: { count: rows.length } } as const
}

type Open = { readonly ok: true; readonly online: Online; readonly number: number } | Refusal

function* openToWrite(context: AdminContext, database: Database): Process<Open> {
  const online = useDatabase(database)
  if (!online.ok) return refused([failureFrom(online.error)])
  if (!(yield* whenFree(context, online.value)))
    return refuse(0, 'Operation cancelled by user.', 11)
  const number = database.id ?? 0
  return { ok: true, online: online.value, number }
}

/** `('file', megabytes)`, `('file', EMPTYFILE)`, `('file', 1, TRUNCATEONLY)`, by number, too. */
function* shrinkOne(context: AdminContext, { arguments: list }: Dbcc): AdminProcess {
  const database = databaseOf(context, undefined)
  if ('ok' in database) return database
  const opened = yield* openToWrite(context, database)
  if (!opened.ok) return opened
  const { online, number } = opened
  const said = argumentValue(context, list[0]) ?? ''
  const file =
    list[0]?.kind === 'number'
      ? [...online.storage.files.values()].find(({ entry }) => entry.id === Number(said))
      : fileNamed(online.storage, said)
  if (file === undefined)
    return refuse(
      8985,
      `Could not locate file '${said}' for database '${database.name}' in sys.database_files. The file either does not exist, or was dropped.`,
    )
  const words = list.slice(1).map((argument) => argumentValue(context, argument)?.toLowerCase())
  const { logicalName, id, sizePages: before } = file.entry
  if (words.includes('emptyfile')) {
    const emptied = emptyFile(online, logicalName)
    if (!emptied.ok) return refuseError(emptied.error)
    return give(context, [{ database: number, file: id, before, after: before }])
  }
  const megabytes = list[1]?.kind === 'number' ? list[1].value : 0
  const shrunk = shrinkFile(online, logicalName, Math.max(8, megabytes * PAGES_PER_MEGABYTE))
  if (!shrunk.ok) return refuseError(shrunk.error)
  return give(context, [{ database: number, file: id, before, after: shrunk.value }])
}

function* shrinkAll(context: AdminContext, { arguments: list }: Dbcc): AdminProcess {
  const database = databaseOf(context, list[0])
  if ('ok' in database) return database
  const opened = yield* openToWrite(context, database)
  if (!opened.ok) return opened
  const { online, number } = opened
  const before = new Map(
    [...online.storage.files.values()].map(({ entry }) => [entry.logicalName, entry] as const),
  )
  const percent = list[1]?.kind === 'number' ? list[1].value : 0
  const sizes = shrinkDatabase(online, percent)
  if (!sizes.ok) return refuseError(sizes.error)
  const rows = [...sizes.value].flatMap(([name, after]) => {
    const entry = before.get(name)
    return entry === undefined || entry.sizePages === after
      ? []
      : [{ database: number, file: entry.id, before: entry.sizePages, after }]
  })
  return give(context, rows)
}
