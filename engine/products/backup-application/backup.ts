// A backup from first to last (facts 3.1). Every duty of a requestor is done unless it is neglected.

import type { Process } from '../../sim/index.js'
import {
  ATTRIBUTES,
  abortBackup,
  type BackupType,
  backupComplete,
  type ContextName,
  createRequestor,
  doSnapshotSet,
  gatherWriterMetadata,
  initializeForBackup,
  prepareForBackup,
  type Requestor,
  release,
  S_OK,
  setBackupState,
  setBackupSucceeded,
  setContext,
} from '../../vss/index.js'
import {
  type BackupApplication,
  type JobOutcome,
  REQUESTOR,
  releaseSession,
} from './application.js'
import { type BaseIdentity, chooseBases } from './bases.js'
import { type Copied, copyAll } from './copy.js'
import { copyLists, noteLeftOut, sourcesOf } from './copy-lists.js'
import { addVolumes, selectComponents } from './discovery.js'
import {
  does,
  enter,
  failedWriter,
  find,
  type Job,
  moment,
  newJob,
  runJob,
  type Stop,
  stopUnless,
} from './job.js'
import { clearMedium } from './medium.js'
import { fileListsDiffer } from './recheck.js'
import { recordBackup } from './record.js'
import { saveDocuments } from './save.js'
import { keyOf, type Selected } from './selection.js'

export interface BackupPlan {
  readonly backup: string
  readonly purpose: 'backup' | 'app-rollback' | 'plain shadow copy'
  readonly mode: 'component' | 'noncomponent'
  readonly type: BackupType
  readonly components: readonly string[]
  readonly volumes: readonly string[] | undefined
  readonly folders: readonly string[]
  readonly base: string | undefined
  readonly keepInShadow: boolean
  readonly neglects: readonly string[]
  /** The fault point at which the application crashes. */
  readonly crashPoint: string | undefined
  /** What SQL Server would say of a metadata block: which backup it is, and which it rests on. */
  readonly identify: (block: Uint8Array) => BaseIdentity | undefined
}

/** How often a session is begun anew because files came or went. */
const RESTARTS_MAX = 3

export function* takeBackup(application: BackupApplication, plan: BackupPlan): Process<JobOutcome> {
  const job = newJob(application, plan.backup, plan.neglects)
  releaseSession(application, plan.backup)
  application.backups.delete(plan.backup)
  clearMedium(application, plan.backup)
  return yield* runJob(job, plan.crashPoint, work(job, plan))
}

function* work(job: Job, plan: BackupPlan): Process<Stop | undefined> {
  let stop: Stop | undefined
  for (let restarts = 0; restarts <= RESTARTS_MAX; restarts++) {
    const session = { selected: [] as Selected[], changed: false }
    stop = yield* throughSnapshot(job, plan, session)
    const { requestor } = job
    if (requestor === undefined) return stop
    if (session.changed) {
      abortBackup(requestor)
      release(requestor)
      continue
    }
    stop ??= yield* afterSnapshot(job, plan, session.selected)
    end(job, plan, requestor, stop)
    return stop
  }
  return { code: 'file-lists-change', message: 'the file lists never came to rest' }
}

/** What is kept in the shadow copy, or by an application that forgets, stays open. */
function end(job: Job, plan: BackupPlan, requestor: Requestor, stop: Stop | undefined): void {
  if (stop !== undefined) abortBackup(requestor)
  const isKept = plan.keepInShadow || plan.purpose === 'plain shadow copy'
  const staysOpen = (stop === undefined && isKept) || !does(job, 'release the interface')
  if (staysOpen) job.application.sessions.set(plan.backup, requestor)
  else release(requestor)
}

function* throughSnapshot(
  job: Job,
  plan: BackupPlan,
  session: { selected: Selected[]; changed: boolean },
): Process<Stop | undefined> {
  const begun = begin(job, plan)
  if (begun !== undefined || job.requestor === undefined) return begun
  const { requestor } = job
  yield* moment(job, 'after-gathering')
  const discovered = discover(job, plan, requestor, session)
  if (discovered !== undefined) return discovered
  enter(job, 'prebackup tasks')
  const added = addVolumes(job, plan, session.selected)
  if (added !== undefined) return added
  if (plan.purpose !== 'plain shadow copy') {
    yield* moment(job, 'before-prepare-for-backup')
    const prepared = stopUnless(yield* prepareForBackup(requestor), 'PrepareForBackup')
    if (prepared !== undefined) return prepared
    const failed = checkWriters(job, plan, requestor)
    if (failed !== undefined) return failed
  }
  yield* moment(job, 'before-do-snapshot-set')
  if (does(job, 'recheck the file lists') && plan.mode === 'component') {
    session.changed = fileListsDiffer(job, session.selected)
    if (session.changed) return undefined
  }
  job.snapshotAt = job.application.sim.now
  const taken = yield* doSnapshotSet(requestor)
  job.instant = requestor.set?.instant
  return stopUnless(taken, 'DoSnapshotSet')
}

function begin(job: Job, plan: BackupPlan): Stop | undefined {
  enter(job, 'backup initialization')
  if (plan.mode === 'noncomponent' && plan.components.length > 0)
    return { code: 'no-volumes', message: 'a backup of volumes names volumes, not databases' }
  const requestor = createRequestor(job.application.vss, REQUESTOR)
  job.requestor = requestor
  const context: ContextName = plan.purpose === 'app-rollback' ? 'APP_ROLLBACK' : 'BACKUP'
  const extra = plan.purpose === 'app-rollback' ? ATTRIBUTES.ROLLBACK_RECOVERY : 0
  const state = {
    type: plan.type,
    bootable: false,
    partialFiles: true,
    selectComponents: plan.mode === 'component',
  }
  const stop =
    stopUnless(initializeForBackup(requestor), 'InitializeForBackup') ??
    stopUnless(setContext(requestor, context, extra), 'SetContext') ??
    (plan.purpose === 'plain shadow copy'
      ? undefined
      : stopUnless(setBackupState(requestor, state), 'SetBackupState'))
  if (stop !== undefined) return stop
  enter(job, 'backup discovery')
  return stopUnless(gatherWriterMetadata(requestor), 'GatherWriterMetadata')
}

function discover(
  job: Job,
  plan: BackupPlan,
  requestor: Requestor,
  session: { selected: Selected[] },
): Stop | undefined {
  if (plan.mode !== 'component') return undefined
  const selected = selectComponents(requestor, plan.components)
  if ('code' in selected) return selected
  session.selected = selected
  return chooseBases(job, plan, requestor, selected)
}

function checkWriters(job: Job, plan: BackupPlan, requestor: Requestor): Stop | undefined {
  if (!does(job, 'ask for the writer status')) return undefined
  const failed = failedWriter(
    requestor,
    plan.mode === 'component' ? 'selected' : { since: job.snapshotAt ?? job.application.sim.now },
  )
  return does(job, 'heed the writer status') ? failed : undefined
}

function* afterSnapshot(
  job: Job,
  plan: BackupPlan,
  selected: readonly Selected[],
): Process<Stop | undefined> {
  const { requestor } = job
  if (requestor === undefined) return undefined
  const failed = checkWriters(job, plan, requestor)
  if (failed !== undefined) return failed
  if (!does(job, 'ask for the writer status'))
    find(job, REQUESTOR, 'status not checked before copying')
  const present = noteLeftOut(job, requestor, selected)
  enter(job, 'actual backup')
  yield* moment(job, 'before-copying')
  const lists = isCopied(plan) ? copyLists(job, plan, requestor, present) : []
  const copied = yield* copyAll(job, lists, sourcesOf(job, requestor))
  yield* moment(job, 'after-copying')
  const saved = saveDocuments(job, plan, requestor, { present, copied, lists })
  if (plan.purpose === 'plain shadow copy') {
    recordBackup(job, plan, requestor, { present: [], copied })
    return copied.stop
  }
  enter(job, 'backup termination')
  const ended = yield* terminate(job, plan, requestor, { present, copied })
  recordBackup(job, plan, requestor, { present, copied })
  if (copied.stop !== undefined) job.phase = 'actual backup'
  return copied.stop ?? saved ?? ended
}

function isCopied({ keepInShadow, purpose }: BackupPlan): boolean {
  return !keepInShadow && purpose === 'backup'
}

function* terminate(
  job: Job,
  plan: BackupPlan,
  requestor: Requestor,
  { present, copied }: { readonly present: readonly Selected[]; readonly copied: Copied },
): Process<Stop | undefined> {
  for (const each of present) {
    const isGood = !copied.failed.has(each.label) || !does(job, 'report a failed copy')
    setBackupSucceeded(requestor, keyOf(each), isGood)
  }
  if (!does(job, 'send backup complete')) {
    find(job, REQUESTOR, 'BackupComplete missing')
    return undefined
  }
  const completed = yield* backupComplete(requestor)
  if (completed !== S_OK) return stopUnless(completed, 'BackupComplete')
  yield* moment(job, 'after-backup-complete')
  return checkWriters(job, plan, requestor)
}
