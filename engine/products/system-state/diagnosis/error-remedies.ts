// The remedies of the document, chosen by what made the last job of the agent fail.

import { heaviestProcesses } from '../../../host/index.js'
import { type FailureKind, type Job, lastEnded } from '../job.js'
import type { Machine } from '../machine.js'
import { type CheckResult, fail, NOT_APPLICABLE } from './finding.js'

type Remedy = (machine: Machine, job: Job) => CheckResult

export const ERROR_CHECKS: readonly (readonly [string, FailureKind, Remedy])[] = [
  ['vss-timeout', 'vss', vssTimeout],
  ['busy-writer', 'vss', busyWriter],
  ['shadow-storage', 'shadow-storage', shadowStorage],
  ['efi-lock', 'efi-locked', efiLock],
]

/** The failure to be explained, if the last job of the agent failed. */
export function lastFailure(machine: Machine): Job | undefined {
  const job = lastEnded(machine, 'agent')
  return job?.state === 'Failed' ? job : undefined
}

function vssTimeout(machine: Machine, job: Job): CheckResult {
  const timedOut = machine.host.logs.Application.some(
    (entry) =>
      entry.source === 'VSS' && entry.at >= job.startedAt && entry.text.includes('0x800423f2'),
  )
  if (!timedOut) return NOT_APPLICABLE
  const heavy = heaviestProcesses(machine.host)
    .filter((process) => Math.max(process.cpuPercent, process.memoryPercent) > 0)
    .map((process) => process.name)
  return fail(
    'Wait until processor and memory are free, or end what takes too much of them, then repeat. ' +
      `Heaviest processes: ${heavy.length === 0 ? 'none' : heavy.join(', ')}`,
  )
}

function busyWriter(machine: Machine, job: Job): CheckResult {
  const others = machine.jobs.filter(
    (other) =>
      other.product !== 'agent' &&
      other.product !== 'windows-server-backup' &&
      other.startedAt <= (job.endedAt ?? 0) &&
      (other.endedAt ?? Number.POSITIVE_INFINITY) >= job.startedAt,
  )
  if (others.length === 0) return NOT_APPLICABLE
  return fail(
    `Wait until the backup of ${others.map((other) => other.product).join(' and ')} has finished, ` +
      'then repeat when no backup runs at all.',
  )
}

/** The volume is the one the event log names, not the backup target. */
function shadowStorage(machine: Machine, job: Job): CheckResult {
  const entry = machine.host.logs.System.filter(
    (each) => each.source === 'volsnap' && each.at >= job.startedAt,
  ).at(-1)
  const volume = entry?.text.match(/[A-Z]:/)?.[0] ?? 'the volume named in the System log'
  return fail(
    `Free enough space on ${volume} for shadow copies to grow while the backup runs, ` +
      'or limit shadow storage with vssadmin resize shadowstorage.',
  )
}

function efiLock(machine: Machine): CheckResult {
  const holder = machine.efi.lockedBy
  const process = machine.host.processes.get(holder ?? '')
  if (process?.software === 'security')
    return fail(
      `${process.name} is security software: contact the vendor so that the agent is allowed.`,
    )
  return fail(
    holder === undefined
      ? 'The lock is gone: run the backup again.'
      : `${holder} is backup software: wait until it is done, then run the backup again.`,
  )
}
