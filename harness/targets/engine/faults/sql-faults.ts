// Faults around SQL Server: rights that are missing, and commits that nobody hears of.

import {
  createFolder,
  faultInForce,
  LOCAL_SYSTEM,
  type Process,
  type Right,
  rightOf,
  type Server,
  setRight,
  sql,
  statFile,
  transactions,
} from '../../../../engine/index.js'
import type { Injector } from './injector.js'

/** A right of a login is a row of master; of a folder, an entry of its list; else whoever asks looks here. */
export const rightRemoved: Injector = {
  place: (machine, { where, parameters }) => {
    const login = loginFault(machine, where)
    if (login !== undefined) return runNow(login.take())
    if (where === 'SQLWriter in VSS') return machine.host.services.has('SQLWriter')
    const vdi = /^VDI of (.+)$/.exec(where)
    if (vdi !== null) return machine.instances.has((vdi[1] ?? '').toUpperCase())
    return setFolder(machine, where, (parameters['right'] ?? 'read') as Right)
  },
  lift: (machine, { where }) => {
    const login = loginFault(machine, where)
    if (login !== undefined) runNow(login.give())
    else if (isPath(where)) setFolder(machine, where, 'full-control')
  },
  isGone: (machine, { kind, where }) => {
    const login = loginFault(machine, where)
    if (login !== undefined) return login.isThere()
    if (!isPath(where)) return faultInForce(machine.sim.faults, kind, where) === undefined
    const volume = machine.volumes.get(where.slice(0, 2))
    const right = volume && rightOf(volume, where.slice(2), LOCAL_SYSTEM)
    return right?.ok === true && right.value === 'full-control'
  },
}

interface LoginFault {
  readonly take: () => Process<{ readonly ok: boolean }>
  readonly give: () => Process<{ readonly ok: boolean }>
  readonly isThere: () => boolean
}

/** `SQLWriter on INST1` is the login of the writer, `sysadmin of INST1` what Local System is in. */
function loginFault({ instances }: Server, where: string): LoginFault | undefined {
  const [, what, name = ''] = /^(SQLWriter on|sysadmin of) (.+)$/.exec(where) ?? []
  const instance = instances.get(name.toUpperCase())
  if (instance === undefined) return undefined
  if (what === 'SQLWriter on') {
    const login = { name: sql.WRITER_LOGIN, sysadmin: true }
    return {
      take: () => sql.dropLogin(instance, login.name),
      give: () => sql.createLogin(instance, login),
      isThere: () => sql.isSysadmin(instance, login.name),
    }
  }
  const set = (sysadmin: boolean) => sql.setSysadmin(instance, { name: sql.SYSTEM_LOGIN, sysadmin })
  return {
    take: () => set(false),
    give: () => set(true),
    isThere: () => sql.isSysadmin(instance, sql.SYSTEM_LOGIN),
  }
}

/** What need not wait is done at once; a fault is placed between two steps of the world. */
function runNow(work: Process<{ readonly ok: boolean }>): boolean {
  const step = work.next(true)
  if (step.done === true) return step.value.ok
  work.return({ ok: false })
  return false
}

function isPath(where: string): boolean {
  return /^[A-Z]:/.test(where)
}

function setFolder({ volumes }: Server, where: string, right: Right): boolean {
  const volume = isPath(where) ? volumes.get(where.slice(0, 2)) : undefined
  if (volume === undefined) return false
  const path = where.slice(2)
  if (!statFile(volume, path).ok) createFolder(volume, path)
  return setRight(volume, path, { account: LOCAL_SYSTEM, right }).ok
}

/** The network consults it when a message is about to be heard. */
export const commitDelayed: Injector = {
  aim: (machine, aim) => {
    const [name = '', instance] = aim.where.split('\\').reverse()
    const on =
      instance === undefined
        ? [...machine.instances.values()][0]
        : machine.instances.get(instance.toUpperCase())
    const known = on === undefined ? undefined : sql.findDatabase(on, name)
    if (on === undefined || known?.ok !== true) return aim
    return { ...aim, where: transactions.databaseAddress(on, known.value.name) }
  },
  place: (_machine, { where }) => where.includes('/'),
  lift: () => undefined,
  isGone: ({ sim }, { kind, where }) => faultInForce(sim.faults, kind, where) === undefined,
}
