// The table of numbered rows that every database of a scenario has: written, deleted, read.

import { type Process, sql } from '../../../../engine/index.js'
import type { Json } from '../../../model/reply.js'
import { refusal } from '../../../model/reply.js'
import type { Handlers } from './handler.js'
import { answerOpen } from './open-transactions.js'
import {
  type InDatabase,
  inDatabase,
  inTransaction,
  named,
  type SqlOutcome,
  timing,
} from './sql-statement.js'

export const ROWS_TABLE = {
  name: 'rows',
  columns: [
    { name: 'n', type: { kind: 'int' }, nullable: false },
    { name: 'body', type: { kind: 'varchar', length: 7_000 }, nullable: false },
  ],
  key: 'n',
} as const

const EXTENT_BYTES = 65_536

export const rowHandlers: Handlers<
  'sql.write' | 'sql.delete' | 'sql.begin' | 'sql.end' | 'sql.extents' | 'sql.read'
> = {
  *'sql.write'(context, { server, database, from, to, text }) {
    return yield* inDatabase(named(context, server, database), ({ sim, online }) =>
      timing(
        sim,
        inTransaction(online, (transaction) => setRows(online, transaction, { from, to, text })),
      ),
    )
  },
  *'sql.delete'(context, { server, database, from, to }) {
    return yield* inDatabase(named(context, server, database), ({ sim, online }) =>
      timing(
        sim,
        inTransaction(online, (transaction) => deleteRows(online, transaction, { from, to })),
      ),
    )
  },
  *'sql.begin'(context, { server, database, transaction: name, from, to, text }) {
    const { transactions } = context
    if (transactions.has(name)) return refusal('name-taken', `transaction ${name} is open`)
    return yield* inDatabase(named(context, server, database), function* ({ online }) {
      const transaction = sql.begin(online)
      const set = yield* setRows(online, transaction, { from, to, text })
      if (!set.ok) {
        yield* sql.rollback(online, transaction)
        return set
      }
      transactions.set(name, { online, transaction })
      return { ok: true, value: {} }
    })
  },
  *'sql.end'(context, { transaction: name, how }) {
    const open = context.transactions.get(name)
    if (open === undefined) return refusal('no-such-transaction', `${name} is not open`)
    context.transactions.delete(name)
    return yield* answerOpen(context.world.sim, open, how)
  },
  *'sql.extents'(context, { server, database, file, count, every, text, rowBytes }) {
    return yield* inDatabase(named(context, server, database), function* ({ online }) {
      const table = extentTable(online)
      if (!table.ok) return table
      const body = text.repeat(Math.ceil(rowBytes / text.length))
      const changed = yield* inTransaction(online, (transaction) =>
        sql.changeExtents(online, transaction, table.value, {
          file,
          count,
          every,
          body: body.slice(0, rowBytes),
        }),
      )
      if (!changed.ok) return changed
      const extents = changed.value.map((extent) => ({
        offset: extent * EXTENT_BYTES,
        length: EXTENT_BYTES,
      }))
      return { ok: true, value: { extents } }
    })
  },
  *'sql.read'(context, { server, database }) {
    return yield* inDatabase(named(context, server, database), readAll)
  },
}

export function* setRows(
  online: sql.Online,
  transaction: sql.UserTransaction,
  { from, to, text }: { readonly from: number; readonly to: number; readonly text: string },
): Process<SqlOutcome<undefined>> {
  const table = sql.findTable(online, ROWS_TABLE.name)
  if (!table.ok) return table
  for (let n = from; n <= to; n++) {
    const updated = yield* sql.update(online, transaction, table.value, [n, text])
    if (!updated.ok) return updated
    if (updated.value) continue
    const inserted = yield* sql.insert(online, transaction, table.value, [n, text])
    if (!inserted.ok) return inserted
  }
  return { ok: true, value: undefined }
}

export function* deleteRows(
  online: sql.Online,
  transaction: sql.UserTransaction,
  { from, to }: { readonly from: number; readonly to: number },
): Process<SqlOutcome<undefined>> {
  const table = sql.findTable(online, ROWS_TABLE.name)
  if (!table.ok) return table
  for (let n = from; n <= to; n++) {
    const removed = yield* sql.remove(online, transaction, table.value, n)
    if (!removed.ok) return removed
  }
  return { ok: true, value: undefined }
}

function extentTable(online: sql.Online): SqlOutcome<sql.Table> {
  const known = sql.findTable(online, sql.EXTENT_TABLE.name)
  return known.ok ? known : sql.createTable(online, sql.EXTENT_TABLE)
}

function* readAll({ online }: InDatabase): Process<SqlOutcome<Json>> {
  const rows = yield* rowsOf(online, ROWS_TABLE.name)
  if (!rows.ok) return rows
  const filled = yield* rowsOf(online, sql.EXTENT_TABLE.name)
  if (!filled.ok) return filled
  return {
    ok: true,
    value: { rows: ranges(rows.value), extents: filled.value.length, filled: byText(filled.value) },
  }
}

interface Numbered {
  readonly n: number
  readonly text: string
}

function* rowsOf(online: sql.Online, name: string): Process<SqlOutcome<Numbered[]>> {
  const table = sql.findTable(online, name)
  if (!table.ok) return { ok: true, value: [] }
  const rows = yield* sql.scanTable(online, undefined, table.value)
  if (!rows.ok) return rows
  return { ok: true, value: rows.value.map(([n, text]) => ({ n: Number(n), text: String(text) })) }
}

/** Neighbours that read the same are one entry. */
function ranges(rows: readonly Numbered[]): Json[] {
  const found: { from: number; to: number; text: string }[] = []
  for (const { n, text } of rows) {
    const last = found.at(-1)
    if (last !== undefined && last.to === n - 1 && last.text === text) last.to = n
    else found.push({ from: n, to: n, text })
  }
  return found.map(({ from, to, text }) => ({
    rows: from === to ? `${from}` : `${from}-${to}`,
    text,
  }))
}

/** How many extents hold which text; the text stands in them over and over. */
function byText(rows: readonly Numbered[]): Json[] {
  const counts = new Map<string, number>()
  for (const { text } of rows) {
    const once = period(text)
    counts.set(once, (counts.get(once) ?? 0) + 1)
  }
  return [...counts].map(([text, extents]) => ({ text, extents }))
}

function period(text: string): string {
  for (let length = 1; length <= 100; length++)
    if (
      text.charCodeAt(length) === text.charCodeAt(0) &&
      text.endsWith(text.slice(0, text.length - length))
    )
      return text.slice(0, length)
  return text
}
