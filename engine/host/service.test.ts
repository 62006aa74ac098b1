import { expect, test } from 'vitest'
import { placeFault } from '../sim/index.js'
import { addService, makeHost } from './host.fixture.js'
import {
  crashService,
  demandService,
  type Host,
  inspectService,
  requireService,
  restartService,
  serviceIsRunning,
  startAutomaticServices,
  startService,
  stopService,
} from './index.js'

/** RPC below EventSystem below SENS; VSS beside them, started by hand. */
function makeServices(): Host {
  const host = makeHost()
  addService(host, 'RPC')
  addService(host, 'EventSystem', { dependsOn: ['RPC'] })
  addService(host, 'SENS', { dependsOn: ['EventSystem'] })
  addService(host, 'VSS', { dependsOn: ['RPC'], startType: 'Manual' })
  return host
}

function checkRunning(host: Host, expected: readonly string[]): void {
  const names = [...host.services.keys()].filter((name) => serviceIsRunning(host, name))
  expect(names).toEqual(expected)
}

function stopAll(host: Host): void {
  for (const name of host.services.keys()) stopService(host, name)
}

function disable(host: Host, name: string): void {
  const service = host.services.get(name)
  if (service !== undefined) service.startType = 'Disabled'
}

test('stopping a service stops what depends on it, however far, and nothing else', () => {
  const host = makeServices()
  expect(stopService(host, 'EventSystem').ok).toBe(true)
  checkRunning(host, ['RPC', 'VSS'])
})

test('starting a service starts what it depends on, however far, and nothing else', () => {
  const host = makeServices()
  stopAll(host)
  checkRunning(host, [])
  expect(startService(host, 'SENS').ok).toBe(true)
  checkRunning(host, ['RPC', 'EventSystem', 'SENS'])
})

test('starting a running service is no error', () =>
  expect(startService(makeServices(), 'VSS').ok).toBe(true))

test('a disabled service starts for nobody', () => {
  const host = makeServices()
  stopAll(host)
  disable(host, 'VSS')
  const refused = { ok: false, error: { code: 1058, service: 'VSS' } }
  expect(startService(host, 'VSS')).toMatchObject(refused)
  expect(demandService(host, 'VSS')).toMatchObject(refused)
  checkRunning(host, [])
})

test('a disabled service that runs goes on running', () => {
  const host = makeServices()
  disable(host, 'VSS')
  expect(demandService(host, 'VSS').ok).toBe(true)
  expect(requireService(host, 'VSS').ok).toBe(true)
})

test('a service whose dependency cannot start is refused for that', () => {
  const host = makeServices()
  stopAll(host)
  disable(host, 'RPC')
  expect(startService(host, 'SENS')).toMatchObject({ error: { code: 1068, service: 'SENS' } })
  checkRunning(host, [])
})

test('a service that is not there is refused by all', () => {
  const host = makeServices()
  for (const act of [startService, stopService, demandService, restartService])
    expect(act(host, 'Nonsense')).toMatchObject({ ok: false, error: { code: 1060 } })
  expect(requireService(host, 'Nonsense')).toMatchObject({ error: { code: 1062 } })
  expect(crashService(host, 'Nonsense')).toBe(false)
  expect(inspectService(host, 'Nonsense')).toEqual({ state: 'Absent', startType: 'Absent' })
})

test('who requires a stopped service is refused; who demands it has it started', () => {
  const host = makeServices()
  stopService(host, 'VSS')
  expect(requireService(host, 'VSS')).toMatchObject({ error: { code: 1062, service: 'VSS' } })
  checkRunning(host, ['RPC', 'EventSystem', 'SENS'])
  expect(demandService(host, 'VSS').ok).toBe(true)
  expect(serviceIsRunning(host, 'VSS')).toBe(true)
})

test('a restart brings back what it took down, and starts nothing that was down', () => {
  const host = makeServices()
  stopService(host, 'SENS')
  expect(restartService(host, 'RPC').ok).toBe(true)
  checkRunning(host, ['RPC', 'EventSystem', 'VSS'])
})

test('a restart of a disabled service leaves it stopped, with its dependents', () => {
  const host = makeServices()
  disable(host, 'EventSystem')
  expect(restartService(host, 'EventSystem')).toMatchObject({ error: { code: 1058 } })
  checkRunning(host, ['RPC', 'VSS'])
})

test('a crash takes the service alone', () => {
  const host = makeServices()
  expect(crashService(host, 'RPC')).toBe(true)
  checkRunning(host, ['EventSystem', 'SENS', 'VSS'])
})

test('a boot starts what is automatic, with what it depends on', () => {
  const host = makeHost()
  addService(host, 'base', { startType: 'Manual', state: 'Stopped' })
  addService(host, 'auto', { dependsOn: ['base'], state: 'Stopped' })
  addService(host, 'manual', { startType: 'Manual', state: 'Stopped' })
  addService(host, 'off', { startType: 'Disabled', state: 'Stopped' })
  startAutomaticServices(host)
  checkRunning(host, ['base', 'auto'])
})

test('each change of state is a point and a line of the trace, once', () => {
  const host = makeServices()
  host.sim.points.record()
  stopService(host, 'SENS')
  stopService(host, 'SENS')
  startService(host, 'SENS')
  expect(host.sim.points.recorded).toEqual(['service.stopped', 'service.running'])
  expect(host.sim.trace.events.map(({ detail }) => detail)).toEqual([
    { service: 'SENS', state: 'Stopped' },
    { service: 'SENS', state: 'Running' },
  ])
})

test('a stopped service shows its fault to whoever uses or reads it, not to others', () => {
  for (const use of [requireService, demandService, inspectService]) {
    const host = makeServices()
    const fault = placeFault(host.sim.faults, {
      name: 'x',
      kind: 'service-stopped',
      where: 'VSS',
      parameters: {},
      placedAt: host.sim.now,
    })
    crashService(host, 'VSS')
    use(host, 'RPC')
    expect(fault.effects).toEqual([])
    use(host, 'VSS')
    expect(fault.effects).toHaveLength(1)
  }
})
