// Windows Server Backup: one system state backup is a requestor that asks the writers, takes a
// snapshot set, and copies what the documents name out of the shadow copies into an image.

import type { HResult } from '../../base/brand.js'
import { type Outcome, ok, refused } from '../../base/outcome.js'
import { formatHResult, MIB } from '../../base/units.js'
import { faultInForce, noteEffect, type Process } from '../../sim/index.js'
import {
  type Caller,
  copyingFile,
  EVERYONE,
  type FileError,
  type FileView,
  liveView,
  shadowView,
  type Volume,
} from '../../volume/index.js'
import {
  addComponent,
  addToSnapshotSet,
  backupComplete,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  hresult,
  initializeForBackup,
  openSet,
  prepareForBackup,
  type Requestor,
  release,
  S_OK,
  selectedWriterError,
  setBackupState,
  setBackupSucceeded,
  setContext,
  startSnapshotSet,
} from '../../vss/index.js'
import { filesBelow, makeFoldersFor } from './files.js'
import {
  dropImage,
  type Image,
  type ImageFile,
  imageFolder,
  pathInImage,
  writeCatalogue,
} from './image.js'
import { writeDocuments } from './image-documents.js'
import { abandonJob, beginJob, endJob, failure, type Job, type JobFailure } from './job.js'
import type { Machine, ProductName } from './machine.js'
import { whatIsMissing } from './readiness.js'
import { EFI_LOADER } from './system-files.js'

/** How fast a backup reads and writes at once (inferred). */
const COPY_BYTES_PER_SECOND = 30 * MIB

export interface BackupRequest {
  /** `X:` */
  readonly target: string
  /** Volumes to copy whole, beside what the writers name. */
  readonly extraVolumes: readonly string[]
  /** Full source paths in lower case that are left out. */
  readonly excluded: ReadonlySet<string>
  /** The product that security software may know and let through. */
  readonly onBehalfOf: ProductName
}

/** One job of Windows Server Backup, from its beginning to its end, whatever that is. */
export function* runSystemStateBackup(
  machine: Machine,
  request: BackupRequest,
): Process<Outcome<Image, JobFailure>> {
  const job = beginJob(machine, 'windows-server-backup', 'operator')
  try {
    const made = yield* backUpSystemState(machine, job, request)
    endJob(machine, job, made.ok ? undefined : made.error)
    return made
  } finally {
    abandonJob(machine, job)
  }
}

export function* backUpSystemState(
  machine: Machine,
  job: Job,
  request: BackupRequest,
): Process<Outcome<Image, JobFailure>> {
  const missing = whatIsMissing(machine)
  if (missing !== undefined) return refused(missing)
  const target = machine.volumes.get(request.target)
  if (target === undefined || !liveView(target).list('').ok)
    return refused(failure('target', `The backup target ${request.target} cannot be found.`))
  const requestor = createRequestor(machine.vss, 'Windows Server Backup')
  try {
    const failed = yield* takeSnapshot(machine, requestor, request)
    if (failed !== S_OK) return refused(vssFailure(machine, failed))
    return yield* fillImage({ machine, job, request, requestor, target })
  } finally {
    release(requestor)
  }
}

function* takeSnapshot(
  machine: Machine,
  requestor: Requestor,
  request: BackupRequest,
): Process<HResult> {
  const calls: (() => HResult)[] = [
    () => initializeForBackup(requestor),
    () => setContext(requestor, 'BACKUP'),
    () => setBackupState(requestor, { type: 'full', bootable: true, partialFiles: false }),
    () => gatherWriterMetadata(requestor),
    () => requireSystemWriter(requestor),
    () => addEveryComponent(requestor),
    () => startSnapshotSet(requestor),
    ...[...new Set([`${machine.host.windowsDrive}:`, ...request.extraVolumes])].map(
      (volume) => () => addToSnapshotSet(requestor, volume),
    ),
  ]
  for (const call of calls) {
    const result = call()
    if (result !== S_OK) return result
  }
  const prepared = yield* prepareForBackup(requestor)
  if (prepared !== S_OK) return prepared
  const beforeFreeze = selectedWriterError(requestor)
  if (beforeFreeze !== S_OK) return beforeFreeze
  const taken = yield* doSnapshotSet(requestor)
  return taken === S_OK ? selectedWriterError(requestor) : taken
}

/** Without its metadata nobody knows what the system files are: a backup of the rest is none. */
function requireSystemWriter({ metadata }: Requestor): HResult {
  const isThere = metadata.some(
    ({ identification }) => identification.friendlyName === SYSTEM_WRITER,
  )
  return isThere ? S_OK : hresult('VSS_E_WRITER_NOT_RESPONDING')
}

const SYSTEM_WRITER = 'System Writer'

function addEveryComponent(requestor: Requestor): HResult {
  for (const writer of requestor.metadata)
    for (const component of writer.components) {
      const added = addComponent(requestor, writer, component)
      if (added !== S_OK) return added
    }
  return S_OK
}

interface Filling {
  readonly machine: Machine
  readonly job: Job
  readonly request: BackupRequest
  readonly requestor: Requestor
  readonly target: Volume
}

/** Copies into the image; a copy that cannot be finished leaves no folder behind. */
function* fillImage(filling: Filling): Process<Outcome<Image, JobFailure>> {
  const { machine, job, requestor, target } = filling
  const folder = imageFolder(machine.host.name, job.id)
  let complete = false
  try {
    const unreadable = unreadableVolume(filling)
    if (unreadable !== undefined) return refused(unreadable)
    const sources = sourcesOf(filling)
    job.bytesTotal = sources.reduce((sum, source) => sum + source.lengthBytes, 0)
    for (const source of sources) {
      const path = pathInImage(folder, source.source)
      makeFoldersFor(target, path)
      const copied = yield* copyingFile(source.view, source.path, target, path, {
        ...source.caller,
        bytesPerSecond: COPY_BYTES_PER_SECOND,
      })
      if (!copied.ok) return refused(copyFailure(machine, source, copied.error))
      job.bytesDone += source.lengthBytes
    }
    confirmComponents(requestor)
    const called = yield* backupComplete(requestor)
    const completed = called === S_OK ? selectedWriterError(requestor) : called
    if (completed !== S_OK) return refused(vssFailure(machine, completed))
    writeDocuments(requestor, target, folder)
    const image: Image = { volume: target, folder, files: sources }
    const catalogued = writeCatalogue(image)
    if (!catalogued.ok) return refused(ioFailure(catalogued.error))
    complete = true
    return ok(image)
  } finally {
    if (!complete) dropImage(target, folder)
  }
}

interface Source extends ImageFile {
  readonly view: FileView
  readonly path: string
  readonly caller: Caller
}

/** A volume that nobody can list would pass for one that holds nothing. */
function unreadableVolume({ machine, requestor }: Filling): JobFailure | undefined {
  for (const [volume, view] of viewsOf(requestor)) {
    const listed = view.list('')
    const source = `${volume.name}\\`
    if (!listed.ok) return copyFailure(machine, { view, source }, listed.error)
  }
  return undefined
}

/** The volumes of the set, each as its shadow copy shows it. */
function viewsOf(requestor: Requestor): [Volume, FileView][] {
  const { volumes, shadows } = openSet(requestor)
  return shadows.flatMap((shadow, index) => {
    const volume = volumes[index]
    return volume === undefined ? [] : [[volume, shadowView(volume, shadow.id)]]
  })
}

/** The boot partition first: when it is locked, nothing else needs to be read. */
function sourcesOf({ machine, request, requestor }: Filling): Source[] {
  const lets = letThrough(machine, request.onBehalfOf)
  const sources: Source[] = [sourceIn(liveView(machine.efi), 'EFI:', EFI_LOADER, lets)]
  for (const [volume, view] of viewsOf(requestor)) {
    const paths = request.extraVolumes.includes(volume.name)
      ? filesBelow(view, '', { recursive: true, account: EVERYONE })
      : documentedFiles(requestor, view)
    sources.push(...paths.map((path) => sourceIn(view, volume.name, path)))
  }
  return sources.filter((source) => !request.excluded.has(source.source.toLowerCase()))
}

/** Security software that has the agent on its allow list opens what it holds for it. */
function letThrough(machine: Machine, product: ProductName): Caller {
  const holder = machine.efi.lockedBy
  const allows = machine.host.processes.get(holder ?? '')?.allowed.has(product) === true
  return allows && holder !== undefined ? { holder } : {}
}

function sourceIn(view: FileView, volume: string, path: string, caller: Caller = {}): Source {
  const found = view.stat(path, caller)
  const lengthBytes = found.ok && found.value.kind === 'file' ? found.value.sizeBytes : 0
  return { view, path, source: `${volume}\\${path}`, lengthBytes, caller }
}

/** What the writers' documents name, each file once, read from the shadow copy. */
function documentedFiles(requestor: Requestor, view: FileView): string[] {
  const paths = new Set<string>()
  for (const writer of requestor.metadata)
    for (const component of writer.components)
      for (const files of component.files)
        for (const path of filesBelow(view, files.path.slice(3), files)) paths.add(path)
  return [...paths]
}

function confirmComponents(requestor: Requestor): void {
  for (const writer of requestor.document.writers)
    for (const { logicalPath, name } of writer.components)
      setBackupSucceeded(requestor, { instanceId: writer.instanceId, logicalPath, name }, true)
}

function vssFailure(machine: Machine, code: HResult): JobFailure {
  if (code === hresult('VSS_E_SNAPSHOT_SET_IN_PROGRESS')) noteBusy(machine)
  return failure(
    'vss',
    `WSB job failed with VSS errors: the snapshot ended with ${formatHResult(code)}. ` +
      'Check the VSS event logs to resolve the errors.',
  )
}

function noteBusy(machine: Machine): void {
  const { creator = '' } = machine.vss
  const fault = faultInForce(machine.sim.faults, 'concurrent-backup', creator)
  if (fault !== undefined)
    noteEffect(
      fault,
      machine.sim.now,
      `StartSnapshotSet was refused while ${creator} had a set open`,
    )
}

function copyFailure(
  machine: Machine,
  source: Pick<Source, 'view' | 'source'>,
  error: FileError,
): JobFailure {
  if (source.source.startsWith('EFI:') && error.holder !== undefined) {
    noteLock(machine, error)
    return failure(
      'efi-locked',
      'System state backup failed as the EFI system partition is locked. ' +
        'This can be due to third-party security or backup software accessing the system partition.',
    )
  }
  if (error.device !== source.view.device || error.name !== 'ERROR_NO_SUCH_DEVICE')
    return ioFailure(error)
  return failure(
    'shadow-storage',
    'The backup failed because the shadow copy volume could not grow due to insufficient disk ' +
      'space on volumes containing system files.',
  )
}

function noteLock(machine: Machine, error: FileError): void {
  for (const fault of machine.sim.faults.placed) {
    const holds =
      fault.kind === 'efi-locked' || fault.parameters['holds'] === 'EFI system partition'
    if (holds && fault.where === error.holder && fault.liftedAt === undefined)
      noteEffect(
        fault,
        machine.sim.now,
        `opening the partition was refused with error ${error.code}`,
      )
  }
}

function ioFailure(error: FileError): JobFailure {
  const space = error.name === 'ERROR_DISK_FULL'
  const meaning = space
    ? 'the disk is full'
    : error.name === 'ERROR_IO_DEVICE'
      ? 'an I/O error'
      : error.name
  return failure(
    space ? 'space' : 'io',
    `${error.device}${error.path} could not be copied: ${meaning}, error ${error.code}.`,
  )
}
