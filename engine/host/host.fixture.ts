import { seconds } from '../base/units.js'
import { createSim, type Process } from '../sim/index.js'
import { addProcess, createHost, type Host, type Service, type StartType } from './index.js'

export function makeHost(siteZone = 'UTC'): Host {
  return createHost(createSim(1, { trace: true }), {
    name: 'SRV01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone,
    windowsDrive: 'C',
  })
}

export function addService(
  host: Host,
  name: string,
  options: {
    readonly dependsOn?: readonly string[]
    readonly startType?: StartType
    readonly state?: Service['state']
  } = {},
): void {
  const { dependsOn = [], startType = 'Automatic', state = 'Running' } = options
  host.services.set(name, { name, startType, state, account: 'Local System', dependsOn })
}

/** A process that takes so much of the processor and of the memory. */
export function load(host: Host, name: string, cpuPercent: number, memoryPercent = 0): void {
  addProcess(host, { name, software: 'other', cpuPercent, memoryPercent })
}

/** How many seconds a process takes from now. */
export function secondsOf(host: Host, process: Process<unknown>): number {
  const from = host.sim.now
  host.sim.finish(host.sim.spawn('timed', process))
  return (host.sim.now - from) / seconds(1)
}
