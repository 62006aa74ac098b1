// The service control manager: start types, states, dependencies. Starting a service starts what it
// depends on; stopping one stops what depends on it; a disabled service starts for nobody.

import { type Outcome, ok, refused } from '../base/outcome.js'
import { faultInForce, noteEffect } from '../sim/index.js'
import type { Host } from './host.js'

export type StartType = 'Automatic' | 'Manual' | 'Disabled'
export type ServiceState = 'Running' | 'Stopped' | 'Paused'

export interface Service {
  readonly name: string
  startType: StartType
  state: ServiceState
  readonly account: string
  readonly dependsOn: readonly string[]
  /** How often it has stopped: who was in it then is not in it now. */
  stops?: number
}

/** System error codes of the service control manager (winerror.h). */
export type ServiceError =
  | { readonly code: 1058; readonly name: 'ERROR_SERVICE_DISABLED'; readonly service: string }
  | { readonly code: 1060; readonly name: 'ERROR_SERVICE_DOES_NOT_EXIST'; readonly service: string }
  | {
      readonly code: 1062
      readonly name: 'ERROR_SERVICE_NOT_ACTIVE'
      readonly service: string
    }
  | {
      readonly code: 1068
      readonly name: 'ERROR_SERVICE_DEPENDENCY_FAIL'
      readonly service: string
    }

export function serviceIsRunning(host: Host, name: string): boolean {
  return host.services.get(name)?.state === 'Running'
}

/** Starts a service and what it depends on; starting a running one is no error. */
export function startService(host: Host, name: string): Outcome<void, ServiceError> {
  const service = host.services.get(name)
  if (service === undefined)
    return refused({ code: 1060, name: 'ERROR_SERVICE_DOES_NOT_EXIST', service: name })
  if (service.state === 'Running') return ok(undefined)
  if (service.startType === 'Disabled') {
    noteMisconfigured(host, service, 'the start was refused with error 1058')
    return refused({ code: 1058, name: 'ERROR_SERVICE_DISABLED', service: name })
  }
  for (const dependency of service.dependsOn)
    if (!startService(host, dependency).ok)
      return refused({ code: 1068, name: 'ERROR_SERVICE_DEPENDENCY_FAIL', service: name })
  setState(host, service, 'Running')
  return ok(undefined)
}

export function stopService(host: Host, name: string): Outcome<void, ServiceError> {
  const service = host.services.get(name)
  if (service === undefined)
    return refused({ code: 1060, name: 'ERROR_SERVICE_DOES_NOT_EXIST', service: name })
  for (const other of host.services.values())
    if (other.dependsOn.includes(name) && other.state !== 'Stopped') stopService(host, other.name)
  setState(host, service, 'Stopped')
  return ok(undefined)
}

/** What a product does before it uses a service that somebody else has to have started. */
export function requireService(host: Host, name: string): Outcome<void, ServiceError> {
  const service = host.services.get(name)
  if (service?.state === 'Running') return ok(undefined)
  noteStopped(host, name, 'its user found it stopped')
  if (service !== undefined) noteMisconfigured(host, service, 'its user found it stopped')
  return refused({ code: 1062, name: 'ERROR_SERVICE_NOT_ACTIVE', service: name })
}

/** What COM does for the services of a shadow copy: one that is not running is started on demand. */
export function demandService(host: Host, name: string): Outcome<void, ServiceError> {
  if (host.services.get(name)?.state === 'Running') return ok(undefined)
  noteStopped(host, name, 'it had to be started on demand')
  return startService(host, name)
}

/** What a checker reads. The reading is itself an operation that a fault can show in. */
export function inspectService(
  host: Host,
  name: string,
): { readonly state: ServiceState | 'Absent'; readonly startType: StartType | 'Absent' } {
  const service = host.services.get(name)
  if (service === undefined) return { state: 'Absent', startType: 'Absent' }
  if (service.state !== 'Running') noteStopped(host, name, `a query answered ${service.state}`)
  noteMisconfigured(host, service, `a query answered ${service.startType}`)
  return { state: service.state, startType: service.startType }
}

/** Stops a service with what depends on it, and starts all of that again. */
export function restartService(host: Host, name: string): Outcome<void, ServiceError> {
  const running = [...host.services.values()].filter(({ state }) => state === 'Running')
  stopService(host, name)
  const started = startService(host, name)
  for (const { name: dependent } of running) startService(host, dependent)
  return started
}

/** The process of a service dies; what depends on it goes on without it. */
export function crashService(host: Host, name: string): boolean {
  const service = host.services.get(name)
  if (service === undefined) return false
  setState(host, service, 'Stopped')
  return true
}

/** Boot: what is automatic starts, with what it depends on; everything else waits to be asked. */
export function startAutomaticServices(host: Host): void {
  for (const service of host.services.values()) {
    if (service.startType === 'Automatic') startService(host, service.name)
    else noteMisconfigured(host, service, `the boot left it ${service.state}`)
  }
}

function setState(host: Host, service: Service, state: ServiceState): void {
  if (service.state === state) return
  service.state = state
  if (state === 'Stopped') service.stops = (service.stops ?? 0) + 1
  host.sim.fire(host.serviceChanged)
  host.sim.points.reach(`service.${state.toLowerCase()}`)
  if (host.sim.trace.listening)
    host.sim.trace.write({
      at: host.sim.now,
      who: host.name,
      what: 'service.state',
      detail: { service: service.name, state },
    })
}

function noteStopped(host: Host, name: string, evidence: string): void {
  const fault = faultInForce(host.sim.faults, 'service-stopped', name)
  if (fault !== undefined) noteEffect(fault, host.sim.now, `${name}: ${evidence}`)
}

function noteMisconfigured(host: Host, service: Service, evidence: string): void {
  const fault = faultInForce(host.sim.faults, 'service-misconfigured', service.name)
  if (fault !== undefined) noteEffect(fault, host.sim.now, `${service.name}: ${evidence}`)
}
