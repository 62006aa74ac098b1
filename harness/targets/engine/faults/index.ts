import type { PlacedFault, Server } from '../../../../engine/index.js'
import type { FaultKind } from '../../../model/fault.js'
import { concurrentBackup } from './concurrent-backup.js'
import { badWrites, corruptFile, fileIoError } from './file-faults.js'
import {
  clockSkew,
  cpuStarvation,
  featureDisabled,
  featureMissing,
  memoryPressure,
  networkPartition,
  providerFault,
  serviceMisconfigured,
  serviceStopped,
  writerFault,
} from './host-faults.js'
import type { Injector, Network } from './injector.js'
import { commitDelayed, rightRemoved } from './sql-faults.js'
import {
  diskFull,
  efiLocked,
  permissionRemoved,
  processInterference,
  shadowStorageFull,
  volumeFault,
} from './volume-faults.js'

/** Strikes what is around a server, of which there is nothing here: such a fault is never placed. */
const OUTSIDE: Injector = {
  place: () => false,
  lift: () => undefined,
  isGone: () => true,
}

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
  'writer-slow': writerFault,
  'writer-failure': writerFault,
  'provider-slow': providerFault,
  'provider-failure': providerFault,
  'file-io-error': fileIoError,
  'corrupt-file': corruptFile,
  'right-removed': rightRemoved,
  'commit-delayed': commitDelayed,
  'cpu-starvation': cpuStarvation,
  'memory-pressure': memoryPressure,
  'concurrent-backup': concurrentBackup,
  'shadow-storage-full': shadowStorageFull,
  'efi-locked': efiLocked,
  'write-torn': badWrites,
  'write-lost': badWrites,
  'write-flipped': badWrites,
  'write-misdirected': badWrites,
  'server-stopped': OUTSIDE,
  'server-killed': OUTSIDE,
  'server-restarted': OUTSIDE,
  'server-paused': OUTSIDE,
  'cpu-limited': OUTSIDE,
  'memory-limited': OUTSIDE,
  'network-cut': OUTSIDE,
  'network-delayed': OUTSIDE,
}

export function liftFault(machine: Server, placed: PlacedFault, network: Network): void {
  placed.liftedAt = machine.sim.now
  INJECTORS[placed.kind as FaultKind].lift(machine, placed, network)
}
