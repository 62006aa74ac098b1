// The table of numbered rows that every database of a scenario has, and the extents that rows of a
// page each fill.

import type { FullParams } from '../../../model/commands.js'
import { type Json, refusal } from '../../../model/reply.js'
import { Undecided } from '../../../model/undecided.js'
import type { Answer } from '../client.js'
import {
  type Context,
  type Handlers,
  nothing,
  Refused,
  rowsOrRefusal,
  runIn,
  text,
  value,
} from '../context.js'
import { NUMBERS_PER_STATEMENT, READ_LOCK_MS_MAX } from '../limits.js'
import { asTransaction, quotedName, quotedText } from '../sql-text.js'

export const ROWS_TABLE =
  'CREATE TABLE dbo.[rows] (n int NOT NULL PRIMARY KEY, body varchar(7000) NOT NULL)'

const PAGES_PER_EXTENT = 8
const EXTENT_BYTES = 65_536
const EXTENTS = 'extents'
/** So much of a row tells what stands in it over and over. */
const PERIOD_MAX = 100
const LOCK_TIMED_OUT = 1222

type RowCommand = 'sql.write' | 'sql.delete' | 'sql.begin' | 'sql.end' | 'sql.extents' | 'sql.read'

export const rowHandlers: Handlers<RowCommand> = {
  async 'sql.write'(context, { database, ...rows }) {
    return timed(context, () => runIn(context, database, asTransaction([settingRows(rows)])))
  },
  async 'sql.delete'(context, { database, from, to }) {
    const deletion = `DELETE FROM dbo.[rows] WHERE n BETWEEN ${from} AND ${to}`
    return timed(context, () => runIn(context, database, asTransaction([deletion])))
  },
  async 'sql.begin'(context, { database, transaction, ...rows }) {
    const { transactions, names, server } = context
    if (transactions.has(transaction))
      return refusal('name-taken', `transaction ${transaction} is open`)
    const client = server.connect()
    const real = names.database(database)
    const begun = await client.run(
      `USE ${quotedName(real)};\nSET XACT_ABORT ON;\nBEGIN TRANSACTION;\n${settingRows(rows)}`,
    )
    if (!begun.ok) await client.close()
    rowsOrRefusal(context, begun)
    transactions.set(transaction, { client, database: real })
    return nothing()
  },
  async 'sql.end'(context, { transaction, how }) {
    const open = context.transactions.get(transaction)
    if (open === undefined) return refusal('no-such-transaction', `${transaction} is not open`)
    context.transactions.delete(transaction)
    const statement = how === 'commit' ? 'COMMIT TRANSACTION' : 'ROLLBACK TRANSACTION'
    try {
      return await timed(context, async () =>
        rowsOrRefusal(context, await open.client.run(statement)),
      )
    } finally {
      await open.client.close()
    }
  },
  async 'sql.extents'(context, params) {
    const table = await extentTable(context, params)
    await fillExtents(context, table, params)
    return value({ extents: await extentsOf(context, table, params) })
  },
  async 'sql.read'(context, { database }) {
    const tables = await runIn(context, database, 'SELECT name FROM sys.tables ORDER BY name')
    const names = tables.map((row) => text(row, 'name'))
    const rows = names.includes('rows')
      ? await readRows(context, database, 'SELECT n, body FROM dbo.[rows]', 'ORDER BY n')
      : []
    const filled = await filledExtents(context, database, names)
    const extents = filled.reduce((sum, each) => sum + each.extents, 0)
    return value({ rows: ranges(rows), extents, filled: filled.map((each) => ({ ...each })) })
  },
}

/** Rows that are there are changed, the others are inserted. */
export function settingRows(rows: { from: number; to: number; text: string }): string {
  const body = quotedText(rows.text)
  return `DECLARE @n int = ${rows.from};
WHILE @n <= ${rows.to} BEGIN
  UPDATE dbo.[rows] SET body = ${body} WHERE n = @n;
  IF @@ROWCOUNT = 0 INSERT INTO dbo.[rows] (n, body) VALUES (@n, ${body});
  SET @n = @n + 1
END`
}

async function timed(context: Context, work: () => Promise<unknown>) {
  const startedAt = context.nowMs()
  await work()
  return value({ tookMs: context.nowMs() - startedAt })
}

type Extents = FullParams<'sql.extents'>

/** A table of its own for each file, in the filegroup of the file. */
async function extentTable(context: Context, { database, file }: Extents): Promise<string> {
  const table = `${EXTENTS}_${file}`
  const [found] = await runIn(
    context,
    database,
    `SELECT g.name AS filegroup, (SELECT COUNT(*) FROM sys.tables WHERE name = ${quotedText(table)}) AS tables
FROM sys.database_files AS f JOIN sys.filegroups AS g ON g.data_space_id = f.data_space_id
WHERE f.name = ${quotedText(file)}`,
  )
  if (found === undefined) throw new Refused(refusal('5041', `there is no file ${file}`))
  if (Number(found['tables']) > 0) return table
  const group = text(found, 'filegroup')
  const on = group.toUpperCase() === 'PRIMARY' ? '' : ` ON ${quotedName(group)}`
  const columns = 'n int NOT NULL PRIMARY KEY, body varchar(8000) NOT NULL'
  await runIn(context, database, `CREATE TABLE dbo.${quotedName(table)} (${columns})${on}`)
  return table
}

async function fillExtents(context: Context, table: string, params: Extents): Promise<void> {
  const { count, every, rowBytes, text: once, database } = params
  const body = `LEFT(REPLICATE(CAST(${quotedText(once)} AS varchar(8000)), ${Math.ceil(rowBytes / once.length)}), ${rowBytes})`
  const target = `dbo.${quotedName(table)}`
  const statements = batches(pagesOf({ count, every })).map(
    ([first, last, step]) => `DECLARE @n int = ${first}, @page int;
WHILE @n <= ${last} BEGIN
  SET @page = 0;
  WHILE @page < ${PAGES_PER_EXTENT} BEGIN
    UPDATE ${target} SET body = ${body} WHERE n = @n + @page;
    IF @@ROWCOUNT = 0 INSERT INTO ${target} (n, body) VALUES (@n + @page, ${body});
    SET @page = @page + 1
  END;
  SET @n = @n + ${step}
END`,
  )
  for (const statement of statements) await runIn(context, database, asTransaction([statement]))
}

function pagesOf({ count, every }: { count: number; every: number }) {
  return { first: 0, step: every * PAGES_PER_EXTENT, count }
}

/** Ranges of numbers that one statement can take: first, last, and how far apart. */
function batches(all: { first: number; step: number; count: number }): [number, number, number][] {
  const found: [number, number, number][] = []
  for (let from = 0; from < all.count; from += NUMBERS_PER_STATEMENT) {
    const to = Math.min(all.count, from + NUMBERS_PER_STATEMENT) - 1
    found.push([all.first + from * all.step, all.first + to * all.step, all.step])
  }
  return found
}

/** Where the rows lie, as far as the server tells: not every one does. */
async function extentsOf(context: Context, table: string, params: Extents): Promise<Json[]> {
  const { database, file } = params
  const answer = await context.client.runIn(
    context.names.database(database),
    `SELECT DISTINCT p.extent_page_id AS page
FROM sys.dm_db_database_page_allocations(DB_ID(), OBJECT_ID(N'dbo.${quotedName(table).replaceAll("'", "''")}'), 1, NULL, 'LIMITED') AS p
WHERE p.extent_file_id = FILE_ID(${quotedText(file)}) ORDER BY page`,
  )
  if (!answer.ok) return []
  return (answer.sets[0] ?? []).map((row) => ({
    offset: (Number(row['page']) / PAGES_PER_EXTENT) * EXTENT_BYTES,
    length: EXTENT_BYTES,
  }))
}

interface Numbered {
  readonly n: number
  readonly text: string
}

/**
 * Committed rows. Whoever waits for a lock that is held on, since the database is suspended, looks
 * past what is locked; a server that cannot do so shows what is there.
 */
async function readRows(
  context: Context,
  database: string,
  select: string,
  order: string,
): Promise<Numbered[]> {
  const real = context.names.database(database)
  for (const hint of ['', 'WITH (READPAST)', 'WITH (NOLOCK)']) {
    const answer = await context.client.runIn(
      real,
      `SET LOCK_TIMEOUT ${READ_LOCK_MS_MAX};\n${select} ${hint} ${order}`,
    )
    if (isLocked(answer)) continue
    return rowsOrRefusal(context, answer).map((row) => ({
      n: Number(row['n']),
      text: text(row, 'body'),
    }))
  }
  throw new Undecided(`the rows of ${database} stayed locked`)
}

function isLocked(answer: Answer): boolean {
  return !answer.ok && answer.failure.numbers.includes(LOCK_TIMED_OUT)
}

async function filledExtents(
  context: Context,
  database: string,
  tables: readonly string[],
): Promise<{ text: string; extents: number }[]> {
  const pages = new Map<string, number>()
  for (const table of tables.filter((name) => name.startsWith(EXTENTS)))
    for (const row of await runIn(context, database, headsOf(table))) {
      const once = period(text(row, 'head'))
      pages.set(once, (pages.get(once) ?? 0) + Number(row['pages']))
    }
  return [...pages].map(([once, count]) => ({
    text: once,
    extents: Math.ceil(count / PAGES_PER_EXTENT),
  }))
}

function headsOf(table: string): string {
  const head = `LEFT(body, ${PERIOD_MAX})`
  return `SELECT ${head} AS head, COUNT(*) AS pages FROM dbo.${quotedName(table)} GROUP BY ${head}`
}

/** Neighbours that read the same are one entry. */
export function ranges(rows: readonly Numbered[]): Json[] {
  const found: { from: number; to: number; text: string }[] = []
  for (const { n, text: body } of rows) {
    const last = found.at(-1)
    if (last !== undefined && last.to === n - 1 && last.text === body) last.to = n
    else found.push({ from: n, to: n, text: body })
  }
  return found.map(({ from, to, text: body }) => ({
    rows: from === to ? `${from}` : `${from}-${to}`,
    text: body,
  }))
}

/** The shortest text that stands in another over and over. */
export function period(body: string): string {
  for (let length = 1; length < body.length; length++) {
    const once = body.slice(0, length)
    if (body === once.repeat(Math.ceil(body.length / length)).slice(0, body.length)) return once
  }
  return body
}
