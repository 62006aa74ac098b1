import {
  endProcess,
  restartServer,
  restartService,
  startService,
  stopService,
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
    const { host } = machineOf(context, server)
    const act = { start: startService, stop: stopService, restart: restartService }[action]
    const result = act(host, service)
    if (!result.ok) return refusal(result.error.name, `${service}: the ${action} failed`)
    return done({ state: host.services.get(service)?.state ?? '' })
  },
  'service.query'(context, { server, service }) {
    const found = machineOf(context, server).host.services.get(service)
    return done({ state: found?.state ?? '', startType: found?.startType ?? '' })
  },
  'server.restart'(context, { server }) {
    restartServer(machineOf(context, server))
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
