// Which sessions use which database, and who is let in.

import { type Outcome, ok } from '../../../base/outcome.js'
import { refuseSql, type SqlError } from '../../page/index.js'
import type { UserAccess } from '../boot.js'
import { type Online, setOption, useDatabase } from '../database/index.js'
import { findDatabase, type Instance, type Session } from './instance.js'

/** USE: the session is in that database from now on. */
export function enterDatabase(session: Session, name: string): Outcome<Online, SqlError> {
  const { instance } = session
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const online = useDatabase(found.value)
  if (!online.ok) return online
  const { userAccess } = online.value.boot
  if (userAccess === 'SINGLE_USER' && othersIn(instance, found.value.name, session).length > 0)
    return refuseSql('SINGLE_USER_DATABASE', name)
  if (userAccess === 'RESTRICTED_USER' && session.isAdministrator === false)
    return refuseSql('RESTRICTED_DATABASE', name)
  session.database = found.value.name
  return online
}

/** The session is in no user database any more. */
export function leaveDatabase(session: Session): void {
  session.database = undefined
}

/**
 * SET SINGLE_USER, RESTRICTED_USER or MULTI_USER. Sessions that the new rule does not allow stand in
 * the way, unless they are to be thrown out (WITH ROLLBACK IMMEDIATE).
 */
export function setUserAccess(
  session: Session,
  name: string,
  how: { readonly access: UserAccess; readonly throwOut?: boolean },
): Outcome<undefined, SqlError> {
  const { instance } = session
  const found = findDatabase(instance, name)
  if (!found.ok) return found
  const online = useDatabase(found.value)
  if (!online.ok) return online
  const others = othersIn(instance, found.value.name, session)
  // Who is alone in it stays so until it says otherwise itself.
  if (online.value.boot.userAccess === 'SINGLE_USER' && others.length > 0)
    return refuseSql('SINGLE_USER_DATABASE', name)
  const unwanted =
    how.access === 'SINGLE_USER'
      ? others
      : how.access === 'RESTRICTED_USER'
        ? others.filter((other) => other.isAdministrator === false)
        : []
  if (unwanted.length > 0 && how.throwOut !== true) return refuseSql('DB_HAS_USERS', name)
  const set = setOption(online.value, { userAccess: how.access })
  if (!set.ok) return set
  for (const other of unwanted) {
    other.database = undefined
    instance.sessions.delete(other)
  }
  return ok(undefined)
}

function othersIn(instance: Instance, name: string, session: Session): Session[] {
  return [...instance.sessions].filter((other) => other !== session && other.database === name)
}
