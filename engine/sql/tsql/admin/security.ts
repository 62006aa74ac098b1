// Logins of the server, users and roles of a database. What only sysadmin may do is refused to
// others elsewhere. Below that everybody may do everything: permissions are read and not kept.

import { refused } from '../../../base/outcome.js'
import type { Process } from '../../../sim/index.js'
import {
  createLogin,
  dropLogin,
  findDatabase,
  loginsOf,
  type Online,
  setSysadmin,
  useDatabase,
} from '../../recovery/index.js'
import type { SecurityStatement } from '../parse/tree.js'
import { type AdminContext, type AdminProcess, done, whenFree } from './context.js'
import {
  addPrincipal,
  changePrincipal,
  dropPrincipal,
  FIXED_ROLES,
  type Principal,
  principalsOf,
} from './principals.js'
import { failureFrom, type Refusal, refuse, refuseError } from './refusal.js'

type Of<Kind extends SecurityStatement['kind']> = Extract<SecurityStatement, { kind: Kind }>

export function* runSecurity(context: AdminContext, statement: SecurityStatement): AdminProcess {
  const { instance } = context.host
  switch (statement.kind) {
    case 'create-login':
      return yield* makeLogin(context, statement)
    case 'alter-login':
      return yield* alterLogin(context, statement)
    case 'drop-login': {
      const dropped = yield* dropLogin(instance, statement.name)
      return dropped.ok ? done() : refuse(15151, missing('drop', 'login', statement.name))
    }
    case 'alter-role':
      return statement.scope === 'server'
        ? yield* alterServerRole(context, statement)
        : yield* inDatabase(context, (online) => alterRole(online, statement))
    case 'create-user':
    case 'alter-user':
    case 'drop-user':
    case 'create-role':
    case 'drop-role':
      return yield* inDatabase(context, (online) => changePrincipals(context, online, statement))
    case 'permission':
      return yield* inDatabase(context, (online) => permit(online, statement))
  }
}

function missing(what: string, kind: string, name: string): string {
  return `Cannot ${what} the ${kind} '${name}', because it does not exist or you do not have permission.`
}

function* makeLogin(context: AdminContext, statement: Of<'create-login'>): AdminProcess {
  const { name, password } = statement
  const isKnown = loginNamed(context, name)
  if (isKnown) return refuse(15025, `The server principal '${name}' already exists.`)
  const made = yield* createLogin(context.host.instance, { name, sysadmin: false })
  if (!made.ok) return refuseError(made.error)
  if (password === undefined) return done()
  const set = yield* context.setPassword(name, password)
  return set.ok ? done() : refused([set.error])
}

function loginNamed({ host }: AdminContext, name: string): boolean {
  const logins = loginsOf(host.instance)
  return logins.ok && logins.value.some((login) => login.name.toLowerCase() === name.toLowerCase())
}

function* alterLogin(context: AdminContext, statement: Of<'alter-login'>): AdminProcess {
  const { name, password, enable } = statement
  if (!loginNamed(context, name)) return refuse(15151, missing('alter', 'login', name))
  if (enable !== undefined || password === undefined)
    return password === undefined && enable === undefined
      ? done()
      : refuse(15151, `The login '${name}' cannot be enabled or disabled here.`)
  const set = yield* context.setPassword(name, password)
  return set.ok ? done() : refused([set.error])
}

/** sysadmin is the only role of the server that is told apart. */
function* alterServerRole(
  { host }: AdminContext,
  { role, change, member }: Of<'alter-role'>,
): AdminProcess {
  if (role.toLowerCase() !== 'sysadmin') return refuse(15151, missing('alter', 'server role', role))
  const sysadmin = change === 'add'
  const set = yield* setSysadmin(host.instance, { name: member, sysadmin })
  return set.ok ? done() : refuse(15151, missing('add', 'principal', member))
}

type Worked = Process<{ readonly ok: true } | Refusal>

function* inDatabase(context: AdminContext, work: (online: Online) => Worked): AdminProcess {
  const { host, session } = context
  const found = findDatabase(host.instance, session.database ?? 'master')
  const online = found.ok ? useDatabase(found.value) : found
  if (!online.ok) return refuseError(online.error)
  if (!(yield* whenFree(context, online.value)))
    return refuse(0, 'Operation cancelled by user.', 11)
  const worked = yield* work(online.value)
  return worked.ok ? done() : worked
}

function nameOf(name: string): (principal: Principal) => boolean {
  return (principal) => principal.name.toLowerCase() === name.toLowerCase()
}

function* changePrincipals(
  context: AdminContext,
  online: Online,
  statement: Of<'create-user' | 'alter-user' | 'drop-user' | 'create-role' | 'drop-role'>,
): Worked {
  const { kind, name } = statement
  const known = principalsOf(online)
  if (!known.ok) return refused([failureFrom(known.error)])
  const found = known.value.find(nameOf(name))
  const word = kind.endsWith('role') ? 'role' : 'user'
  if (kind === 'create-user' || kind === 'create-role') {
    const isFixed = [...FIXED_ROLES, 'dbo', 'guest'].includes(name.toLowerCase())
    if (found !== undefined || isFixed)
      return refuse(15023, `User, group, or role '${name}' already exists in the current database.`)
    const login =
      kind === 'create-user' && !statement.withoutLogin ? (statement.login ?? name) : null
    if (login !== null && !loginNamed(context, login))
      return refuse(15007, `'${login}' is not a valid login or you do not have permission.`)
    return wrap(yield* addPrincipal(online, { name, kind: word, login, roles: [] }))
  }
  if (found === undefined) {
    const mayMiss = kind !== 'alter-user' && statement.ifExists
    return mayMiss
      ? { ok: true }
      : refuse(15151, missing(kind === 'alter-user' ? 'alter' : 'drop', word, name))
  }
  if (kind === 'alter-user') return { ok: true }
  return wrap(yield* dropPrincipal(online, found.name))
}

function wrap(
  outcome:
    | { readonly ok: true }
    | { readonly ok: false; readonly error: Parameters<typeof failureFrom>[0] },
): { readonly ok: true } | Refusal {
  return outcome.ok ? { ok: true } : refused([failureFrom(outcome.error)])
}

function* alterRole(online: Online, { role, change, member }: Of<'alter-role'>): Worked {
  const known = principalsOf(online)
  if (!known.ok) return refused([failureFrom(known.error)])
  const isRole =
    FIXED_ROLES.includes(role.toLowerCase()) ||
    known.value.some((principal) => principal.kind === 'role' && nameOf(role)(principal))
  if (!isRole) return refuse(15151, missing('alter', 'role', role))
  if (change === 'rename') return refuse(15151, `The role '${role}' cannot be renamed here.`)
  const found = known.value.find(nameOf(member))
  if (found === undefined) return refuse(15151, missing(change, 'principal', member))
  const others = found.roles.filter((name) => name.toLowerCase() !== role.toLowerCase())
  const roles = change === 'add' ? [...others, role] : others
  return wrap(yield* changePrincipal(online, { ...found, roles }))
}

/** Whom it is given to must be there; the right itself is not kept. */
// biome-ignore lint/correctness/useYield: a process like the other statements
function* permit(online: Online, { principals }: Of<'permission'>): Worked {
  const known = principalsOf(online)
  if (!known.ok) return refused([failureFrom(known.error)])
  for (const { name } of principals) {
    const isFixed = [...FIXED_ROLES, 'guest'].includes(name.toLowerCase())
    if (!isFixed && !known.value.some(nameOf(name)))
      return refuse(15151, missing('find', 'user', name))
  }
  return { ok: true }
}
