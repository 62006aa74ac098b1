// What is kept of the passwords of logins: salt and hash, in a table of master. How a hash is made is
// the business of whoever lets people in.

import type { Outcome } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { Row, SqlError } from '../../page/index.js'
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
  update,
} from '../database/index.js'
import { findDatabase, type Instance, MASTER } from './instance.js'

export interface PasswordHash {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

const PASSWORDS = {
  name: 'sysxlgns',
  columns: [
    { name: 'name', type: { kind: 'nvarchar', length: 128 }, nullable: false },
    { name: 'salt', type: { kind: 'varbinary', length: 64 }, nullable: false },
    { name: 'hash', type: { kind: 'varbinary', length: 256 }, nullable: false },
  ],
  key: 'name',
} as const

export function passwordHashOf(instance: Instance, login: string): PasswordHash | undefined {
  const master = onlineMaster(instance)
  const table = master.ok ? findTable(master.value, PASSWORDS.name) : master
  if (!master.ok || !table.ok) return undefined
  const rows = peekAll(master.value, table.value)
  const key = keyOf(login)
  const row = rows.ok ? rows.value.find(([name]) => keyOf(String(name)) === key) : undefined
  return row && hashOf(row)
}

/** Sets the password of a login, whether it had one or not. */
export function* keepPasswordHash(
  instance: Instance,
  login: string,
  { salt, hash }: PasswordHash,
): Process<Outcome<undefined, SqlError>> {
  return yield* inPasswords(instance, function* (online, transaction, table) {
    const row = [keyOf(login), salt, hash]
    const updated = yield* update(online, transaction, table, row)
    if (!updated.ok || updated.value) return updated
    return yield* insert(online, transaction, table, row)
  })
}

/** What belongs to a login that is dropped goes with it. */
export function* forgetPassword(
  instance: Instance,
  login: string,
): Process<Outcome<undefined, SqlError>> {
  return yield* inPasswords(instance, (online, transaction, table) =>
    remove(online, transaction, table, keyOf(login)),
  )
}

function keyOf(login: string): string {
  return login.toLowerCase()
}

function hashOf([, salt, hash]: Row): PasswordHash | undefined {
  return salt instanceof Uint8Array && hash instanceof Uint8Array ? { salt, hash } : undefined
}

function onlineMaster(instance: Instance): Outcome<Online, SqlError> {
  const master = findDatabase(instance, MASTER)
  return master.ok ? requireOnline(master.value) : master
}

function* inPasswords(
  instance: Instance,
  work: (
    online: Online,
    transaction: ReturnType<typeof begin>,
    table: Table,
  ) => Process<Outcome<unknown, SqlError>>,
): Process<Outcome<undefined, SqlError>> {
  const master = onlineMaster(instance)
  if (!master.ok) return master
  const known = findTable(master.value, PASSWORDS.name)
  const table = known.ok ? known : createTable(master.value, PASSWORDS)
  if (!table.ok) return table
  const transaction = begin(master.value)
  const done = yield* work(master.value, transaction, table.value)
  if (done.ok) return yield* commit(master.value, transaction)
  const undone = yield* rollback(master.value, transaction)
  return undone.ok ? done : undone
}
