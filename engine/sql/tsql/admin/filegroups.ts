// The storage knows filegroups by number; their names are rows of a table of the database, so that
// they go with it.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { SqlError } from '../../page/index.js'
import {
  begin,
  commit,
  createTable,
  findTable,
  insert,
  type Online,
  PRIMARY_FILEGROUP,
  peekAll,
  remove,
  rollback,
  type TableDefinition,
} from '../../recovery/index.js'

const FILEGROUPS: TableDefinition = {
  name: 'sys.filegroup_names',
  columns: [
    { name: 'number', type: { kind: 'int' }, nullable: false },
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'is_default', type: { kind: 'int' }, nullable: false },
  ],
  key: 'number',
}

export interface Filegroup {
  readonly number: number
  readonly name: string
  readonly isDefault: boolean
}

const PRIMARY = { number: PRIMARY_FILEGROUP, name: 'PRIMARY' }

/** PRIMARY, those with a name, and those that files are in though nobody named them. */
export function filegroupsOf(online: Online): Outcome<Filegroup[], SqlError> {
  const table = findTable(online, FILEGROUPS.name)
  const rows = table.ok ? peekAll(online, table.value) : ok([])
  if (!rows.ok) return rows
  const named = rows.value.map(([number, name, isDefault]) => ({
    number: Number(number),
    name: String(name),
    isDefault: isDefault === 1,
  }))
  const groups = [{ ...PRIMARY, isDefault: !named.some(({ isDefault }) => isDefault) }, ...named]
  for (const { entry } of online.storage.files.values())
    if (entry.kind === 'rows' && !groups.some(({ number }) => number === entry.filegroup))
      groups.push({ number: entry.filegroup, name: `FG${entry.filegroup}`, isDefault: false })
  return ok(groups.sort((left, right) => left.number - right.number))
}

export function filegroupNamed(
  online: Online,
  name: string,
): Outcome<Filegroup | undefined, SqlError> {
  const groups = filegroupsOf(online)
  if (!groups.ok) return groups
  return ok(groups.value.find((group) => group.name.toLowerCase() === name.toLowerCase()))
}

export function* addFilegroup(
  online: Online,
  name: string,
  wanted?: number,
): Process<Outcome<Filegroup, SqlError>> {
  const groups = filegroupsOf(online)
  if (!groups.ok) return groups
  const number = wanted ?? Math.max(...groups.value.map((group) => group.number)) + 1
  const added = yield* change(online, (table, transaction) =>
    insert(online, transaction, table, [number, name, 0]),
  )
  return added.ok ? ok({ number, name, isDefault: false }) : added
}

export function* forgetFilegroup(
  online: Online,
  { number }: Filegroup,
): Process<Outcome<undefined, SqlError>> {
  return yield* change(online, (table, transaction) => remove(online, transaction, table, number))
}

type Work = (
  table: Parameters<typeof insert>[2],
  transaction: ReturnType<typeof begin>,
) => Process<Outcome<unknown, SqlError>>

function* change(online: Online, work: Work): Process<Outcome<undefined, SqlError>> {
  const known = findTable(online, FILEGROUPS.name)
  const table = known.ok ? known : createTable(online, FILEGROUPS)
  if (!table.ok) return table
  const transaction = begin(online)
  const done = yield* work(table.value, transaction)
  if (done.ok) return yield* commit(online, transaction)
  const undone = yield* rollback(online, transaction)
  return undone.ok ? done : undone
}
