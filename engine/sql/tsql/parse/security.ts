import type { Cursor } from './cursor.js'
import { isName, readName, readNames, readObjectName, readPlacedName, readSeries } from './names.js'
import type { At, DatabaseOption, Name, Secret, SecurityStatement } from './tree.js'

/** Behind CREATE. */
export function readCreateSecurity(c: Cursor, at: At): SecurityStatement {
  if (c.take('LOGIN')) return readCreateLogin(c, at)
  if (c.take('USER')) return readCreateUser(c, at)
  const scope = c.takeAll('SERVER', 'ROLE') ? 'server' : 'database'
  if (scope === 'database') c.expect('ROLE')
  const name = readName(c)
  const owner = c.take('AUTHORIZATION') ? readPrincipal(c) : undefined
  return { kind: 'create-role', at, scope, name, owner }
}

/** `dbo`, and PUBLIC, which is a reserved word. */
function readPrincipal(c: Cursor): string {
  return c.take('PUBLIC') ? 'public' : readName(c)
}

function readCreateLogin(c: Cursor, at: At): SecurityStatement {
  const name = readName(c)
  if (c.take('FROM')) {
    c.expect('WINDOWS')
    const options = c.take('WITH') ? readSeries(c, readSecurityOption) : []
    return { kind: 'create-login', at, name, from: 'windows', password: undefined, options }
  }
  c.expect('WITH')
  if (!c.is('PASSWORD')) c.fail()
  const { password, options } = readLoginOptions(c)
  return { kind: 'create-login', at, name, from: 'password', password, options }
}

function readLoginOptions(c: Cursor): { password: Secret | undefined; options: DatabaseOption[] } {
  let password: Secret | undefined
  const options: DatabaseOption[] = []
  do {
    if (c.take('PASSWORD')) password = readSecret(c)
    else options.push(readSecurityOption(c))
  } while (c.take(','))
  return { password, options }
}

/** `= 'text' MUST_CHANGE`, `= 0x… HASHED`. */
function readSecret(c: Cursor): Secret {
  c.expect('=')
  const { kind, text } = c.token
  if (kind !== 'string' && kind !== 'national' && kind !== 'binary') c.fail()
  c.next()
  const hashed = c.take('HASHED')
  while (c.isEither('MUST_CHANGE', 'UNLOCK')) c.next()
  return { value: text, hashed }
}

/** `DEFAULT_DATABASE = d`, `CHECK_POLICY = OFF`, `OLD_PASSWORD = 'x'`. */
function readSecurityOption(c: Cursor): DatabaseOption {
  const at = c.at()
  if (c.token.kind !== 'word') c.fail()
  const name = c.next().text.toLowerCase()
  c.expect('=')
  if (c.ahead(0).kind === 'symbol') c.fail()
  return { at, name, value: c.next().text }
}

function readCreateUser(c: Cursor, at: At): SecurityStatement {
  const name = readName(c)
  let login: string | undefined
  const withoutLogin = c.takeAll('WITHOUT', 'LOGIN')
  if (!withoutLogin && (c.take('FOR') || c.take('FROM'))) {
    c.expect('LOGIN')
    login = readName(c)
  }
  const options = c.take('WITH') ? readSeries(c, readSecurityOption) : []
  return { kind: 'create-user', at, name, login, withoutLogin, options }
}

/** Behind ALTER. */
export function readAlterSecurity(c: Cursor, at: At): SecurityStatement {
  if (c.take('LOGIN')) return readAlterLogin(c, at)
  if (c.take('USER')) {
    const name = readName(c)
    c.expect('WITH')
    return { kind: 'alter-user', at, name, options: readSeries(c, readSecurityOption) }
  }
  const scope = c.takeAll('SERVER', 'ROLE') ? 'server' : 'database'
  if (scope === 'database') c.expect('ROLE')
  const role = readName(c)
  if (c.takeAll('WITH', 'NAME', '='))
    return { kind: 'alter-role', at, scope, role, change: 'rename', member: readName(c) }
  const change = c.take('ADD') ? 'add' : 'drop'
  if (change === 'drop') c.expect('DROP')
  c.expect('MEMBER')
  return { kind: 'alter-role', at, scope, role, change, member: readPrincipal(c) }
}

function readAlterLogin(c: Cursor, at: At): SecurityStatement {
  const name = readName(c)
  const enable = c.take('ENABLE') ? true : c.take('DISABLE') ? false : undefined
  if (enable !== undefined)
    return { kind: 'alter-login', at, name, enable, password: undefined, options: [] }
  c.expect('WITH')
  return { kind: 'alter-login', at, name, enable, ...readLoginOptions(c) }
}

/** Behind DROP. */
export function readDropSecurity(c: Cursor, at: At): SecurityStatement {
  if (c.take('LOGIN')) return { kind: 'drop-login', at, name: readName(c) }
  if (c.take('USER')) {
    const ifExists = c.takeAll('IF', 'EXISTS')
    return { kind: 'drop-user', at, ifExists, name: readName(c) }
  }
  const scope = c.takeAll('SERVER', 'ROLE') ? 'server' : 'database'
  if (scope === 'database') c.expect('ROLE')
  const ifExists = c.takeAll('IF', 'EXISTS')
  return { kind: 'drop-role', at, scope, ifExists, name: readName(c) }
}

/** GRANT, DENY, REVOKE. */
export function readPermission(c: Cursor): SecurityStatement {
  const token = c.next()
  const at = c.at(token)
  const action = token.word === 'GRANT' ? 'grant' : token.word === 'DENY' ? 'deny' : 'revoke'
  if (action === 'revoke') c.takeAll('GRANT', 'OPTION', 'FOR')
  const permissions = readSeries(c, readPermissionWords)
  const on = c.take('ON') ? readSecurable(c) : undefined
  if (!c.take('TO') && !(action === 'revoke' && c.take('FROM'))) c.fail()
  const principals = readSeries(c, readGrantee)
  const grantOption = c.takeAll('WITH', 'GRANT', 'OPTION')
  c.take('CASCADE')
  if (c.take('AS')) readPrincipal(c)
  return { kind: 'permission', at, action, permissions, on, principals, grantOption }
}

function readGrantee(c: Cursor): Name {
  return c.is('PUBLIC') ? { at: c.at(c.next()), name: 'public' } : readPlacedName(c)
}

/** Words up to a comma, ON, TO or FROM; columns in parentheses are left out. */
function readPermissionWords(c: Cursor): string {
  const words: string[] = []
  while (!c.isEither(',', 'ON', 'TO', 'FROM')) {
    if (c.is('(')) readNames(c)
    else if (c.token.kind === 'word') words.push(c.next().text.toLowerCase())
    else c.fail()
  }
  if (words.length === 0) c.fail()
  return words.join(' ')
}

/** `SCHEMA::dbo`, `LOGIN::x`, or an object. */
function readSecurable(c: Cursor): Extract<SecurityStatement, { kind: 'permission' }>['on'] {
  const hasClass = c.token.kind === 'word' && c.isAhead(1, '::')
  const name = hasClass ? c.next().text.toLowerCase() : 'object'
  if (hasClass) c.expect('::')
  if (!isName(c.token)) c.fail()
  return { class: name, name: readObjectName(c) }
}
