import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import type { SqlHost } from '../host.js'
import type { Secret } from '../parse/tree.js'
import { setPassword } from '../session/password.js'
import { type Failure, failureOf } from '../value/failure.js'

/** CREATE and ALTER LOGIN. A password that was hashed elsewhere was hashed by another function. */
export function* changePassword(
  host: SqlHost,
  login: string,
  { value, hashed }: Secret,
): Process<Outcome<undefined, Failure>> {
  if (hashed || typeof value !== 'string')
    return refused({
      number: 15021,
      severity: 16,
      state: 1,
      text: 'Invalid value given for parameter PASSWORD. Specify a valid parameter value.',
    })
  const done = yield* setPassword(host, login, value)
  return done.ok ? ok(undefined) : refused(failureOf(done.error))
}
