// The components document as it comes back from the medium: the metadata blocks are put in their
// places, since it is the blocks that the application keeps with care.

import { type Outcome, ok, refused } from '../../base/outcome.js'
import {
  type BackupComponent,
  type BackupComponents,
  encodeBase64,
  parseBackupComponents,
  printBackupComponents,
} from '../../vss/index.js'
import type { BackupApplication } from './application.js'
import { type Stop, stopFor } from './job.js'
import { COMPONENTS_FILE, type Contents, type MediumEntry, readFromMedium } from './medium.js'
import type { RestorePlan } from './restore-plan.js'
import { instanceOf, isSameLabel } from './selection.js'

export interface Stored {
  readonly xml: string
  readonly writerDocuments: readonly string[]
}

export function readStored(
  application: BackupApplication,
  plan: RestorePlan,
  contents: Contents,
): Outcome<Stored, Stop> {
  if (plan.document === 'missing')
    return refused({ code: 'ERROR_FILE_NOT_FOUND', message: 'the components document is missing' })
  const read = readFromMedium(application, plan.backup, COMPONENTS_FILE)
  if (!read.ok) return refused(stopFor(read.error))
  const text = new TextDecoder().decode(read.value)
  const parsed = parseBackupComponents(text)
  // Whoever is handed it says what is wrong with it.
  if (!parsed.ok) return ok({ xml: text, writerDocuments: [] })
  const whole = withBlocks(application, plan, contents, parsed.value)
  if (!whole.ok) return whole
  const printed = printBackupComponents(whole.value)
  const writerDocuments = documentsOf(application, plan, contents)
  return ok({ xml: printed.ok ? printed.value : text, writerDocuments })
}

function withBlocks(
  application: BackupApplication,
  plan: RestorePlan,
  contents: Contents,
  document: BackupComponents,
): Outcome<BackupComponents, Stop> {
  const blocks = contents.entries.filter(({ part }) => part === 'metadata')
  const writers: BackupComponents['writers'][number][] = []
  for (const writer of document.writers) {
    const components: BackupComponent[] = []
    for (const component of writer.components) {
      const block = readBlock(application, plan, blocks, component)
      if (!block.ok) return block
      const logicalPath = elsewhere(application, plan, component.logicalPath)
      components.push({ ...component, logicalPath, backupMetadata: block.value })
    }
    writers.push({ ...writer, components })
  }
  const backupType = plan.document === 'without type' ? 'undefined' : document.backupType
  return ok({ ...document, backupType, writers })
}

/** Nothing where there is no block; a block that may not be read ends the restore. */
function readBlock(
  application: BackupApplication,
  plan: RestorePlan,
  blocks: readonly MediumEntry[],
  { name, logicalPath }: BackupComponent,
): Outcome<BackupComponent['backupMetadata'], Stop> {
  const label = `${instanceOf(logicalPath)}\\${name}`
  const entry = blocks.find(({ path }) => isSameLabel(path, label))
  if (entry === undefined) return ok(null)
  const read = readFromMedium(application, plan.backup, entry.at)
  if (!read.ok && read.error.name === 'ERROR_FILE_NOT_FOUND') return ok(null)
  if (!read.ok) return refused(stopFor(read.error))
  const bytes = read.value.slice()
  const middle = bytes.length >> 1
  if (plan.document === 'damaged metadata') bytes[middle] = (bytes[middle] ?? 0) ^ 0xff
  return ok(encodeBase64(bytes))
}

/** What a restore to another instance has to say, since a document has one place for it. */
function elsewhere(
  { host }: BackupApplication,
  { instance }: RestorePlan,
  logicalPath: string,
): string {
  if (instance === undefined) return logicalPath
  return instance.toLowerCase() === 'mssqlserver' ? host.name : `${host.name}\\${instance}`
}

function documentsOf(
  application: BackupApplication,
  { backup, instance }: RestorePlan,
  { entries }: Contents,
): string[] {
  if (instance !== undefined) return []
  return entries
    .filter(({ part, at }) => part === 'document' && at.startsWith('writer-'))
    .flatMap(({ at }) => {
      const read = readFromMedium(application, backup, at)
      return read.ok ? [new TextDecoder().decode(read.value)] : []
    })
}
