// Other backup products on the same server: they hold what the backup needs while they are at work.

import type { HResult, Ticks } from '../../base/brand.js'
import { seconds } from '../../base/units.js'
import { later, type Process, sleepUntil } from '../../sim/index.js'
import { lockVolume, unlockVolume } from '../../volume/index.js'
import {
  addToSnapshotSet,
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  hresult,
  initializeForBackup,
  prepareForBackup,
  type Requestor,
  release,
  S_OK,
  setBackupState,
  startSnapshotSet,
} from '../../vss/index.js'
import { abandonJob, beginJob, endJob, failure } from './job.js'
import type { Machine, ProductName } from './machine.js'

/** How long it waits before it asks again for a snapshot set that somebody else has open. */
const ASK_AGAIN_AFTER = seconds(5)

/** Runs through the writers and keeps its snapshot set open until the instant given. */
export function* backUpThroughWriters(
  machine: Machine,
  product: ProductName,
  until: Ticks,
): Process {
  const job = beginJob(machine, product, 'operator')
  const requestor = createRequestor(machine.vss, product)
  try {
    const result = yield* throughWriters(machine, requestor, until)
    const text = `the snapshot ended with ${result}`
    endJob(machine, job, result === S_OK ? undefined : failure('vss', text))
  } finally {
    release(requestor)
    abandonJob(machine, job)
  }
}

function* throughWriters(machine: Machine, requestor: Requestor, until: Ticks): Process<HResult> {
  initializeForBackup(requestor)
  setBackupState(requestor, { type: 'copy', bootable: false, partialFiles: false })
  gatherWriterMetadata(requestor)
  let started = startSnapshotSet(requestor)
  while (started === hresult('VSS_E_SNAPSHOT_SET_IN_PROGRESS')) {
    yield* sleepUntil(later(machine.sim.now, ASK_AGAIN_AFTER))
    started = startSnapshotSet(requestor)
  }
  addToSnapshotSet(requestor, `${machine.host.windowsDrive}:`)
  yield* sleepUntil(until)
  const prepared = yield* prepareForBackup(requestor)
  if (prepared !== S_OK) return prepared
  const taken = yield* doSnapshotSet(requestor)
  return taken === S_OK ? yield* backupComplete(requestor) : taken
}

/** Holds the boot partition for itself until the instant given. */
export function* backUpBootPartition(
  machine: Machine,
  product: ProductName,
  until: Ticks,
): Process {
  const job = beginJob(machine, product, 'operator')
  const locked = lockVolume(machine.efi, product)
  yield* sleepUntil(until)
  const undisturbed = locked.ok && machine.efi.lockedBy === product
  unlockVolume(machine.efi, product)
  endJob(machine, job, undisturbed ? undefined : failure('efi-locked', 'The lock was lost.'))
}
