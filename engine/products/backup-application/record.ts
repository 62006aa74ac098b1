// The record of a backup in the application's own catalogue: what it can do with each database.

import type { Requestor } from '../../vss/index.js'
import type { CatalogueEntry, ShadowOf } from './application.js'
import type { BackupPlan } from './backup.js'
import { fullBackupOf, identitiesOnMedium } from './bases.js'
import type { Copied } from './copy.js'
import { does, find, type Job } from './job.js'
import { instanceOf, type Selected, SQL_WRITER_CLASS, volumeOf } from './selection.js'

/** Where the SQL Writer says which databases a backup of volumes does not cover. */
const WRITER_EVENTS = { source: 'SQLWRITER', id: 24_586 } as const

export function recordBackup(
  job: Job,
  plan: BackupPlan,
  requestor: Requestor,
  { present, copied }: { readonly present: readonly Selected[]; readonly copied: Copied },
): void {
  const { application, backup } = job
  const { set } = requestor
  const copies: ShadowOf[] = (set?.volumes ?? []).flatMap((volume, index) => {
    const id = set?.shadows[index]?.id
    return id === undefined ? [] : [{ volume: volume.name, id }]
  })
  const good = copied.stop === undefined
  const entries = plan.mode === 'component' ? componentEntries(job, plan, present, copied) : []
  application.backups.delete(backup)
  application.backups.set(backup, {
    name: backup,
    type: typeOf(plan),
    isComponentBased: plan.mode === 'component',
    setId: set?.id,
    copies,
    provider: set?.provider ?? '',
    entries: plan.mode === 'component' || !good ? entries : volumeEntries(job, plan, requestor),
  })
}

function typeOf({ mode, purpose, type }: BackupPlan): string {
  if (purpose !== 'backup') return purpose
  return mode === 'noncomponent' ? 'noncomponent' : type
}

function componentEntries(
  job: Job,
  plan: BackupPlan,
  present: readonly Selected[],
  copied: Copied,
): CatalogueEntry[] {
  if (plan.purpose !== 'backup') return []
  const identities = identitiesOnMedium(job.application, plan, job.backup)
  return present
    .filter(({ label }) => !copied.failed.has(label))
    .map((each) => {
      const own = identities.get(each.label)
      const { logicalPath, name } = each.component
      const known = { logicalPath, component: name, database: each.label, identity: own?.id ?? '' }
      if (plan.type !== 'differential') return { ...known, base: '', restorable: true, remark: '' }
      return { ...known, ...chained(job, plan, each, own?.base) }
    })
}

/** A differential belongs to the full backup that it rests on, which may be somebody else's. */
function chained(
  job: Job,
  plan: BackupPlan,
  each: Selected,
  base: string | undefined,
): Pick<CatalogueEntry, 'base' | 'restorable' | 'remark'> {
  const full = fullBackupOf(job.application, each, plan.base)
  const expected = full?.entries.find(({ component }) => component === each.component.name)
  const isVerified = base === undefined || expected?.identity === base
  if (full !== undefined && (isVerified || !does(job, 'verify the base')))
    return { base: full.name, restorable: true, remark: '' }
  const remark =
    full === undefined
      ? 'the differential rests on no backup of this application'
      : `the differential rests on another base than ${full.name}`
  find(job, each.label, remark)
  return { base: '', restorable: false, remark }
}

/** The databases that lie wholly on the volumes, as the metadata have them. */
function volumeEntries(
  job: Job,
  { purpose, folders }: BackupPlan,
  { metadata }: Requestor,
): CatalogueEntry[] {
  if (purpose !== 'backup' || folders.length > 0) return []
  const since = job.snapshotAt ?? 0
  const remarks = job.application.host.logs.Application.filter(
    ({ source, id, at }) =>
      source === WRITER_EVENTS.source && id === WRITER_EVENTS.id && at >= since,
  )
  return metadata
    .filter(({ identification }) => identification.writerId === SQL_WRITER_CLASS)
    .flatMap(({ components }) => components)
    .filter(({ files }) => files.every(({ path }) => job.volumes.includes(volumeOf(path))))
    .map(({ name, logicalPath }) => {
      const said = remarks.find(
        ({ data }) =>
          data['database'] === name &&
          String(data['instance']).toLowerCase() === instanceOf(logicalPath).toLowerCase(),
      )
      const remark = said === undefined ? '' : String(said.data['remark'])
      return {
        database: name,
        logicalPath,
        component: name,
        base: '',
        restorable: remark === '',
        remark,
        identity: '',
      }
    })
}
