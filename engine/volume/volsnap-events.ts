// What volsnap writes into the System event log; `%1` is the origin, `%2` the storage volume.
// See facts/vss-and-sql-writer.md section 5.1; the wording is that of the driver's message table.

import type { EventLogEntry } from './event-log.js'
import { displayName, type Volume } from './volume.js'

const EVENTS = {
  'storage-not-ntfs': {
    id: 2,
    level: 'Error',
    text: 'The shadow copy of volume %1 could not be created because volume %2, which is specified as the location for shadow copy storage, is not a NTFS volume.',
  },
  'hold-timed-out': {
    id: 8,
    level: 'Error',
    text: 'The flush and hold writes operation on volume %1 timed out while waiting for a release writes command.',
  },
  'io-failure': {
    id: 14,
    level: 'Error',
    text: 'The shadow copies of volume %1 were aborted because of an IO failure on volume %2.',
  },
  'no-space': {
    id: 24,
    level: 'Warning',
    text: 'There was insufficient disk space on volume %2 to grow the shadow copy storage for shadow copies of %1. As a result of this failure all shadow copies of volume %1 are at risk of being deleted.',
  },
  'growth-too-late': {
    id: 25,
    level: 'Error',
    text: 'The shadow copies of volume %1 were deleted because the shadow copy storage could not grow in time. Consider reducing the IO load on the system or choose a shadow copy storage volume that is not being shadow copied.',
  },
  'storage-missing': {
    id: 32,
    level: 'Error',
    text: 'The shadow copies of volume %1 were aborted because the shadow copy storage volume %2 is not present in the system.',
  },
  'oldest-deleted': {
    id: 33,
    level: 'Information',
    text: 'The oldest shadow copy of volume %1 was deleted to keep disk space usage for shadow copies of volume %1 below the user defined limit.',
  },
  'limit-reached': {
    id: 36,
    level: 'Error',
    text: 'The shadow copies of volume %1 were aborted because the shadow copy storage could not grow due to a user imposed limit.',
  },
} as const satisfies Record<string, Pick<EventLogEntry, 'id' | 'level' | 'text'>>

export type VolsnapEvent = keyof typeof EVENTS

export function logVolsnap(origin: Volume, event: VolsnapEvent): void {
  const { id, level, text } = EVENTS[event]
  const storage = displayName(origin.storage?.onVolume ?? origin)
  origin.log.push({
    at: origin.sim.now,
    source: 'volsnap',
    id,
    level,
    text: text.replaceAll('%1', displayName(origin)).replaceAll('%2', storage),
    data: {
      volume: displayName(origin),
      storageVolume: storage,
      shadowCopies: origin.shadows.length,
    },
  })
}
