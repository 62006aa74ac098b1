// The users and roles of a database: rows of a table of it, so that they go with its backups.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import {
  begin,
  commit,
  createTable,
  findTable,
  insert,
  type Online,
  peekAll,
  remove,
  rollback,
  type TableDefinition,
  update,
} from '../../recovery/index.js'

const PRINCIPALS: TableDefinition = {
  name: 'sys.principals',
  columns: [
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'kind', type: { kind: 'varchar', length: 1 }, nullable: false },
    { name: 'login', type: { kind: 'nvarchar', length: 128 }, nullable: true },
    { name: 'roles', type: { kind: 'nvarchar', length: 2_000 }, nullable: false },
  ],
  key: 'name',
}

export interface Principal {
  readonly name: string
  readonly kind: 'user' | 'role'
  readonly login: string | null
  /** The roles it is a member of. */
  readonly roles: readonly string[]
}

/** Those that every database has and that stand in no table. */
export const FIXED_ROLES: readonly string[] = [
  'public',
  'db_owner',
  'db_accessadmin',
  'db_securityadmin',
  'db_ddladmin',
  'db_backupoperator',
  'db_datareader',
  'db_datawriter',
  'db_denydatareader',
  'db_denydatawriter',
]

export function principalsOf(online: Online): Outcome<Principal[], SqlError> {
  const table = findTable(online, PRINCIPALS.name)
  const rows = table.ok ? peekAll(online, table.value) : ok([])
  if (!rows.ok) return rows
  return ok(
    rows.value.map(([name, kind, login, roles]) => ({
      name: String(name),
      kind: kind === 'R' ? 'role' : 'user',
      login: login === null || login === undefined ? null : String(login),
      roles: JSON.parse(String(roles)) as string[],
    })),
  )
}

export function* addPrincipal(
  online: Online,
  principal: Principal,
): Process<Outcome<undefined, SqlError>> {
  return yield* change(online, (table, transaction) =>
    insert(online, transaction, table, rowOf(principal)),
  )
}

export function* changePrincipal(
  online: Online,
  principal: Principal,
): Process<Outcome<undefined, SqlError>> {
  return yield* change(online, (table, transaction) =>
    update(online, transaction, table, rowOf(principal)),
  )
}

export function* dropPrincipal(
  online: Online,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  return yield* change(online, function* (table, transaction) {
    const removed = yield* remove(online, transaction, table, name)
    return removed.ok && !removed.value ? refuseSql('NO_SUCH_LOGIN', name) : removed
  })
}

function rowOf({ name, kind, login, roles }: Principal) {
  return [name, kind === 'role' ? 'R' : 'U', login, JSON.stringify(roles)]
}

type Work = (
  table: Parameters<typeof insert>[2],
  transaction: ReturnType<typeof begin>,
) => Process<Outcome<unknown, SqlError>>

function* change(online: Online, work: Work): Process<Outcome<undefined, SqlError>> {
  const known = findTable(online, PRINCIPALS.name)
  const table = known.ok ? known : createTable(online, PRINCIPALS)
  if (!table.ok) return table
  const transaction = begin(online)
  const done = yield* work(table.value, transaction)
  if (done.ok) return yield* commit(online, transaction)
  const undone = yield* rollback(online, transaction)
  return undone.ok ? done : undone
}
