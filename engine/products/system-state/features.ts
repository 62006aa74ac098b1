import type { FeatureState } from '../../host/index.js'
import { faultInForce, noteEffect } from '../../sim/index.js'
import type { Machine } from './machine.js'

export const BACKUP_FEATURE = 'Windows-Server-Backup'

/** Features this server knows, with the names Server Manager shows. */
export const FEATURE_TITLES: ReadonlyMap<string, string> = new Map([
  [BACKUP_FEATURE, 'Windows Server Backup'],
  ['Web-Server', 'Web Server (IIS)'],
  ['Telnet-Client', 'Telnet Client'],
])

export type BackupFeature = 'usable' | 'not installed' | 'not enabled'

/** The state of a feature as whoever asks finds it; that is where a missing one shows. */
export function featureState(machine: Machine, name: string): FeatureState {
  const state = machine.host.features.get(name) ?? 'Available'
  if (state === 'Installed') return state
  const kind = state === 'Disabled' ? 'feature-disabled' : 'feature-missing'
  const fault = faultInForce(machine.sim.faults, kind, name)
  if (fault !== undefined) noteEffect(fault, machine.sim.now, `the feature was found ${state}`)
  return state
}

/** Whether the backup commands are there. */
export function backupFeature(machine: Machine): BackupFeature {
  const state = featureState(machine, BACKUP_FEATURE)
  if (state === 'Installed') return 'usable'
  return state === 'Disabled' ? 'not enabled' : 'not installed'
}
