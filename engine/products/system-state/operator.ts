// What an operator does to the machine as a whole.

import type { Span } from '../../base/brand.js'
import { startAutomaticServices, stopService } from '../../host/index.js'
import { later } from '../../sim/index.js'
import { closeFile, unlockVolume } from '../../volume/index.js'
import type { Machine } from './machine.js'

/** Ends a process; what it held open or locked is free then. False when it does not run. */
export function endProcess(machine: Machine, name: string): boolean {
  const { host, efi, sim } = machine
  if (!host.processes.delete(name)) return false
  sim.fire(host.resources.changed)
  for (const volume of machine.volumes.values())
    for (const handle of volume.handles.all) if (handle.holder === name) closeFile(volume, handle)
  if (efi.lockedBy === name) unlockVolume(efi, name)
  return true
}

/** A process that ends by itself: due as a timer, so that a world with it can still be forked. */
export const PROCESS_END_TIMER = 'process.end'

export interface ProcessEnd {
  readonly machine: Machine
  readonly process: string
}

export function endProcessLater(end: ProcessEnd, after: Span): void {
  const { sim } = end.machine
  sim.schedule(later(sim.now, after), { kind: PROCESS_END_TIMER, payload: end })
}

export function onProcessEnd({ machine, process }: ProcessEnd): void {
  endProcess(machine, process)
}

export function restartServer(machine: Machine): void {
  const { host } = machine
  for (const name of [...host.processes.keys()]) endProcess(machine, name)
  for (const service of host.services.keys()) stopService(host, service)
  startAutomaticServices(host)
  machine.sim.points.reach('server.restarted')
}
