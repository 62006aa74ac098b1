// A restore through the writers (facts 3.2): the document goes back, the writers prepare, the files
// are put in place, and the writers finish.

import type { Process } from '../../sim/index.js'
import { createFolder, statFile } from '../../volume/index.js'
import {
  addNewTarget,
  type BackupComponent,
  type ComponentKey,
  createRequestor,
  type FileSet,
  gatherWriterMetadata,
  hresult,
  initializeForRestore,
  postRestore,
  preRestore,
  printRestoreOptions,
  type Requestor,
  release,
  setAdditionalRestores,
  setFileRestoreStatus,
  setRestoreOptions,
  setSelectedForRestore,
  type WriterComponents,
} from '../../vss/index.js'
import { type BackupApplication, callerOf, type JobOutcome, REQUESTOR } from './application.js'
import {
  codeOf,
  does,
  enter,
  failedWriter,
  type Job,
  moment,
  newJob,
  runJob,
  type Stop,
  stopFor,
  stopUnless,
} from './job.js'
import { type Contents, readContents } from './medium.js'
import { checkClosed, deleteSurplus, type Placed, placed, restoreFiles } from './restore-files.js'
import { type RestorePlan, type Target, targetsOf } from './restore-plan.js'
import { instanceOf, isSameLabel, SQL_WRITER_CLASS } from './selection.js'
import { readStored } from './stored-document.js'

export function* restoreBackup(
  application: BackupApplication,
  plan: RestorePlan,
): Process<JobOutcome> {
  const job = newJob(application, plan.backup, plan.neglects)
  return yield* runJob(job, plan.crashPoint, work(job, plan))
}

/** A component of the document that is restored. */
interface Chosen {
  readonly label: string
  readonly key: ComponentKey
  readonly targets: readonly Target[]
}

function* work(job: Job, plan: RestorePlan): Process<Stop | undefined> {
  enter(job, 'restore initialization')
  const contents = readContents(job.application, plan.backup)
  if (!contents.ok) return stopFor(contents.error)
  if (contents.value.type === 'noncomponent')
    return yield* withoutWriters(job, plan, contents.value)
  const stop = yield* throughWriters(job, plan, contents.value)
  if (job.requestor !== undefined) release(job.requestor)
  return stop
}

/** There is no component that an option could be set on. */
function* withoutWriters(
  job: Job,
  plan: RestorePlan,
  { entries }: Contents,
): Process<Stop | undefined> {
  const { additionalRestores, newTargets, newName, options, instance, folder } = plan
  const asksMore =
    additionalRestores.length > 0 ||
    newTargets.length > 0 ||
    [newName, options, instance, folder].some((option) => option !== undefined)
  if (asksMore)
    return {
      code: codeOf(hresult('VSS_E_OBJECT_NOT_FOUND')),
      message: 'a backup of volumes has no component to set restore options on',
    }
  enter(job, 'file restoration')
  const files = entries
    .filter(({ part, component }) => part === 'whole' && isWanted(plan, component))
    .map((entry): Placed => ({ entry, to: entry.path }))
  return checkClosed(job, files) ?? (yield* restoreFiles(job, files))
}

function isWanted({ components }: RestorePlan, label: string | null): boolean {
  if (components === undefined) return true
  return label !== null && components.some((each) => isSameLabel(each, label))
}

function* throughWriters(
  job: Job,
  plan: RestorePlan,
  contents: Contents,
): Process<Stop | undefined> {
  const stored = readStored(job.application, plan, contents)
  if (!stored.ok) return stored.error
  const requestor = createRequestor(job.application.vss, REQUESTOR)
  job.requestor = requestor
  const { xml, writerDocuments } = stored.value
  const begun = stopUnless(
    initializeForRestore(requestor, xml, writerDocuments),
    'InitializeForRestore',
  )
  if (begun !== undefined) return begun
  enter(job, 'preparing for restore')
  const gathered = stopUnless(gatherWriterMetadata(requestor), 'GatherWriterMetadata')
  if (gathered !== undefined) return gathered
  const chosen = chooseAll(plan, requestor)
  if ('code' in chosen) return chosen
  for (const { targets } of chosen) makeTargetFolders(job, targets)
  const prepared = yield* prepare(job, requestor)
  if (prepared !== undefined) return prepared
  enter(job, 'file restoration')
  const copied = yield* copyAll(job, contents, chosen)
  for (const { key } of chosen)
    setFileRestoreStatus(requestor, key, copied === undefined ? 'all' : 'failed')
  if (copied !== undefined) return copied
  enter(job, 'restore termination')
  return yield* finish(job, requestor)
}

/** What cannot be made is for the writer to find. */
function makeTargetFolders({ application }: Job, targets: readonly Target[]): void {
  for (const { alternatePath } of targets) {
    const volume = application.volumes.get(alternatePath.slice(0, 2).toUpperCase())
    const path = alternatePath.slice(2)
    if (volume !== undefined && path !== '' && !statFile(volume, path).ok)
      createFolder(volume, path, callerOf(application))
  }
}

function* prepare(job: Job, requestor: Requestor): Process<Stop | undefined> {
  yield* moment(job, 'before-pre-restore')
  if (!does(job, 'call PreRestore')) return undefined
  const prepared = stopUnless(yield* preRestore(requestor), 'PreRestore')
  if (prepared !== undefined) return prepared
  const failed = failedWriter(requestor, 'selected')
  if (failed === undefined) yield* moment(job, 'after-pre-restore')
  return failed
}

function* finish(job: Job, requestor: Requestor): Process<Stop | undefined> {
  yield* moment(job, 'before-post-restore')
  if (!does(job, 'call PostRestore')) return undefined
  const finished = stopUnless(yield* postRestore(requestor), 'PostRestore')
  return finished ?? failedWriter(requestor, 'selected')
}

function* copyAll(
  job: Job,
  contents: Contents,
  chosen: readonly Chosen[],
): Process<Stop | undefined> {
  const files = chosen.flatMap(({ label, targets }) =>
    contents.entries
      .filter(({ part, component }) => {
        const isFile = part === 'whole' || part === 'ranges'
        return isFile && component !== null && isSameLabel(component, label)
      })
      .filter(({ path }) => does(job, 'copy the log files') || !/\.ldf$/i.test(path))
      .map((entry) => placed(job, entry, targets)),
  )
  const stop = yield* restoreFiles(job, files)
  if (stop !== undefined) return stop
  for (const { label, targets } of chosen) {
    const tree = contents.trees.find(({ component }) => isSameLabel(component, label))
    const failed = tree && deleteSurplus(job, contents, tree.component, targets)
    if (failed !== undefined) return failed
  }
  return undefined
}

/** Selects the components and sets what was asked for on each of them. */
function chooseAll(plan: RestorePlan, requestor: Requestor): Chosen[] | Stop {
  const offered = requestor.document.writers.flatMap((writer) =>
    writer.components.map((component) => ({
      label: `${ownerName(requestor, writer, component)}\\${component.name}`,
      key: {
        instanceId: writer.instanceId,
        logicalPath: component.logicalPath,
        name: component.name,
      },
    })),
  )
  const unknown = plan.components?.find(
    (each) => !offered.some(({ label }) => isSameLabel(each, label)),
  )
  if (unknown !== undefined)
    return {
      code: codeOf(hresult('VSS_E_OBJECT_NOT_FOUND')),
      message: `the backup holds no ${unknown}`,
    }
  const chosen: Chosen[] = []
  for (const { label, key } of offered) {
    const isChosen = plan.components?.some((each) => isSameLabel(each, label)) ?? true
    if (!isChosen) continue
    const targets = targetsOf(plan, label, filesOf(requestor, key))
    const stop = setUp(plan, requestor, { label, key, targets })
    if (stop !== undefined) return stop
    chosen.push({ label, key, targets })
  }
  return chosen
}

/** The instance of a database, or for a component of another writer that writer. */
function ownerName(
  { savedMetadata, metadata }: Requestor,
  { writerId, instanceId }: WriterComponents,
  { logicalPath }: BackupComponent,
): string {
  if (writerId === SQL_WRITER_CLASS) return instanceOf(logicalPath)
  const known = [...savedMetadata, ...metadata].find(
    ({ identification }) => identification.instanceId === instanceId,
  )
  return known?.identification.friendlyName ?? ''
}

function filesOf({ savedMetadata, metadata }: Requestor, key: ComponentKey): FileSet[] {
  return [...savedMetadata, ...metadata]
    .filter(({ identification }) => identification.instanceId === key.instanceId)
    .slice(0, 1)
    .flatMap(({ components }) => components)
    .filter(({ name, logicalPath }) => name === key.name && logicalPath === key.logicalPath)
    .flatMap(({ files }) => files)
}

function setUp(
  plan: RestorePlan,
  requestor: Requestor,
  { label, key, targets }: Chosen,
): Stop | undefined {
  const { additionalRestores } = plan
  const more =
    additionalRestores === 'all' || additionalRestores.some((each) => isSameLabel(each, label))
  const stop =
    stopUnless(setSelectedForRestore(requestor, key, true), 'SetSelectedForRestore') ??
    stopUnless(setAdditionalRestores(requestor, key, more), 'SetAdditionalRestores')
  if (stop !== undefined) return stop
  for (const { files, alternatePath } of targets) {
    const { path, fileSpec, recursive } = files
    const target = { path, fileSpec, recursive, alternatePath }
    const refused = stopUnless(addNewTarget(requestor, key, target), 'AddNewTarget')
    if (refused !== undefined) return refused
  }
  const options = optionsOf(plan)
  if (options === undefined) return undefined
  return stopUnless(setRestoreOptions(requestor, key, options), 'SetRestoreOptions')
}

function optionsOf({ options, newName }: RestorePlan): string | undefined {
  if (options !== undefined || newName === undefined) return options
  const printed = printRestoreOptions([
    { component: null, name: 'New Component Name', value: newName },
  ])
  return printed.ok ? printed.value : `"New Component Name"="${newName}"`
}
