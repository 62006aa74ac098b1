// What is kept beside the data for the day of the restore: the documents, a metadata block for each
// component, and the list of contents.

import { type Host, zoneOffset } from '../../host/index.js'
import { faultInForce, noteEffect } from '../../sim/index.js'
import {
  decodeBase64,
  findComponent,
  printBackupComponents,
  printWriterMetadata,
  type Requestor,
} from '../../vss/index.js'
import { REQUESTOR } from './application.js'
import type { BackupPlan } from './backup.js'
import { fullBackupOf } from './bases.js'
import type { Copied } from './copy.js'
import type { FileList } from './file-list.js'
import { does, find, type Job, type Stop, stopFor } from './job.js'
import {
  COMPONENTS_DOCUMENT,
  COMPONENTS_FILE,
  type MediumEntry,
  readContents,
  type TreeListing,
  writeContents,
  writeToMedium,
} from './medium.js'
import { keyOf, type Selected } from './selection.js'

interface Kept {
  readonly present: readonly Selected[]
  readonly copied: Copied
  readonly lists: readonly FileList[]
}

export function saveDocuments(
  job: Job,
  plan: BackupPlan,
  requestor: Requestor,
  { present, copied, lists }: Kept,
): Stop | undefined {
  const { application, backup } = job
  const pieces = [
    ...documentsOf(job, requestor, plan),
    ...writerDocuments(requestor, plan),
    ...blocksOf(job, requestor, present),
  ]
  let stop: Stop | undefined
  const entries: MediumEntry[] = []
  for (const { entry, bytes } of pieces) {
    const written = writeToMedium(application, backup, entry.at, bytes)
    if (written.ok) entries.push(entry)
    else stop ??= stopFor(written.error)
  }
  const trees = does(job, 'track deleted files') ? treesOf(present, lists) : []
  const deleted = does(job, 'track deleted files') ? deletedOf(job, plan, present, trees) : []
  noteClock(job)
  const written = writeContents(application, {
    backup,
    takenAt: localTime(application.host),
    type: plan.mode === 'noncomponent' ? 'noncomponent' : plan.type,
    entries: [...copied.entries, ...deleted, ...entries],
    trees,
  })
  return stop ?? (written.ok ? undefined : stopFor(written.error))
}

/** The clock of the machine, which may be wrong; nothing is chosen by it. */
function localTime({ sim, zone }: Host): number {
  return (sim.now + zoneOffset(zone)) / 1_000
}

function noteClock({ application: { sim, host } }: Job): void {
  const skew = faultInForce(sim.faults, 'clock-skew', 'clock')
  if (skew !== undefined)
    noteEffect(skew, sim.now, `the backup is dated by the clock of ${host.zone}`)
}

interface Piece {
  readonly entry: MediumEntry
  readonly bytes: Uint8Array
}

function documentsOf(job: Job, requestor: Requestor, { purpose }: BackupPlan): Piece[] {
  if (purpose === 'plain shadow copy') return []
  if (!does(job, 'save the components document')) {
    find(job, REQUESTOR, 'components document missing')
    return []
  }
  const printed = printBackupComponents(keptDocument(job, requestor))
  return printed.ok ? [document(COMPONENTS_DOCUMENT, COMPONENTS_FILE, printed.value)] : []
}

/** Without its duty the application strips what the writer gave it. */
function keptDocument(job: Job, { document: kept }: Requestor): Requestor['document'] {
  if (does(job, 'save the component metadata')) return kept
  const writers = kept.writers.map((writer) => ({
    ...writer,
    components: writer.components.map((component) => ({ ...component, backupMetadata: null })),
  }))
  return { ...kept, writers }
}

function writerDocuments(requestor: Requestor, { purpose }: BackupPlan): Piece[] {
  if (purpose === 'plain shadow copy') return []
  const named = new Set(requestor.document.writers.map(({ instanceId }) => instanceId))
  return requestor.metadata
    .filter(({ identification }) => named.has(identification.instanceId))
    .flatMap((writer, index) => {
      const printed = printWriterMetadata(writer)
      const title = `metadata document of ${writer.identification.friendlyName}`
      return printed.ok ? [document(title, `writer-${index + 1}.xml`, printed.value)] : []
    })
}

function document(path: string, at: string, xml: string): Piece {
  const entry: MediumEntry = { path, at, part: 'document', component: null }
  return { entry, bytes: new TextEncoder().encode(xml) }
}

function blocksOf(job: Job, requestor: Requestor, present: readonly Selected[]): Piece[] {
  return present.flatMap((each, index) => {
    const block = findComponent(requestor, keyOf(each))?.backupMetadata ?? null
    if (block === null) return []
    if (!does(job, 'save the component metadata')) {
      find(job, each.label, 'component metadata missing')
      return []
    }
    const at = `metadata-${index + 1}.bin`
    const entry: MediumEntry = { path: each.label, at, part: 'metadata', component: each.label }
    return [{ entry, bytes: decodeBase64(block) }]
  })
}

function treesOf(present: readonly Selected[], lists: readonly FileList[]): TreeListing[] {
  return lists.flatMap(({ trees }, index) => {
    const component = present[index]?.label
    if (component === undefined) return []
    return trees.map(({ folder, files }) => ({ component, folder, files }))
  })
}

/** Files of folders that were there at the base, and are not there any more. */
function deletedOf(
  job: Job,
  plan: BackupPlan,
  present: readonly Selected[],
  trees: readonly TreeListing[],
): MediumEntry[] {
  if (plan.type !== 'differential') return []
  const now = new Set(trees.flatMap(({ files }) => files.map((path) => path.toLowerCase())))
  const contents = new Map<string, ReturnType<typeof readContents>>()
  return present.flatMap((each) => {
    const base = fullBackupOf(job.application, each, plan.base)
    if (base === undefined) return []
    const before = contents.get(base.name) ?? readContents(job.application, base.name)
    contents.set(base.name, before)
    if (!before.ok) return []
    const known = before.value.trees.filter(({ component }) => component === each.label)
    return known.flatMap(({ folder, files }) =>
      files
        .filter((path) => !now.has(path.toLowerCase()))
        .map((path): MediumEntry => {
          return { path, part: 'deleted', at: '', component: each.label, inTree: folder }
        }),
    )
  })
}
