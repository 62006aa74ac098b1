import type { Machine, PlacedFault } from '../../../../engine/index.js'
import type { FaultKind } from '../../../model/fault.js'
import { concurrentBackup } from './concurrent-backup.js'
import {
  clockSkew,
  cpuStarvation,
  featureDisabled,
  featureMissing,
  memoryPressure,
  networkPartition,
  serviceMisconfigured,
  serviceStopped,
  writerSlow,
} from './host-faults.js'
import type { Injector } from './injector.js'
import {
  diskFull,
  efiLocked,
  permissionRemoved,
  processInterference,
  shadowStorageFull,
  volumeFault,
} from './volume-faults.js'

export const INJECTORS: Readonly<Record<FaultKind, Injector>> = {
  'service-stopped': serviceStopped,
  'service-misconfigured': serviceMisconfigured,
  'feature-missing': featureMissing,
  'feature-disabled': featureDisabled,
  'permission-removed': permissionRemoved,
  'network-partition': networkPartition,
  'disk-full': diskFull,
  'process-interference': processInterference,
  'clock-skew': clockSkew,
  'io-error': volumeFault,
  'volume-missing': volumeFault,
  'writer-slow': writerSlow,
  'cpu-starvation': cpuStarvation,
  'memory-pressure': memoryPressure,
  'concurrent-backup': concurrentBackup,
  'shadow-storage-full': shadowStorageFull,
  'efi-locked': efiLocked,
}

export function liftFault(machine: Machine, placed: PlacedFault): void {
  placed.liftedAt = machine.sim.now
  INJECTORS[placed.kind as FaultKind].lift(machine, placed)
}
