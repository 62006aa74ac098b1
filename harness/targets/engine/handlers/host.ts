import {
  controlService,
  endProcess,
  rebootServer,
  setStartType,
  type WizardAction,
  walkWizard,
} from '../../../../engine/index.js'
import { done, refusal } from '../../../model/reply.js'
import { type Handlers, hostOf, machineOf } from './handler.js'

type HostCommand =
  | 'clock.advance'
  | 'software.install'
  | 'software.remove'
  | 'software.publish'
  | 'service.control'
  | 'service.query'
  | 'server.restart'
  | 'server.query'
  | 'wizard.walk'
  | 'process.end'
  | 'process.allow'
  | 'process.query'

export const hostHandlers: Handlers<HostCommand> = {
  *'clock.advance'({ world: { sim } }, { seconds }) {
    yield (sim.now + seconds * 1_000_000) as typeof sim.now
    return done({ nowMs: sim.now / 1_000 })
  },
  'software.install'(context, { server, software, version }) {
    machineOf(context, server).host.software.set(software, version)
    return done()
  },
  'software.remove'(context, { server, software }) {
    const machine = machineOf(context, server)
    machine.host.software.delete(software)
    if (software === 'agent') machine.agent.registration = undefined
    return done()
  },
  'software.publish'(context, { software, version }) {
    machineOf(context, undefined).market.published.set(software, version)
    return done()
  },
  'service.control'(context, { server, service, action }) {
    const machine = machineOf(context, server)
    const found = machine.host.services.get(service)
    if (action === 'set Automatic' || action === 'set Manual') {
      if (setStartType(machine, service, action === 'set Manual' ? 'Manual' : 'Automatic'))
        return done({ state: found?.state ?? '' })
      return refusal('ERROR_SERVICE_DOES_NOT_EXIST', service)
    }
    const result = controlService(context.world.network, machine, service, action)
    if (!result.ok) return refusal(result.error.name, `${service}: the ${action} failed`)
    return done({ state: found?.state ?? '' })
  },
  'service.query'(context, { server, service }) {
    const found = machineOf(context, server).host.services.get(service)
    return done({
      state: found?.state ?? 'Absent',
      startType: found?.startType ?? '',
      account: logonName(found?.account ?? ''),
    })
  },
  'server.restart'(context, { server }) {
    rebootServer(context.world.network, machineOf(context, server))
    return done()
  },
  'server.query'(context, { server }) {
    const { roles, features } = machineOf(context, server).host
    const installed = [...features].filter(([, state]) => state !== 'Available')
    return done({ roles, features: installed.map(([name]) => name) })
  },
  'wizard.walk'(context, { server, actions }) {
    const answer = walkWizard(machineOf(context, server), actions as WizardAction[])
    return done({ ...answer })
  },
  'process.end'(context, { server, process }) {
    if (!endProcess(machineOf(context, server), process))
      return refusal('no-such-process', `"${process}" does not run`)
    return done()
  },
  'process.allow'(context, { server, process, product }) {
    const found = hostOf(context, server)?.processes.get(process)
    if (found === undefined) return refusal('no-such-process', `"${process}" does not run`)
    found.allowed.add(product)
    return done()
  },
  'process.query'(context, { server, process }) {
    return done({ running: hostOf(context, server)?.processes.has(process) ?? false })
  },
}

/** What the service manager calls an account. */
function logonName(account: string): string {
  return account === 'Local System' ? 'LocalSystem' : account
}
