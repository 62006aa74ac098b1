import { type Outcome, ok } from '../base/outcome.js'
import { barred, refuseAt } from './access.js'
import type { FileError } from './file-error.js'
import type { Volume } from './volume.js'

/** Gives the whole volume to one holder; everybody else is refused and told who has it. */
export function lockVolume(volume: Volume, holder: string): Outcome<undefined, FileError> {
  const refusal = barred(volume, 'look', { names: [], holder })
  if (refusal !== undefined) return refusal
  const open = [...volume.handles.all].find((handle) => handle.holder !== holder)
  // FSCTL_LOCK_VOLUME is denied while files are open.
  if (open !== undefined) return refuseAt(volume, [], 'ERROR_ACCESS_DENIED', open.holder)
  volume.lockedBy = holder
  return ok(undefined)
}

export function unlockVolume(volume: Volume, holder: string): Outcome<undefined, FileError> {
  if (volume.lockedBy === undefined) return refuseAt(volume, [], 'ERROR_NOT_LOCKED')
  if (volume.lockedBy !== holder)
    return refuseAt(volume, [], 'ERROR_LOCK_VIOLATION', volume.lockedBy)
  volume.lockedBy = undefined
  return ok(undefined)
}
