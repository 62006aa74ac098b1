// The backup agent (MARS): system state backups are made by Windows Server Backup into the scratch
// folder, sealed and sent to the vault. A job beneath that failed fails the agent's job.

import type { Ticks } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import { KIB, MIB } from '../../base/units.js'
import { requireService } from '../../host/index.js'
import { faultInForce, later, noteEffect, type Process, sleepUntil } from '../../sim/index.js'
import { deleteFile, type FileError, liveView, type Volume } from '../../volume/index.js'
import { allocateFile, readBeginning } from './files.js'
import { dropImage, type Image, pathInImage } from './image.js'
import { abandonJob, beginJob, endJob, failure, type Job, type JobFailure } from './job.js'
import type { Machine } from './machine.js'
import { unsupportedItems } from './selection.js'
import { type SealedFile, seal } from './vault.js'
import { runSystemStateBackup } from './windows-server-backup.js'

export const AGENT_SERVICE = 'Microsoft Azure Recovery Services'
export const SCRATCH_FOLDER = 'Scratch'

/** Below this share of the scratch volume the agent has no room for its cache (source: 5-10 %). */
export const SCRATCH_SHARE_MIN = 0.05
/** From this share on nothing is remarked. */
export const SCRATCH_SHARE_COMFORTABLE = 0.1

/** How fast the link to the vault carries what is sent (inferred). */
const UPLOAD_BYTES_PER_SECOND = 500 * MIB

/** Of longer files the vault keeps the beginning and the length: enough to tell right from wrong. */
const SEALED_BYTES_MAX = 4 * KIB

export type AgentRefusal = 'unsupported-platform' | 'not-installed'

/** Starts nothing on a machine for which system state backup is not offered. */
export function agentCanBackUp(machine: Machine): Outcome<void, AgentRefusal> {
  if (machine.host.platform === 'azure-vm') return refused('unsupported-platform')
  if (!machine.host.software.has('agent')) return refused('not-installed')
  return ok(undefined)
}

export function* runAgentBackup(machine: Machine, startedBy: Job['startedBy']): Process<Job> {
  const job = beginJob(machine, 'agent', startedBy)
  try {
    const failed = yield* backUp(machine, job)
    return endJob(machine, job, failed)
  } finally {
    abandonJob(machine, job)
  }
}

function* backUp(machine: Machine, job: Job): Process<JobFailure | undefined> {
  const missing = whatIsMissing(machine)
  if (missing !== undefined) return missing
  const { selected, excludedFiles, excludedVolumes, scratchVolume } = machine.agent
  const made = yield* runSystemStateBackup(machine, {
    target: scratchVolume,
    extraVolumes: [...selected].filter((volume) => !excludedVolumes.has(volume)),
    excluded: excludedFiles,
    onBehalfOf: 'agent',
  })
  if (!made.ok) return made.error
  try {
    return yield* send(machine, made.value, job)
  } finally {
    dropImage(made.value.volume, made.value.folder)
  }
}

function whatIsMissing(machine: Machine): JobFailure | undefined {
  const service = requireService(machine.host, AGENT_SERVICE)
  if (!service.ok) return failure('service', `The service ${AGENT_SERVICE} is not running.`)
  if (machine.agent.registration === undefined)
    return failure('registration', 'The server is not registered to a vault.')
  if (!vaultIsReachable(machine)) return failure('network', 'The vault cannot be reached.')
  const item = unsupportedItems(machine)[0]
  if (item !== undefined)
    return failure('unsupported-item', `${item} is not supported and has not been excluded.`)
  return withoutScratchSpace(machine)
}

export function vaultIsReachable(machine: Machine): boolean {
  const cut = faultInForce(machine.sim.faults, 'network-partition', 'vault')
  if (cut === undefined) return true
  noteEffect(cut, machine.sim.now, 'a connection to the vault could not be made')
  return false
}

/** The cache is claimed for a moment, so that a volume too full fails now and not in the middle. */
function withoutScratchSpace(machine: Machine): JobFailure | undefined {
  const volume = scratchVolume(machine)
  if (volume === undefined) return failure('space', 'The scratch volume is missing.')
  const path = `${SCRATCH_FOLDER}\\cache.reserve`
  const claimed = allocateFile(volume, path, Math.ceil(volume.sizeBytes * SCRATCH_SHARE_MIN))
  deleteFile(volume, path)
  if (claimed.ok) return undefined
  if (claimed.error.name !== 'ERROR_DISK_FULL')
    return failure('io', `The scratch folder could not be written: error ${claimed.error.code}.`)
  noteFullScratch(machine, volume, claimed.error)
  return failure(
    'space',
    `The scratch folder has no room for the cache: error ${claimed.error.code}.`,
  )
}

export function scratchVolume(machine: Machine): Volume | undefined {
  return machine.volumes.get(machine.agent.scratchVolume)
}

function noteFullScratch(machine: Machine, volume: Volume, error: FileError): void {
  const full = faultInForce(machine.sim.faults, 'disk-full', volume.name)
  if (full !== undefined)
    noteEffect(full, machine.sim.now, `claiming the cache was refused with error ${error.code}`)
}

/** Sends the image; the recovery point exists only when every file has arrived. */
function* send(machine: Machine, image: Image, job: Job): Process<JobFailure | undefined> {
  const { registration } = machine.agent
  const server = machine.vault.servers.get(registration?.server ?? '')
  if (registration === undefined || server === undefined)
    return failure('registration', 'The server is not registered to a vault.')
  const takenAt = job.startedAt
  const files = new Map<string, SealedFile>()
  for (const { source, lengthBytes } of image.files) {
    if (!vaultIsReachable(machine)) return failure('network', 'The link to the vault broke.')
    yield* sleepUntil(arrival(machine, lengthBytes))
    const stored = readBeginning(
      liveView(image.volume),
      pathInImage(image.folder, source),
      SEALED_BYTES_MAX,
    )
    if (!stored.ok) return failure('io', `${source} could not be read: error ${stored.error.code}.`)
    files.set(
      source,
      seal(stored.value, lengthBytes, { passphrase: registration.passphrase, path: source }),
    )
  }
  server.points.push({ id: server.points.length + 1, takenAt, files })
  machine.sim.points.reach('vault.recovery-point')
  return undefined
}

function arrival(machine: Machine, lengthBytes: number): Ticks {
  const microseconds = Math.ceil((lengthBytes / UPLOAD_BYTES_PER_SECOND) * 1_000_000)
  return later(machine.sim.now, microseconds as Parameters<typeof later>[1])
}
