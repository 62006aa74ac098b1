import {
  ADMINISTRATORS,
  endProcess,
  faultInForce,
  LOCAL_SYSTEM,
  liveView,
  lockVolume,
  openFile,
  type Right,
  rightOf,
  SCRATCH_FOLDER,
  SYSTEM_VOLUME_INFORMATION,
  setRight,
  writeWholeFile,
} from '../../../../engine/index.js'
import { fillUpTo, isFilled, removeFiller } from './filler.js'
import { startProcess } from './host-faults.js'
import type { Injector } from './injector.js'

export const permissionRemoved: Injector = {
  place: (machine, { where, parameters }) => {
    const volume = machine.volumes.get(where)
    const right = (parameters['right'] ?? 'none') as Right
    return (
      volume !== undefined &&
      setRight(volume, SYSTEM_VOLUME_INFORMATION, { account: LOCAL_SYSTEM, right }).ok
    )
  },
  lift: (machine, { where }) => {
    const volume = machine.volumes.get(where)
    const grant = { account: LOCAL_SYSTEM, right: 'full-control' } as const
    if (volume !== undefined)
      setRight(volume, SYSTEM_VOLUME_INFORMATION, grant, { account: ADMINISTRATORS })
  },
  isGone: (machine, { where }) => {
    const volume = machine.volumes.get(where)
    const right =
      volume === undefined ? undefined : rightOf(volume, SYSTEM_VOLUME_INFORMATION, LOCAL_SYSTEM)
    return right?.ok === true && right.value === 'full-control'
  },
}

const filling: Injector = {
  place: (machine, { where, parameters }) => {
    const volume = machine.volumes.get(where)
    return volume !== undefined && fillUpTo(volume, Number(parameters['bytes'] ?? 0))
  },
  lift: (machine, { where }) => {
    const volume = machine.volumes.get(where)
    if (volume !== undefined) removeFiller(volume)
  },
  isGone: (machine, { where }) => {
    const volume = machine.volumes.get(where)
    return volume !== undefined && !isFilled(volume)
  },
}

export const diskFull = filling
export const shadowStorageFull = filling

/** The volume itself consults these faults at every access; gone is what can be looked at again. */
export const volumeFault: Injector = {
  place: (machine, { where }) => machine.volumes.has(where),
  lift: () => undefined,
  isGone: ({ sim, volumes }, { kind, where }) => {
    const volume = volumes.get(where)
    if (volume === undefined || faultInForce(sim.faults, kind, where) !== undefined) return false
    return liveView(volume).list('').ok
  },
}

export const processInterference: Injector = {
  place: (machine, fault) => {
    const scratch = machine.volumes.get(machine.agent.scratchVolume)
    if (scratch === undefined) return false
    const path = `${SCRATCH_FOLDER}\\catalogue.tmp`
    startProcess(machine, fault, {})
    return (
      writeWholeFile(scratch, path, new Uint8Array(16)).ok &&
      openFile(scratch, path, { access: 'read', holder: fault.where }).ok
    )
  },
  lift: (machine, { where }) => void endProcess(machine, where),
  isGone: (machine, { where }) =>
    [...machine.volumes.values()].every((volume) =>
      [...volume.handles.all].every(({ holder }) => holder !== where),
    ),
}

export const efiLocked: Injector = {
  place: (machine, fault) => {
    startProcess(machine, fault, {})
    return lockVolume(machine.efi, fault.where).ok
  },
  lift: (machine, { where }) => void endProcess(machine, where),
  isGone: (machine, { where }) => machine.efi.lockedBy !== where,
}
