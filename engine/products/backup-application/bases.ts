// The base of a differential: which full backup of its own the application goes by, the stamp that it
// hands to the writer, and whether the differential really rests on that backup.

import {
  type BackupComponents,
  parseBackupComponents,
  type Requestor,
  setPreviousBackupStamp,
} from '../../vss/index.js'
import type { BackupApplication, BackupRecord } from './application.js'
import type { BackupPlan } from './backup.js'
import { does, find, type Job, type Stop, stopFor } from './job.js'
import { COMPONENTS_FILE, readContents, readFromMedium } from './medium.js'
import { findInDocument, keyOf, type Selected } from './selection.js'

export interface BaseIdentity {
  readonly id: string
  /** Of a differential: the full backup that it must be restored on. */
  readonly base: string
}

/** The newest full backup of the component, or the one of that name. */
export function fullBackupOf(
  { backups }: BackupApplication,
  { component }: Selected,
  name: string | undefined,
): BackupRecord | undefined {
  return [...backups.values()].reverse().find(({ name: own, type, entries }) => {
    if (name !== undefined && own !== name) return false
    return (
      type === 'full' &&
      entries.some(
        (entry) =>
          entry.component === component.name && entry.logicalPath === component.logicalPath,
      )
    )
  })
}

/** Reads the stamps of the bases from their own documents, and hands them over. */
export function chooseBases(
  job: Job,
  plan: BackupPlan,
  requestor: Requestor,
  selected: readonly Selected[],
): Stop | undefined {
  if (plan.type !== 'differential') return undefined
  const documents = new Map<string, BackupComponents | Stop>()
  for (const each of selected) {
    const base = fullBackupOf(job.application, each, plan.base)
    if (base === undefined) continue
    if (!does(job, 'hand over the base stamp')) {
      find(job, each.label, 'stamp of the base not handed over')
      continue
    }
    const document = documents.get(base.name) ?? documentOf(job.application, base)
    documents.set(base.name, document)
    const stamp = 'code' in document ? document : stampOf(document, base, each)
    if (typeof stamp !== 'string') return stamp
    setPreviousBackupStamp(requestor, keyOf(each), stamp)
  }
  return undefined
}

function documentOf(
  application: BackupApplication,
  { name }: BackupRecord,
): BackupComponents | Stop {
  const read = readFromMedium(application, name, COMPONENTS_FILE)
  if (!read.ok) return stopFor(read.error)
  const document = parseBackupComponents(new TextDecoder().decode(read.value))
  if (document.ok) return document.value
  return { code: 'VSS_E_INVALID_XML_DOCUMENT', message: `the document of ${name} is damaged` }
}

function stampOf(
  document: BackupComponents,
  { name }: BackupRecord,
  { label }: Selected,
): string | Stop {
  const found = findInDocument({ document }, label)
  const stamp = found?.component.backupStamp ?? null
  return stamp ?? { code: 'no-stamp', message: `the document of ${name} has no stamp of ${label}` }
}

/** Which backup each metadata block on a medium belongs to, by component. */
export function identitiesOnMedium(
  application: BackupApplication,
  plan: Pick<BackupPlan, 'identify'>,
  backup: string,
): Map<string, BaseIdentity> {
  const identities = new Map<string, BaseIdentity>()
  const contents = readContents(application, backup)
  for (const { part, component, at } of contents.ok ? contents.value.entries : []) {
    if (part !== 'metadata' || component === null) continue
    const block = readFromMedium(application, backup, at)
    const identity = block.ok ? plan.identify(block.value) : undefined
    if (identity !== undefined) identities.set(component, identity)
  }
  return identities
}
