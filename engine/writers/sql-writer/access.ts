// Whether the SQL Writer may talk to an instance: it logs in as a member of sysadmin, and works
// through VDI (facts 8.3). A right that was taken away shows here, in the operation that needs it.

import { serviceIsRunning } from '../../host/index.js'
import { faultInForce, noteEffect } from '../../sim/index.js'
import { type Instance, isSysadmin } from '../../sql/vdi/index.js'
import { SQL_WRITER_SERVICE, type SqlWriter } from './state.js'

/** The service runs under Local System, and that is how it logs in (SQL Writer guide). */
const LOGIN = 'NT AUTHORITY\\SYSTEM'

/** Why the instance does not let the writer in; undefined when it does. */
export function refusedAccess(own: SqlWriter, instance: Instance): string | undefined {
  if (!serviceIsRunning(instance.host, instance.service)) return `${instance.name} is not running`
  const removed =
    withdrawn(own, `${SQL_WRITER_SERVICE} on ${instance.name}`, 'the login was refused') ??
    withdrawn(own, `sysadmin of ${instance.name}`, 'the login is no member of sysadmin')
  if (removed !== undefined) return removed
  // Whoever starts an instance for itself lets in what runs on the machine.
  if ([...own.userInstances.values()].includes(instance)) return undefined
  return isSysadmin(instance, LOGIN) ? undefined : `${LOGIN} is not in sysadmin of ${instance.name}`
}

export function refusedVdi(own: SqlWriter, instance: Instance): string | undefined {
  return withdrawn(own, `VDI of ${instance.name}`, 'the virtual device was refused')
}

/** VSS takes a writer only from an account that may register. */
export function refusedRegistration(own: SqlWriter): string | undefined {
  return withdrawn(own, `${SQL_WRITER_SERVICE} in VSS`, 'VSS refused the registration')
}

function withdrawn({ host }: SqlWriter, where: string, effect: string): string | undefined {
  const fault = faultInForce(host.sim.faults, 'right-removed', where)
  if (fault === undefined) return undefined
  noteEffect(fault, host.sim.now, effect)
  return `${effect}: ${where}`
}
