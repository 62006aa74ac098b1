// What Windows Server Backup needs before it can start, each found out by trying to use it.

import { demandService, requireService } from '../../host/index.js'
import { faultInForce, noteEffect } from '../../sim/index.js'
import { LOCAL_SYSTEM, SYSTEM_VOLUME_INFORMATION } from '../../volume/index.js'
import { backupFeature } from './features.js'
import { writeWholeFile } from './files.js'
import { failure, type JobFailure } from './job.js'
import type { Machine } from './machine.js'
import { windowsVolume } from './system-files.js'

/** The dependent services with the startup type each should have. */
export const DEPENDENT_SERVICES = [
  { name: 'RPC', startType: 'Automatic' },
  { name: 'EventSystem', startType: 'Automatic' },
  { name: 'SENS', startType: 'Automatic' },
  { name: 'VSS', startType: 'Manual' },
  { name: 'SWPRV', startType: 'Manual' },
] as const

export function whatIsMissing(machine: Machine): JobFailure | undefined {
  const feature = backupFeature(machine)
  if (feature !== 'usable')
    return failure('feature', `The Windows Server Backup feature is ${feature}.`)
  for (const { name, startType } of DEPENDENT_SERVICES) {
    const service =
      startType === 'Manual'
        ? demandService(machine.host, name)
        : requireService(machine.host, name)
    if (!service.ok)
      return failure('service', `The service ${name} could not be used: ${service.error.name}.`)
  }
  return refusedInSystemVolumeInformation(machine)
}

/** The backup keeps its state in System Volume Information of the Windows volume, as Local System. */
function refusedInSystemVolumeInformation(machine: Machine): JobFailure | undefined {
  const volume = windowsVolume(machine)
  const path = `${SYSTEM_VOLUME_INFORMATION}\\WindowsImageBackup.state`
  const content = new TextEncoder().encode(`backup begun at ${machine.sim.now}`)
  const written = writeWholeFile(volume, path, content, { account: LOCAL_SYSTEM })
  if (written.ok) return undefined
  const { code } = written.error
  const fault = faultInForce(machine.sim.faults, 'permission-removed', volume.name)
  if (fault !== undefined && code === 5)
    noteEffect(fault, machine.sim.now, `writing ${path} was refused with error ${code}`)
  return failure('permission', `${volume.name}\\${path} could not be written: error ${code}.`)
}
