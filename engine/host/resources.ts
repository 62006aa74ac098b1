// Processor and memory as the processes of a host feel them. Work is measured by how long it takes on
// an idle machine; other processes stretch it, and a change of load is felt in the middle of the work.

import type { Span, Ticks } from '../base/brand.js'
import { faultInForce, noteEffect, type Process, type Signal, waitFor } from '../sim/index.js'
import type { Host } from './host.js'

export type Resource = 'cpu' | 'memory'

/** A program that runs on the host beside the services. */
export interface OsProcess {
  readonly name: string
  readonly software: 'security' | 'backup' | 'other'
  cpuPercent: number
  memoryPercent: number
  /** Backup products that a security product lets through. */
  readonly allowed: Set<string>
}

export interface Resources {
  /** Fires when the load changes. */
  readonly changed: Signal
}

/** Nothing is starved for ever: the scheduler lifts whoever waited long enough. */
const LEAST_SPEED = 0.001

/** Paging begins to hurt when less than this share of the memory is free (inferred). */
const COMFORTABLE_MEMORY = 0.25

/** How fast work goes now: 1 on an idle machine. */
export function speedOf(host: Host, resource: Resource): number {
  let taken = 0
  for (const process of host.processes.values())
    taken += resource === 'cpu' ? process.cpuPercent : process.memoryPercent
  const free = Math.max(0, 1 - taken / 100)
  // Paging grows with the square of what is missing, since each page read evicts another (inferred).
  const speed = resource === 'cpu' ? free : Math.min(1, (free / COMFORTABLE_MEMORY) ** 2)
  return Math.max(LEAST_SPEED, speed)
}

/** Does work that would take `span` on an idle machine. */
export function* work(host: Host, resource: Resource, span: Span): Process {
  let left: number = span
  while (left > 0) {
    const speed = speedOf(host, resource)
    if (speed < 1) noteSlowness(host, resource, speed)
    const from = host.sim.now
    const loadChanged = yield* waitFor(
      host.resources.changed,
      Math.ceil(from + left / speed) as Ticks,
    )
    left = loadChanged ? left - (host.sim.now - from) * speed : 0
  }
}

function noteSlowness(host: Host, resource: Resource, speed: number): void {
  const kind = resource === 'cpu' ? 'cpu-starvation' : 'memory-pressure'
  for (const process of host.processes.values()) {
    const takes = resource === 'cpu' ? process.cpuPercent : process.memoryPercent
    if (takes === 0) continue
    const fault = faultInForce(host.sim.faults, kind, process.name)
    if (fault !== undefined)
      noteEffect(
        fault,
        host.sim.now,
        `work went on at ${Math.round(speed * 1000) / 10} % of its speed`,
      )
  }
}

export function addProcess(host: Host, process: Omit<OsProcess, 'allowed'>): void {
  const known = host.processes.get(process.name)
  if (known === undefined) host.processes.set(process.name, { ...process, allowed: new Set() })
  else {
    known.cpuPercent = Math.max(known.cpuPercent, process.cpuPercent)
    known.memoryPercent = Math.max(known.memoryPercent, process.memoryPercent)
  }
  host.sim.fire(host.resources.changed)
}

/** The processes by what they take, the heaviest first. */
export function heaviestProcesses(host: Host): OsProcess[] {
  const weight = (process: OsProcess) => Math.max(process.cpuPercent, process.memoryPercent)
  return [...host.processes.values()].sort((left, right) => weight(right) - weight(left))
}
