import type { Ticks } from '../../base/brand.js'
import { noteJob } from './job-log.js'
import type { Machine, ProductName } from './machine.js'

/** One run of a product: begun, in work, ended. The failure text is what the product shows a person. */
export interface Job {
  readonly product: ProductName
  /** 1 is the product's first. */
  readonly id: number
  readonly startedBy: 'operator' | 'schedule'
  readonly startedAt: Ticks
  endedAt: Ticks | undefined
  state: 'Running' | 'Completed' | 'Failed'
  failure: JobFailure | undefined
  bytesDone: number
  bytesTotal: number
}

export type FailureKind =
  | 'vss'
  | 'shadow-storage'
  | 'efi-locked'
  | 'service'
  | 'feature'
  | 'permission'
  | 'target'
  | 'io'
  | 'space'
  | 'network'
  | 'registration'
  | 'unsupported-item'
  | 'interrupted'

export interface JobFailure {
  readonly kind: FailureKind
  readonly message: string
}

export function failure(kind: FailureKind, message: string): JobFailure {
  return { kind, message }
}

export function beginJob(machine: Machine, product: ProductName, startedBy: Job['startedBy']): Job {
  const id = jobsOf(machine, product).length + 1
  const job: Job = {
    product,
    id,
    startedBy,
    startedAt: machine.sim.now,
    endedAt: undefined,
    state: 'Running',
    failure: undefined,
    bytesDone: 0,
    bytesTotal: 0,
  }
  machine.jobs.push(job)
  noteJob(machine, job)
  return job
}

export function endJob(machine: Machine, job: Job, outcome: JobFailure | undefined): Job {
  job.endedAt = machine.sim.now
  job.failure = outcome
  job.state = outcome === undefined ? 'Completed' : 'Failed'
  noteJob(machine, job)
  return job
}

/** Ends a job whose process was ended under it; one that has ended is left alone. */
export function abandonJob(machine: Machine, job: Job): void {
  if (job.state === 'Running')
    endJob(machine, job, failure('interrupted', 'The backup was ended before it was done.'))
}

export function jobsOf(machine: Machine, product: ProductName): Job[] {
  return machine.jobs.filter((job) => job.product === product)
}

export function lastEnded(machine: Machine, product: ProductName): Job | undefined {
  return jobsOf(machine, product)
    .filter((job) => job.state !== 'Running')
    .at(-1)
}
