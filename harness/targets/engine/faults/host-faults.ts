import {
  addProcess,
  controlService,
  endProcess,
  endProcessLater,
  faultInForce,
  type Machine,
  type OsProcess,
  type PlacedFault,
  type Span,
  type StartType,
  startService,
  vaultIsReachable,
} from '../../../../engine/index.js'
import type { Injector } from './injector.js'

export const serviceStopped: Injector = {
  place: (machine, { where }, network) =>
    machine.host.services.has(where) && controlService(network, machine, where, 'kill').ok,
  lift: (machine, { where }, network) => void controlService(network, machine, where, 'start'),
  isGone: ({ host }, { where }) => host.services.get(where)?.state === 'Running',
}

const RIGHT_START_TYPES: Readonly<Record<string, StartType>> = { VSS: 'Manual', SWPRV: 'Manual' }

export const serviceMisconfigured: Injector = {
  place: ({ host }, { where, parameters }) => {
    const service = host.services.get(where)
    if (service === undefined || parameters['startType'] === undefined) return false
    service.startType = parameters['startType'] as StartType
    return true
  },
  lift: ({ host }, { where }) => {
    const service = host.services.get(where)
    if (service !== undefined) service.startType = RIGHT_START_TYPES[where] ?? 'Automatic'
    startService(host, where)
  },
  isGone: ({ host }, { where }) =>
    host.services.get(where)?.startType === (RIGHT_START_TYPES[where] ?? 'Automatic'),
}

function feature(state: 'Available' | 'Disabled'): Injector {
  return {
    place: ({ host }, { where }) => {
      if (!host.features.has(where)) return false
      host.features.set(where, state)
      return true
    },
    lift: ({ host }, { where }) => void host.features.set(where, 'Installed'),
    isGone: ({ host }, { where }) => host.features.get(where) === 'Installed',
  }
}

export const featureMissing = feature('Available')
export const featureDisabled = feature('Disabled')

export const clockSkew: Injector = {
  place: ({ host }, { where, parameters }) => {
    const zone = String(parameters['zone'])
    if (where !== 'clock' || !/^UTC([+-]\d{1,2})?$/.test(zone)) return false
    host.zone = zone
    return true
  },
  lift: ({ host }) => {
    host.zone = host.siteZone
  },
  isGone: ({ host }) => host.zone === host.siteZone,
}

/** The link is consulted by whoever uses it; there is nothing else to make so. */
export const networkPartition: Injector = {
  place: (_machine, { where }) => where === 'vault',
  lift: () => undefined,
  isGone: (machine) => vaultIsReachable(machine),
}

/** The shadow copy service consults these faults when a writer answers and when a provider commits. */
export const writerFault: Injector = {
  place: ({ vss }, { where }) => vss.writers.some((writer) => writer.name === where),
  lift: () => undefined,
  isGone: ({ sim }, { kind, where }) => faultInForce(sim.faults, kind, where) === undefined,
}

export const providerFault: Injector = {
  place: (_machine, { where }) => where === 'provider',
  lift: () => undefined,
  isGone: ({ sim }, { kind, where }) => faultInForce(sim.faults, kind, where) === undefined,
}

function starving(taken: 'cpuPercent' | 'memoryPercent'): Injector {
  return {
    place: (machine, fault) => {
      startProcess(machine, fault, { [taken]: Number(fault.parameters['percent'] ?? 0) })
      return true
    },
    lift: (machine, { where }) => void endProcess(machine, where),
    isGone: ({ host }, { where }) => !host.processes.has(where),
  }
}

export const cpuStarvation = starving('cpuPercent')
export const memoryPressure = starving('memoryPercent')

/** Starts the process of a fault, which may end by itself. */
export function startProcess(
  machine: Machine,
  fault: PlacedFault,
  load: Partial<Pick<OsProcess, 'cpuPercent' | 'memoryPercent'>>,
): void {
  const { software, seconds } = fault.parameters
  addProcess(machine.host, {
    name: fault.where,
    software: (software ?? 'other') as OsProcess['software'],
    cpuPercent: 0,
    memoryPercent: 0,
    ...load,
  })
  if (typeof seconds === 'number')
    endProcessLater({ machine, process: fault.where }, (seconds * 1_000_000) as Span)
}
