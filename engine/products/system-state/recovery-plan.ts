import type { Machine } from './machine.js'

/** Warnings of a plan to recover the system state onto a machine of some hardware. */
export function planRecovery(machine: Machine, hardware: string): string[] {
  if (hardware === machine.host.hardware) return []
  return [
    `different hardware: the backup comes from ${machine.host.hardware}, the target is ${hardware}; ` +
      'recovering system state to different hardware is not recommended',
  ]
}
