// The logins of an instance: rows of master, so that they go with its backups.

import { type Outcome, ok } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { type Row, refuseSql, type SqlError } from '../../page/index.js'
import {
  begin,
  commit,
  createTable,
  findTable,
  insert,
  type Online,
  peekAll,
  remove,
  requireOnline,
  rollback,
  type Table,
  type UserTransaction,
  update,
} from '../database/index.js'
import { findDatabase, type Instance, MASTER } from './instance.js'

export interface Login {
  readonly name: string
  readonly sysadmin: boolean
}

/** What setup creates; the last two are how services of the machine come in. */
export const SYSTEM_LOGIN = 'NT AUTHORITY\\SYSTEM'
export const WRITER_LOGIN = 'NT SERVICE\\SQLWriter'

/** There is no SQL Writer on Linux. */
function firstLogins({ host }: Instance): string[] {
  return host.platform === 'linux' ? ['sa', SYSTEM_LOGIN] : ['sa', SYSTEM_LOGIN, WRITER_LOGIN]
}

const LOGINS = {
  name: 'syslogins',
  columns: [
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'sysadmin', type: { kind: 'int' }, nullable: false },
  ],
  key: 'name',
} as const

export function* installLogins(instance: Instance): Process<Outcome<undefined, SqlError>> {
  const master = onlineMaster(instance)
  if (!master.ok) return master
  const made = createTable(master.value, LOGINS)
  if (!made.ok) return made
  return yield* inLogins(instance, function* (online, transaction, table) {
    for (const name of firstLogins(instance)) {
      const added = yield* insert(online, transaction, table, [name, 1])
      if (!added.ok) return added
    }
    return ok(undefined)
  })
}

export function loginsOf(instance: Instance): Outcome<Login[], SqlError> {
  const master = onlineMaster(instance)
  if (!master.ok) return master
  const table = findTable(master.value, LOGINS.name)
  if (!table.ok) return table
  const rows = peekAll(master.value, table.value)
  return rows.ok ? ok(rows.value.map(loginOf)) : rows
}

/** True when the login is there and in sysadmin. */
export function isSysadmin(instance: Instance, name: string): boolean {
  const logins = loginsOf(instance)
  return logins.ok && logins.value.some((login) => login.name === name && login.sysadmin)
}

export function* createLogin(
  instance: Instance,
  { name, sysadmin }: Login,
): Process<Outcome<undefined, SqlError>> {
  return yield* inLogins(instance, function* (online, transaction, table) {
    const added = yield* insert(online, transaction, table, [name, sysadmin ? 1 : 0])
    return added.ok || added.error.name !== 'DUPLICATE_KEY'
      ? added
      : refuseSql('LOGIN_EXISTS', name)
  })
}

export function* dropLogin(
  instance: Instance,
  name: string,
): Process<Outcome<undefined, SqlError>> {
  return yield* inLogins(instance, function* (online, transaction, table) {
    const removed = yield* remove(online, transaction, table, name)
    return removed.ok && !removed.value ? refuseSql('NO_SUCH_LOGIN', name) : removed
  })
}

/** Puts a login into sysadmin, or takes it out. */
export function* setSysadmin(
  instance: Instance,
  { name, sysadmin }: Login,
): Process<Outcome<undefined, SqlError>> {
  return yield* inLogins(instance, function* (online, transaction, table) {
    const changed = yield* update(online, transaction, table, [name, sysadmin ? 1 : 0])
    return changed.ok && !changed.value ? refuseSql('NO_SUCH_LOGIN', name) : changed
  })
}

function onlineMaster(instance: Instance): Outcome<Online, SqlError> {
  const master = findDatabase(instance, MASTER)
  return master.ok ? requireOnline(master.value) : master
}

function loginOf([name, sysadmin]: Row): Login {
  return { name: String(name), sysadmin: sysadmin === 1 }
}

function* inLogins(
  instance: Instance,
  work: (
    online: Online,
    transaction: UserTransaction,
    table: Table,
  ) => Process<Outcome<unknown, SqlError>>,
): Process<Outcome<undefined, SqlError>> {
  const master = onlineMaster(instance)
  if (!master.ok) return master
  const table = findTable(master.value, LOGINS.name)
  if (!table.ok) return table
  const transaction = begin(master.value)
  const done = yield* work(master.value, transaction, table.value)
  if (done.ok) return yield* commit(master.value, transaction)
  const undone = yield* rollback(master.value, transaction)
  return undone.ok ? done : undone
}
