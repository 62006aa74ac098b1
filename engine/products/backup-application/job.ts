// A job of the backup application while it runs: how far it is, what it found, and why it stops.

import type { HResult, Ticks } from '../../base/brand.js'
import { formatHResult } from '../../base/units.js'
import { type Process, sleepUntil, type Task, together } from '../../sim/index.js'
import type { FileError } from '../../volume/index.js'
import {
  gatherWriterStatus,
  note,
  type Requestor,
  release,
  S_OK,
  symbolOf,
} from '../../vss/index.js'
import { type BackupApplication, type Finding, type JobOutcome, REQUESTOR } from './application.js'

export interface Job {
  readonly application: BackupApplication
  readonly backup: string
  /** Duties that are left undone. */
  readonly neglects: ReadonlySet<string>
  readonly findings: Finding[]
  readonly leftOut: string[]
  readonly volumes: string[]
  requestor: Requestor | undefined
  phase: string
  copiedBytes: number
  /** When the writers were first asked to take part in a snapshot. */
  snapshotAt: Ticks | undefined
  instant: Ticks | undefined
}

/** Why a job goes no further. */
export interface Stop {
  readonly code: string
  readonly message: string
}

export function newJob(
  application: BackupApplication,
  backup: string,
  neglects: readonly string[],
): Job {
  return {
    application,
    backup,
    neglects: new Set(neglects),
    findings: [],
    leftOut: [],
    volumes: [],
    requestor: undefined,
    phase: '',
    copiedBytes: 0,
    snapshotAt: undefined,
    instant: undefined,
  }
}

export function does({ neglects }: Job, duty: string): boolean {
  return !neglects.has(duty)
}

export function find(job: Job, about: string, text: string): void {
  job.findings.push({ about, text })
}

export function claim({ application }: Job, what: string, of: string): void {
  note(application.vss, REQUESTOR, what, of)
}

export function enter(job: Job, phase: string): void {
  job.phase = phase
  claim(job, 'phase', phase)
}

/** Lets whatever waits for this moment happen before the job goes on. */
export function* moment({ application: { sim } }: Job, point: string): Process {
  sim.points.reach(point)
  yield* sleepUntil(sim.now)
}

export function codeOf(result: HResult): string {
  return symbolOf(result) ?? formatHResult(result)
}

export function stopUnless(result: HResult, call: string): Stop | undefined {
  if (result === S_OK) return undefined
  return { code: codeOf(result), message: `${call} was answered with ${codeOf(result)}` }
}

export function stopFor({ name, device, path, holder }: FileError): Stop {
  const by = holder === undefined ? '' : `, held by ${holder}`
  return { code: name, message: `${device}${path}: ${name}${by}` }
}

/** The first writer that failed, where those with named components count, or all of them. */
export function failedWriter(
  requestor: Requestor,
  which: 'selected' | { readonly since: Ticks },
): Stop | undefined {
  const status = gatherWriterStatus(requestor)
  if (!status.ok) return stopUnless(status.error, 'GatherWriterStatus')
  const selected = new Set(requestor.document.writers.map(({ instanceId }) => instanceId))
  const writerIds = new Set(requestor.document.writers.map(({ writerId }) => writerId))
  const classOf = new Map(
    requestor.vss.writers.map(({ instanceId, classId }) => [instanceId, classId]),
  )
  for (const { instanceId, name, state, error } of status.value) {
    const isSelected =
      selected.has(instanceId) ||
      (requestor.kind === 'restore' && writerIds.has(classOf.get(instanceId) ?? instanceId))
    if (error === S_OK || (which === 'selected' && !isSelected)) continue
    const said =
      which === 'selected' ? failureMessages(requestor) : eventsOf(requestor, which.since)
    const message = `${name} is in VSS_WS_${state}${said === '' ? '' : `: ${said}`}`
    return { code: codeOf(error), message }
  }
  return undefined
}

/** Without components a writer has nowhere to say why but the event log. */
function eventsOf({ vss: { host } }: Requestor, since: Ticks): string {
  return host.logs.Application.filter(
    ({ source, level, at }) => source === 'SQLWRITER' && level === 'Error' && at >= since,
  )
    .map(({ text }) => text)
    .join('; ')
}

function failureMessages({ document }: Requestor): string {
  const messages = document.writers.flatMap(({ components }) =>
    components.flatMap(({ failureMessages: said, failure }) => [
      said.prepareForBackup,
      said.postSnapshot,
      said.preRestore,
      said.postRestore,
      failure?.message ?? null,
    ]),
  )
  return messages.filter((message) => message !== null).join('; ')
}

/** Runs a job; a crash ends it where it stands, and the service notices that the requestor is gone. */
export function* runJob(
  job: Job,
  crashPoint: string | undefined,
  process: Process<Stop | undefined>,
): Process<JobOutcome> {
  const { sim } = job.application
  const task = sim.spawn(`backup application: ${job.backup}`, process)
  if (crashPoint !== undefined) {
    const run = () => void sim.spawn('crash of the application', crash(job, task as Task))
    sim.points.arm({ point: crashPoint, occurrence: 1, run })
  }
  try {
    yield* together([task])
  } finally {
    sim.kill(task as Task)
  }
  if (task.state !== 'killed') return outcomeOf(job, task.result)
  return outcomeOf(job, { code: 'requestor-crash', message: `it crashed at ${crashPoint}` })
}

// biome-ignore lint/correctness/useYield: a process is the only one that may end another
function* crash(job: Job, task: Task): Process {
  if (task.state !== 'running') return
  job.application.sim.kill(task)
  if (job.requestor !== undefined) release(job.requestor)
}

function outcomeOf(job: Job, stop: Stop | undefined): JobOutcome {
  const { phase, copiedBytes, leftOut, findings, volumes } = job
  return {
    state: stop === undefined ? 'completed' : 'failed',
    phase: stop === undefined ? '' : phase,
    code: stop?.code ?? '',
    message: stop?.message ?? '',
    copiedBytes,
    leftOut,
    findings,
    volumes,
    instantMs: job.instant === undefined ? -1 : job.instant / 1_000,
  }
}
