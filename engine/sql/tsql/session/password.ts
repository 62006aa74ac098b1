// Who may come in by a password.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import { keepPasswordHash, loginsOf, passwordHashOf } from '../../recovery/index.js'
import { type SqlHost, simOf } from '../host.js'
import type { Message } from '../port.js'

const SALT_BYTES = 16
/** For names that nobody has, so that their refusal takes as long as any other. */
const NO_SALT = new Uint8Array(SALT_BYTES)

export function checkPassword(
  host: SqlHost,
  user: string,
  password: string,
): Outcome<undefined, Message> {
  const kept = passwordHashOf(host.instance, user)
  const hash = host.passwordHash?.(password, kept?.salt ?? NO_SALT)
  const isRight = hash !== undefined && kept !== undefined && areEqual(hash, kept.hash)
  return isRight && isLogin(host, user) ? ok(undefined) : refused(loginFailed(user))
}

export function* setPassword(
  host: SqlHost,
  login: string,
  password: string,
): Process<Outcome<undefined, SqlError>> {
  if (!isLogin(host, login)) return refuseSql('NO_SUCH_LOGIN', login)
  const salt = new Uint8Array(SALT_BYTES)
  simOf(host).random('password salt').fill(salt)
  const hash = host.passwordHash?.(password, salt) ?? new Uint8Array(0)
  return yield* keepPasswordHash(host.instance, login, { salt, hash })
}

function isLogin({ instance }: SqlHost, name: string): boolean {
  const known = loginsOf(instance)
  const key = name.toLowerCase()
  return known.ok && known.value.some((login) => login.name.toLowerCase() === key)
}

/** In a time that does not tell where they differ. */
function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length
  for (let index = 0; index < left.length; index++)
    difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  return difference === 0 && left.length > 0
}

function loginFailed(user: string): Message {
  const text = `Login failed for user '${user}'.`
  return { number: 18456, state: 1, severity: 14, text, procedure: '', line: 1 }
}
