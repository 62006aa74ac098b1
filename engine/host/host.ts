import type { Span } from '../base/brand.js'
import { Signal, type Sim, type TraceValue } from '../sim/index.js'
import { initialGroups } from './account.js'
import type { EventEntry, EventLogs } from './event-log.js'
import type { OsProcess, Resources } from './resources.js'
import type { Service } from './service.js'

export type FeatureState = 'Installed' | 'Available' | 'Disabled'

/** A Windows server: what is installed on it, what runs on it, what it logged. Plain data. */
export interface Host {
  readonly name: string
  readonly sim: Sim
  readonly platform: 'on-premises' | 'azure-vm' | 'linux'
  readonly hardware: string
  /** The zone of the place where the machine stands. */
  readonly siteZone: string
  /** The zone its clock is set to. */
  zone: string
  /** `C`: the drive that holds Windows. */
  readonly windowsDrive: string
  readonly services: Map<string, Service>
  /** Fires when a service starts or stops. */
  readonly serviceChanged: Signal
  readonly logs: EventLogs
  readonly registry: Map<string, TraceValue>
  /** Groups by name, with the accounts in each. */
  readonly groups: Map<string, Set<string>>
  readonly roles: string[]
  readonly features: Map<string, FeatureState>
  /** Installed software by name; an update is software too. */
  readonly software: Map<string, string>
  readonly processes: Map<string, OsProcess>
  readonly resources: Resources
}

export function createHost(
  sim: Sim,
  options: Pick<Host, 'name' | 'platform' | 'hardware' | 'siteZone' | 'windowsDrive'>,
): Host {
  return {
    ...options,
    sim,
    zone: options.siteZone,
    services: new Map(),
    serviceChanged: new Signal(),
    logs: { Application: [], System: [] },
    registry: new Map(),
    groups: initialGroups(),
    roles: [],
    features: new Map(),
    software: new Map(),
    processes: new Map(),
    resources: { changed: new Signal() },
  }
}

export function logEvent(
  host: Host,
  log: keyof EventLogs,
  entry: Omit<EventEntry, 'at' | 'data'> & { data?: EventEntry['data'] },
): void {
  host.logs[log].push({ data: {}, ...entry, at: host.sim.now })
}

/** Hours east of UTC: `UTC-5` gives -5. */
export function zoneOffsetHours(zone: string): number {
  return zone === 'UTC' ? 0 : Number(zone.slice('UTC'.length))
}

export function zoneOffset(zone: string): Span {
  return (zoneOffsetHours(zone) * 3_600_000_000) as Span
}
